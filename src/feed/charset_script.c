#include "feed/charset_script.h"

#define LETTERS_LEAST 16 /* bytes beyond ASCII below which nothing is told */

/* How often each byte stands in the page, how many there are beyond ASCII, how many of them beside
 * another one, and how often a space parts two. */
struct spread {
    size_t of[256], high, beside, parted;
};

static bool is_high(struct str body, size_t at)
{
    return at < body.n && (unsigned char)body.p[at] >= 0x80;
}

static struct spread spread_of(struct str body)
{
    struct spread spread = {.high = 0};
    for (size_t i = 0; i < body.n; i++) {
        unsigned char byte = (unsigned char)body.p[i];
        spread.of[byte]++;
        spread.high += is_high(body, i);
        spread.beside +=
            is_high(body, i) && (is_high(body, i + 1) || (i > 0 && is_high(body, i - 1)));
        spread.parted += byte == ' ' && i > 0 && is_high(body, i - 1) && is_high(body, i + 1);
    }
    return spread;
}

/* Percent of the bytes beyond ASCII that lie from low to high. */
static size_t share(const struct spread *spread, unsigned low, unsigned high)
{
    size_t count = 0;
    for (unsigned byte = low; byte <= high; byte++) {
        count += spread->of[byte];
    }
    return count * 100 / spread->high;
}

/* A page read as characters of two bytes. */
struct pairs {
    size_t count, wrong; /* wrong: a first byte without a second one */
    size_t kana, hangul, chinese;
};

static bool between(unsigned char byte, unsigned low, unsigned high)
{
    return byte >= low && byte <= high;
}

/* EUC: both bytes from A1 on. Kana lies in A4 and A5, all of the everyday Hangul in B0-C8. */
static void count_euc(struct pairs *pairs, unsigned char first, unsigned char second)
{
    pairs->wrong += !between(first, 0xA1, 0xFE) || !between(second, 0xA1, 0xFE);
    pairs->kana += between(first, 0xA4, 0xA5);
    pairs->hangul += between(first, 0xB0, 0xC8);
    pairs->chinese += between(first, 0xB0, 0xF7);
}

static void count_sjis(struct pairs *pairs, unsigned char first, unsigned char second)
{
    pairs->wrong +=
        !(between(first, 0x81, 0x9F) || between(first, 0xE0, 0xFC)) || !between(second, 0x40, 0xFC);
    pairs->kana += between(first, 0x82, 0x83);
}

/* The everyday half of the characters lies in A4-C6. */
static void count_big5(struct pairs *pairs, unsigned char first, unsigned char second)
{
    pairs->wrong += !between(first, 0xA1, 0xF9) ||
                    !(between(second, 0x40, 0x7E) || between(second, 0xA1, 0xFE));
    pairs->chinese += between(first, 0xA4, 0xC6);
}

static struct pairs pairs_of(struct str body,
                             void (*count)(struct pairs *pairs, unsigned char first,
                                           unsigned char second))
{
    struct pairs pairs = {0};
    for (size_t i = 0; i < body.n; i++) {
        if ((unsigned char)body.p[i] >= 0x80) {
            size_t wrong = pairs.wrong;
            unsigned char second = i + 1 < body.n ? (unsigned char)body.p[i + 1] : 0;
            count(&pairs, (unsigned char)body.p[i], second);
            pairs.count++;
            i += pairs.wrong == wrong;
        }
    }
    return pairs;
}

/* One in thirty may be wrong; more than `percent` in a hundred must be of the kind. */
static bool fits(const struct pairs *pairs, size_t kind, size_t percent)
{
    return pairs->wrong * 30 <= pairs->count && kind * 100 > pairs->count * percent;
}

/* Only Korean parts its words. */
static const char *of_two_bytes(struct str body, bool parted)
{
    struct pairs euc = pairs_of(body, count_euc), sjis = pairs_of(body, count_sjis),
                 big5 = pairs_of(body, count_big5);
    if (fits(&euc, euc.kana, 20)) {
        return "EUC-JP";
    }
    if (fits(&euc, euc.hangul, 85)) {
        return "CP949";
    }
    if (!parted && fits(&euc, euc.chinese, 60)) {
        return "GB18030";
    }
    if (fits(&sjis, sjis.kana, 20)) {
        return "CP932";
    }
    return !parted && fits(&big5, big5.chinese, 60) ? "BIG5-HKSCS" : NULL;
}

/* Small Russian letters are C0-DF in KOI8-R and E0-FF in windows-1251, where capitals are C0-DF.
 * Hebrew has no capitals and ends at FA. Persian lies in both halves. */
static const char *of_one_byte(const struct spread *spread)
{
    size_t lower = share(spread, 0xC0, 0xDF), upper = share(spread, 0xE0, 0xFF);
    size_t holes = share(spread, 0xDB, 0xDE) + share(spread, 0xFC, 0xFF);
    if (holes == 0 && share(spread, 0xA1, 0xDA) + share(spread, 0xE0, 0xF9) >= 98 &&
        share(spread, 0xA1, 0xBF) >= 25 && share(spread, 0xE0, 0xE9) >= 10) {
        return "CP874"; /* Thai */
    }
    if (lower + upper < 90) {
        return NULL;
    }
    if (lower >= 85) {
        return "KOI8-R";
    }
    if (upper >= 98 && share(spread, 0xFB, 0xFF) == 0) {
        return "CP1255";
    }
    return upper >= 80 && share(spread, 0xFB, 0xFF) >= 2 ? "CP1251" : NULL;
}

const char *charset_by_script(struct str body)
{
    struct spread spread = spread_of(body);
    if (spread.high < LETTERS_LEAST) {
        return NULL;
    }
    bool words =
        spread.beside * 10 > spread.high * 9; /* and no letters with accents among others */
    const char *one = words ? of_one_byte(&spread) : NULL;
    return one ? one : of_two_bytes(body, spread.parted * 20 > spread.high);
}
