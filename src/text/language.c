#include "text/language.h"

#include "text/bytes16.h"
#include "text/vocabulary_table.h"
#include "text/word_table.h"

/* Both kinds of words must have this share of a mixed text, and this many. In Latin script only the
 * known words of a language can be counted, so less is asked of them. */
enum { SCRIPTS_PERCENT = 30, KNOWN_PERCENT = 20, MIXED_WORDS = 2 };

/* Without one function word in so many Latin words, a text is neither English nor Finglish. */
enum { SILENT_WORDS = 6 };

/* ---- Voices ---- */

/* A voice is who speaks and what else is known of the word, SPEAKERS times that: of one in Latin
 * letters its kinds, of one in Arabic letters which TOKEN_LETTERs it has. A word of several
 * languages speaks for none. */
enum speaker {
    NO_WORD,
    LATIN_WORD,
    ARABIC_WORD, /* of no language known, or of several */
    ARTICLE_WORD,
    FA_WORD,
    AR_WORD,
    UR_WORD,
    CKB_WORD,
    SPEAKERS,
    OTHER_WORD = SPEAKERS, /* of another script */
};

#define LATIN_KINDS  (WORD_EN | WORD_FA_LATN | WORD_LATIN_OTHER)
#define ARABIC_KINDS (WORD_FA | WORD_AR | WORD_UR | WORD_CKB)
#define LETTER_FLAGS                                                                               \
    (TOKEN_LETTER_FA | TOKEN_LETTER_AR | TOKEN_LETTER_UR | TOKEN_LETTER_CKB | TOKEN_LETTER_PS)

#define ALEF_LAM "\u0627\u0644"
#define WAW      "\u0648" /* "and", written as one with the article behind it */

static bool has_article(struct str word)
{
    return str_starts(word, STR(ALEF_LAM)) || str_starts(word, STR(WAW ALEF_LAM));
}

/* The article: five letters, since some Persian words begin so as well. */
static enum speaker arabic_speaker(uint32_t kinds, struct str word)
{
    static const unsigned char speakers[ARABIC_KINDS / WORD_FA + 1] = {
        [WORD_FA / WORD_FA] = FA_WORD,
        [WORD_AR / WORD_FA] = AR_WORD,
        [WORD_UR / WORD_FA] = UR_WORD,
        [WORD_CKB / WORD_FA] = CKB_WORD,
    };
    if ((kinds & ARABIC_KINDS) == 0) {
        return word.n >= 10 && has_article(word) ? ARTICLE_WORD : ARABIC_WORD;
    }
    enum speaker speaker = speakers[(kinds & ARABIC_KINDS) / WORD_FA];
    return speaker ? speaker : ARABIC_WORD;
}

uint8_t language_voice(const struct token *token, struct str folded, uint64_t hash)
{
    if (token->kind != TOKEN_WORD) {
        return NO_WORD;
    }
    if (token->flags & TOKEN_LATIN) {
        return (uint8_t)(LATIN_WORD + (word_kinds(hash) & LATIN_KINDS) * SPEAKERS);
    }
    if (token->flags & TOKEN_ARABIC) {
        uint32_t letters = (token->flags & LETTER_FLAGS) / TOKEN_LETTER_FA;
        return (uint8_t)(arabic_speaker(word_kinds(hash), folded) + letters * SPEAKERS);
    }
    return OTHER_WORD;
}

static size_t count_of(uint64_t half, enum evidence_count count)
{
    return half >> 8 * (count % 8) & 0xFF;
}

static uint64_t add(enum evidence_count count, uint64_t times)
{
    return times << 8 * (count % 8);
}

static uint64_t latin_counts(uint32_t kinds)
{
    switch (kinds) {
    case WORD_EN:
        return add(LATIN_EN, FUNCTION_WORD);
    case WORD_FA_LATN:
        return add(LATIN_FINGLISH, FUNCTION_WORD);
    case WORD_LATIN_OTHER:
        return add(LATIN_FOREIGN, FUNCTION_WORD);
    case 0:
        return add(LATIN_UNKNOWN, 1);
    default:
        return 0;
    }
}

static uint64_t letter_counts(uint32_t flags)
{
    return add(ARABIC_FA, flags & TOKEN_LETTER_FA ? PATTERN : 0) +
           add(ARABIC_AR, flags & TOKEN_LETTER_AR ? FUNCTION_WORD : 0) +
           add(ARABIC_UR, flags & TOKEN_LETTER_UR ? LETTERS : 0) +
           add(ARABIC_CKB, flags & TOKEN_LETTER_CKB ? LETTERS : 0) +
           add(ARABIC_PS, flags & TOKEN_LETTER_PS ? LETTERS : 0);
}

static uint64_t arabic_counts(enum speaker speaker)
{
    static const struct {
        unsigned char count, times;
    } spoken[SPEAKERS] = {
        [ARTICLE_WORD] = {ARABIC_AR, ARTICLE},    [FA_WORD] = {ARABIC_FA, FUNCTION_WORD},
        [AR_WORD] = {ARABIC_AR, FUNCTION_WORD},   [UR_WORD] = {ARABIC_UR, FUNCTION_WORD},
        [CKB_WORD] = {ARABIC_CKB, FUNCTION_WORD},
    };
    return add(spoken[speaker].count, spoken[speaker].times);
}

struct evidence voice_evidence(uint8_t voice)
{
    enum speaker speaker = voice % SPEAKERS;
    uint32_t rest = voice / SPEAKERS;
    if (speaker == NO_WORD) {
        return (struct evidence){.arabic = add(OTHER_WORDS, voice == OTHER_WORD)};
    }
    if (speaker == LATIN_WORD) {
        return (struct evidence){.latin = add(LATIN_WORDS, 1) + latin_counts(rest)};
    }
    return (struct evidence){.arabic = add(ARABIC_WORDS, 1) + arabic_counts(speaker) +
                                       letter_counts(rest * TOKEN_LETTER_FA)};
}

struct evidence language_evidence(const struct token *token)
{
    return voice_evidence(language_voice(token, token->folded, tokens_hash(token->folded)));
}

/* ---- Latin script ---- */

/* What spellings of Persian have and English words hardly do, and the other way round. The letters
 * of a pattern are compared as one number, eight bytes of the word at a time. */
struct pattern {
    char letters[8];
    unsigned char n; /* 0 behind the last of a row */
    bool finglish;
};

#define PATTERN_OF(letters, finglish)                                                              \
    {                                                                                              \
        letters, sizeof(letters) - 1, finglish                                                     \
    }
#define FINGLISH(letters) PATTERN_OF(letters, true)
#define ENGLISH(letters)  PATTERN_OF(letters, false)

/* Rows by the first letter, those of endings by the last: for most letters there are none. */
enum { PATTERN_ROWS = 32, PATTERNS = 7 };
#define ROW(letter) [(letter) & (PATTERN_ROWS - 1)]

static const struct pattern beginnings[PATTERN_ROWS][PATTERNS] = {
    ROW('n') = {FINGLISH("nemi"), FINGLISH("nabo")},
    ROW('m') = {FINGLISH("mikon")},
    ROW('g') = {FINGLISH("gha"), FINGLISH("gho")},
};
static const struct pattern anywhere[PATTERN_ROWS][PATTERNS] = {
    ROW('k') = {FINGLISH("kh")},
    ROW('a') = {FINGLISH("aa")},
    ROW('z') = {FINGLISH("zh")},
    ROW('g') = {FINGLISH("ghe"), ENGLISH("ght")},
    ROW('t') = {ENGLISH("th"), ENGLISH("tion")},
    ROW('m') = {ENGLISH("ment")},
    ROW('c') = {ENGLISH("ck")},
    ROW('w') = {ENGLISH("w")},
    ROW('e') = {ENGLISH("ea")},
};
static const struct pattern endings[PATTERN_ROWS][PATTERNS] = {
    ROW('h') = {FINGLISH("eesh"), FINGLISH("ameh"), FINGLISH("aneh"), FINGLISH("adeh"),
                FINGLISH("ideh"), FINGLISH("edeh")},
    ROW('n') = {FINGLISH("etoon"), FINGLISH("etun"), FINGLISH("ashoon")},
    ROW('e') = {FINGLISH("oone"), ENGLISH("able"), ENGLISH("ive")},
    ROW('d') = {FINGLISH("bood"), ENGLISH("ed")},
    ROW('s') = {ENGLISH("ness"), ENGLISH("ous"), ENGLISH("'s"), ENGLISH("ss")},
    ROW('y') = {ENGLISH("ly"), ENGLISH("ty")},
    ROW('t') = {ENGLISH("n't")},
    ROW('g') = {ENGLISH("ing")},
    ROW('l') = {ENGLISH("ful")},
    ROW('r') = {ENGLISH("er")},
};

/* Longer words are cut: their patterns say nothing. */
enum { PATTERN_WORD = 24 };

/* What the patterns found say of a word, each side at most once. */
struct signs {
    int en, finglish;
};

/* Looks for the patterns of a row that begin at p, or with `ending` end there. */
static inline void find(struct signs *signs, const struct pattern *row, const char *p, bool ending)
{
    for (; row->n; row++) {
        uint64_t bytes = bytes_load(ending ? p - row->n : p);
        if ((bytes ^ bytes_load(row->letters)) << (64 - 8 * row->n) == 0) {
            *(row->finglish ? &signs->finglish : &signs->en) = PATTERN;
        }
    }
}

/* By its letters; over 0: English; under 0: Finglish. */
static int pattern_evidence(struct str word)
{
    /* Zeros before and behind it: an ending may be longer than the word, and eight bytes are read
     * from anywhere in it. */
    char bytes[8 + PATTERN_WORD + 8] = {0};
    struct signs signs = {0};
    word = str_slice(word, 0, PATTERN_WORD);
    const char *p = memcpy(bytes + 8, word.p, word.n), *end = p + word.n;
    find(&signs, beginnings[*p & (PATTERN_ROWS - 1)], p, false);
    find(&signs, endings[end[-1] & (PATTERN_ROWS - 1)], end, true);
    for (; p < end; p++) {
        find(&signs, anywhere[*p & (PATTERN_ROWS - 1)], p, false);
    }
    return signs.en - signs.finglish;
}

/* The same, worked out once for each word. */
static int letters_of(const struct tokens *tokens, const struct token *token)
{
    if (token->word == 0) {
        return pattern_evidence(token->folded);
    }
    signed char *letters = &tokens->vocabulary->lines[token->word].letters;
    if (*letters == LETTERS_UNSEEN) {
        *letters = (signed char)pattern_evidence(token->folded);
    }
    return *letters;
}

static struct evidence said_by(const struct tokens *tokens, const struct token *token)
{
    return evidence_of(tokens->vocabulary, token);
}

/* By what the word is, or else by its letters. A word of two languages says nothing. */
static int latin_evidence(const struct tokens *tokens, const struct token *token)
{
    uint64_t counts = said_by(tokens, token).latin;
    return count_of(counts, LATIN_UNKNOWN)
               ? letters_of(tokens, token)
               : (int)count_of(counts, LATIN_EN) - (int)count_of(counts, LATIN_FINGLISH);
}

static void look_at_letters(const struct tokens *tokens, uint32_t wanted, struct tally *tally)
{
    const struct token *const end = tokens->list + tokens->count;
    uint32_t en = 0, finglish = 0;
    for (const struct token *token = tokens->list; token < end; token++) {
        if ((token->flags & TOKEN_HASHTAG) == wanted &&
            count_of(said_by(tokens, token).latin, LATIN_UNKNOWN)) {
            int evidence = letters_of(tokens, token);
            en += evidence > 0;
            finglish += evidence < 0;
        }
    }
    tally->of[LATIN_EN] += en * PATTERN;
    tally->of[LATIN_FINGLISH] += finglish * PATTERN;
}

/* Whether the words alone tell English from Finglish: a quarter of them speak, and with one voice.
 * It is so in nearly every text, and spares looking at letters. */
static bool latin_is_clear(const struct tally *tally)
{
    size_t en = tally->of[LATIN_EN], finglish = tally->of[LATIN_FINGLISH];
    return (en == 0 || finglish == 0) &&
           (en + finglish) * 4 >= tally->of[LATIN_WORDS] * FUNCTION_WORD;
}

static bool share(size_t part, size_t whole, size_t percent)
{
    return part >= MIXED_WORDS && part * 100 >= whole * percent;
}

static enum language latin_language(const struct tally *tally)
{
    size_t words = tally->of[LATIN_WORDS], foreign = tally->of[LATIN_FOREIGN];
    size_t en = tally->of[LATIN_EN], finglish = tally->of[LATIN_FINGLISH];
    size_t known = en > finglish ? en : finglish;
    if ((known < FUNCTION_WORD && words >= SILENT_WORDS) ||
        (foreign > known && foreign > FUNCTION_WORD)) {
        return LANG_OTHER;
    }
    if (share(finglish / FUNCTION_WORD, words, KNOWN_PERCENT) &&
        share(en / FUNCTION_WORD, words, KNOWN_PERCENT)) {
        return LANG_MIXED;
    }
    return finglish > en ? LANG_FA_LATN : LANG_EN;
}

/* ---- Arabic script ---- */

/* Persian unless another language has more to show, and more than one word with an article. */
static enum language arabic_language(const struct tally *tally)
{
    static const struct {
        enum evidence_count count;
        enum language language;
    } rivals[] = {{ARABIC_AR, LANG_AR},
                  {ARABIC_UR, LANG_UR},
                  {ARABIC_CKB, LANG_CKB},
                  {ARABIC_PS, LANG_OTHER}};
    const uint32_t article = FUNCTION_WORD - 1, persian = tally->of[ARABIC_FA];
    uint32_t best = persian > article ? persian : article;
    enum language language = LANG_FA;
    for (size_t i = 0; i < sizeof rivals / sizeof *rivals; i++) {
        if (tally->of[rivals[i].count] > best) {
            best = tally->of[rivals[i].count];
            language = rivals[i].language;
        }
    }
    return language;
}

/* ---- Both ---- */

/* Hashtags are counted only where they are all that there is; then, or without a vocabulary,
 * nothing has been added up yet. */
static struct tally count(const struct tokens *tokens, uint32_t wanted)
{
    struct tally tally = {{0}};
    for (const struct token *token = tokens->list; token < tokens->list + tokens->count; token++) {
        if ((token->flags & TOKEN_HASHTAG) == wanted) {
            tally_add(&tally, said_by(tokens, token));
        }
    }
    return tally;
}

static bool has_words(const struct tally *tally)
{
    return tally->of[LATIN_WORDS] + tally->of[ARABIC_WORDS] + tally->of[OTHER_WORDS] > 0;
}

static enum language language_by(const struct tally *tally)
{
    size_t latin_words = tally->of[LATIN_WORDS], arabic_words = tally->of[ARABIC_WORDS];
    size_t words = latin_words + arabic_words;
    if (words == 0 || tally->of[OTHER_WORDS] > words) {
        return LANG_OTHER;
    }
    if (latin_words == 0 || arabic_words == 0) {
        return arabic_words ? arabic_language(tally) : latin_language(tally);
    }
    size_t spoken = tally->of[LATIN_EN] + tally->of[LATIN_FINGLISH];
    enum language latin = latin_language(tally), arabic = arabic_language(tally);
    /* Names of things are written in Latin letters in any Persian text: they do not mix it. */
    if (arabic == LANG_FA && latin != LANG_OTHER && spoken >= MIXED_WORDS * FUNCTION_WORD &&
        share(latin_words, words, SCRIPTS_PERCENT) && share(arabic_words, words, SCRIPTS_PERCENT)) {
        return LANG_MIXED;
    }
    return spoken < FUNCTION_WORD || arabic_words >= latin_words ? arabic : latin;
}

/* The same where the words alone do not tell, or nothing has been added up. */
static __attribute__((noinline)) enum language language_closely(const struct tokens *tokens,
                                                                const struct tally *heard)
{
    uint32_t wanted = 0;
    struct tally tally = heard ? *heard : count(tokens, wanted);
    if (!has_words(&tally)) {
        wanted = TOKEN_HASHTAG;
        tally = count(tokens, wanted);
    }
    if (!latin_is_clear(&tally)) {
        look_at_letters(tokens, wanted, &tally);
    }
    return language_by(&tally);
}

enum language language_of(const struct tokens *tokens)
{
    const struct vocabulary *v = tokens->vocabulary;
    const struct tally *heard = v && v->heard ? &v->tally : NULL;
    return heard && has_words(heard) && latin_is_clear(heard) ? language_by(heard)
                                                              : language_closely(tokens, heard);
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
            evidence += latin_evidence(tokens, token) * (int)(REACH + 1 - distance);
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
        return count_of(said_by(tokens, token).latin, LATIN_FINGLISH) ? LANG_FA_LATN : LANG_EN;
    }
    int evidence = latin_evidence(tokens, token);
    if (evidence == 0) {
        evidence = evidence_around(tokens, index);
    }
    if (evidence == 0) {
        return whole == LANG_FA_LATN ? LANG_FA_LATN : LANG_EN;
    }
    return evidence < 0 ? LANG_FA_LATN : LANG_EN;
}
