#include "text/language.h"

#include "text/word_table.h"

#include <endian.h>

/* Evidence is counted in halves of a function word, so that it stays whole. */
enum { FUNCTION_WORD = 2, PATTERN = 1, LETTERS = 4, ARTICLE = 1 };

/* Both kinds of words must have this share of a mixed text, and this many. In Latin script only the
 * known words of a language can be counted, so less is asked of them. */
enum { SCRIPTS_PERCENT = 30, KNOWN_PERCENT = 20, MIXED_WORDS = 2 };

/* Without one function word in so many Latin words, a text is neither English nor Finglish. */
enum { SILENT_WORDS = 6 };

struct tally {
    size_t latin, arabic, other;  /* words by script */
    size_t en, finglish, foreign; /* evidence in Latin script */
    size_t fa, ar, ur, ckb, ps;   /* evidence in Arabic script */
};

/* ---- Latin script ---- */

/* What spellings of Persian have and English words hardly do, and the other way round. The letters
 * of a pattern are compared as one number, eight bytes of the word at a time. */
#define PATTERN_OF(letters, place, finglish)                                                       \
    {                                                                                              \
        letters, sizeof(letters) - 1, place, finglish                                              \
    }
#define FINGLISH(letters, place) PATTERN_OF(letters, place, true)
#define ENGLISH(letters, place)  PATTERN_OF(letters, place, false)
static const struct pattern {
    char letters[8];
    unsigned char n;
    char place; /* '^' at the beginning, '$' at the end, '*' anywhere */
    bool finglish;
} patterns[] = {
    FINGLISH("kh", '*'),    FINGLISH("aa", '*'),    FINGLISH("zh", '*'),   FINGLISH("nemi", '^'),
    FINGLISH("mikon", '^'), FINGLISH("gha", '^'),   FINGLISH("gho", '^'),  FINGLISH("eesh", '$'),
    FINGLISH("oone", '$'),  FINGLISH("etoon", '$'), FINGLISH("etun", '$'), FINGLISH("ashoon", '$'),
    FINGLISH("ameh", '$'),  FINGLISH("aneh", '$'),  FINGLISH("adeh", '$'), FINGLISH("ideh", '$'),
    FINGLISH("edeh", '$'),  FINGLISH("ghe", '*'),   FINGLISH("bood", '$'), FINGLISH("nabo", '^'),
    ENGLISH("ing", '$'),    ENGLISH("tion", '*'),   ENGLISH("ly", '$'),    ENGLISH("ness", '$'),
    ENGLISH("ment", '*'),   ENGLISH("able", '$'),   ENGLISH("ful", '$'),   ENGLISH("ous", '$'),
    ENGLISH("ck", '*'),     ENGLISH("ght", '*'),    ENGLISH("'s", '$'),    ENGLISH("n't", '$'),
    ENGLISH("th", '*'),     ENGLISH("w", '*'),      ENGLISH("ea", '*'),    ENGLISH("ed", '$'),
    ENGLISH("ive", '$'),    ENGLISH("ss", '$'),     ENGLISH("ty", '$'),    ENGLISH("er", '$'),
};

/* Longer words are cut: their patterns say nothing. */
enum { PATTERN_WORD = 24 };

/* The word with zeros behind it, so that eight bytes can be read from anywhere in it. */
struct spelling {
    char bytes[PATTERN_WORD + 8];
    size_t n;
};

static bool letters_at(const struct spelling *word, size_t at, const struct pattern *pattern)
{
    uint64_t letters, bytes;
    memcpy(&letters, pattern->letters, sizeof letters);
    memcpy(&bytes, word->bytes + at, sizeof bytes);
    return (le64toh(bytes ^ letters) & ((1ull << 8 * pattern->n) - 1)) == 0;
}

static bool has_pattern(const struct spelling *word, const struct pattern *pattern)
{
    if (word->n < pattern->n) {
        return false;
    }
    size_t last = word->n - pattern->n;
    if (pattern->place != '*') {
        return letters_at(word, pattern->place == '$' ? last : 0, pattern);
    }
    for (size_t at = 0; at <= last; at++) {
        if (letters_at(word, at, pattern)) {
            return true;
        }
    }
    return false;
}

#define LATIN_KINDS (WORD_EN | WORD_FA_LATN | WORD_LATIN_OTHER)

/* By its letters; over 0: English; under 0: Finglish. */
static int pattern_evidence(struct str word)
{
    int en = 0, finglish = 0;
    word = str_slice(word, 0, PATTERN_WORD);
    struct spelling spelling = {.n = word.n};
    memcpy(spelling.bytes, word.p, word.n);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        if (has_pattern(&spelling, &patterns[i])) {
            *(patterns[i].finglish ? &finglish : &en) = PATTERN;
        }
    }
    return en - finglish;
}

/* By what the word is, or else by its letters. A word of two languages says nothing. */
static int latin_evidence(const struct token *token)
{
    switch (word_kinds(token->hash) & LATIN_KINDS) {
    case WORD_EN:
        return FUNCTION_WORD;
    case WORD_FA_LATN:
        return -FUNCTION_WORD;
    case 0:
        return pattern_evidence(token->folded);
    default:
        return 0;
    }
}

static void count_latin(struct tally *tally, const struct token *token, bool look_closer)
{
    uint32_t kinds = word_kinds(token->hash) & LATIN_KINDS;
    tally->latin++;
    if (kinds) {
        tally->en += kinds == WORD_EN ? FUNCTION_WORD : 0;
        tally->finglish += kinds == WORD_FA_LATN ? FUNCTION_WORD : 0;
        tally->foreign += kinds == WORD_LATIN_OTHER ? FUNCTION_WORD : 0;
    } else if (look_closer) {
        int evidence = pattern_evidence(token->folded);
        tally->en += evidence > 0 ? PATTERN : 0;
        tally->finglish += evidence < 0 ? PATTERN : 0;
    }
}

/* Whether the words alone tell English from Finglish: a quarter of them speak, and with one voice.
 * It is so in nearly every text, and spares looking at letters. */
static bool latin_is_clear(const struct tally *tally)
{
    size_t en = tally->en, finglish = tally->finglish;
    return (en == 0 || finglish == 0) && (en + finglish) * 4 >= tally->latin * FUNCTION_WORD;
}

static bool share(size_t part, size_t whole, size_t percent)
{
    return part >= MIXED_WORDS && part * 100 >= whole * percent;
}

static enum language latin_language(const struct tally *tally)
{
    size_t known = tally->en > tally->finglish ? tally->en : tally->finglish;
    bool silent = known < FUNCTION_WORD && tally->latin >= SILENT_WORDS;
    if (silent || (tally->foreign > known && tally->foreign > FUNCTION_WORD)) {
        return LANG_OTHER;
    }
    if (share(tally->en / FUNCTION_WORD, tally->latin, KNOWN_PERCENT) &&
        share(tally->finglish / FUNCTION_WORD, tally->latin, KNOWN_PERCENT)) {
        return LANG_MIXED;
    }
    return tally->finglish > tally->en ? LANG_FA_LATN : LANG_EN;
}

/* ---- Arabic script ---- */

#define ALEF_LAM "\u0627\u0644"

static void count_arabic(struct tally *tally, const struct token *token)
{
    uint32_t kinds = word_kinds(token->hash) & (WORD_FA | WORD_AR | WORD_UR | WORD_CKB);
    uint32_t flags = token->flags;
    tally->arabic++;
    if (kinds) {
        tally->fa += kinds == WORD_FA ? FUNCTION_WORD : 0;
        tally->ar += kinds == WORD_AR ? FUNCTION_WORD : 0;
        tally->ur += kinds == WORD_UR ? FUNCTION_WORD : 0;
        tally->ckb += kinds == WORD_CKB ? FUNCTION_WORD : 0;
    }
    if (flags >= TOKEN_LETTER_FA) {
        tally->fa += flags & TOKEN_LETTER_FA ? PATTERN : 0;
        tally->ar += flags & TOKEN_LETTER_AR ? FUNCTION_WORD : 0;
        tally->ur += flags & TOKEN_LETTER_UR ? LETTERS : 0;
        tally->ckb += flags & TOKEN_LETTER_CKB ? LETTERS : 0;
        tally->ps += flags & TOKEN_LETTER_PS ? LETTERS : 0;
    }
    /* The article: five letters, since some Persian words begin so as well. */
    tally->ar += kinds == 0 && token->folded.n >= 10 && str_starts(token->folded, STR(ALEF_LAM))
                     ? ARTICLE
                     : 0;
}

static enum language arabic_language(const struct tally *tally)
{
    const struct {
        size_t evidence;
        enum language language;
    } rivals[] = {{tally->ar, LANG_AR},
                  {tally->ur, LANG_UR},
                  {tally->ckb, LANG_CKB},
                  {tally->ps, LANG_OTHER}};
    size_t best = tally->fa;
    enum language language = LANG_FA;
    for (size_t i = 0; i < sizeof rivals / sizeof *rivals; i++) {
        if (rivals[i].evidence > best) {
            best = rivals[i].evidence;
            language = rivals[i].language;
        }
    }
    return language;
}

/* ---- Both ---- */

static struct tally count(const struct tokens *tokens, bool hashtags, bool look_closer)
{
    struct tally tally = {0};
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        if (token->kind != TOKEN_WORD || !(token->flags & TOKEN_HASHTAG) == hashtags) {
            continue;
        }
        if (token->flags & TOKEN_LATIN) {
            count_latin(&tally, token, look_closer);
        } else if (token->flags & TOKEN_ARABIC) {
            count_arabic(&tally, token);
        } else {
            tally.other++;
        }
    }
    return tally;
}

enum language language_of(const struct tokens *tokens)
{
    struct tally tally = count(tokens, false, false);
    bool hashtags = tally.latin + tally.arabic + tally.other == 0;
    if (hashtags) {
        tally = count(tokens, true, false);
    }
    if (!latin_is_clear(&tally)) {
        tally = count(tokens, hashtags, true);
    }
    size_t words = tally.latin + tally.arabic;
    if (words == 0 || tally.other > words) {
        return LANG_OTHER;
    }
    enum language latin = latin_language(&tally), arabic = arabic_language(&tally);
    /* Names of things are written in Latin letters in any Persian text: they do not mix it. */
    bool spoken = tally.en + tally.finglish >= MIXED_WORDS * FUNCTION_WORD;
    if (arabic == LANG_FA && latin != LANG_OTHER && spoken &&
        share(tally.latin, words, SCRIPTS_PERCENT) && share(tally.arabic, words, SCRIPTS_PERCENT)) {
        return LANG_MIXED;
    }
    return tally.arabic >= tally.latin ? arabic : latin;
}

/* Of the Latin words around `index`, itself left out; the nearer count more. */
static int evidence_around(const struct tokens *tokens, size_t index)
{
    enum { REACH = 3 };
    size_t from = index > REACH ? index - REACH : 0;
    int evidence = 0;
    for (size_t i = from; i < tokens->count && i <= index + REACH; i++) {
        const struct token *token = &tokens->list[i];
        if (i != index && token->kind == TOKEN_WORD && (token->flags & TOKEN_LATIN)) {
            size_t distance = i < index ? index - i : i - index;
            evidence += latin_evidence(token) * (int)(REACH + 1 - distance);
        }
    }
    return evidence;
}

enum language language_of_token(const struct tokens *tokens, size_t index, enum language whole)
{
    const struct token *token = &tokens->list[index];
    if (token->kind != TOKEN_WORD || !(token->flags & (TOKEN_LATIN | TOKEN_ARABIC))) {
        return LANG_OTHER;
    }
    if (token->flags & TOKEN_ARABIC) {
        bool rival =
            whole == LANG_AR || whole == LANG_UR || whole == LANG_CKB || whole == LANG_OTHER;
        return rival ? whole : LANG_FA;
    }
    if (whole == LANG_EN) { /* only a word that is known to be no English word */
        bool foreign = (word_kinds(token->hash) & LATIN_KINDS) == WORD_FA_LATN;
        return foreign ? LANG_FA_LATN : LANG_EN;
    }
    int evidence = latin_evidence(token);
    if (evidence == 0) {
        evidence = evidence_around(tokens, index);
    }
    if (evidence == 0) {
        return whole == LANG_FA_LATN ? LANG_FA_LATN : LANG_EN;
    }
    return evidence < 0 ? LANG_FA_LATN : LANG_EN;
}
