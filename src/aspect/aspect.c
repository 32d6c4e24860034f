#include "aspect/aspect.h"

#include "aspect/polarity.h"

#include <math.h>

enum { CANDIDATES = 64, SHORT_UNITS = 3 };

static const double polar = 0.2; /* a fainter need or touchpoint is neutral */
static const double enough = 1;  /* weight that a stage or an intent takes */
static const float told = 0.5f;  /* a weaker word decided nothing */

struct tally {
    const struct labeller *labeller;
    const struct score *score;
    struct labels *labels;
    label_visitor *visit;
    void *context;
    double needs[NEED_COUNT], touchpoints[TOUCHPOINTS_MAX];
    bool need_said[NEED_COUNT], touchpoint_said[TOUCHPOINTS_MAX];
    double stages[STAGE_COUNT], intents[INTENT_COUNT];
    struct label_term candidates[CANDIDATES]; /* the first ones */
    size_t candidate_count, units;
    bool question, exclamation;
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
        tally->need_said[mark->which] = true;
        tally->needs[mark->which] += polarity;
        return polarity;
    case ABOUT_TOUCHPOINT:
        tally->touchpoint_said[mark->which] = true;
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
    if (mark->about >= ABOUT_COUNT || tally->candidate_count == CANDIDATES ||
        (weighed && (float)weight < told)) {
        return;
    }
    const struct label_unit *last = &w->units[match->last];
    const struct token *from = &tokens->list[w->units[match->first].token];
    const struct token *to = &tokens->list[last->token + last->tokens - 1];
    tally->candidates[tally->candidate_count++] = (struct label_term){
        from->at, to->at + to->n - from->at, (enum about)mark->about, mark->which, (float)weight};
}

static void match_count(struct tally *tally, const struct tokens *tokens, const struct window *w,
                        const struct label_match *match)
{
    const struct label_lexicon *l = match->lexicon;
    for (uint32_t i = 0; i < match->entry->mark_count; i++) {
        const struct image_mark *mark = &l->marks[match->entry->mark_at + i];
        if ((mark->flags & MARK_LEARNED) && !tally->labeller->learned) {
            continue;
        }
        bool has_polarity = mark->about == ABOUT_NEED || mark->about == ABOUT_TOUCHPOINT;
        double polarity = has_polarity ? polarity_of(w, match, mark) : 0;
        if ((mark->flags & MARK_JUDGED) && fabs(polarity) <= polar) {
            continue;
        }
        double weight = mark_count(tally, mark, polarity);
        candidate_add(tally, tokens, w, match, mark, weight);
    }
    if (tally->visit) {
        tally->visit(tally->context,
                     (struct str){l->text + match->entry->name_at, match->entry->name_n});
    }
}

static enum label label_of(double sum)
{
    return sum < -polar ? LABEL_NEGATIVE : sum > polar ? LABEL_POSITIVE : LABEL_NEUTRAL;
}

static void polarities_settle(struct tally *tally)
{
    for (size_t i = 0; i < NEED_COUNT; i++) {
        tally->labels->needs[i] = tally->need_said[i] ? label_of(tally->needs[i]) : LABEL_NONE;
    }
    for (size_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        tally->labels->touchpoints[i] =
            tally->touchpoint_said[i] ? label_of(tally->touchpoints[i]) : LABEL_NONE;
    }
}

/* ---- features of the text as a whole ---- */

static void feature_count(struct tally *tally, struct str name)
{
    bool english = tally->score->language == LANG_EN;
    const struct label_lexicon *l = tally->labeller->shipped;
    uint32_t node = pair_find(l->words, l->header->words.count, label_feature_key(name, english));
    if (!node || !l->nodes[node].entry) {
        return;
    }
    const struct image_label_entry *entry = &l->entries[l->nodes[node].entry - 1];
    for (uint32_t i = 0; i < entry->mark_count; i++) {
        const struct image_mark *mark = &l->marks[entry->mark_at + i];
        if (!(mark->flags & MARK_LEARNED) || tally->labeller->learned) {
            mark_count(tally, mark, 0);
        }
    }
    if (tally->visit) {
        tally->visit(tally->context, (struct str){l->text + entry->name_at, entry->name_n});
    }
}

static bool any_token(const struct tokens *tokens, enum token_kind kind)
{
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->list[i].kind == kind) {
            return true;
        }
    }
    return false;
}

static bool any_need(const struct labels *labels, enum label polarity)
{
    for (size_t i = 0; i < NEED_COUNT; i++) {
        if (labels->needs[i] == polarity) {
            return true;
        }
    }
    return false;
}

static void features_count(struct tally *tally, const struct tokens *tokens)
{
    enum label label = tally->score->label;
    double compound = tally->score->compound;
    const struct labels *labels = tally->labels;
    const struct {
        struct str name;
        bool there;
    } features[] = {
        {STR("<always>"), true},
        {STR("<question>"), tally->question},
        {STR("<exclamation>"), tally->exclamation},
        {STR("<handle>"), any_token(tokens, TOKEN_HANDLE)},
        {STR("<link>"), any_token(tokens, TOKEN_URL)},
        {STR("<positive>"), label == LABEL_POSITIVE},
        {STR("<negative>"), label == LABEL_NEGATIVE},
        {STR("<very-positive>"), compound > 0.75},
        {STR("<very-negative>"), compound < -0.75},
        {STR("<need>"), any_need(labels, LABEL_NEUTRAL)},
        {STR("<need-positive>"), any_need(labels, LABEL_POSITIVE)},
        {STR("<need-negative>"), any_need(labels, LABEL_NEGATIVE)},
        {STR("<short>"), tally->units <= SHORT_UNITS},
        {STR("<long>"), tally->units > 10 * SHORT_UNITS},
    };
    for (size_t i = 0; i < sizeof features / sizeof *features; i++) {
        if (features[i].there) {
            feature_count(tally, features[i].name);
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

static void terms_take(struct tally *tally, enum about about, uint32_t which)
{
    struct labels *labels = tally->labels;
    for (size_t i = 0; i < tally->candidate_count && labels->term_count < LABEL_TERMS; i++) {
        const struct label_term *term = &tally->candidates[i];
        if (term->about == about && term->which == which) {
            labels->terms[labels->term_count++] = *term;
        }
    }
}

static void terms_settle(struct tally *tally)
{
    static const uint32_t most[ABOUT_COUNT] = {
        [ABOUT_NEED] = NEED_COUNT,
        [ABOUT_STAGE] = STAGE_COUNT,
        [ABOUT_TOUCHPOINT] = TOUCHPOINTS_MAX,
        [ABOUT_INTENT] = INTENT_COUNT,
    };
    for (enum about about = ABOUT_NEED; about < ABOUT_COUNT; about++) {
        for (uint32_t which = 0; which < most[about] && tally->candidate_count; which++) {
            if (is_label(tally->labels, about, which)) {
                terms_take(tally, about, which);
            }
        }
    }
}

void label_trace(const struct labeller *labeller, const struct tokens *tokens,
                 const struct score *score, struct labels *labels, label_visitor *visit,
                 void *context)
{
    *labels = (struct labels){.stage = STAGE_NONE};
    if (score->label == LABEL_NONE) {
        return;
    }
    struct tally tally = {.labeller = labeller, .score = score, .labels = labels};
    struct window_reader reader = {labeller, tokens, score, 0, 0};
    struct window window;
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
    polarities_settle(&tally);
    features_count(&tally, tokens);
    journey_settle(&tally);
    terms_settle(&tally);
}

void label_tokens(const struct labeller *labeller, const struct tokens *tokens,
                  const struct score *score, struct labels *labels)
{
    label_trace(labeller, tokens, score, labels, NULL, NULL);
}
