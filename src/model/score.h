/* What the scorer says of one text. */
#ifndef MODEL_SCORE_H
#define MODEL_SCORE_H

#include <stddef.h>
#include <stdint.h>

enum label {
    LABEL_NONE, /* not scored: a language nobody taught us, or no words at all; null in JSON */
    LABEL_NEGATIVE,
    LABEL_NEUTRAL,
    LABEL_POSITIVE,
    LABEL_COUNT,
};

/* Languages a text can be in; see text/language.h for how they are told apart. */
enum language {
    LANG_OTHER,   /* other, or too little text to tell: "und" */
    LANG_FA,      /* fa: Persian in its own script */
    LANG_EN,      /* en */
    LANG_FA_LATN, /* fa-Latn: Persian in Latin letters, Finglish */
    LANG_MIXED,   /* mixed: Persian and English words together */
    LANG_AR,      /* ar */
    LANG_UR,      /* ur */
    LANG_CKB,     /* ckb: Sorani Kurdish */
    LANG_COUNT,
};

enum term_flags {
    TERM_NEGATED = 1,
    TERM_BOOSTED = 2,
    TERM_DAMPENED = 4,
    TERM_LEARNED = 8, /* of the learned layer; otherwise curated */
    TERM_BRAND = 16,  /* of a brand lexicon, which overrides both */
    TERM_EMOJI = 32,
};

/* A word or phrase that decided. Explanation is filled only where it was asked for. */
struct term {
    uint32_t at, n;       /* bytes of the original text */
    float weight;         /* what it added to the sum, after every rule */
    uint32_t flags;       /* enum term_flags */
    uint32_t first, last; /* tokens of the text */
};

/* Those of the largest absolute weight, in text order. Learned ones may overlap others. */
#define SCORE_TERMS 32

struct score {
    double compound; /* -1 to 1 */
    enum label label;
    double confidence; /* 0 to 1: the share of such scores that are right */
    enum language language;
    struct term terms[SCORE_TERMS];
    size_t term_count;
};

/* The names of the contract, used in JSON, SQL, filters: "positive", NULL for LABEL_NONE. */
const char *label_name(enum label label);
enum label label_from_name(const char *name);       /* LABEL_NONE when it is none of them */
const char *language_name(enum language language);  /* "fa-Latn"; LANG_OTHER is "other" */
enum language language_from_name(const char *name); /* LANG_OTHER when unknown */

#endif
