/* A stretch of text read through the label words: its units, the entries found in them, the clauses
 * they stand in, and the scorer's terms there. Private to this layer.
 *
 * A stretch is a sentence, or WINDOW_UNITS words of a longer one (fewer where WINDOW_TOKENS of it
 * are marks and addresses), so that all of it lives on the stack and a text of any length takes
 * linear time. Of the entries that begin at a word the longest
 * is taken, unless it lies within one that began before. */
#ifndef ASPECT_WINDOW_H
#define ASPECT_WINDOW_H

#include "aspect/word.h"

enum {
    WINDOW_UNITS = 96,
    WINDOW_TOKENS = 4 * WINDOW_UNITS, /* with the marks, handles and addresses between units */
};

/* Units are words, numbers and emoji in their turn. A set has a bit for each, and one to spare. */
struct unit_set {
    uint64_t bits[WINDOW_UNITS / 64 + 1];
};

static inline bool unit_in(const struct unit_set *set, uint32_t unit)
{
    return set->bits[unit / 64] >> (unit % 64) & 1;
}

static inline void unit_put(struct unit_set *set, uint32_t unit)
{
    set->bits[unit / 64] |= 1ull << (unit % 64);
}

struct label_match {
    const struct label_lexicon *lexicon;
    const struct image_label_node *node; /* an entry */
    uint16_t first, last;                /* units */
    uint32_t layers; /* bits of those that it was found in: only their marks count */
};

/* Of either lexicon, each in text order. Of the shipped one only those that are in a list: the
 * others have said all they have to say when they are found. */
enum { WINDOW_MATCHES = LABEL_LEXICA * LAYERS * WINDOW_UNITS };

/* Some of the matches. */
struct match_list {
    uint16_t of[LABEL_LEXICA * LAYERS * WINDOW_UNITS + 1];
    uint32_t count;
};

/* A term of the score within the window. */
struct window_term {
    float weight;
    uint8_t first, last; /* units */
    bool written, negated;
};

/* Some of the terms, by clause: those of clause c end before of[end[c]], where the next begins. */
struct term_list {
    uint8_t of[SCORE_TERMS + 1];
    uint8_t end[WINDOW_UNITS + 1];
};

/* Arrays have room for one more than there can be: a candidate is written where the next one goes,
 * and counted if it is one, as that cannot be guessed. */
struct window {
    uint32_t from; /* the token it begins with */
    uint32_t unit_count, asked_count, match_count, term_count, clause_count;
    bool question, exclamation;
    bool headed;                        /* it has a heading of a list of what is good or bad */
    int list;                           /* it goes on with a list of what is good, 1, or bad, -1 */
    struct unit_set apart;              /* a mark stands before them */
    uint8_t asked[WINDOW_UNITS + 1];    /* units of which more was asked than their note */
    uint32_t token[WINDOW_UNITS];       /* by unit: its token, or the first of two */
    bool claimed[WINDOW_UNITS];         /* what it says of a need is not said of another */
    uint8_t clause[WINDOW_UNITS];       /* and its clause, when there are polar matches */
    uint8_t unit_of[WINDOW_TOKENS + 2]; /* by token from `from` on: its unit, if it is of one */
    struct word_view words[LABEL_LEXICA][1 + WINDOW_UNITS + 1]; /* word_of; none before and behind;
                                                     what a mark stands behind leads nowhere */
    struct label_match matches[WINDOW_MATCHES + 1];
    struct match_list polar;   /* those that speak of a need or touchpoint: clauses and terms are
                                  read only where there are any */
    struct match_list grammar; /* those that negate, oppose, join, compare */
    struct window_term terms[SCORE_TERMS + 1];
    bool opposed[WINDOW_UNITS + 1]; /* by clause: a contrast parts it from the one before */
    uint16_t named[WINDOW_UNITS];   /* by clause: needs that count wherever they stand */
    struct term_list said[2]; /* the terms; those that a person wrote and no other need claims */
};

/* Where reading stands in a text: {0} to begin with, but for what is borrowed. */
struct window_reader {
    struct word_reader words;
    const struct score *score;
    uint32_t token, passed; /* the next one; bits of the kinds of those that were no units so far */
    size_t term;            /* the next one */
    int list;               /* of the next window */
};

struct tally;

/* What stands from the next token on, of which there is one. What is said of stages and intents is
 * added to the tally. */
void window_read(struct window_reader *reader, struct tally *tally, struct window *window);

/* The byte of the text behind a unit. */
uint32_t unit_end(const struct tokens *tokens, const struct window *window, uint32_t unit);

/* The entries among the units; a step of window_read. */
void matches_find(const struct word_reader *words, struct tally *tally, struct window *window);

/* What a unit is in lexicon k. */
static inline struct word_view *word_of(struct window *window, size_t k, uint32_t unit)
{
    return &window->words[k][unit + 1];
}

static inline const struct label_match *match_of(const struct window *window,
                                                 const struct match_list *list, uint32_t i)
{
    return &window->matches[list->of[i]];
}

#endif
