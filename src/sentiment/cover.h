/* A stretch of text read through a lexicon: its words, and the best set of entries that covers
 * them. Private to this layer; score.c lays the rules over what comes out.
 *
 * A stretch is a sentence, or SPAN_UNITS words of a longer one, so that all of it lives on the
 * stack and a text of any length takes linear time. The cover is found by dynamic programming from
 * the right: of all ways to lay entries without overlap, the one of the largest sum of squared
 * lengths. Greedy matching from the left would read "not very good" by what "not very" means. */
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
};

/* A word, number or emoji in its turn. */
struct unit {
    uint32_t token, tokens; /* the first, and how many: a verb prefix is one unit with its verb */
    uint32_t clause;        /* within the stretch */
    uint32_t flags;
};

/* An entry laid over units [first, last]. */
struct hit {
    const struct image_entry *entry; /* NULL for a verb that is only a negator */
    uint32_t first, last;
    uint32_t flags; /* of its units */
    bool brand;
};

struct span {
    struct unit units[SPAN_UNITS];
    struct hit hits[SPAN_UNITS]; /* in text order */
    uint32_t unit_count, hit_count;
    uint32_t exclamations;
    bool question;
    bool lower_case; /* it has words in capitals, and a Latin one that is not */
};

/* Reads the stretch that begins at token *at into *span and moves *at behind it. False when there
 * is nothing left. */
bool span_read(const struct scorer *scorer, const struct tokens *tokens, enum language language,
               size_t *at, struct span *span);

#endif
