/* Sixteen bytes of a text looked at at once: what of them are ASCII letters, in capitals, doubled.
 * SSE2 where there is, plain C elsewhere; both give the same answers. Pure. Internal to text/.
 *
 * Masks have bit i for byte i. Every load reads all of its bytes, so they must be there. */
#ifndef TEXT_BYTES16_H
#define TEXT_BYTES16_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BYTES16_ALL      0xFFFFu
#define BYTES_EACH(byte) (0x0101010101010101u * (byte))

struct bytes16 {
    uint64_t low, high; /* the bytes, ASCII letters made small, the first one lowest */
    uint32_t letters;   /* ASCII letters */
    uint32_t small;     /* of the letters: those that were small already */
    uint32_t repeats;   /* followed by the same byte, but for case; bit 15 says nothing */
};

/* Eight bytes, the first one lowest. */
static inline uint64_t bytes_load(const char *p)
{
    uint64_t bytes;
    memcpy(&bytes, p, sizeof bytes);
    return le64toh(bytes);
}

static inline void bytes_store(char *p, uint64_t bytes)
{
    bytes = htole64(bytes);
    memcpy(p, &bytes, sizeof bytes);
}

/* The high bit of every byte that is 0. */
static inline uint64_t bytes_zero(uint64_t bytes)
{
    return ~(((bytes & BYTES_EACH(0x7Fu)) + BYTES_EACH(0x7Fu)) | bytes) & BYTES_EACH(0x80u);
}

/* The high bit of every byte that is an ASCII letter; `lower` has bit 0x20 set in each byte. */
static inline uint64_t bytes_letters(uint64_t lower)
{
    uint64_t low_bits = lower & BYTES_EACH(0x7Fu);
    uint64_t from_a = low_bits + BYTES_EACH(0x80u - 'a');
    uint64_t beyond_z = low_bits + BYTES_EACH(0x80u - 'z' - 1u);
    return from_a & ~beyond_z & ~lower & BYTES_EACH(0x80u);
}

/* The high bits of eight bytes next to one another. */
static inline uint32_t bytes_mask(uint64_t high_bits)
{
    return (uint32_t)((high_bits >> 7) * 0x0102040810204080u >> 56);
}

static inline void bytes8_read(struct bytes16 *to, uint64_t bytes, uint64_t *lower, unsigned at)
{
    *lower = bytes | BYTES_EACH(0x20u);
    to->letters |= bytes_mask(bytes_letters(*lower)) << at;
    to->small |= bytes_mask(bytes << 2 & BYTES_EACH(0x80u)) << at;
}

static inline struct bytes16 bytes16_read_plainly(const char *p)
{
    struct bytes16 b = {0};
    bytes8_read(&b, bytes_load(p), &b.low, 0);
    bytes8_read(&b, bytes_load(p + 8), &b.high, 8);
    uint64_t next = b.low >> 8 | b.high << 56;
    b.repeats = bytes_mask(bytes_zero(b.low ^ next)) | bytes_mask(bytes_zero(b.high ^ b.high >> 8))
                                                           << 8;
    b.small &= b.letters;
    return b;
}

#ifdef __SSE2__
static inline uint64_t bytes16_half(__m128i bytes)
{
    return (uint64_t)_mm_cvtsi128_si64(bytes);
}

static inline uint32_t bytes16_mask(__m128i bytes)
{
    return (uint32_t)_mm_movemask_epi8(bytes);
}

static inline struct bytes16 bytes16_read(const char *p)
{
    __m128i bytes;
    memcpy(&bytes, p, sizeof bytes);
    __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i from_a = _mm_sub_epi8(lower, _mm_set1_epi8('a'));
    __m128i letters = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8('z' - 'a')), from_a);
    __m128i repeats = _mm_cmpeq_epi8(lower, _mm_srli_si128(lower, 1));
    uint32_t mask = bytes16_mask(letters);
    return (struct bytes16){
        .low = bytes16_half(lower),
        .high = bytes16_half(_mm_unpackhi_epi64(lower, lower)),
        .letters = mask,
        .small = bytes16_mask(_mm_slli_epi16(bytes, 2)) & mask,
        .repeats = bytes16_mask(repeats),
    };
}
#else
static inline struct bytes16 bytes16_read(const char *p)
{
    return bytes16_read_plainly(p);
}
#endif

#endif
