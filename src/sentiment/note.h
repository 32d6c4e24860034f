/* What the lexicons say of a word by itself: worked out when the word is first met, then looked up
 * by its number (text/vocabulary.h). What depends on the words around it, or on the language of the
 * text, is not noted. Private to this layer; cover.c asks for every word. */
#ifndef SENTIMENT_NOTE_H
#define SENTIMENT_NOTE_H

#include "sentiment/find.h"

enum note_state {
    NOTE_MADE = 1,
    NOTE_ENTRY = 2,     /* there is an entry at the exact node */
    NOTE_FURTHER = 4,   /* lexicons beyond the first know something of it */
    NOTE_PREFIX = 8,    /* a prefix of the Persian verb, written apart */
    NOTE_FINGLISH = 16, /* that node has been looked for */
    NOTE_LEADS = 32,    /* a phrase may begin at the exact node */
    NOTE_STEM = 64,     /* there is a stem or there are flags */
};

struct note {
    struct place place;    /* in the first lexicon; a Latin word has no stem */
    struct place finglish; /* the word it stands for there, once looked for */
    float learned;         /* weight of the exact node, 0 when it has none */
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

/* The note of a word that is known by its place alone. */
struct note note_of_place(const struct reading_set *set, struct place place, uint32_t unit_flags);

/* Makes the note of a word. It is part of one in a struct tokens. */
void note_make(const struct reading_set *set, struct str word, uint64_t hash, bool arabic,
               struct note *note);

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
