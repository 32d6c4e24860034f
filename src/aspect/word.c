#include "aspect/word.h"

#include "sentiment/verb.h"
#include "text/finglish.h"
#include "text/language.h"
#include "text/vocabulary.h"

void word_reader_begin(struct word_reader *reader, const struct labeller *labeller,
                       const struct tokens *tokens, enum language whole, enum word_asked asked)
{
    static const struct word_note nothing = {.weight = 0};
    static const int32_t told_from[] = {
        [ASKED_NOTHING] = INT32_MAX, [ASKED_DECIDING] = WEIGHT_TOLD, [ASKED_ALL] = INT32_MIN};
    uint64_t key = labeller->shipped->header->checksum;
    *reader = (struct word_reader){.tokens = tokens,
                                   .whole = whole,
                                   .skipped = labeller->learned ? 0 : MARK_LEARNED,
                                   .told_from = told_from[labeller->own ? ASKED_ALL : asked]};
    if (labeller->own) {
        reader->lexica[reader->count++] = labeller->own;
        key = key * 31 + labeller->own->header->checksum;
    }
    reader->lexica[reader->count++] = labeller->shipped;
    key = (key * 31 + reader->skipped) * 31 + (uint32_t)reader->told_from;
    reader->notes = tokens_notes(tokens, NOTES_ASPECT, reader->count * sizeof *reader->notes, key);
    reader->near = reader->notes ? reader->notes : &nothing;
    if (reader->count == 1) {
        reader->plain = whole == LANG_EN ? WORD_PLAIN_ENGLISH : WORD_PLAIN;
    }
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
            uint32_t node = word_find(l, tokens_hash(str_slice(word, 0, word.n - e->text_n)));
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
    uint32_t node = without_ending(l, word, &outer), deeper = 0;
    if (outer && !is_entry(l, node)) {
        deeper = without_ending(l, str_slice(word, 0, word.n - outer), &inner);
    }
    return deeper && (!node || is_entry(l, deeper)) ? deeper : node;
}

/* Most words have no ending, or begin as none that has one. */
static inline bool may_have_stem(const struct label_lexicon *l, struct str word)
{
    unsigned char last = (unsigned char)word.p[word.n - 1];
    return l->ending_end[last] != l->ending_end[last + 1] &&
           label_filter_bit(l->heads, label_head(word));
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

/* Adds what the word says by itself. */
static void note_say(const struct word_reader *reader, const struct label_lexicon *l,
                     struct word_note *note)
{
    const uint32_t says = note->view.flags & WORD_SAYS;
    const struct image_label_node *node = &l->nodes[word_says(&note->view)];
    const uint32_t more = NODE_POLAR | NODE_GRAMMAR | NODE_FURTHER;
    if (!says) {
        return;
    }
    if (says == WORD_SAYS || (node->flags & more) || node->weight >= reader->told_from) {
        note->view.follow |= WORD_LISTED;
    } else if (node->weight && !(node->mark_flags & reader->skipped)) {
        note->view.flags |= WORD_WEIGHED;
        note->view.sum = node->sum;
        note->weight = node->weight;
    }
}

static struct word_note note_of(const struct word_reader *reader, const struct label_lexicon *l,
                                uint32_t exact, uint32_t stem, unsigned flags)
{
    const struct image_label_node *a = &l->nodes[exact], *b = &l->nodes[stem];
    flags |= (a->flags & NODE_ENTRY ? WORD_EXACT : 0u) | (b->flags & NODE_ENTRY ? WORD_STEM : 0u);
    struct word_note note = {
        .view = {.follow = a->follow | b->follow,
                 .own = label_follow(exact) | label_follow(stem) | WORD_LISTED,
                 .exact = exact & (LABEL_NODES_MAX - 1),
                 .stem = stem & (LABEL_NODES_MAX - 1),
                 .flags = (uint8_t)flags},
    };
    note_say(reader, l, &note);
    return note;
}

static struct word_note note_made(const struct word_reader *reader, const struct label_lexicon *l,
                                  const struct token *token)
{
    uint32_t exact = word_find(l, tokens_hash(token->folded)), stem = 0;
    unsigned known = l->nodes[exact].flags, flags = WORD_NOTED;
    if (token->kind == TOKEN_NUMBER || (known & NODE_NUMBER)) {
        stem = l->header->zero;
    } else if (!(known & NODE_ENTRY) && token->kind == TOKEN_WORD) {
        stem = may_have_stem(l, token->folded) ? stem_find(l, token->folded) : 0;
        flags |= token->flags & TOKEN_LATIN ? WORD_LATIN : 0;
    }
    if (!is_verb_prefix(token->folded)) {
        flags |= WORD_PLAIN_ENGLISH | (flags & WORD_LATIN ? 0 : WORD_PLAIN);
    }
    return note_of(reader, l, exact, stem, flags);
}

/* What a token is in lexicon k: noted, or worked out, and noted where its word has a number. */
static struct word_note noted(const struct word_reader *reader, size_t k, const struct token *token)
{
    struct word_note *note =
        reader->notes && token->word ? &reader->notes[token->word * reader->count + k] : NULL;
    if (note && note->view.flags) {
        return *note;
    }
    struct word_note made = note_made(reader, reader->lexica[k], token);
    if (note) {
        *note = made;
    }
    return made;
}
/* The prefix of a verb and the word behind it as one token. */
static struct token verb_joined(const struct tokens *tokens, uint32_t at)
{
    struct token verb = tokens->list[at];
    verb.word = tokens_joined_word(tokens, at);
    verb.folded = tokens_joined(tokens, at, 2);
    return verb;
}

/* What it is where it may be Persian in Latin letters. */
static void latin_look(const struct word_reader *reader, size_t k, uint32_t at,
                       struct word_note *word)
{
    const struct label_lexicon *l = reader->lexica[k];
    if (language_of_token(reader->tokens, at, reader->whole) == LANG_FA_LATN) {
        *word = note_of(reader, l, word->view.exact,
                        finglish_find(l, reader->tokens->list[at].folded), 0);
    }
}

bool word_learn(const struct word_reader *reader, uint32_t at)
{
    const struct token *token = &reader->tokens->list[at];
    bool learns = reader->plain && token->word && !reader->near[token->word].view.flags;
    if (learns) {
        reader->notes[token->word] = note_made(reader, reader->lexica[0], token);
    }
    return learns;
}

struct word_note word_look(const struct word_reader *reader, size_t k, uint32_t at)
{
    const struct token *token = &reader->tokens->list[at];
    if (verb_length(reader->tokens, at) > 1) {
        struct token verb = verb_joined(reader->tokens, at);
        return noted(reader, k, &verb);
    }
    struct word_note word = noted(reader, k, token);
    if ((word.view.flags & WORD_LATIN) && reader->whole != LANG_EN) {
        latin_look(reader, k, at, &word);
    }
    return word;
}
