/* The words that a struct tokens has met. People say few words often: what is to be known of a word
 * is worked out once, and looked up by its number from then on.
 *
 * tokens_read gives every token the number of its word (token.word): tokens of one kind, script and
 * folded form have one number, counted up from WORD_FIRST. 0 is a word that has no number (one met
 * for the first time, an overlong one, one beyond the cap, any token of tokens_split): whatever is
 * asked of it must be worked out there and then, and comes out the same. Numbers hold until the
 * next tokens_read: a vocabulary that is full is then forgotten as a whole, so that it takes
 * VOCABULARY_WORDS words at most, a few MiB, whatever is read.
 *
 * What a layer works out of words it keeps in notes, one array for each layer:
 *
 *     struct my_note *notes = tokens_notes(tokens, NOTES_MINE, sizeof *notes, key);
 *     if (notes && token->word && !notes[token->word].made) { ... work it out from the token }
 *
 * A note may depend on the folded form, kind, script and TOKEN_LETTER flags of the token and on
 * what `key` stands for; on nothing around the token. */
#ifndef TEXT_VOCABULARY_H
#define TEXT_VOCABULARY_H

#include "text/token.h"

#define VOCABULARY_WORDS 32768u

enum {
    WORD_NAMELESS = 1, /* every handle, address and mark: they are not told apart */
    WORD_FIRST = 2,
};

enum notes_owner { NOTES_SENTIMENT, NOTES_ASPECT, NOTES_OWNERS };

/* The notes of one layer: `size` bytes for each number, zeros where nothing was noted yet. They
 * are all zeros again when the vocabulary was forgotten, and when `size` or `key` is another than
 * at the last call: the key says what the notes were made with (which lexicons). They hold until
 * the next tokens_read or tokens_notes of the same owner. NULL when no token has a number. */
void *tokens_notes(const struct tokens *tokens, enum notes_owner owner, size_t size, uint64_t key);

#endif
