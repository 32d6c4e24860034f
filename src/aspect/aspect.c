#include "aspect/aspect.h"

#include "aspect/polarity.h"

#include <math.h>

enum { CANDIDATES = 64, SHORT_UNITS = 3, LONG_UNITS = 30 };

static const double polar = 0.2; /* a fainter need or touchpoint is neutral */
static const double enough = 1;  /* weight that a stage or an intent takes */
static const double very = 0.75; /* compound of what is very positive */
static const float told = 0.5f;  /* a weaker word decided nothing */

/* What the words of a text say of every label, by enum about and the label's number. */
struct tally {
    const struct labeller *labeller;
    const struct tokens *tokens;
    const struct score *score;
    label_visitor *visit;
    void *context;
    double sums[ABOUT_COUNT][TOUCHPOINTS_MAX]; /* of polarities, or of weights */
    uint32_t said[ABOUT_COUNT];                /* bits */
    uint32_t polarities;                       /* bits 1u << enum label of the needs */
    size_t candidate_count, units;
    bool question, exclamation, handle, link;
    struct label_term candidates[CANDIDATES]; /* the first ones; the last member, never cleared */
};

const struct str *labeller_touchpoints(const struct labeller *labeller, size_t *count)
{
    const struct label_lexicon *l = labeller->own ? labeller->own : labeller->shipped;
    *count = l->touchpoint_count;
    return l->touchpoints;
}

static void mark_count(struct tally *tally, const struct image_mark *mark, double weight)
{
    tally->said[mark->about] |= 1u << mark->which;
    tally->sums[mark->about][mark->which] += weight;
}

static void candidate_add(struct tally *tally, const struct window *w,
                          const struct label_match *match, const struct image_mark *mark,
                          double weight)
{
    if (tally->labeller->explain && tally->candidate_count < CANDIDATES) {
        uint32_t at = w->at[match->first], end = unit_end(tally->tokens, w, match->last);
        tally->candidates[tally->candidate_count++] =
            (struct label_term){at, end - at, (enum about)mark->about, mark->which, (float)weight};
    }
}

static void visit_node(const struct tally *tally, const struct label_lexicon *l,
                       const struct image_label_node *node)
{
    const struct image_part *name = &l->names[node - l->nodes];
    if (tally->visit) {
        tally->visit(tally->context, (struct str){l->text + name->at, name->count});
    }
}

/* Whether the clause of a word that counts only where it is judged speaks of another need, too:
 * then that is what is judged: "the driver came late". */
static bool yields(const struct window *w, const struct label_match *match,
                   const struct image_mark *mark)
{
    return mark->about == ABOUT_NEED && (w->named[w->clause[match->first]] & ~(1u << mark->which));
}

static bool has_polarity(const struct image_mark *mark)
{
    return mark->about == ABOUT_NEED || mark->about == ABOUT_TOUCHPOINT;
}

static void polar_count(struct tally *tally, const struct window *w,
                        const struct label_match *match)
{
    const struct image_mark *mark = &match->lexicon->marks[match->node->mark_at];
    struct match_context context = {.known = {false}};
    for (const struct image_mark *end = mark + match->node->mark_count; mark < end; mark++) {
        if (!has_polarity(mark) || ((mark->flags & MARK_JUDGED) && yields(w, match, mark))) {
            continue;
        }
        double polarity = polarity_of(w, match, mark, &context);
        if (!(mark->flags & MARK_JUDGED) || fabs(polarity) > polar) {
            mark_count(tally, mark, polarity);
            candidate_add(tally, w, match, mark, polarity);
        }
    }
}

static void weights_count(struct tally *tally, const struct window *w,
                          const struct label_match *match)
{
    const struct image_mark *mark = &match->lexicon->marks[match->node->mark_at];
    for (const struct image_mark *end = mark + match->node->mark_count; mark < end; mark++) {
        bool on = tally->labeller->learned || !(mark->flags & MARK_LEARNED);
        if (on && !has_polarity(mark)) {
            mark_count(tally, mark, (double)mark->weight);
            if (mark->weight >= told) {
                candidate_add(tally, w, match, mark, (double)mark->weight);
            }
        }
    }
}

static void window_count(struct tally *tally, const struct window *w)
{
    for (uint32_t i = 0; i < w->match_count; i++) {
        const struct label_match *match = &w->matches[i];
        if ((match->layers >> LAYER_POLAR & 1) && (match->node->flags & NODE_POLAR)) {
            polar_count(tally, w, match);
        }
        if (match->layers & ~(1u << LAYER_POLAR)) {
            weights_count(tally, w, match);
        }
        visit_node(tally, match->lexicon, match->node);
    }
    tally->units += w->unit_count;
    tally->question |= w->question;
    tally->exclamation |= w->exclamation;
}

static enum label label_of(double sum)
{
    return sum < -polar ? LABEL_NEGATIVE : sum > polar ? LABEL_POSITIVE : LABEL_NEUTRAL;
}

static void polarities_settle(struct tally *tally, struct labels *labels)
{
    for (size_t i = 0; tally->said[ABOUT_NEED] >> i; i++) {
        if (tally->said[ABOUT_NEED] >> i & 1) {
            labels->needs[i] = label_of(tally->sums[ABOUT_NEED][i]);
            tally->polarities |= 1u << labels->needs[i];
        }
    }
    for (size_t i = 0; tally->said[ABOUT_TOUCHPOINT] >> i; i++) {
        if (tally->said[ABOUT_TOUCHPOINT] >> i & 1) {
            labels->touchpoints[i] = label_of(tally->sums[ABOUT_TOUCHPOINT][i]);
        }
    }
}

/* ---- features of the text as a whole ---- */

static void feature_count(struct tally *tally, size_t feature)
{
    const struct label_lexicon *l = tally->labeller->shipped;
    const struct image_label_node *node = &l->nodes[l->features[feature]];
    for (uint32_t i = 0; i < node->mark_count; i++) {
        const struct image_mark *mark = &l->marks[node->mark_at + i];
        if (tally->labeller->learned || !(mark->flags & MARK_LEARNED)) {
            mark_count(tally, mark, has_polarity(mark) ? 0 : (double)mark->weight);
        }
    }
    if (l->features[feature]) {
        visit_node(tally, l, node);
    }
}

static void features_count(struct tally *tally)
{
    enum label label = tally->score->label;
    double compound = tally->score->compound;
    const bool features[LABEL_FEATURE_COUNT] = {
        /* in the order of LABEL_FEATURES */
        true,
        tally->question,
        tally->exclamation,
        tally->handle,
        tally->link,
        label == LABEL_POSITIVE,
        label == LABEL_NEGATIVE,
        compound > very,
        compound < -very,
        tally->polarities >> LABEL_NEUTRAL & 1,
        tally->polarities >> LABEL_POSITIVE & 1,
        tally->polarities >> LABEL_NEGATIVE & 1,
        tally->units <= SHORT_UNITS,
        tally->units > LONG_UNITS,
    };
    size_t first = tally->score->language == LANG_EN ? LABEL_FEATURE_COUNT : 0;
    for (size_t i = 0; i < LABEL_FEATURE_COUNT; i++) {
        if (features[i]) {
            feature_count(tally, first + i);
        }
    }
}

/* Leaves of what was said the stage and the intents that are labels. */
static void journey_settle(struct tally *tally, struct labels *labels)
{
    double most = enough;
    for (int i = STAGE_NONE + 1; i < STAGE_COUNT; i++) {
        if (tally->sums[ABOUT_STAGE][i] >= most) {
            most = tally->sums[ABOUT_STAGE][i];
            labels->stage = (enum stage)i;
        }
    }
    for (int i = 0; i < INTENT_COUNT; i++) {
        labels->intents |= tally->sums[ABOUT_INTENT][i] >= enough ? 1u << i : 0;
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

void label_trace(const struct labeller *labeller, const struct tokens *tokens,
                 const struct score *score, struct labels *labels, label_visitor *visit,
                 void *context)
{
    memset(labels, 0, offsetof(struct labels, terms));
    labels->term_count = 0;
    if (score->label == LABEL_NONE) {
        return;
    }
    struct tally tally;
    memset(&tally, 0, offsetof(struct tally, candidates));
    tally.labeller = labeller;
    tally.tokens = tokens;
    tally.score = score;
    tally.visit = visit;
    tally.context = context;
    struct window_reader reader = {.score = score};
    struct window window;
    word_reader_begin(&reader.words, labeller, tokens, score->language);
    while (window_read(&reader, &window)) {
        window_count(&tally, &window);
    }
    tally.handle = reader.handle;
    tally.link = reader.link;
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
