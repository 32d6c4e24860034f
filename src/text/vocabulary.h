/* The words that a struct tokens has met. People say few words often: what is to be known of a word
 * is worked out once, and looked up by its number from then on.
 *
 * tokens_read gives every token a number (token.word), under which notes on its word are kept: a
 * number means one word, though a word may have several, one for each way to write it. 0 is a word
 * that has no number (any token of tokens_split; one for which no line was free): whatever is asked
 * of it must be worked out there and then, and comes out the same. Numbers hold until the next
 * tokens_read. Of VOCABULARY_LINES lines, each of which keeps a word, the one that was longest not
 * met gives way to a new word; so it takes a few MiB, whatever is read, and little for a few texts.
 *
 * What a layer works out of words it keeps in notes, which are all zeros where nothing was noted
 * yet. The layer that asks most has its notes in the lines of the words themselves, where they come
 * with the word, and says beforehand of which words it knows nothing; others have an array for
 * themselves:
 *
 *     struct my_note *notes = tokens_notes(tokens, NOTES_MINE, sizeof *notes, key);
 *     if (notes && token->word && !notes[token->word].made) { ... work it out from the token }
 *
 * A note may depend on the folded form, kind, script and TOKEN_LETTER flags of the token and on
 * what `key` stands for; on nothing around the token. */
#ifndef TEXT_VOCABULARY_H
#define TEXT_VOCABULARY_H

#include "text/token.h"

#define VOCABULARY_LINES 65536u

enum {
    WORD_NAMELESS = 1, /* every handle, address and mark: they are not told apart */
    WORD_FIRST = 2,
};

/* The number of the words of tokens `at` and the next written as one word; 0: it has none. */
uint32_t tokens_joined_word(const struct tokens *tokens, size_t at);

/* The notes in the lines: bytes of one, and from one to the next. */
enum { LINE_NOTE_BYTES = 20, LINE_BYTES = 64 };

/* What they are made with. */
struct line_notes {
    uint64_t key; /* says with which lexicons */
    /* Of words in other scripts than Arabic, those there is something to note of: bit i % 64 of
     * number i / 64, for i = token_hash % NOTE_FILTER_BITS. NULL: it is not known. */
    const uint64_t *filter;
    const void *blank; /* the note of the others */
};

#define NOTE_FILTER_BITS (32u * 1024u * 8u)

/* The first of them: that of a word is LINE_BYTES * token.word further on, aligned to 4. They are
 * zeros again when the key is another than at the last call; from then on a new word that the
 * filter turns away has the blank one, any other zeros, and so has what is no word (a mark). They
 * hold until the next tokens_read. NULL when no token has a number. */
void *tokens_line_notes(const struct tokens *tokens, const struct line_notes *with);

enum notes_owner { NOTES_SENTIMENT, NOTES_ASPECT, NOTES_OWNERS };

/* The notes of one layer: `size` bytes for each number. As above; zeros, too, when `size` is
 * another than at the last call, and for a number that another word got. They hold until the next
 * tokens_read, or tokens_notes of the same owner. */
void *tokens_notes(const struct tokens *tokens, enum notes_owner owner, size_t size, uint64_t key);

#endif
