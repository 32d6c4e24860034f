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
    uint32_t letters; /* ASCII letters */
    uint32_t small;   /* of the letters: those that are small */
    uint32_t repeats; /* followed by the same byte, but for case; bit 15 says nothing */
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

/* The same of ASCII capitals. */
static inline uint64_t bytes_capitals(uint64_t bytes)
{
    return bytes_letters(bytes | BYTES_EACH(0x20u)) & ~bytes << 2;
}

/* The high bits of eight bytes next to one another. */
static inline uint32_t bytes_mask(uint64_t high_bits)
{
    return (uint32_t)((high_bits >> 7) * 0x0102040810204080u >> 56);
}

static inline struct bytes16 bytes16_read_plainly(const char *p)
{
    const uint64_t halves[] = {bytes_load(p), bytes_load(p + 8)};
    const uint64_t lower[] = {halves[0] | BYTES_EACH(0x20u), halves[1] | BYTES_EACH(0x20u)};
    const uint64_t next[] = {lower[0] >> 8 | lower[1] << 56, lower[1] >> 8};
    struct bytes16 b = {0};
    for (unsigned i = 0; i < 2; i++) {
        b.letters |= bytes_mask(bytes_letters(lower[i])) << 8 * i;
        b.small |= bytes_mask(halves[i] << 2 & BYTES_EACH(0x80u)) << 8 * i;
        b.repeats |= bytes_mask(bytes_zero(lower[i] ^ next[i])) << 8 * i;
    }
    b.small &= b.letters;
    return b;
}

/* Which of them are beyond ASCII. */
static inline uint32_t bytes16_beyond_plainly(const char *p)
{
    return bytes_mask(bytes_load(p) & BYTES_EACH(0x80u)) |
           bytes_mask(bytes_load(p + 8) & BYTES_EACH(0x80u)) << 8;
}

/* Which of them are of characters of the Arabic block: D8 to DB, and what may stand behind. */
static inline uint32_t bytes16_arabic_plainly(const char *p)
{
    uint32_t arabic = 0;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t bytes = bytes_load(p + 8 * i);
        uint64_t first = bytes_zero((bytes & BYTES_EACH(0xFCu)) ^ BYTES_EACH(0xD8u));
        arabic |= bytes_mask(first | (bytes & ~bytes << 1 & BYTES_EACH(0x80u))) << 8 * i;
    }
    return arabic;
}

/* The first n of sixteen bytes, with the bits of `with` in each, the first one lowest; zeros behind
 * them. */
struct bytes16_cut {
    uint64_t low, high;
};

/* The sixteen bytes from bytes16_ones + 16 - n on mask all but n bytes away. */
static const char bytes16_ones[32] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                      -1, -1, -1, -1, -1, -1, -1, -1};

static inline struct bytes16_cut bytes16_cut_plainly(const char *p, size_t n, unsigned char with)
{
    const char *mask = bytes16_ones + 16 - n;
    return (struct bytes16_cut){(bytes_load(p) | BYTES_EACH(with)) & bytes_load(mask),
                                (bytes_load(p + 8) | BYTES_EACH(with)) & bytes_load(mask + 8)};
}

#ifdef __SSE2__
static inline __m128i bytes16_load(const char *p)
{
    __m128i bytes;
    memcpy(&bytes, p, sizeof bytes);
    return bytes;
}

static inline uint32_t bytes16_mask(__m128i bytes)
{
    return (uint32_t)_mm_movemask_epi8(bytes);
}

static inline struct bytes16 bytes16_read(const char *p)
{
    __m128i bytes = bytes16_load(p), lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    __m128i from_a = _mm_sub_epi8(lower, _mm_set1_epi8('a'));
    __m128i letters = _mm_cmpeq_epi8(_mm_min_epu8(from_a, _mm_set1_epi8('z' - 'a')), from_a);
    uint32_t mask = bytes16_mask(letters);
    return (struct bytes16){
        .letters = mask,
        .small = bytes16_mask(_mm_slli_epi16(bytes, 2)) & mask,
        .repeats = bytes16_mask(_mm_cmpeq_epi8(lower, _mm_srli_si128(lower, 1))),
    };
}

static inline uint32_t bytes16_beyond(const char *p)
{
    return bytes16_mask(bytes16_load(p));
}

static inline uint32_t bytes16_arabic(const char *p)
{
    __m128i bytes = bytes16_load(p), high = _mm_and_si128(bytes, _mm_set1_epi8((char)0xFC));
    __m128i first = _mm_cmpeq_epi8(high, _mm_set1_epi8((char)0xD8));
    __m128i behind = _mm_cmpgt_epi8(_mm_set1_epi8((char)0xC0), bytes);
    return bytes16_mask(_mm_or_si128(first, behind));
}

static inline struct bytes16_cut bytes16_cut(const char *p, size_t n, unsigned char with)
{
    __m128i bytes = _mm_or_si128(bytes16_load(p), _mm_set1_epi8((char)with));
    bytes = _mm_and_si128(bytes, bytes16_load(bytes16_ones + 16 - n));
    return (struct bytes16_cut){
        (uint64_t)_mm_cvtsi128_si64(bytes),
        (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(bytes, bytes)),
    };
}
#else
static inline uint32_t bytes16_beyond(const char *p)
{
    return bytes16_beyond_plainly(p);
}

static inline uint32_t bytes16_arabic(const char *p)
{
    return bytes16_arabic_plainly(p);
}

static inline struct bytes16 bytes16_read(const char *p)
{
    return bytes16_read_plainly(p);
}

static inline struct bytes16_cut bytes16_cut(const char *p, size_t n, unsigned char with)
{
    return bytes16_cut_plainly(p, n, with);
}
#endif

#endif
