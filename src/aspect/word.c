#include "aspect/word.h"

#include "sentiment/verb.h"
#include "text/finglish.h"
#include "text/language.h"
#include "text/vocabulary.h"

void word_reader_begin(struct word_reader *reader, const struct labeller *labeller,
                       const struct tokens *tokens, enum language whole)
{
    uint64_t key = labeller->shipped->header->checksum;
    *reader = (struct word_reader){.tokens = tokens, .whole = whole};
    if (labeller->own) {
        reader->lexica[reader->count++] = labeller->own;
        key = key * 31 + labeller->own->header->checksum;
    }
    reader->lexica[reader->count++] = labeller->shipped;
    reader->notes = tokens_notes(tokens, NOTES_ASPECT, reader->count * sizeof *reader->notes, key);
}

static uint32_t word_find(const struct label_lexicon *l, uint64_t hash)
{
    return label_filter_bit(l->filter, hash) ? slot_find(l->words, l->header->words.count, hash)
                                             : 0;
}

static bool ends_so(const struct label_lexicon *l, const struct image_ending *e, struct str word,
                    uint64_t tail)
{
    return (tail & e->mask) == e->tail && word.n >= (size_t)e->text_n + e->stem_least &&
           (e->text_n <= sizeof tail ||
            memcmp(word.p + word.n - e->text_n, l->text + e->text_at, e->text_n) == 0);
}

static bool is_entry(const struct label_lexicon *l, uint32_t node)
{
    return l->nodes[node].flags & NODE_ENTRY; /* of the root: none */
}

/* The word without one ending, an entry if it can be, 0 when none leaves a word that is known;
 * *outer becomes the longest ending it has. */
static uint32_t without_ending(const struct label_lexicon *l, struct str word, uint32_t *outer)
{
    unsigned char last = (unsigned char)word.p[word.n - 1];
    uint64_t tail = label_tail(word);
    uint32_t known = 0;
    for (uint32_t i = l->ending_end[last]; i < l->ending_end[last + 1]; i++) {
        const struct image_ending *e = &l->endings[i];
        if (ends_so(l, e, word, tail)) {
            uint32_t node = word_find(l, token_hash(str_slice(word, 0, word.n - e->text_n)));
            if (is_entry(l, node)) {
                return node;
            }
            known = known ? known : node;
            *outer = *outer ? *outer : e->text_n;
        }
    }
    return known;
}

/* Without one ending, or without the two outermost ("prices-its"). */
static uint32_t stem_find(const struct label_lexicon *l, struct str word)
{
    uint32_t outer = 0, inner = 0;
    if (!label_filter_bit(l->heads, label_head(word))) {
        return 0;
    }
    uint32_t node = without_ending(l, word, &outer), deeper = 0;
    if (outer && !is_entry(l, node)) {
        deeper = without_ending(l, str_slice(word, 0, word.n - outer), &inner);
    }
    return deeper && (!node || is_entry(l, deeper)) ? deeper : node;
}

static uint32_t finglish_find(const struct label_lexicon *l, struct str word)
{
    uint64_t keys[FINGLISH_KEYS];
    size_t count = finglish_keys_latin(word, keys);
    uint32_t node = 0;
    for (size_t i = 0; i < count && !node; i++) {
        node = pair_find(l->finglish, l->header->finglish.count, keys[i]);
    }
    return node;
}

static bool begins(const struct label_lexicon *l, uint32_t exact, uint32_t stem)
{
    return (l->nodes[exact].flags | l->nodes[stem].flags) & (NODE_ENTRY | NODE_LEADS);
}

static struct word_note note_made(const struct label_lexicon *l, const struct token *token)
{
    struct str word = token->folded;
    struct word_note note = {.exact = word_find(l, token_hash(word)), .flags = WORD_NOTED};
    uint16_t flags = l->nodes[note.exact].flags;
    if (token->kind == TOKEN_NUMBER || (flags & NODE_NUMBER)) {
        note.stem = l->header->zero;
    } else if (!(flags & NODE_ENTRY) && token->kind == TOKEN_WORD) {
        note.stem = stem_find(l, word);
        note.flags |= token->flags & TOKEN_LATIN ? WORD_LATIN : 0;
    }
    note.flags |= is_verb_prefix(word) ? WORD_PREFIX : 0;
    note.flags |= begins(l, note.exact, note.stem) ? WORD_BEGINS : 0;
    return note;
}

/* The note of a token; made in *scratch when its word has no number. */
static struct word_note *note_of(struct word_reader *reader, size_t k, const struct token *token,
                                 struct word_note *scratch)
{
    struct word_note *note =
        reader->notes && token->word ? &reader->notes[token->word * reader->count + k] : scratch;
    if (note == scratch || !note->flags) {
        *note = note_made(reader->lexica[k], token);
    }
    return note;
}

uint32_t word_length(struct word_reader *reader, uint32_t at)
{
    struct word_note scratch;
    const struct tokens *tokens = reader->tokens;
    const struct token *token = &tokens->list[at];
    bool prefix = note_of(reader, 0, token, &scratch)->flags & WORD_PREFIX;
    return prefix && at + 1 < tokens->count && (token[1].flags & TOKEN_ARABIC) ? 2 : 1;
}

/* Where the words around it say that it is Persian in Latin letters. */
static bool look_latin(struct word_reader *reader, size_t k, uint32_t at, struct word_note *note,
                       struct word_ids *ids)
{
    if (language_of_token(reader->tokens, at, reader->whole) != LANG_FA_LATN) {
        return note->flags & WORD_BEGINS;
    }
    if (!(note->flags & WORD_LATIN_NOTED)) {
        const struct label_lexicon *l = reader->lexica[k];
        note->latin = finglish_find(l, reader->tokens->list[at].folded);
        note->flags |= WORD_LATIN_NOTED;
        note->flags |= begins(l, note->exact, note->latin) ? WORD_LATIN_BEGINS : 0;
    }
    ids->stem = note->latin;
    return note->flags & WORD_LATIN_BEGINS;
}

bool word_look(struct word_reader *reader, size_t k, uint32_t at, uint32_t length,
               struct word_ids *ids)
{
    struct word_note scratch;
    struct token token = {.word = 0};
    const struct token *unit = &reader->tokens->list[at];
    if (length > 1) {
        token = *unit;
        token.word = token.joined;
        token.folded = tokens_joined(reader->tokens, at, length);
        unit = &token;
    }
    struct word_note *note = note_of(reader, k, unit, &scratch);
    *ids = (struct word_ids){note->exact, note->stem};
    return (note->flags & WORD_LATIN) && reader->whole != LANG_EN
               ? look_latin(reader, k, at, note, ids)
               : note->flags & WORD_BEGINS;
}
