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

/* The bytes as one value. */
struct block16 {
#ifdef __SSE2__
    __m128i bytes;
#else
    uint64_t low, high; /* the first byte lowest */
#endif
};

struct bytes16 {
    struct block16 lower; /* with bit 0x20 set in each */
    uint32_t others;      /* no ASCII letters; all bits from 16 on are set */
    uint32_t small;       /* of letters: those that are small; of others nothing is said */
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

/* The high bit of every byte from `first` to `last`, which are ASCII. */
static inline uint64_t bytes_between(uint64_t bytes, unsigned first, unsigned last)
{
    uint64_t low_bits = bytes & BYTES_EACH(0x7Fu);
    uint64_t from_first = low_bits + BYTES_EACH(0x80u - first);
    uint64_t beyond_last = low_bits + BYTES_EACH(0x80u - last - 1u);
    return from_first & ~beyond_last & ~bytes & BYTES_EACH(0x80u);
}

/* The same of ASCII letters; `lower` has bit 0x20 set in each byte. */
static inline uint64_t bytes_letters(uint64_t lower)
{
    return bytes_between(lower, 'a', 'z');
}

/* With ASCII capitals as small letters. */
static inline uint64_t bytes_small(uint64_t bytes)
{
    return bytes | bytes_between(bytes, 'A', 'Z') >> 2;
}

/* The high bits of eight bytes next to one another. */
static inline uint32_t bytes_mask(uint64_t high_bits)
{
    return (uint32_t)((high_bits >> 7) * 0x0102040810204080u >> 56);
}

#ifdef __SSE2__
static inline struct block16 block16_of(uint64_t low, uint64_t high)
{
    return (struct block16){_mm_set_epi64x((long long)high, (long long)low)};
}

static inline uint64_t block16_low(struct block16 block)
{
    return (uint64_t)_mm_cvtsi128_si64(block.bytes);
}

static inline uint64_t block16_high(struct block16 block)
{
    return (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(block.bytes, block.bytes));
}

static inline struct block16 block16_load(const char *p)
{
    struct block16 block;
    memcpy(&block.bytes, p, sizeof block.bytes);
    return block;
}

static inline void block16_store(char *p, struct block16 block)
{
    memcpy(p, &block.bytes, sizeof block.bytes);
}

static inline struct block16 block16_and(struct block16 a, struct block16 b)
{
    return (struct block16){_mm_and_si128(a.bytes, b.bytes)};
}
#else
static inline struct block16 block16_of(uint64_t low, uint64_t high)
{
    return (struct block16){low, high};
}

static inline uint64_t block16_low(struct block16 block)
{
    return block.low;
}

static inline uint64_t block16_high(struct block16 block)
{
    return block.high;
}

static inline struct block16 block16_load(const char *p)
{
    return (struct block16){bytes_load(p), bytes_load(p + 8)};
}

static inline void block16_store(char *p, struct block16 block)
{
    bytes_store(p, block.low);
    bytes_store(p + 8, block.high);
}

static inline struct block16 block16_and(struct block16 a, struct block16 b)
{
    return (struct block16){a.low & b.low, a.high & b.high};
}
#endif

/* The sixteen bytes from block16_ones + 16 - n on mask all but n bytes away. */
static const char block16_ones[32] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                      -1, -1, -1, -1, -1, -1, -1, -1};

/* The first n of the bytes, zeros behind them. */
static inline struct block16 block16_first(struct block16 block, size_t n)
{
    return block16_and(block, block16_load(block16_ones + 16 - n));
}

static inline struct bytes16 bytes16_read_plainly(const char *p)
{
    const uint64_t halves[] = {bytes_load(p), bytes_load(p + 8)};
    const uint64_t lower[] = {halves[0] | BYTES_EACH(0x20u), halves[1] | BYTES_EACH(0x20u)};
    struct bytes16 b = {.lower = block16_of(lower[0], lower[1]), .others = ~BYTES16_ALL};
    for (unsigned i = 0; i < 2; i++) {
        b.others |= bytes_mask(~bytes_letters(lower[i]) & BYTES_EACH(0x80u)) << 8 * i;
        b.small |= bytes_mask(halves[i] << 2 & BYTES_EACH(0x80u)) << 8 * i;
    }
    return b;
}

static inline uint32_t block16_equal_plainly(struct block16 block, unsigned char byte)
{
    return bytes_mask(bytes_zero(block16_low(block) ^ BYTES_EACH(byte))) |
           bytes_mask(bytes_zero(block16_high(block) ^ BYTES_EACH(byte))) << 8;
}

/* Which of them are from `first` to `last`, which are ASCII. */
static inline uint32_t block16_between_plainly(struct block16 block, char first, char last)
{
    unsigned from = (unsigned char)first, to = (unsigned char)last;
    return bytes_mask(bytes_between(block16_low(block), from, to)) |
           bytes_mask(bytes_between(block16_high(block), from, to)) << 8;
}

/* With ASCII capitals as small letters. */
static inline struct block16 block16_small_plainly(struct block16 block)
{
    return block16_of(bytes_small(block16_low(block)), bytes_small(block16_high(block)));
}

/* Which bytes are followed by the same; bit 15 says nothing. */
static inline uint32_t block16_repeats_plainly(struct block16 block)
{
    uint64_t low = block16_low(block), high = block16_high(block);
    return bytes_mask(bytes_zero(low ^ (low >> 8 | high << 56))) |
           bytes_mask(bytes_zero(high ^ high >> 8)) << 8;
}

/* Which of them are beyond ASCII. */
static inline uint32_t bytes16_beyond_plainly(const char *p)
{
    return bytes_mask(bytes_load(p) & BYTES_EACH(0x80u)) |
           bytes_mask(bytes_load(p + 8) & BYTES_EACH(0x80u)) << 8;
}

/* Which of them are 80 to DB: of characters up to the end of the Arabic block, or may stand behind
 * one. */
static inline uint32_t bytes16_arabic_plainly(const char *p)
{
    uint32_t arabic = 0;
    for (unsigned i = 0; i < 2; i++) {
        uint64_t bytes = bytes_load(p + 8 * i);
        uint64_t beyond = (bytes & BYTES_EACH(0x7Fu)) + BYTES_EACH(0x100u - 0xDCu);
        arabic |= bytes_mask(bytes & ~beyond & BYTES_EACH(0x80u)) << 8 * i;
    }
    return arabic;
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

static inline __m128i bytes16_between(__m128i bytes, char first, char last)
{
    /* They become the least of signed bytes. */
    __m128i from_first = _mm_add_epi8(bytes, _mm_set1_epi8((char)(0x80 - first)));
    return _mm_cmplt_epi8(from_first, _mm_set1_epi8((char)(0x80 + last - first + 1)));
}

static inline uint32_t block16_equal(struct block16 block, unsigned char byte)
{
    return bytes16_mask(_mm_cmpeq_epi8(block.bytes, _mm_set1_epi8((char)byte)));
}

static inline uint32_t block16_between(struct block16 block, char first, char last)
{
    return bytes16_mask(bytes16_between(block.bytes, first, last));
}

static inline struct block16 block16_small(struct block16 block)
{
    __m128i capitals = bytes16_between(block.bytes, 'A', 'Z');
    return (struct block16){
        _mm_or_si128(block.bytes, _mm_and_si128(capitals, _mm_set1_epi8(0x20)))};
}

static inline struct bytes16 bytes16_read(const char *p)
{
    __m128i bytes = bytes16_load(p), lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
    /* The letters become the greatest of signed bytes, and all others negative. */
    __m128i to_z = _mm_add_epi8(lower, _mm_set1_epi8((char)(0x7F - 'z')));
    __m128i others = _mm_subs_epi8(to_z, _mm_set1_epi8((char)(0x7F - 'z' + 'a')));
    return (struct bytes16){
        .lower = {lower},
        .others = bytes16_mask(others) | ~BYTES16_ALL,
        .small = bytes16_mask(_mm_slli_epi16(bytes, 2)),
    };
}

static inline uint32_t block16_repeats(struct block16 block)
{
    return bytes16_mask(_mm_cmpeq_epi8(block.bytes, _mm_srli_si128(block.bytes, 1)));
}

static inline uint32_t bytes16_beyond(const char *p)
{
    return bytes16_mask(bytes16_load(p));
}

static inline uint32_t bytes16_arabic(const char *p)
{
    return bytes16_mask(_mm_cmplt_epi8(bytes16_load(p), _mm_set1_epi8((char)0xDC)));
}
#else
static inline uint32_t block16_equal(struct block16 block, unsigned char byte)
{
    return block16_equal_plainly(block, byte);
}

static inline uint32_t block16_between(struct block16 block, char first, char last)
{
    return block16_between_plainly(block, first, last);
}

static inline struct block16 block16_small(struct block16 block)
{
    return block16_small_plainly(block);
}

static inline uint32_t block16_repeats(struct block16 block)
{
    return block16_repeats_plainly(block);
}

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
#endif

#endif
