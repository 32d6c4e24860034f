#include "sentiment/suggestion.h"

#include "base/limits.h"
#include "base/map.h"
#include "sentiment/reader.h"
#include "sentiment/rules.h"
#include "text/function_word.h"

#include <math.h>
#include <stdlib.h>

static const double sure_enough = 2.5;     /* |z| of one word in 80, if words said nothing */
static const double least_change = 0.5;    /* of a value; less is not worth a person's time */
static const double boldest = 2;           /* change at once; after a rescore it may ask for more */
static const double pair_over_words = 1.5; /* a pair must err so much more than its words do */
static const double furthest = 16;         /* sums beyond it are as good as certain */

enum {
    BINS = 129, /* of sums from -furthest to furthest, a quarter wide */
    COUNTERS = 1 << 22,
    NEWTON_STEPS = 25,
    NAME_MAX_BYTES = 256,
};

/* What is gathered of one word or pair. */
struct feature {
    struct str name;
    double now;
    bool known, pair;
    size_t last_text;                      /* the last one it was counted in */
    double gradient, information, squares; /* sums of errors, p(1 - p), squared errors */
    uint32_t positive, neutral, negative;
    struct examples {
        double errors[SUGGESTION_EXAMPLES];
        struct str ids[SUGGESTION_EXAMPLES];
    } examples[2]; /* texts less positive than the scorer says, and more */
};

struct suggester {
    struct scorer scorer; /* that of the caller, explaining */
    size_t least;
    struct tokens tokens;
    struct arena arena;
    struct {
        double texts, positive;
    } bins[BINS];
    unsigned char *counters;
    double middle, slope; /* log-odds = middle + slope * sum */
    size_t texts;         /* weighed so far */
    struct map by_name;
    struct feature *features;
    size_t count, capacity;
};

/* A text while it is read. */
struct text_reading {
    struct suggester *suggester;
    bool weighing;
    double positive, expected;
    struct str id;
    struct span_reader reader;
    struct span span;
    const struct hit *hit_of[SPAN_UNITS]; /* the hit that covers a unit, or NULL */
    double learned[SPAN_UNITS];           /* what the learned layer adds for the unit alone */
};

struct suggester *suggester_open(const struct scorer *scorer, size_t least)
{
    struct suggester *s = mem_zalloc(1, sizeof *s);
    s->scorer = *scorer;
    s->scorer.options.explain = true;
    s->least = least ? least : 1;
    s->counters = mem_zalloc(COUNTERS, 1);
    return s;
}

void suggester_close(struct suggester *s)
{
    if (s) {
        tokens_clear(&s->tokens);
        arena_clear(&s->arena);
        map_clear(&s->by_name);
        free(s->features);
        free(s->counters);
        free(s);
    }
}

/* ---- the odds the scorer gives ---- */

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static double bin_sum(int bin)
{
    return (bin - BINS / 2) * furthest / (BINS / 2);
}

static int bin_of(double sum)
{
    double clamped = sum < -furthest ? -furthest : sum > furthest ? furthest : sum;
    return (int)lround(clamped / furthest * (BINS / 2)) + BINS / 2;
}

/* A longer step leaves the region where the parabola it was taken from is right. */
static double at_most_one(double step)
{
    return step < -1 ? -1 : step > 1 ? 1 : step;
}

/* Newton's method on the two parameters; the prior keeps them finite where one sign alone occurs
 * or the scorer is never wrong. */
static void fit_odds(struct suggester *s)
{
    static const double usual_slope = 0.5, prior = 1;
    s->middle = 0;
    s->slope = usual_slope;
    for (int step = 0; step < NEWTON_STEPS; step++) {
        double g0 = -prior * s->middle, g1 = -prior * (s->slope - usual_slope);
        double h00 = prior, h01 = 0, h11 = prior;
        for (int i = 0; i < BINS; i++) {
            double x = bin_sum(i), p = logistic(s->middle + s->slope * x);
            double error = s->bins[i].positive - s->bins[i].texts * p;
            double weight = s->bins[i].texts * p * (1 - p);
            g0 += error;
            g1 += error * x;
            h00 += weight;
            h01 += weight * x;
            h11 += weight * x * x;
        }
        double determinant = h00 * h11 - h01 * h01;
        s->middle += at_most_one((h11 * g0 - h01 * g1) / determinant);
        s->slope += at_most_one((h00 * g1 - h01 * g0) / determinant);
    }
    /* A scorer worse than chance would turn every suggestion round. */
    s->slope = s->slope > 0.05 ? s->slope : 0.05;
}

/* ---- words and pairs ---- */

static struct feature *feature_take(struct suggester *s, struct str name, uint64_t hash)
{
    union map_value *found = map_get(&s->by_name, name);
    if (found) {
        return &s->features[found->number];
    }
    if (s->counters[hash % COUNTERS] < (s->least < 255 ? s->least : 255) ||
        s->count == LIMIT_SUGGESTED) {
        return NULL;
    }
    if (s->count == s->capacity) {
        s->capacity = s->capacity ? 2 * s->capacity : 1024;
        s->features = mem_resize(s->features, s->capacity, sizeof *s->features);
    }
    struct feature *feature = &s->features[s->count];
    *feature = (struct feature){.name = str_copy(&s->arena, name)};
    map_put(&s->by_name, feature->name, NULL)->number = s->count++;
    return feature;
}

/* Keeps the ids of the texts that the scorer errs most on. */
static void example_keep(struct suggester *s, struct feature *feature, double error, struct str id)
{
    struct examples *examples = &feature->examples[error > 0];
    size_t least = examples->errors[1] < examples->errors[0];
    if (fabs(error) > examples->errors[least]) {
        examples->errors[least] = fabs(error);
        examples->ids[least] = str_copy(&s->arena, id);
    }
}

static void feature_add(struct text_reading *r, struct str name, double now, bool known, bool pair)
{
    struct suggester *s = r->suggester;
    uint64_t hash = token_hash(name);
    if (!r->weighing) {
        unsigned char *counter = &s->counters[hash % COUNTERS];
        *counter = (unsigned char)(*counter + (*counter < 255));
        return;
    }
    struct feature *feature = feature_take(s, name, hash);
    if (!feature || feature->last_text == s->texts) {
        return;
    }
    double error = r->positive - r->expected;
    if (!feature->last_text) {
        feature->now = now;
        feature->pair = pair;
    }
    feature->known |= known;
    feature->last_text = s->texts;
    feature->gradient += error;
    feature->information += r->expected * (1 - r->expected);
    feature->squares += error * error;
    feature->positive += r->positive > 0.5;
    feature->negative += r->positive < 0.5;
    feature->neutral += !(r->positive > 0.5) && !(r->positive < 0.5);
    example_keep(s, feature, error, r->id);
}

/* Words that only hold a sentence together go with everything and are no matter of a lexicon. */
static bool is_function_word(struct str word)
{
    return function_word_role(token_hash(word)) != ROLE_TELLS;
}

static bool is_sayable(const struct text_reading *r, uint32_t unit)
{
    const struct token *token = r->span.units[unit].token;
    return token->kind == TOKEN_WORD || token->kind == TOKEN_EMOJI || token->kind == TOKEN_SMILEY;
}

static struct str word_of(const struct text_reading *r, uint32_t unit)
{
    const struct unit *u = &r->span.units[unit];
    const struct tokens *tokens = &r->suggester->tokens;
    return tokens_joined(tokens, unit_at(tokens, u), u->tokens);
}

/* Entries that have a say of their own here; negated ones speak of something else. What is proposed
 * stands for all that is said of a word, the learned part, too. */
static void add_entries(struct text_reading *r)
{
    for (const struct hit *hit = r->span.hits; hit < r->span.hits_end; hit++) {
        const char *text = r->suggester->scorer.lexicon->text;
        if (!hit->brand && (hit->entry->flags & ENTRY_CURATED) && hit->multiplier > 0) {
            struct str name = {text + hit->entry->name_at, hit->entry->name_n};
            double learned = hit->first == hit->last ? r->learned[hit->first] : 0;
            feature_add(r, name, (double)hit->entry->curated + learned, true, false);
        }
    }
}

/* What a unit brings to a pair; false when a phrase or a brand has taken it. */
static bool part_of_pair(const struct text_reading *r, uint32_t unit, double *worth)
{
    const struct hit *over = r->hit_of[unit];
    *worth += r->learned[unit];
    if (over) {
        *worth += over->multiplier * (double)over->entry->curated;
        return over->first == over->last && !over->brand;
    }
    return true;
}

static void add_pair(struct text_reading *r, uint32_t unit)
{
    char bytes[NAME_MAX_BYTES];
    double worth = 0;
    struct str first = word_of(r, unit), second = word_of(r, unit + 1);
    if (r->span.units[unit].clause == r->span.units[unit + 1].clause && is_sayable(r, unit + 1) &&
        !(is_function_word(first) && is_function_word(second)) && part_of_pair(r, unit, &worth) &&
        part_of_pair(r, unit + 1, &worth) && first.n + second.n < sizeof bytes) {
        memcpy(bytes, first.p, first.n);
        bytes[first.n] = ' ';
        memcpy(bytes + first.n + 1, second.p, second.n);
        feature_add(r, (struct str){bytes, first.n + 1 + second.n}, worth, false, true);
    }
}

static void add_words(struct text_reading *r)
{
    for (uint32_t unit = 0; unit < r->span.unit_count; unit++) {
        if (!is_sayable(r, unit)) {
            continue;
        }
        struct str word = word_of(r, unit);
        if (!r->hit_of[unit] && word.n < NAME_MAX_BYTES && !is_function_word(word)) {
            feature_add(r, word, r->learned[unit], r->learned[unit] != 0, false);
        }
        if (unit + 1 < r->span.unit_count) {
            add_pair(r, unit);
        }
    }
}

static void read_text(struct text_reading *r, enum language language)
{
    spans_begin(&r->reader, &r->suggester->scorer, &r->suggester->tokens, language, LAY_ALL);
}

static bool read_span(struct text_reading *r)
{
    if (!span_read(&r->reader, &r->span)) {
        return false;
    }
    rules_apply(&r->reader);
    memset(r->hit_of, 0, sizeof r->hit_of);
    for (const struct hit *hit = r->span.hits; hit < r->span.hits_end; hit++) {
        for (uint32_t u = hit->first; u <= hit->last; u++) {
            r->hit_of[u] = hit;
        }
    }
    memset(r->learned, 0, sizeof r->learned);
    for (uint32_t i = 0; i < r->span.learned_count; i++) {
        const struct learned *learned = &r->span.learned[i];
        if (learned->first == learned->last) {
            r->learned[learned->first] = points_of(learned->weight);
        }
    }
    return true;
}

static double sum_of(struct text_reading *r, enum language language)
{
    double sum = 0;
    read_text(r, language);
    while (read_span(r)) {
        for (const struct hit *hit = r->span.hits; hit < r->span.hits_end; hit++) {
            sum += hit_weight(hit, 1);
        }
        sum += points_of(r->span.learned_sum);
    }
    return sum;
}

/* The language of a text, or LANG_OTHER when the scorer has no label for it. */
static enum language language_scored(struct suggester *s, struct str text)
{
    struct score score;
    tokens_read(&s->tokens, text);
    score_tokens(&s->scorer, &s->tokens, &score);
    return score.label == LABEL_NONE ? LANG_OTHER : score.language;
}

static void read_features(struct text_reading *r, enum language language)
{
    read_text(r, language);
    while (read_span(r)) {
        add_entries(r);
        add_words(r);
    }
}

void suggester_count(struct suggester *s, struct str text, double positive)
{
    struct text_reading r = {.suggester = s};
    enum language language = language_scored(s, text);
    if (language != LANG_OTHER) {
        int bin = bin_of(sum_of(&r, language));
        s->bins[bin].texts++;
        s->bins[bin].positive += positive;
        read_features(&r, language);
    }
}

void suggester_weigh(struct suggester *s, struct str text, double positive, struct str id)
{
    struct text_reading r = {.suggester = s, .weighing = true, .positive = positive, .id = id};
    enum language language = language_scored(s, text);
    if (!s->texts) {
        fit_odds(s);
    }
    if (language != LANG_OTHER) {
        s->texts++;
        r.expected = logistic(s->middle + s->slope * bin_sum(bin_of(sum_of(&r, language))));
        read_features(&r, language);
    }
}

/* ---- what is worth a suggestion ---- */

/* Of the gradient: as the model says or as it turned out, whichever is larger, so that one text the
 * scorer was wrongly certain of proves little. */
static double variance_of(const struct feature *feature)
{
    return fmax(feature->information, feature->squares);
}

/* The log-odds it lacks: one Newton step from none, held back by a prior of variance 1. */
static double lack_of(const struct feature *feature)
{
    return feature->gradient / (variance_of(feature) + 1);
}

/* Over what its words lack already. */
static bool pair_is_worth_it(const struct suggester *s, const struct feature *pair)
{
    struct str rest = pair->name, word;
    while (str_take(&rest, ' ', &word)) {
        const union map_value *found = map_get(&s->by_name, word);
        if (found &&
            fabs(lack_of(pair)) < pair_over_words * fabs(lack_of(&s->features[found->number]))) {
            return false;
        }
    }
    return true;
}

static double proposal_of(const struct suggester *s, const struct feature *feature)
{
    double change = lack_of(feature) / s->slope;
    double value = feature->now + fmax(-boldest, fmin(boldest, change));
    return round((value < -4 ? -4 : value > 4 ? 4 : value) * 10) / 10;
}

static bool is_worth_it(const struct suggester *s, const struct feature *feature)
{
    size_t texts = (size_t)feature->positive + feature->neutral + feature->negative;
    return texts >= s->least && fabs(proposal_of(s, feature) - feature->now) >= least_change &&
           fabs(feature->gradient) >= sure_enough * sqrt(variance_of(feature)) &&
           (!feature->pair || pair_is_worth_it(s, feature));
}

static int surest_first(const void *left, const void *right)
{
    const struct suggestion *a = left, *b = right;
    double x = fabs(a->z), y = fabs(b->z);
    return x != y ? (x < y) - (x > y) : str_cmp(a->entry, b->entry);
}

const struct suggestion *suggester_list(struct suggester *s, size_t *count)
{
    struct suggestion *list = arena_array(&s->arena, struct suggestion, s->count);
    *count = 0;
    for (size_t i = 0; i < s->count; i++) {
        const struct feature *f = &s->features[i];
        if (is_worth_it(s, f)) {
            const struct examples *examples = &f->examples[f->gradient > 0];
            size_t strongest = examples->errors[1] > examples->errors[0];
            list[(*count)++] = (struct suggestion){
                .entry = f->name,
                .known = f->known,
                .now = f->now,
                .proposed = proposal_of(s, f),
                .z = f->gradient / sqrt(variance_of(f)),
                .positive = f->positive,
                .neutral = f->neutral,
                .negative = f->negative,
                .examples = {examples->ids[strongest], examples->ids[!strongest]},
            };
        }
    }
    if (*count) {
        qsort(list, *count, sizeof *list, surest_first);
    }
    return list;
}
