#include "aspect/aspect.h"

#include "aspect/polarity.h"

#include <math.h>

enum { CANDIDATES = 64, SHORT_UNITS = 3, LONG_UNITS = 30 };

static const double polar = 0.2; /* a fainter need or touchpoint is neutral */
static const double enough = 1;  /* weight that a stage or an intent takes */
static const double very = 0.75; /* compound of what is very positive */
static const float told = 0.5f;  /* a weaker word decided nothing */

struct tally {
    const struct labeller *labeller;
    const struct score *score;
    struct labels *labels;
    label_visitor *visit;
    void *context;
    double needs[NEED_COUNT], touchpoints[TOUCHPOINTS_MAX];
    uint32_t need_said, touchpoint_said; /* bits */
    uint32_t polarities;                 /* bits 1u << enum label of the needs */
    double stages[STAGE_COUNT], intents[INTENT_COUNT];
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

/* Adds what a mark says; returns how strongly. */
static double mark_count(struct tally *tally, const struct image_mark *mark, double polarity)
{
    switch (mark->about) {
    case ABOUT_NEED:
        tally->need_said |= 1u << mark->which;
        tally->needs[mark->which] += polarity;
        return polarity;
    case ABOUT_TOUCHPOINT:
        tally->touchpoint_said |= 1u << mark->which;
        tally->touchpoints[mark->which] += polarity;
        return polarity;
    case ABOUT_STAGE:
        tally->stages[mark->which] += (double)mark->weight;
        break;
    case ABOUT_INTENT:
        tally->intents[mark->which] += (double)mark->weight;
        break;
    default:
        break;
    }
    return (double)mark->weight;
}

static void candidate_add(struct tally *tally, const struct tokens *tokens, const struct window *w,
                          const struct label_match *match, const struct image_mark *mark,
                          double weight)
{
    bool weighed = mark->about == ABOUT_STAGE || mark->about == ABOUT_INTENT;
    if (tally->candidate_count == CANDIDATES || (weighed && (float)weight < told)) {
        return;
    }
    const struct label_unit *last = &w->units[match->last];
    const struct token *from = &tokens->list[w->units[match->first].token];
    const struct token *to = &tokens->list[last->token + last->tokens - 1];
    tally->candidates[tally->candidate_count++] = (struct label_term){
        from->at, to->at + to->n - from->at, (enum about)mark->about, mark->which, (float)weight};
}

static void visit_node(const struct tally *tally, const struct label_lexicon *l, uint32_t node)
{
    if (tally->visit) {
        tally->visit(tally->context,
                     (struct str){l->text + l->names[node].at, l->names[node].count});
    }
}

/* Whether the clause of a word that counts only where it is judged speaks of another need, too:
 * then that is what is judged: "the driver came late". */
static bool yields(const struct window *w, const struct label_match *match,
                   const struct image_mark *mark)
{
    return mark->about == ABOUT_NEED &&
           (w->named[w->units[match->first].clause] & ~(1u << mark->which));
}

static void match_count(struct tally *tally, const struct tokens *tokens, const struct window *w,
                        const struct label_match *match)
{
    const struct label_lexicon *l = match->lexicon;
    struct match_context context = {.known = {false}};
    for (uint32_t i = 0; i < match->node->mark_count; i++) {
        const struct image_mark *mark = &l->marks[match->node->mark_at + i];
        bool has_polarity = mark->about == ABOUT_NEED || mark->about == ABOUT_TOUCHPOINT;
        if (((mark->flags & MARK_LEARNED) && !tally->labeller->learned) ||
            !(match->layers &
              (has_polarity ? 1u << LAYER_POLAR : 1u << LAYER_WEIGHED | 1u << LAYER_LEARNED))) {
            continue;
        }
        double polarity = has_polarity ? polarity_of(w, match, mark, &context) : 0;
        if ((mark->flags & MARK_JUDGED) && (fabs(polarity) <= polar || yields(w, match, mark))) {
            continue;
        }
        double weight = mark_count(tally, mark, polarity);
        candidate_add(tally, tokens, w, match, mark, weight);
    }
    visit_node(tally, l, (uint32_t)(match->node - l->nodes));
}

static enum label label_of(double sum)
{
    return sum < -polar ? LABEL_NEGATIVE : sum > polar ? LABEL_POSITIVE : LABEL_NEUTRAL;
}

static void polarities_settle(struct tally *tally)
{
    struct labels *labels = tally->labels;
    for (size_t i = 0; tally->need_said >> i; i++) {
        if (tally->need_said >> i & 1) {
            labels->needs[i] = label_of(tally->needs[i]);
            tally->polarities |= 1u << labels->needs[i];
        }
    }
    for (size_t i = 0; tally->touchpoint_said >> i; i++) {
        if (tally->touchpoint_said >> i & 1) {
            labels->touchpoints[i] = label_of(tally->touchpoints[i]);
        }
    }
}

/* ---- features of the text as a whole ---- */

static void feature_count(struct tally *tally, size_t feature)
{
    const struct label_lexicon *l = tally->labeller->shipped;
    uint32_t node = l->features[feature];
    for (uint32_t i = 0; i < l->nodes[node].mark_count; i++) {
        const struct image_mark *mark = &l->marks[l->nodes[node].mark_at + i];
        if (!(mark->flags & MARK_LEARNED) || tally->labeller->learned) {
            mark_count(tally, mark, 0);
        }
    }
    if (node) {
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

static void journey_settle(struct tally *tally)
{
    double most = enough;
    for (int i = STAGE_NONE + 1; i < STAGE_COUNT; i++) {
        if (tally->stages[i] >= most) {
            most = tally->stages[i];
            tally->labels->stage = (enum stage)i;
        }
    }
    for (int i = 0; i < INTENT_COUNT; i++) {
        tally->labels->intents |= tally->intents[i] >= enough ? 1u << i : 0;
    }
}

/* ---- the words that decided ---- */

static bool is_label(const struct labels *labels, enum about about, uint32_t which)
{
    switch (about) {
    case ABOUT_NEED:
        return labels->needs[which];
    case ABOUT_STAGE:
        return labels->stage == which;
    case ABOUT_TOUCHPOINT:
        return labels->touchpoints[which];
    case ABOUT_INTENT:
        return labels->intents >> which & 1;
    case ABOUT_COUNT:
        break;
    }
    return false;
}

static bool stands_before(const struct label_term *a, const struct label_term *b)
{
    return a->about != b->about   ? a->about < b->about
           : a->which != b->which ? a->which < b->which
                                  : a->at < b->at;
}

/* Candidates are few, and mostly in order. */
static void terms_settle(struct tally *tally)
{
    struct labels *labels = tally->labels;
    for (size_t i = 0; i < tally->candidate_count && labels->term_count < LABEL_TERMS; i++) {
        const struct label_term *term = &tally->candidates[i];
        if (!is_label(labels, term->about, term->which)) {
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
    tally.score = score;
    tally.labels = labels;
    struct window_reader reader = {.score = score};
    struct window window;
    word_reader_begin(&reader.words, labeller, tokens, score->language);
    tally.visit = visit;
    tally.context = context;
    while (window_read(&reader, &window)) {
        for (uint32_t i = 0; i < window.match_count; i++) {
            match_count(&tally, tokens, &window, &window.matches[i]);
        }
        tally.units += window.unit_count;
        tally.question |= window.question;
        tally.exclamation |= window.exclamation;
    }
    tally.handle = reader.handle;
    tally.link = reader.link;
    polarities_settle(&tally);
    features_count(&tally);
    journey_settle(&tally);
    terms_settle(&tally);
}

void label_tokens(const struct labeller *labeller, const struct tokens *tokens,
                  const struct score *score, struct labels *labels)
{
    label_trace(labeller, tokens, score, labels, NULL, NULL);
}
