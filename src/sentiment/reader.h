/* A text on its way through the lexicons of a scorer: what is known of the stretch that is being
 * read. Private to this layer: units.c fills it from tokens, cover.c lays entries over it. */
#ifndef SENTIMENT_READER_H
#define SENTIMENT_READER_H

#include "sentiment/cover.h"
#include "sentiment/note.h"

enum {
    LEXICONS = 1 + SCORER_OVERRIDES,
    PHRASES_MAX = SPAN_UNITS * (int)IMAGE_PHRASE_MAX,
};

/* Notes on words without a number. */
enum unkept { NO_NOTE, WORD_NOTE, UNIT_NOTE, UNKEPT_NOTES };

/* Behind the last of the singles, and before the first and behind the last of the phrases. */
#define NO_UNIT 0xFFu

/* An entry that may be laid over the units from `first` on. Of length 0: a bare negator. */
struct choice {
    uint32_t node;
    uint8_t first, length, reading;
    bool by_stem; /* the first word is known by its stem */
};

/* A unit that is something by itself. */
struct single {
    uint32_t entry; /* index + 1, of one lexicon; or 0 */
    uint8_t unit;
};

struct span_reader {
    const struct tokens *tokens;
    struct span *span;
    const struct token *next, *end; /* behind the last stretch, and behind all */
    struct reading_set set;
    enum language language;
    uint32_t foreign; /* flags of tokens that may stand for a Persian word: Latin ones, or none */
    bool learns;      /* the learned layer is on */
    bool lists;       /* what is learned is listed, too */
    bool further;     /* other lexicons than the first know something of the stretch */
    bool stemmed;     /* units are known by their stem */
    uint32_t count;   /* lexicons to look in */
    uint32_t single_count, pair_count, phrase_count, learned_count;
    struct reading readings[LEXICONS];
    struct note unkept[UNKEPT_NOTES];
    struct place places[SCORER_OVERRIDES][SPAN_UNITS]; /* of the units in further lexicons */
    struct single singles[SPAN_UNITS + 1];
    uint8_t pairs[SPAN_UNITS + 1]; /* second units of two that a lexicon may go on between */
    struct choice phrases[PHRASES_MAX + 2]; /* by their first unit, then the shorter ones */
    struct learned learned[SPAN_UNITS * IMAGE_LEARNED_MAX]; /* of more than one word */
};

/* Reads the next stretch into *span. False when there is nothing left. */
static inline bool span_read(struct span_reader *reader, struct span *span)
{
    bool left = reader->next < reader->end;
    if (left) {
        span_fill(reader, span);
    }
    return left;
}

static inline struct place place_of(const struct span_reader *reader, uint32_t reading,
                                    uint32_t unit)
{
    return reading ? reader->places[reading - 1][unit] : reader->span->units[unit].place;
}

/* Reads the units of the next stretch: all fields of the span that are about tokens, the places,
 * the singles and the pairs; moves reader->next behind it. Returns what is learned of the
 * single words. */
int32_t units_read(struct span_reader *reader);

/* The best entry for a unit by itself in the lexicons that are looked in; of length 0 when there is
 * none. */
struct choice single_best(const struct span_reader *reader, uint8_t unit);

static inline uint32_t gain_of(const struct span_reader *reader, struct choice choice)
{
    const uint32_t length_gain = IMAGE_TRUST_UNIT;
    const struct reading *r = &reader->readings[choice.reading];
    uint32_t length = choice.length;
    return length * length * length_gain + r->lexicon->nodes[choice.node].trust + r->gain;
}

#endif
