#include "aspect/polarity.h"

#include <math.h>

enum {
    REACH_NEXT = 4,     /* words from a negator to what follows it */
    REACH_PREVIOUS = 3, /* and back from one that stands behind */
    REACH_SCALE = 9,    /* from "high" to what is high, either way */
    ITEM_UNITS = 2,     /* words of what says all it has to say with them */
};

static const double own_strength = 2;     /* of a word that says itself how it speaks */
static const double default_strength = 1; /* of what it says when nothing else does */
static const double plaint = 1.01;        /* a fainter complaint is only a question */
static const double least = 0.05;         /* a fainter context says nothing */
static const double faint = 0.2;          /* a fainter judgement is none */

static uint32_t clause_of(const struct window *w, const struct label_match *match)
{
    return w->clause[match->first];
}

/* Words between two stretches of units, 0 when they touch or overlap. */
static uint32_t gap_between(int first, int last, int other_first, int other_last)
{
    int behind = other_first - last - 1, before = first - other_last - 1;
    int gap = behind > before ? behind : before;
    return (uint32_t)(gap > 0 ? gap : 0);
}

/* The scorer's written word or phrase that holds a match, or is held by one of a single word. Of a
 * phrase of ours the scorer knows only parts, and turns them by what stands within it. */
static const struct window_term *term_over(const struct window *w, const struct label_match *match)
{
    const struct window_term *term = w->written, *end = term + w->written_count;
    for (; term < end && term->first <= match->first; term++) {
        if (term->last >= match->last) {
            return term;
        }
    }
    return NULL;
}

/* Whether what a match says is turned. The scorer knows best what its own words are: a phrase of
 * its own that holds the match ("not expensive") may say the opposite. A negator of ours is asked
 * for the others. */
static bool is_negated(const struct window *w, const struct label_match *match, int polarity)
{
    const struct window_term *term = term_over(w, match);
    if (term && (term->first < match->first || term->last > match->last)) {
        return term->weight * (float)polarity < 0;
    }
    if (term && match->first == match->last) {
        return term->flags & TERM_NEGATED;
    }
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *other = &w->grammar.of[i];
        bool before = other->last<match->first, behind = other->first> match->last;
        uint32_t gap = gap_between(match->first, match->last, other->first, other->last);
        if (clause_of(w, other) == clause_of(w, match) &&
            ((before && gap < REACH_NEXT && (other->node->flags & NODE_NEGATE_NEXT)) ||
             (behind && gap < REACH_PREVIOUS && (other->node->flags & NODE_NEGATE_PREVIOUS)))) {
            return true;
        }
    }
    return false;
}

/* The terms of a clause, near ones most, that say something of a match which does not say itself
 * how it speaks. One that lies within it does not, "price" says nothing of the price, unless nearly
 * nothing else is there, as in a list of pros and cons. For sure only those do that a person wrote,
 * and that are no words of another need. */
static double clause_sum(const struct window *w, uint32_t clause, const struct label_match *match,
                         bool surely)
{
    const struct window_term *term =
        w->said[surely] + (clause ? w->clauses[clause - 1].end[surely] : 0);
    const struct window_term *const end = w->said[surely] + w->clauses[clause].end[surely];
    const int first = match->first, last = match->last;
    const int within = w->unit_count <= ITEM_UNITS ? WINDOW_UNITS : first; /* none begins there */
    double sum = 0;
    for (; term < end; term++) {
        int behind = term->first - last, before = first - term->last;
        int way = behind > before ? behind : before;
        bool beyond = (term->first < within) | (term->last > last);
        sum += (double)term->weight / (way > 1 ? way : 1) * beyond;
    }
    return sum;
}

/* Of the clauses before the match's own in the same breath, then of those behind; 0 where they say
 * nothing. */
static __attribute__((noinline)) double context_beyond(const struct window *w,
                                                       const struct label_match *match, bool surely)
{
    uint32_t own = clause_of(w, match);
    double sum = 0;
    for (uint32_t c = own; fabs(sum) < least && !w->clauses[c].opposed; c--) {
        sum = clause_sum(w, c - 1, match, surely);
    }
    for (uint32_t c = own + 1; fabs(sum) < least && !w->clauses[c].opposed; c++) {
        sum = clause_sum(w, c, match, surely);
    }
    return fabs(sum) < least ? 0 : sum;
}

/* What the match's own clause says of it, or else those around it. */
static inline double context_of(struct window *w, const struct label_match *match, bool surely)
{
    if (!surely) {
        window_terms(w);
    }
    double sum = clause_sum(w, clause_of(w, match), match, surely);
    return fabs(sum) < least ? context_beyond(w, match, surely) : sum;
}

/* 1 where it is said to be high or much, -1 where low or little, 0 where nothing is said. */
static int scale_of(const struct window *w, const struct label_match *match)
{
    uint32_t nearest = REACH_SCALE;
    int scale = 0;
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *other = &w->grammar.of[i];
        uint32_t gap = gap_between(match->first, match->last, other->first, other->last);
        if (gap < nearest && clause_of(w, other) == clause_of(w, match) &&
            (other->node->flags & (NODE_MORE | NODE_LESS)) && other->first != match->first) {
            nearest = gap;
            scale = other->node->flags & NODE_MORE ? 1 : -1;
            scale *= is_negated(w, other, 0) ? -1 : 1;
        }
    }
    return scale;
}

/* The heading that a match stands behind, "its only fault is the price", NULL where there is none;
 * a contrast ends what it heads. */
static const struct label_match *heading_of(const struct window *w, const struct label_match *match)
{
    const struct label_match *heading = NULL;
    for (uint32_t i = 0; i < w->grammar.count; i++) {
        const struct label_match *other = &w->grammar.of[i];
        bool before = other->last < match->first && (!heading || other->first > heading->first);
        if (before && (other->node->flags & (NODE_PROS | NODE_CONS))) {
            heading = other;
        }
    }
    for (uint32_t c = clause_of(w, match); heading && c > clause_of(w, heading); c--) {
        heading = w->clauses[c].opposed ? NULL : heading;
    }
    return heading;
}

/* 1 in a list of what is good, -1 of what is bad, 0 elsewhere. What an item of it says itself is
 * more than its heading. Asked where there is a list or a heading. */
static double listed(const struct window *w, const struct label_match *match)
{
    const struct label_match *heading = w->headed ? heading_of(w, match) : NULL;
    int list = !heading ? w->list : heading->node->flags & NODE_PROS ? 1 : -1;
    bool beside = heading && clause_of(w, heading) == clause_of(w, match);
    double said = list && !beside ? clause_sum(w, clause_of(w, match), match, true) : 0;
    return fabs(said) < least ? list : said;
}

static double clipped(double value)
{
    return value > own_strength ? own_strength : value < -own_strength ? -own_strength : value;
}

/* What is asked is not said, but a complaint can be a question: "why is it so slow?" */
static double asked(double value)
{
    return value > -plaint ? 0 : value;
}

static double turned(const struct window *w, const struct label_match *match, int polarity)
{
    return polarity * (is_negated(w, match, polarity) ? -1.0 : 1.0);
}

/* What is said around a match, for sure or at all; for all marks of it that a list says nothing of,
 * or a negator: so it is asked for once. */
struct context {
    bool known[2];
    double said[2];
};

static double around(struct window *w, const struct label_match *match, bool surely,
                     struct context *context)
{
    if (!context->known[surely]) {
        context->known[surely] = true;
        context->said[surely] = context_of(w, match, surely);
    }
    return context->said[surely];
}

static double said(struct window *w, const struct label_match *match, const struct image_mark *mark,
                   struct context *context)
{
    if (mark->polarity && !(mark->flags & (MARK_DEFAULT | MARK_SCALE))) {
        return turned(w, match, mark->polarity) * own_strength;
    }
    int scale = mark->flags & MARK_SCALE ? scale_of(w, match) : 0;
    if (scale) {
        return scale * mark->polarity * own_strength;
    }
    double value = w->headed || w->list ? listed(w, match) : 0;
    if (value == 0) {
        value = around(w, match, true, context);
    }
    if (value == 0 && !(mark->flags & MARK_JUDGED)) {
        value = around(w, match, false, context);
    }
    if (value != 0) {
        return clipped(value);
    }
    if (mark->flags & MARK_DEFAULT) {
        return turned(w, match, mark->polarity) * default_strength;
    }
    return is_negated(w, match, 0) ? -default_strength : 0;
}

/* Whether the clause of a word that counts only where it is judged speaks of another need, too:
 * then that is what is judged: "the driver came late". */
static bool yields(const struct window *w, const struct label_match *match,
                   const struct image_mark *mark)
{
    return (mark->about == ABOUT_NEED) &
           ((w->clauses[clause_of(w, match)].named & ~(1u << mark->which)) != 0);
}

static void mark_count(struct tally *tally, struct window *w, const struct label_match *match,
                       const struct image_mark *mark, struct context *context)
{
    const bool judged = mark->flags & MARK_JUDGED;
    if (judged & yields(w, match, mark)) {
        return;
    }
    double value = said(w, match, mark, context);
    value = w->marks & MARK_BIT('?') ? asked(value) : value;
    if (judged && fabs(value) <= faint) {
        return;
    }
    tally->said[mark->about] |= 1u << mark->which;
    tally->polarities[label_sum(mark->about, mark->which)] += value;
    if (tally->labeller->explain) {
        tally_candidate(tally, w, match, mark, value);
    }
}

void polarities_count(struct tally *tally, struct window *w)
{
    static const unsigned char layers[ABOUT_COUNT] = {
        [ABOUT_NEED] = 1 << LAYER_NEEDS,
        [ABOUT_TOUCHPOINT] = 1 << LAYER_TOUCHPOINTS,
    };
    for (uint32_t i = 0; i < w->polar.count; i++) {
        const struct label_match *match = &w->polar.of[i];
        const struct image_label_node *node = match->node;
        const struct image_mark *mark = &node->polar;
        struct context context = {.known = {false}};
        for (uint32_t k = 1; k <= node->polar_count; k++) {
            if (match->layers & layers[mark->about]) {
                mark_count(tally, w, match, mark, &context);
            }
            mark = &tally->lexica[match->lexicon]->marks[node->mark_at + k];
        }
    }
}
