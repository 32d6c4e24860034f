#include "sentiment/rules.h"

#include <math.h>

/* Every constant of the rules. Chosen on the training rows of all sets together, to one digit that
 * matters; the published starting points are VADER's (negation -0.74, reach three words). */
static const double negated_praise = -0.7; /* "not good" is milder than "bad" */
static const double negated_blame = -0.5;  /* "not bad" is fainter praise still */
static const double stretched = 1.2;       /* goooood */
static const double capitals = 1.25;       /* GOOD among words in lower case */
static const double exclamation = 0.08;    /* for each of the first four */
static const double question = 0.7;        /* asked, not said */
static const double comparative = 0.8;     /* finer: than what was? */
static const double superlative = 1.2;     /* finest */
static const double wished = 0.3;          /* praise of what is not there */
static const double more_of_it = 0.3;      /* a wish behind praise */
static const double repeated_emoji = 0.5;  /* each further one of a kind */

static const double worth = 0.7; /* a fainter entry is not what a modifier means */

enum {
    REACH_NEXT = 4,     /* words from a negator or booster to what follows it */
    REACH_PREVIOUS = 3, /* and back from one that stands behind */
    LOUD = 4,           /* exclamation marks that count */
};

struct weighing {
    const struct scorer *scorer;
    const struct tokens *tokens;
    const struct span *span;
    struct part *parts;
};

static enum image_role role_of(const struct hit *hit)
{
    return (enum image_role)hit->entry->role;
}

static uint32_t clause_of(const struct span *span, uint32_t hit)
{
    return span->units[span->hits[hit].first].clause;
}

static bool has_say(const struct weighing *w, uint32_t hit)
{
    return fabs(w->parts[hit].valence) >= worth && w->parts[hit].multiplier != 0;
}

static inline void part_begin(const struct weighing *w, uint32_t i)
{
    const struct hit *hit = &w->span->hits[i];
    const struct image_entry *entry = hit->entry;
    struct part *part = &w->parts[i];
    *part = (struct part){.multiplier = 1};
    part->valence = (double)entry->curated;
    part->flags = (hit->brand ? TERM_BRAND : 0) | (entry->flags & ENTRY_EMOJI ? TERM_EMOJI : 0);
}

static void scale(struct part *part, double factor)
{
    part->multiplier *= factor;
    part->flags |= factor > 1 ? TERM_BOOSTED : factor < 1 ? TERM_DAMPENED : 0;
}

static void negate(struct part *part)
{
    part->multiplier *= part->valence * part->multiplier > 0 ? negated_praise : negated_blame;
    part->flags |= TERM_NEGATED;
}

/* The entry with something to say that a modifier at hit `i` reaches, or hit_count. */
static uint32_t reach_next(const struct weighing *w, uint32_t i)
{
    const struct span *span = w->span;
    for (uint32_t k = i + 1; k < span->hit_count; k++) {
        if (span->hits[k].first - span->hits[i].last > REACH_NEXT ||
            clause_of(span, k) != clause_of(span, i) || role_of(&span->hits[k]) == ROLE_CONTRAST) {
            break;
        }
        if (has_say(w, k)) {
            return k;
        }
    }
    return span->hit_count;
}

static uint32_t reach_previous(const struct weighing *w, uint32_t i)
{
    const struct span *span = w->span;
    for (uint32_t k = i; k-- > 0;) {
        if (span->hits[i].first - span->hits[k].last > REACH_PREVIOUS ||
            clause_of(span, k) != clause_of(span, i) || role_of(&span->hits[k]) == ROLE_CONTRAST) {
            break;
        }
        if (has_say(w, k)) {
            return k;
        }
    }
    return span->hit_count;
}

/* What modified another entry says nothing more by itself. */
static void spend(const struct weighing *w, uint32_t i)
{
    w->parts[i].multiplier = 0;
}

static void boost(const struct weighing *w, uint32_t i)
{
    enum image_role role = role_of(&w->span->hits[i]);
    uint32_t target = w->span->hit_count;
    if (role == ROLE_BOOST_NEXT) {
        target = reach_next(w, i);
    } else if (role == ROLE_BOOST_PREVIOUS) {
        target = reach_previous(w, i);
    }
    if (target < w->span->hit_count) {
        scale(&w->parts[target], 1 + (double)w->span->hits[i].entry->amount);
        spend(w, i);
    }
}

static void negate_around(const struct weighing *w, uint32_t i)
{
    enum image_role role = role_of(&w->span->hits[i]);
    uint32_t target = w->span->hit_count;
    if (role == ROLE_NEGATE_PREVIOUS || role == ROLE_NEGATE_BOTH) {
        target = reach_previous(w, i);
    }
    if (target == w->span->hit_count && (role == ROLE_NEGATE_NEXT || role == ROLE_NEGATE_BOTH)) {
        target = reach_next(w, i);
    }
    if (target == w->span->hit_count) {
        return;
    }
    /* Negators agree in Persian and in much spoken English: two of them negate once. */
    if (!(w->parts[target].flags & TERM_NEGATED)) {
        negate(&w->parts[target]);
    }
    spend(w, i);
}

/* Among other words in capitals they say nothing. */
static bool has_lower_case(const struct weighing *w)
{
    for (uint32_t i = 0; i < w->span->unit_count; i++) {
        const struct token *token = &w->tokens->list[w->span->units[i].token];
        if ((token->flags & (TOKEN_LATIN | TOKEN_CAPITALS)) == TOKEN_LATIN && token->n > 1) {
            return true;
        }
    }
    return false;
}

/* What the writing of the entry itself says. */
static void weigh_written(const struct weighing *w, uint32_t i, uint32_t written)
{
    const struct hit *hit = &w->span->hits[i];
    struct part *part = &w->parts[i];
    if (written & TOKEN_STRETCHED) {
        scale(part, stretched);
    }
    if ((written & TOKEN_CAPITALS) && has_lower_case(w)) {
        scale(part, capitals);
    }
    if (hit->flags & UNIT_COMPARATIVE) {
        part->multiplier *= comparative;
    }
    if (hit->flags & UNIT_SUPERLATIVE) {
        part->multiplier *= superlative;
    }
    if (hit->flags & UNIT_NEGATIVE) {
        negate(part);
    }
}

/* Of nearly all entries it says nothing. */
static inline void weigh_writing(const struct weighing *w, uint32_t i)
{
    const struct hit *hit = &w->span->hits[i];
    uint32_t written = 0;
    for (uint32_t u = hit->first; u <= hit->last; u++) {
        written |= w->tokens->list[w->span->units[u].token].flags;
    }
    if ((written & (TOKEN_STRETCHED | TOKEN_CAPITALS)) |
        (hit->flags & (UNIT_COMPARATIVE | UNIT_SUPERLATIVE | UNIT_NEGATIVE))) {
        weigh_written(w, i, written);
    }
}

/* A run of one emoji is one feeling, shouted: each further one counts half of the one before. */
static inline void weigh_emoji(const struct weighing *w, uint32_t i)
{
    const struct hit *hit = &w->span->hits[i], *before = hit - 1;
    if ((w->parts[i].flags & TERM_EMOJI) && i && before->entry == hit->entry) {
        w->parts[i].multiplier = w->parts[i - 1].multiplier * repeated_emoji;
    }
}

static double weigh_contrast(const struct weighing *w)
{
    double before = 1;
    for (uint32_t i = 0; i < w->span->hit_count; i++) {
        const struct hit *hit = &w->span->hits[i];
        if (role_of(hit) != ROLE_CONTRAST) {
            continue;
        }
        double weight = (double)hit->entry->amount, after = 1 + (1 - weight) / 2;
        before = hit->first == 0 ? weight : before;
        for (uint32_t k = 0; k < w->span->hit_count; k++) {
            w->parts[k].multiplier *= k < i ? weight : k > i ? after : 1;
        }
    }
    return before;
}

static bool is_praise(const struct part *part)
{
    return part->valence * part->multiplier > 0;
}

static void weigh_wishes(const struct weighing *w)
{
    bool praised = false;
    for (uint32_t i = 0; i < w->span->hit_count; i++) {
        if (role_of(&w->span->hits[i]) != ROLE_WISH) {
            praised |= is_praise(&w->parts[i]);
            continue;
        }
        w->parts[i].added = (double)w->span->hits[i].entry->amount * (praised ? more_of_it : 1);
        for (uint32_t k = i + 1; k < w->span->hit_count; k++) {
            w->parts[k].multiplier *= is_praise(&w->parts[k]) ? wished : 1;
        }
        return;
    }
}

#define ROLE_BIT(role) (1u << (role) % 32) /* of any image, be it damaged */
static const uint32_t boosting = ROLE_BIT(ROLE_BOOST_NEXT) | ROLE_BIT(ROLE_BOOST_PREVIOUS);
static const uint32_t negating =
    ROLE_BIT(ROLE_NEGATE_NEXT) | ROLE_BIT(ROLE_NEGATE_PREVIOUS) | ROLE_BIT(ROLE_NEGATE_BOTH);

static void each_hit(const struct weighing *w, void (*weigh)(const struct weighing *, uint32_t))
{
    for (uint32_t i = 0; i < w->span->hit_count; i++) {
        weigh(w, i);
    }
}

void rules_apply(const struct scorer *scorer, const struct tokens *tokens, const struct span *span,
                 struct part *parts, double *before)
{
    const struct weighing w = {scorer, tokens, span, parts};
    uint32_t loud = span->exclamations < LOUD ? span->exclamations : LOUD, roles = 0;
    double whole = (1 + exclamation * loud) * (span->question ? question : 1);
    for (uint32_t i = 0; i < span->hit_count; i++) {
        part_begin(&w, i);
        weigh_writing(&w, i);
        weigh_emoji(&w, i);
        roles |= ROLE_BIT(role_of(&span->hits[i]));
    }
    /* Boosters first: in "not very good" the negator must find "good" still there. */
    if (roles & boosting) {
        each_hit(&w, boost);
    }
    if (roles & negating) {
        each_hit(&w, negate_around);
    }
    if (roles & ROLE_BIT(ROLE_WISH)) {
        weigh_wishes(&w);
    }
    *before = roles & ROLE_BIT(ROLE_CONTRAST) ? weigh_contrast(&w) : 1;
    for (uint32_t i = 0; whole != 1 && i < span->hit_count; i++) {
        parts[i].multiplier *= whole;
    }
}
