/* Lexicon entries on their way from the sources to the image: folded, checked, one for each name.
 * Private to this layer: source.c fills them, compile.c lays them out. */
#ifndef SENTIMENT_DRAFT_H
#define SENTIMENT_DRAFT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/map.h"
#include "sentiment/image.h"
#include "text/token.h"

struct draft {
    struct str name; /* folded words, one space between them */
    struct str words[IMAGE_PHRASE_MAX];
    size_t word_count;
    float curated, learned, amount;
    uint16_t role, flags;
    bool arabic;          /* every word is in Arabic script */
    bool finglish;        /* Latin letters in a Persian lexicon */
    struct str valued_at; /* file:line that gave the curated valence, for a contradiction */
    struct str role_at;   /* and the role */
};

/* A Latin spelling that no transliteration reaches, and the Persian entry it stands for. */
struct draft_alias {
    struct draft spelling, target;
    struct str at; /* file:line */
};

struct draft_suffix {
    struct str text;
    enum image_suffix_class kind;
};

struct lexicon_builder {
    struct arena arena; /* all names and places */
    struct map by_name; /* name -> index of the draft; Finglish names begin with a NUL */
    struct draft *drafts;
    size_t count, capacity;
    struct draft_suffix *suffixes;
    size_t suffix_count, suffix_capacity;
    struct draft_alias *aliases;
    size_t alias_count, alias_capacity;
    float strength[LANG_COUNT][2]; /* 0 where a folder says nothing */
    float marks[LANG_COUNT][MARK_COUNT];
    bool has_folder[LANG_COUNT];
    struct tokens tokens; /* scratch */
};

/* The array with room for one more element than `count`. */
void *draft_room(void *array, size_t count, size_t *capacity, size_t size);

/* Reads one source into the builder; see compile.h for path and errors. */
bool source_read(struct lexicon_builder *builder, const char *path, struct str text,
                 struct err *err) MUST_CHECK;

#endif
