/* A stretch of text read through the label words: its units, the entries found in them, the clauses
 * they stand in, and the scorer's terms there. Private to this layer.
 *
 * A stretch is a sentence, or WINDOW_UNITS words of a longer one (fewer where WINDOW_TOKENS of it
 * are marks and addresses), so that all of it lives on the stack and a text of any length takes
 * linear time. Of the entries that begin at a word the longest is taken, unless it lies within one
 * that began before. */
#ifndef ASPECT_WINDOW_H
#define ASPECT_WINDOW_H

#include "aspect/word.h"

enum {
    WINDOW_UNITS = 96,
    WINDOW_TOKENS = 4 * WINDOW_UNITS, /* with the marks, handles and addresses between units; behind
                                         that many only plain words follow */
};

#define NO_UNIT 0xFFu

/* Units are words, numbers and emoji in their turn. A set has a bit for each, and a word to spare.
 */
struct unit_set {
    uint64_t bits[WINDOW_UNITS / 64 + 2];
};

static inline bool unit_in(const struct unit_set *set, uint32_t unit)
{
    return set->bits[unit / 64] >> (unit % 64) & 1;
}

static inline void unit_put(struct unit_set *set, uint32_t unit)
{
    set->bits[unit / 64] |= 1ull << (unit % 64);
}

/* As many bits as there are units from the first to the last, 64 at most. */
static inline uint64_t unit_bits(uint32_t first, uint32_t last)
{
    return ((uint64_t)2 << (last - first) % 64) - 1;
}

/* Puts these bits in from a unit on. */
static inline void units_put(struct unit_set *set, uint32_t first, uint64_t bits)
{
    set->bits[first / 64] |= bits << first % 64;
    set->bits[first / 64 + 1] |= bits >> 1 >> (63 - first % 64);
}

static inline void units_drop(struct unit_set *set, uint32_t unit)
{
    set->bits[unit / 64] &= ~(1ull << unit % 64);
}

/* 64 bits from a unit on. */
static inline uint64_t units_from(const struct unit_set *set, uint32_t first)
{
    return set->bits[first / 64] >> first % 64 | set->bits[first / 64 + 1] << 1
                                                                           << (63 - first % 64);
}

struct label_match {
    const struct image_label_node *node; /* an entry */
    uint8_t first, last;                 /* units */
    uint8_t layers;  /* bits of those that it was found in: only their marks count */
    uint8_t lexicon; /* the number of it */
};

/* Of all lexica, each in text order. */
struct match_list {
    uint32_t count;
    struct label_match of[LABEL_LEXICA * LAYERS * WINDOW_UNITS + 1];
};

/* A term of the score within the window. */
struct window_term {
    float weight;
    uint16_t flags;      /* enum term_flags */
    uint8_t first, last; /* units */
};

/* What is known of a clause: eight bytes, so that it is cleared at one stroke. */
struct clause {
    uint16_t named;   /* needs that count wherever they stand */
    uint16_t opposed; /* 1: a contrast parts it from the one before */
    uint16_t end[2];  /* its terms end before that one of window.said, where the next ones begin */
};

#define MARK_BIT(mark) (1ull << (mark))

/* Arrays have room for one more than there can be: a candidate is written where the next one goes,
 * and counted if it is one, as that cannot be guessed. */
struct window {
    uint32_t from, token_count; /* the token it begins with, and how many they are */
    uint32_t unit_count, written_count, clause_count;
    uint64_t marks;               /* MARK_BIT of those behind its first unit */
    bool headed;                  /* it has a heading of a list of what is good or bad */
    int list;                     /* it goes on with a list of what is good, 1, or bad, -1 */
    struct unit_set apart;        /* a mark stands before them */
    struct unit_set claimed;      /* what they say of a need is not said of another */
    uint8_t clause[WINDOW_UNITS]; /* and its clause, when there are polar matches */
    /* By token from `from` on: its unit, or NO_UNIT. */
    uint8_t unit_of[WINDOW_TOKENS + WINDOW_UNITS + 2];
    struct word_view words[LABEL_LEXICA][1 + WINDOW_UNITS + 1]; /* word_of; none before and behind;
                                                     what a mark stands behind leads nowhere */
    /* The units behind those that are listed, or that a phrase may lead on from. */
    uint8_t listed[LABEL_LEXICA][1 + WINDOW_UNITS + 1];
    uint32_t listed_count[LABEL_LEXICA];
    struct match_list hiding;  /* of nabz.yaml; what they overlap is no match */
    struct match_list polar;   /* those that speak of a need or touchpoint: clauses and terms are
                                  read only where there are any */
    struct match_list grammar; /* those that negate, oppose, join, compare */
    uint32_t grammar_flags;    /* of any of them */
    struct clause clauses[WINDOW_UNITS + 1];
    const struct score *score;
    struct window_term written[SCORE_TERMS + 1]; /* those that a person wrote */
    struct window_term said[2][SCORE_TERMS + 1]; /* all of them, once window_terms has been asked;
                                                    those written that no other need claims */
    bool complete;                               /* it has been asked */
};

/* Where reading stands in a text. */
struct window_reader {
    struct word_reader words;
    const struct score *score;
    uint32_t token, passed; /* the next one; bits of the kinds of those that were no units so far */
    int list;               /* of the next window */
    bool listed;            /* the terms that a person wrote are: */
    uint32_t written, written_end; /* the next one, where they end */
    const struct term *terms[SCORE_TERMS + 1];
};

struct tally;

/* Before the first window of a text. */
void window_reader_begin(struct window_reader *reader, const struct labeller *labeller,
                         const struct tokens *tokens, const struct score *score,
                         enum word_asked asked);

/* What stands from the next token on, of which there is one. What is said of stages and intents is
 * added to the tally. */
void window_read(struct window_reader *reader, struct tally *tally, struct window *window);

/* The number of the first token of a unit: few are asked for. */
static inline uint32_t unit_token(const struct window *window, uint32_t unit)
{
    uint32_t at = unit;
    while (window->unit_of[at] != unit) {
        at++;
    }
    return window->from + at;
}

/* The byte of the text behind a unit. */
uint32_t unit_end(const struct tokens *tokens, const struct window *window, uint32_t unit);

/* Has all terms in window->said[false], which few windows need. */
void window_terms(struct window *window);

/* The entries among the units; a step of window_read. */
void matches_find(const struct word_reader *words, struct tally *tally, struct window *window);

/* What a unit is in lexicon k. */
static inline struct word_view *word_of(struct window *window, size_t k, size_t unit)
{
    return &window->words[k][unit + 1];
}

#endif
