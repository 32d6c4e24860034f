#include "detect/drivers.h"

#include <math.h>
#include <stdlib.h>

#define DOCUMENT_WORDS 512   /* read of one mention */
#define PRIOR_WORDS    500.0 /* what the usual frequencies are worth, in words */
#define LEAST_Z        2.5
#define LEAST_MENTIONS 3
#define PAIR_COVERS    0.5 /* of the mentions of a word: then the pair says it better */
#define COMMON         0.1 /* of the mentions before: such a word makes no phrase */
#define ALIKE          0.7 /* shared words over all words of two mentions */
#define SAID_LEAST     2   /* once is no cause */
#define NO_WORD        UINT32_MAX

struct word {
    struct str text;
    enum word_role role;
    uint32_t first, second; /* of a pair: its words; else NO_WORD */
    double count[2];        /* mentions that say it, by side */
    double z;
    size_t seen_in; /* the last mention that was counted, from 1 */
    bool hidden;    /* a pair says it better */
};

struct document {
    const uint32_t *words; /* indexes, each once */
    size_t count;
};

static int by_excess(const void *a, const void *b)
{
    const struct driver *x = a, *y = b;
    double dx = x->observed - x->expected, dy = y->observed - y->expected;
    return dx > dy ? -1 : dx < dy ? 1 : str_cmp(x->name, y->name);
}

void drivers_sources(struct driver *candidates, size_t count, struct incident *incident)
{
    double excess = 0;
    for (size_t i = 0; i < count; i++) {
        excess += fmax(candidates[i].observed - candidates[i].expected, 0);
    }
    if (count > 0) {
        qsort(candidates, count, sizeof *candidates, by_excess);
    }
    incident->source_count = 0;
    for (size_t i = 0; i < count && i < INCIDENT_DRIVERS; i++) {
        double own = candidates[i].observed - candidates[i].expected;
        if (own <= 0) {
            break;
        }
        candidates[i].share = own / excess;
        incident->sources[incident->source_count++] = candidates[i];
    }
}

/* ---- names ---- */

struct counted_name {
    struct str name;
    double count[2]; /* by side */
};

void tally_add(struct tally *tally, enum words_side side, struct str name)
{
    union map_value *at = map_get(&tally->index, name);
    if (!at) {
        if (tally->count == tally->capacity) {
            tally->capacity = tally->capacity ? 2 * tally->capacity : 64;
            tally->list = mem_resize(tally->list, tally->capacity, sizeof *tally->list);
        }
        struct str kept = str_copy(&tally->arena, name);
        tally->list[tally->count] = (struct counted_name){kept, {0}};
        at = map_put(&tally->index, kept, NULL);
        at->number = tally->count++;
    }
    tally->list[at->number].count[side]++;
}

size_t tally_names(const struct tally *tally, enum words_side side)
{
    size_t names = 0;
    for (size_t i = 0; i < tally->count; i++) {
        names += tally->list[i].count[side] > 0;
    }
    return names;
}

static size_t keep_first(const struct driver *all, size_t count, struct arena *arena,
                         struct driver *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < INCIDENT_DRIVERS; i++) {
        if (all[i].share > 0) {
            list[kept] = all[i];
            list[kept++].name = str_copy(arena, all[i].name);
        }
    }
    return kept;
}

size_t tally_excess(struct tally *tally, const struct incident *incident, double before,
                    struct arena *arena, struct driver *list)
{
    double excess = incident->observed - incident->expected;
    struct driver *all = arena_array(&tally->arena, struct driver, tally->count + 1);
    for (size_t i = 0; i < tally->count; i++) {
        const struct counted_name *one = &tally->list[i];
        double usual = before > 0 ? one->count[WORDS_BEFORE] / before : 0;
        all[i] = (struct driver){.name = one->name,
                                 .observed = one->count[WORDS_WINDOW],
                                 .expected = incident->expected * usual};
        double own = all[i].observed - all[i].expected;
        bool counts = excess > 0 && all[i].observed >= SAID_LEAST;
        all[i].share = counts ? fmin(fmax(own / excess, 0), 1) : 0;
    }
    qsort(all, tally->count, sizeof *all, by_excess);
    return keep_first(all, tally->count, arena, list);
}

static int by_observed(const void *a, const void *b)
{
    const struct driver *x = a, *y = b;
    return x->observed > y->observed   ? -1
           : x->observed < y->observed ? 1
                                       : str_cmp(x->name, y->name);
}

size_t tally_most(struct tally *tally, double mentions, double part, struct arena *arena,
                  struct driver *list)
{
    struct driver *all = arena_array(&tally->arena, struct driver, tally->count + 1);
    for (size_t i = 0; i < tally->count; i++) {
        const struct counted_name *one = &tally->list[i];
        double said = one->count[WORDS_WINDOW];
        all[i] = (struct driver){.name = one->name,
                                 .observed = said,
                                 .expected = one->count[WORDS_BEFORE] * part,
                                 .share = said >= SAID_LEAST && mentions > 0 ? said / mentions : 0};
    }
    qsort(all, tally->count, sizeof *all, by_observed);
    return keep_first(all, tally->count, arena, list);
}

void tally_clear(struct tally *tally)
{
    free(tally->list);
    map_clear(&tally->index);
    arena_clear(&tally->arena);
    *tally = (struct tally){0};
}

/* ---- words ---- */

static uint32_t add_word(struct words *words, struct word word)
{
    if (words->count == words->capacity) {
        words->capacity = words->capacity ? 2 * words->capacity : 256;
        words->list = mem_resize(words->list, words->capacity, sizeof *words->list);
    }
    words->list[words->count] = word;
    return (uint32_t)words->count++;
}

static uint32_t word_index(struct words *words, const struct said_word *said)
{
    bool added;
    union map_value *at = map_put(&words->index, said->text, &added);
    if (added) {
        struct word word = {said->text, said->role, NO_WORD, NO_WORD, {0}, 0, 0, false};
        at->number = add_word(words, word);
    }
    return (uint32_t)at->number;
}

/* Pairs are found by the indexes of their words; the text is made once, when the pair is new. */
static uint32_t pair_index(struct words *words, uint32_t first, uint32_t second)
{
    uint32_t parts[2] = {first, second};
    struct str key = {(const char *)parts, sizeof parts};
    union map_value *at = map_get(&words->pairs, key);
    if (at) {
        return (uint32_t)at->number;
    }
    struct str text = str_format(&words->arena, "%.*s %.*s", STR_FMT(words->list[first].text),
                                 STR_FMT(words->list[second].text));
    struct word pair = {text, ROLE_TELLS, first, second, {0}, 0, 0, false};
    uint32_t index = add_word(words, pair);
    map_put(&words->pairs, str_copy(&words->arena, key), NULL)->number = index;
    return index;
}

static void add_document(struct words *words, const uint32_t *list, size_t count)
{
    if (words->document_count == words->document_capacity) {
        words->document_capacity = words->document_capacity ? 2 * words->document_capacity : 64;
        words->documents =
            mem_resize(words->documents, words->document_capacity, sizeof *words->documents);
    }
    uint32_t *copy = arena_array(&words->arena, uint32_t, count);
    if (count > 0) {
        memcpy(copy, list, count * sizeof *list);
    }
    words->documents[words->document_count++] = (struct document){copy, count};
}

void words_count(struct words *words, enum words_side side, const struct said_word *list,
                 size_t count)
{
    uint32_t said[2 * DOCUMENT_WORDS], before = NO_WORD;
    size_t n = 0, mention = (size_t)(words->mentions[0] + words->mentions[1]) + 1;
    words->mentions[side]++;
    for (size_t i = 0; i < count && i < DOCUMENT_WORDS; i++) {
        if (list[i].text.n == 0) {
            before = NO_WORD;
            continue;
        }
        uint32_t word = word_index(words, &list[i]), found[2] = {word, NO_WORD};
        if (before != NO_WORD) {
            found[1] = pair_index(words, before, word);
        }
        before = word;
        for (size_t k = 0; k < 2 && found[k] != NO_WORD; k++) {
            struct word *w = &words->list[found[k]];
            if (w->seen_in != mention) {
                w->seen_in = mention;
                w->count[side]++;
                said[n++] = found[k];
            }
        }
    }
    if (side == WORDS_WINDOW) {
        add_document(words, said, n);
    }
}

/* How much likelier the word is in the window than before, in standard errors. */
static double log_odds_z(const struct word *word, const double total[2])
{
    double all = word->count[0] + word->count[1];
    double prior = PRIOR_WORDS * all / (total[0] + total[1]);
    double odds[2];
    for (int side = 0; side < 2; side++) {
        double said = word->count[side] + prior;
        odds[side] = log(said / (total[side] + PRIOR_WORDS - said));
    }
    double variance = 1 / (word->count[0] + prior) + 1 / (word->count[1] + prior);
    return (odds[WORDS_WINDOW] - odds[WORDS_BEFORE]) / sqrt(variance);
}

static bool stands_out(const struct word *word)
{
    return word->z >= LEAST_Z && word->count[WORDS_WINDOW] >= LEAST_MENTIONS;
}

/* "my order" says nothing that "order" does not where every other mention speaks of one. */
static bool is_common(const struct words *words, const struct word *word)
{
    enum { ENOUGH = 30 };
    return words->mentions[WORDS_BEFORE] >= ENOUGH &&
           word->count[WORDS_BEFORE] >= COMMON * words->mentions[WORDS_BEFORE];
}

static bool is_phrase(const struct words *words, const struct word *first,
                      const struct word *second)
{
    bool negated = first->role == ROLE_NEGATES_NEXT, negates = second->role == ROLE_NEGATES_LAST;
    return (negated || (first->role == ROLE_TELLS && !is_common(words, first))) &&
           (negates || (second->role == ROLE_TELLS && !is_common(words, second))) &&
           !(negated && negates);
}

static bool is_telling(const struct words *words, const struct word *word)
{
    return word->first == NO_WORD
               ? word->role == ROLE_TELLS
               : is_phrase(words, &words->list[word->first], &words->list[word->second]);
}

static void weigh(struct words *words)
{
    double total[2] = {0, 0};
    for (size_t i = 0; i < words->count; i++) {
        total[0] += words->list[i].count[0];
        total[1] += words->list[i].count[1];
    }
    for (size_t i = 0; i < words->count; i++) {
        words->list[i].z = log_odds_z(&words->list[i], total);
        words->list[i].hidden = !is_telling(words, &words->list[i]);
    }
}

/* Hides the words that are mostly said as part of a pair that stands out. */
static void hide_covered(struct words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct word *pair = &words->list[i];
        if (pair->first == NO_WORD || pair->hidden || !stands_out(pair)) {
            continue;
        }
        struct word *parts[2] = {&words->list[pair->first], &words->list[pair->second]};
        for (size_t k = 0; k < 2; k++) {
            if (pair->count[WORDS_WINDOW] >= PAIR_COVERS * parts[k]->count[WORDS_WINDOW]) {
                parts[k]->hidden = true;
            }
        }
    }
}

static bool shares_word(const struct word *a, const struct word *b)
{
    return a->first != NO_WORD && b->first != NO_WORD &&
           (a->first == b->first || a->first == b->second || a->second == b->first ||
            a->second == b->second);
}

/* The word of the largest z that is not hidden, not chosen, and no half of a chosen pair. */
static const struct word *next_word(const struct words *words, const struct word **chosen,
                                    size_t count)
{
    const struct word *best = NULL;
    for (size_t i = 0; i < words->count; i++) {
        const struct word *word = &words->list[i];
        bool taken = word->hidden || !stands_out(word) || (best && word->z <= best->z);
        for (size_t k = 0; k < count && !taken; k++) {
            taken = chosen[k] == word || shares_word(chosen[k], word);
        }
        best = taken ? best : word;
    }
    return best;
}

size_t words_rising(struct words *words, struct rising_word *list, size_t max)
{
    CLEANUP_FREE const struct word **chosen = mem_zalloc(max + 1, sizeof *chosen);
    size_t count = 0;
    weigh(words);
    hide_covered(words);
    while (count < max && (chosen[count] = next_word(words, chosen, count))) {
        const struct word *word = chosen[count];
        list[count++] = (struct rising_word){
            .text = word->text,
            .is_pair = word->first != NO_WORD,
            .window = word->count[WORDS_WINDOW],
            .before = word->count[WORDS_BEFORE],
            .z = word->z,
        };
    }
    return count;
}

void drivers_words(struct words *words, struct incident *incident)
{
    struct rising_word rising[INCIDENT_DRIVERS];
    double window = words->mentions[WORDS_WINDOW], before = words->mentions[WORDS_BEFORE];
    incident->word_count = words_rising(words, rising, INCIDENT_DRIVERS);
    for (size_t i = 0; i < incident->word_count; i++) {
        incident->words[i] = (struct driver){
            .name = rising[i].text,
            .observed = rising[i].window,
            .expected = before > 0 ? rising[i].before / before * window : 0,
            .share = rising[i].window / window,
        };
    }
}

/* The weight of the incident's words that the mention says. */
static double document_weight(const struct words *words, const struct incident *incident,
                              const struct document *document)
{
    double weight = 0;
    for (size_t i = 0; i < document->count; i++) {
        const struct word *word = &words->list[document->words[i]];
        for (size_t k = 0; k < incident->word_count; k++) {
            weight += str_eq(word->text, incident->words[k].name) ? word->z : 0;
        }
    }
    return weight;
}

static bool alike(const struct document *a, const struct document *b)
{
    size_t shared = 0;
    for (size_t i = 0; i < a->count; i++) {
        for (size_t k = 0; k < b->count; k++) {
            shared += a->words[i] == b->words[k];
        }
    }
    return (double)shared >= ALIKE * (double)(a->count + b->count - shared);
}

struct candidate {
    size_t index;
    double weight;
};

static int by_weight(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return x->weight > y->weight   ? -1
           : x->weight < y->weight ? 1
           : x->index < y->index   ? -1
                                   : x->index > y->index;
}

size_t drivers_samples(const struct words *words, const struct incident *incident, size_t *indexes,
                       size_t max)
{
    enum { LOOKED_AT = 100 }; /* a crowd of copies must not cost the square of its size */
    size_t count = words->document_count, found = 0;
    if (count == 0) {
        return 0;
    }
    CLEANUP_FREE struct candidate *list = mem_zalloc(count, sizeof *list);
    for (size_t i = 0; i < count; i++) {
        list[i] = (struct candidate){i, document_weight(words, incident, &words->documents[i])};
    }
    qsort(list, count, sizeof *list, by_weight);
    for (size_t i = 0; i < count && i < LOOKED_AT && found < max; i++) {
        bool taken = false;
        for (size_t k = 0; k < found && !taken; k++) {
            taken = alike(&words->documents[list[i].index], &words->documents[indexes[k]]);
        }
        if (!taken) {
            indexes[found++] = list[i].index;
        }
    }
    return found;
}

void words_clear(struct words *words)
{
    free(words->list);
    free(words->documents);
    map_clear(&words->index);
    map_clear(&words->pairs);
    arena_clear(&words->arena);
    *words = (struct words){0};
}
