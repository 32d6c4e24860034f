#include "aspect/aspect.h"

#include "aspect/polarity.h"
#include "base/mem.h"

#include <math.h>

enum { SHORT_UNITS = 3, LONG_UNITS = 30 };

static const double polar = 0.2; /* a fainter need or touchpoint is neutral */
static const double very = 0.75; /* compound of what is very positive */

const struct str *labeller_touchpoints(const struct labeller *labeller, size_t *count)
{
    const struct label_lexicon *l = labeller->own ? labeller->own : labeller->shipped;
    *count = l->touchpoint_count;
    return l->touchpoints;
}

static void window_count(struct tally *tally, struct window *w)
{
    if (w->polar.count) {
        polarities_count(tally, w);
    }
    tally->units += w->unit_count;
    tally->marks |= w->marks;
}

/* Of the bits that are set. */
static inline unsigned lowest(uint32_t bits)
{
    return (unsigned)__builtin_ctz(bits);
}

_Static_assert(LABEL_NEGATIVE + 1 == LABEL_NEUTRAL && LABEL_NEUTRAL + 1 == LABEL_POSITIVE, "");

/* Which it is cannot be guessed. */
static enum label label_of(double sum)
{
    return (enum label)(LABEL_NEUTRAL + (sum > polar) - (sum < -polar));
}

static void polarities_settle(struct tally *tally, struct labels *labels)
{
    for (uint32_t rest = tally->said[ABOUT_NEED]; rest; rest &= rest - 1) {
        unsigned need = lowest(rest);
        labels->needs[need] = label_of(tally->polarities[SUM_NEEDS + need]);
        tally->spoken |= 1u << labels->needs[need];
    }
    for (uint32_t rest = tally->said[ABOUT_TOUCHPOINT]; rest; rest &= rest - 1) {
        unsigned touchpoint = lowest(rest);
        labels->touchpoints[touchpoint] = label_of(tally->polarities[SUM_TOUCHPOINTS + touchpoint]);
    }
}

/* ---- features of the text as a whole ---- */

/* Bits in the order of LABEL_FEATURES. */
static uint32_t features_of(const struct tally *tally)
{
    uint32_t label = tally->score->label, spoken = tally->spoken;
    double compound = tally->score->compound;
    uint32_t bits = 1;
    bits |= (uint32_t)(tally->marks >> '?' & 1) << 1;
    bits |= (uint32_t)(tally->marks >> '!' & 1) << 2;
    bits |= (tally->passed >> TOKEN_HANDLE & 1) << 3;
    bits |= (tally->passed >> TOKEN_URL & 1) << 4;
    bits |= (uint32_t)(label == LABEL_POSITIVE) << 5;
    bits |= (uint32_t)(label == LABEL_NEGATIVE) << 6;
    bits |= (uint32_t)(compound > very) << 7;
    bits |= (uint32_t)(compound < -very) << 8;
    bits |= (spoken >> LABEL_NEUTRAL & 1) << 9;
    bits |= (spoken >> LABEL_POSITIVE & 1) << 10;
    bits |= (spoken >> LABEL_NEGATIVE & 1) << 11;
    bits |= (uint32_t)(tally->units <= SHORT_UNITS) << 12;
    bits |= (uint32_t)(tally->units > LONG_UNITS) << 13;
    return bits;
}

/* Tells who learns weights of every feature that is there. */
static void features_visit(const struct tally *tally, uint32_t features, bool english)
{
    const struct label_lexicon *l = tally->labeller->shipped;
    for (uint32_t rest = features; rest; rest &= rest - 1) {
        uint32_t node = l->features[lowest(rest) + (english ? LABEL_FEATURE_COUNT : 0)];
        if (node) {
            tally_tell(tally, l, &l->nodes[node]);
        }
    }
}

/* The sums lie apart: told so they are added two at a time. */
static inline void sums_add(int64_t *restrict sums, const int64_t *restrict a,
                            const int64_t *restrict b, const int64_t *restrict c)
{
    for (int i = 0; i < WEIGHT_SUMS; i++) {
        sums[i] += a[i] + b[i] + c[i];
    }
}

/* Of needs a feature says nothing. */
static void features_count(struct tally *tally)
{
    const bool english = tally->score->language == LANG_EN;
    const uint32_t features = features_of(tally);
    const int64_t(*const sums)[FEATURE_SETS][WEIGHT_SUMS] =
        tally->labeller->shipped->feature_sums[tally->labeller->learned][english];
    sums_add(tally->weights, sums[0][features % FEATURE_SETS],
             sums[1][features >> FEATURE_GROUP & (FEATURE_SETS - 1)],
             sums[2][features >> 2 * FEATURE_GROUP]);
    if (tally->visit) {
        features_visit(tally, features, english);
    }
}

/* Leaves of what was said the stage and the intents that are labels. */
static void journey_settle(struct tally *tally, struct labels *labels)
{
    const int64_t *const stages = tally->weights + SUM_STAGES;
    const int64_t *const intents = tally->weights + SUM_INTENTS;
    const int64_t enough = WEIGHT_ONE;
    int64_t most = enough;
    for (unsigned i = STAGE_NONE + 1; i < STAGE_COUNT; i++) {
        labels->stage = stages[i] >= most ? (enum stage)i : labels->stage;
        most = stages[i] > most ? stages[i] : most;
    }
    for (unsigned i = 0; i < INTENT_COUNT; i++) {
        labels->intents |= (uint32_t)(intents[i] >= enough) << i;
    }
    tally->said[ABOUT_STAGE] = labels->stage ? 1u << labels->stage : 0;
    tally->said[ABOUT_INTENT] = labels->intents;
}

/* ---- the words that decided ---- */

static bool stands_before(const struct label_term *a, const struct label_term *b)
{
    return a->about != b->about   ? a->about < b->about
           : a->which != b->which ? a->which < b->which
                                  : a->at < b->at;
}

/* Candidates are few, and mostly in order. */
static void terms_settle(const struct tally *tally, struct labels *labels)
{
    for (size_t i = 0; i < tally->candidate_count && labels->term_count < LABEL_TERMS; i++) {
        const struct label_term *term = &tally->candidates[i];
        if (!(tally->said[term->about] >> term->which & 1)) {
            continue;
        }
        size_t at = labels->term_count++;
        for (; at && stands_before(term, &labels->terms[at - 1]); at--) {
            labels->terms[at] = labels->terms[at - 1];
        }
        labels->terms[at] = *term;
    }
}

static void tally_begin(struct tally *tally, const struct labeller *labeller,
                        const struct window_reader *reader)
{
    mem_clear(tally, offsetof(struct tally, candidates));
    tally->labeller = labeller;
    tally->lexica = reader->words.lexica;
    tally->tokens = reader->words.tokens;
    tally->score = reader->score;
    tally->skipped = reader->words.skipped;
}

void label_trace(const struct labeller *labeller, const struct tokens *tokens,
                 const struct score *score, struct labels *labels, label_visitor *visit,
                 void *context)
{
    const enum word_asked asked = visit               ? ASKED_ALL
                                  : labeller->explain ? ASKED_DECIDING
                                                      : ASKED_NOTHING;
    struct tally tally;
    struct window_reader reader;
    struct window window;
    mem_clear(labels, offsetof(struct labels, terms));
    labels->term_count = 0;
    if (score->label == LABEL_NONE) {
        return;
    }
    window_reader_begin(&reader, labeller, tokens, score, asked);
    tally_begin(&tally, labeller, &reader);
    tally.visit = visit;
    tally.context = context;
    tally.asked = asked ? NODE_ENTRY : NODE_FURTHER;
    while (reader.token < tokens->count) {
        window_read(&reader, &tally, &window);
        window_count(&tally, &window);
    }
    tally.passed = reader.passed;
    polarities_settle(&tally, labels);
    features_count(&tally);
    journey_settle(&tally, labels);
    terms_settle(&tally, labels);
}

void label_tokens(const struct labeller *labeller, const struct tokens *tokens,
                  const struct score *score, struct labels *labels)
{
    label_trace(labeller, tokens, score, labels, NULL, NULL);
}
