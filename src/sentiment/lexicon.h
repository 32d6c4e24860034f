/* A lexicon as the scorer uses it: one image made by sentiment/compile.h, mapped read-only, so that
 * opening it costs the same however many words it holds.
 *
 * Opening checks the header and the bounds of every section, so an old, foreign or cut image is
 * refused with its file and reason; reading an image whose body was altered gives wrong scores but
 * never reads outside of it. lexicon_verify finds such damage. A lexicon never changes: any number
 * of scorers may share it. */
#ifndef SENTIMENT_LEXICON_H
#define SENTIMENT_LEXICON_H

#include "base/err.h"
#include "base/str.h"
#include "model/score.h"

struct lexicon;

/* The image at `path`. On success *lexicon is for lexicon_close. */
bool lexicon_open(const char *path, struct lexicon **lexicon, struct err *err) MUST_CHECK;

/* The same of an image in memory, which must be aligned to 8 bytes and outlive the lexicon. */
bool lexicon_of_bytes(struct str image, struct lexicon **lexicon, struct err *err) MUST_CHECK;

void lexicon_close(struct lexicon *lexicon); /* NULL is fine */
void lexicon_close_at(struct lexicon **lexicon);

/* Reads the whole image against its checksum: for `nabz check` and for the build, not for a run. */
bool lexicon_verify(const struct lexicon *lexicon, struct err *err) MUST_CHECK;

/* 16 hex digits that change whenever an entry does; stored with every score. Lives as long as the
 * lexicon. */
const char *lexicon_version(const struct lexicon *lexicon);

/* What a point of valence weighs in texts of that language, from the language.tsv of its folder (1
 * when there is none), where the learned layer adds to the curated one and where it does not; 0
 * when the lexicon does not know the language. Finglish and mixed texts are read with the words of
 * Persian and count as it. */
double lexicon_strength(const struct lexicon *lexicon, enum language language, bool learned);

/* Marks that the learned layer has a weight for. */
enum lexicon_mark { MARK_EXCLAMATION, MARK_QUESTION, MARK_COUNT };

/* What is learned of a text of that language for having the mark, -4 to 4; 0 when nothing is. */
double lexicon_mark(const struct lexicon *lexicon, enum language language, enum lexicon_mark mark);

/* The entries of one kind of layer: for `status` and `check`. */
struct lexicon_counts {
    size_t curated, learned, words; /* entries of each layer; distinct words in them */
};
struct lexicon_counts lexicon_counts(const struct lexicon *lexicon);

#endif
