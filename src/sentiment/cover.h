/* A stretch of text read through a lexicon: its words, the best set of curated entries that covers
 * them, and every learned entry in them. Private to this layer; score.c lays the rules over the
 * cover. What is learned is added beside it as it stands, overlapping as it may: it was learned as
 * what curated words and rules leave unsaid. Only within phrases, and within what a brand says of
 * its words, there is nothing more to say.
 *
 * A stretch is a sentence, or SPAN_UNITS words of a longer one, so that all of it lives on the
 * stack and a text of any length takes linear time. The cover is, of all ways to lay entries
 * without overlap, the one of the largest sum of squared lengths; where phrases meet and none is
 * certain to win, it is found by dynamic programming from the right. Greedy matching from the left
 * would read "not very good" by what "not very" means. */
#ifndef SENTIMENT_COVER_H
#define SENTIMENT_COVER_H

#include "sentiment/image.h"
#include "sentiment/score.h"

enum { SPAN_UNITS = 96 };

enum unit_flags {
    UNIT_NEGATIVE = 1,    /* a Persian verb with the prefix of negation, known without it */
    UNIT_NEGATOR = 2,     /* the same of a verb nobody knows: it may negate what precedes */
    UNIT_COMPARATIVE = 4, /* known without its ending of comparison */
    UNIT_SUPERLATIVE = 8,
    UNIT_SILENT = 16, /* within a phrase, or of a brand */
};

/* The nodes of a word: as it is written, and by its stem; 0 when there is none. */
struct place {
    uint32_t exact, stem;
};

/* A word, number or emoji in its turn. */
struct unit {
    const struct token *token; /* the first */
    struct place place;        /* in the shipped lexicon */
    union {
        struct {
            uint16_t clause; /* within the stretch */
            uint8_t tokens;  /* how many: a verb prefix is one unit with its verb */
            uint8_t flags;
        };
        uint32_t shape; /* all three at once */
    };
};

static inline size_t unit_at(const struct tokens *tokens, const struct unit *unit)
{
    return (size_t)(unit->token - tokens->list);
}

/* How a word of a hit is written, beside the flags of its units. */
enum {
    HIT_WRITTEN = 5, /* bits from enum token_flags to these */
    HIT_STRETCHED = TOKEN_STRETCHED << HIT_WRITTEN,
    HIT_CAPITALS = TOKEN_CAPITALS << HIT_WRITTEN,
};

/* An entry laid over units [first, last], and what the rules make of it. */
struct hit {
    const struct image_entry *entry; /* of a verb that is only a negator, one of no lexicon */
    uint8_t first, last;
    uint8_t flags; /* enum unit_flags of all its units, and HIT_ */
    bool brand;
    uint8_t done;      /* enum term_flags, by the rules */
    double multiplier; /* of all rules together; 0 when it served as a negator or booster */
    double added;      /* by a wish */
};

/* A learned entry found in units [first, last]. */
struct learned {
    uint16_t first, last;
    int32_t weight; /* in LEARNED_UNITS */
};

struct span {
    struct unit units[SPAN_UNITS];
    struct hit hits[SPAN_UNITS];    /* in text order */
    struct hit *marked[SPAN_UNITS]; /* those that a rule may begin with */
    struct hit *hits_end, **marked_end;
    uint32_t unit_count;
    int32_t learned_sum; /* of all learned entries that are not silent, in LEARNED_UNITS */
    struct learned learned[SPAN_UNITS * IMAGE_LEARNED_MAX]; /* them, when they are asked for */
    uint32_t learned_count;
    uint32_t exclamations;
    bool question;
};

static inline double points_of(int32_t learned)
{
    return (double)learned / LEARNED_UNITS;
}

/* A text on its way through the lexicons, see reader.h: some 20 KiB, for the stack. */
struct span_reader;

/* Which entries are laid: those that bring something, or all that are known. */
enum laying { LAY_TELLING, LAY_ALL };

/* Before the first stretch. The scorer's lexicons and the tokens must outlive the reader; with
 * options.explain, what is learned is listed, too. */
void spans_begin(struct span_reader *reader, const struct scorer *scorer,
                 const struct tokens *tokens, enum language language, enum laying laying);

/* Reads the next stretch into *span; there must be one. */
void span_fill(struct span_reader *reader, struct span *span);

#endif
