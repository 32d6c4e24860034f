/* What the lexicons say of a word by itself: worked out when the word is first met, then looked up
 * by its number (text/vocabulary.h). What depends on the words around it, or on the language of the
 * text, is not noted. Private to this layer; cover.c asks for every word. */
#ifndef SENTIMENT_NOTE_H
#define SENTIMENT_NOTE_H

#include "sentiment/find.h"

enum note_state {
    NOTE_MADE = 1,
    NOTE_ENTRY = 2,     /* there is an entry at the exact node */
    NOTE_LEARNED = 4,   /* the exact node has a learned weight */
    NOTE_FURTHER = 8,   /* lexicons beyond the first know something of it */
    NOTE_PREFIX = 16,   /* a prefix of the Persian verb, written apart */
    NOTE_FINGLISH = 32, /* that node has been looked for */
    NOTE_KNOWN = 64,    /* there is a place or there are flags */
    NOTE_STEM = 128,    /* there is a stem or there are flags */
};

struct note {
    struct place place;    /* in the first lexicon; a Latin word has no stem */
    struct place finglish; /* the word it stands for there, once looked for */
    float learned;
    uint8_t state;
    uint8_t unit_flags;     /* of its stem */
    uint8_t finglish_flags; /* the same of the word it stands for */
};

/* The lexicons to read with, and the notes on words; {.notes = NULL}: nothing is kept. */
struct reading_set {
    const struct reading *readings;
    uint32_t count;
    struct note *notes;
};

/* What the notes of a scorer are made with. */
uint64_t note_key(const struct reading_set *set);

/* The word as it is written, or else by its stem when it is Persian; then with enum unit_flags. It
 * is part of one in a struct tokens. */
struct place place_find(const struct reading *r, struct str word, uint64_t hash, bool arabic,
                        uint32_t *flags);

/* What is known by the place alone. */
uint8_t note_state(const struct reading *r, struct place place, uint32_t unit_flags);

/* Makes the note of a word. It is part of one in a struct tokens. */
void note_make(const struct reading_set *set, struct str word, uint64_t hash, bool arabic,
               struct note *note);

/* The note of a token; `room` is for one that is not kept. */
static inline struct note *note_of(const struct reading_set *set, const struct token *token,
                                   struct note *room)
{
    struct note *note = room;
    if (set->notes && token->word) {
        note = &set->notes[token->word];
        if (note->state) {
            return note;
        }
    }
    note_make(set, token->folded, token->hash, token->flags & TOKEN_ARABIC, note);
    return note;
}

/* The Persian word that a Latin one stands for. */
static inline struct place note_finglish(const struct reading_set *set, const struct token *token,
                                         struct note *note)
{
    if (!(note->state & NOTE_FINGLISH)) {
        uint32_t flags = 0;
        note->finglish = find_finglish(&set->readings[0], token, &flags);
        note->finglish_flags = (uint8_t)flags;
        note->state |= NOTE_FINGLISH;
    }
    return note->finglish;
}

#endif
