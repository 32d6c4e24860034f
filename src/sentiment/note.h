/* What the lexicons say of a word by itself: worked out when the word is first met, then looked up
 * by its number (text/vocabulary.h). What depends on the words around it, or on the language of the
 * text, is not noted. Private to this layer; cover.c asks for every word. */
#ifndef SENTIMENT_NOTE_H
#define SENTIMENT_NOTE_H

#include "sentiment/find.h"
#include "text/vocabulary.h"

enum note_state {
    NOTE_MADE = 1,
    NOTE_FURTHER = 2, /* lexicons beyond the first know something of it */
    NOTE_PREFIX = 4,  /* a prefix of the Persian verb, written apart */
    NOTE_STEM = 8,    /* there is a stem or there are flags */
    /* Instead: there never will be one, see note_begin. */
    NOTE_NEVER = NOTE_FURTHER | NOTE_PREFIX | NOTE_STEM,
};

enum {
    NOTE_FLAGS_SHIFT = 4, /* behind the state lie enum unit_flags, of the stem */
    NEVER_NEXT = 63,      /* no bit of note.next */
};

/* Of a word by its number. */
struct note {
    struct place place; /* in the first lexicon; a Latin word has no stem */
    uint32_t entry;     /* index + 1 of the entry to lay at the exact node, 0: there is none */
    uint32_t next;      /* of both nodes */
    int16_t learned;    /* weight of the exact node, 0 when it has none */
    uint8_t state;      /* enum note_state, and unit flags: note_flags */
    uint8_t at;         /* in the `next` of the word before: image_next_at, or NEVER_NEXT */
};

static inline uint8_t note_flags(const struct note *note)
{
    return note->state >> NOTE_FLAGS_SHIFT;
}

/* The Persian word that a Latin one stands for, once looked for. */
struct finglish_note {
    struct found found;
    bool made;
};

/* The lexicons to read with, and the notes on words. */
struct reading_set {
    const struct reading *readings;
    uint32_t count;
    enum laying laying;
    unsigned char *notes;           /* see note_of */
    struct finglish_note *finglish; /* by number; NULL: nothing is kept */
};

/* The note of the word of that number. */
static inline struct note *note_of(const struct reading_set *set, uint32_t word)
{
    return (struct note *)(void *)(set->notes + (size_t)word * LINE_BYTES);
}

/* What the notes of a scorer are made with. */
struct line_notes note_with(const struct reading_set *set);

/* The note of a word that is known by its place alone. */
void note_fill(const struct reading_set *set, struct found found, struct note *note);

/* Makes the note of a word. It is part of one in a struct tokens. */
void note_make(const struct reading_set *set, struct str word, bool arabic, struct note *note);

#endif
