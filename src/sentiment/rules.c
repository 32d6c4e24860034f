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

static bool has_say(const struct hit *hit)
{
    return fabs((double)hit->entry->curated) >= worth && hit->multiplier != 0;
}

static bool is_praise(const struct hit *hit)
{
    return (double)hit->entry->curated * hit->multiplier > 0;
}

static void scale(struct hit *hit, double factor)
{
    hit->multiplier *= factor;
    hit->done |= (uint8_t)(factor > 1 ? TERM_BOOSTED : factor < 1 ? TERM_DAMPENED : 0);
}

static void negate(struct hit *hit)
{
    hit->multiplier *= is_praise(hit) ? negated_praise : negated_blame;
    hit->done |= TERM_NEGATED;
}

/* ---- What an entry says by how it is written ---- */

/* Among other words in capitals they say nothing. */
static bool has_lower_case(const struct span *span)
{
    for (uint32_t i = 0; i < span->unit_count; i++) {
        const struct token *token = span->units[i].token;
        if ((token->flags & (TOKEN_LATIN | TOKEN_CAPITALS)) == TOKEN_LATIN && token->n > 1) {
            return true;
        }
    }
    return false;
}

static void weigh_written(const struct span *span, struct hit *hit)
{
    if (hit->flags & HIT_STRETCHED) {
        scale(hit, stretched);
    }
    if ((hit->flags & HIT_CAPITALS) && has_lower_case(span)) {
        scale(hit, capitals);
    }
    if (hit->flags & UNIT_COMPARATIVE) {
        hit->multiplier *= comparative;
    }
    if (hit->flags & UNIT_SUPERLATIVE) {
        hit->multiplier *= superlative;
    }
    if (hit->flags & UNIT_NEGATIVE) {
        negate(hit);
    }
}

/* Of most entries that are marked, too, it says nothing. */
static inline void weigh_writing(const struct span *span, struct hit *hit)
{
    if (hit->flags) {
        weigh_written(span, hit);
    }
}

/* Whether there is nothing that a lexicon knows between two hits. */
static bool are_neighbours(const struct span_reader *reader, const struct hit *before,
                           const struct hit *behind)
{
    uint8_t unit = before->last + 1;
    while (unit < behind->first && single_best(reader, unit).length == 0) {
        unit++;
    }
    return unit == behind->first;
}

/* A run of one emoji is one feeling, shouted: each further one counts half of the one before. */
static void weigh_emoji(const struct span_reader *reader, struct hit *hit)
{
    if ((hit->entry->flags & ENTRY_EMOJI) && hit > reader->span->hits &&
        hit[-1].entry == hit->entry && are_neighbours(reader, hit - 1, hit)) {
        hit->multiplier = hit[-1].multiplier * repeated_emoji;
    }
}

/* ---- What entries say of one another ---- */

/* Whether a modifier reaches on to another hit: within its clause, and not beyond a contrast. */
static bool is_linked(const struct span *span, const struct hit *hit, const struct hit *other)
{
    return span->units[other->first].clause == span->units[hit->first].clause &&
           other->entry->role != ROLE_CONTRAST;
}

/* The hit with something to say that a modifier reaches behind it, or NULL. */
static struct hit *reach_next(const struct span *span, struct hit *hit)
{
    for (struct hit *next = hit + 1; next < span->hits_end; next++) {
        if (next->first - hit->last > REACH_NEXT || !is_linked(span, hit, next)) {
            break;
        }
        if (has_say(next)) {
            return next;
        }
    }
    return NULL;
}

/* And before it. */
static struct hit *reach_previous(const struct span *span, struct hit *hit)
{
    for (struct hit *previous = hit; previous > span->hits;) {
        previous--;
        if (hit->first - previous->last > REACH_PREVIOUS || !is_linked(span, hit, previous)) {
            break;
        }
        if (has_say(previous)) {
            return previous;
        }
    }
    return NULL;
}

/* What modified another entry says nothing more by itself. */
static void spend(struct hit *hit)
{
    hit->multiplier = 0;
}

static void boost(const struct span *span, struct hit *hit)
{
    struct hit *target = hit->entry->role == ROLE_BOOST_NEXT       ? reach_next(span, hit)
                         : hit->entry->role == ROLE_BOOST_PREVIOUS ? reach_previous(span, hit)
                                                                   : NULL;
    if (target) {
        scale(target, 1 + (double)hit->entry->amount);
        spend(hit);
    }
}

static void negate_around(const struct span *span, struct hit *hit)
{
    enum image_role role = hit->entry->role;
    struct hit *target = NULL;
    if (role == ROLE_NEGATE_PREVIOUS || role == ROLE_NEGATE_BOTH) {
        target = reach_previous(span, hit);
    }
    if (!target && (role == ROLE_NEGATE_NEXT || role == ROLE_NEGATE_BOTH)) {
        target = reach_next(span, hit);
    }
    if (!target) {
        return;
    }
    /* Negators agree in Persian and in much spoken English: two of them negate once. */
    if (!(target->done & TERM_NEGATED)) {
        negate(target);
    }
    spend(hit);
}

static double weigh_contrast(struct span *span, const struct hit *contrast)
{
    double weight = (double)contrast->entry->amount, after = 1 + (1 - weight) / 2;
    for (struct hit *hit = span->hits; hit < span->hits_end; hit++) {
        hit->multiplier *= hit < contrast ? weight : hit > contrast ? after : 1;
    }
    return contrast->first == 0 ? weight : 1;
}

/* Praise of what is wished for is none; and before it is a wish for more. */
static void weigh_wish(struct span *span, struct hit *wish)
{
    bool praised = false;
    for (struct hit *hit = span->hits; hit < wish; hit++) {
        praised |= is_praise(hit);
    }
    wish->added = (double)wish->entry->amount * (praised ? more_of_it : 1);
    for (struct hit *hit = wish + 1; hit < span->hits_end; hit++) {
        hit->multiplier *= is_praise(hit) ? wished : 1;
    }
}

static void weigh_first_wish(struct span *span)
{
    for (struct hit *const *hit = span->marked; hit < span->marked_end; hit++) {
        if ((*hit)->entry->role == ROLE_WISH) {
            weigh_wish(span, *hit);
            return;
        }
    }
}

static double weigh_contrasts(struct span *span)
{
    double before = 1;
    for (struct hit *const *hit = span->marked; hit < span->marked_end; hit++) {
        if ((*hit)->entry->role == ROLE_CONTRAST) {
            before *= weigh_contrast(span, *hit);
        }
    }
    return before;
}

#define ROLE_BIT(role) (1u << (role) % 32) /* of any image, be it damaged */
static const uint32_t boosting = ROLE_BIT(ROLE_BOOST_NEXT) | ROLE_BIT(ROLE_BOOST_PREVIOUS);
static const uint32_t negating =
    ROLE_BIT(ROLE_NEGATE_NEXT) | ROLE_BIT(ROLE_NEGATE_PREVIOUS) | ROLE_BIT(ROLE_NEGATE_BOTH);

/* Boosters go before negators: in "not very good" the negator must find "good" still there. */
static double weigh_marked(const struct span_reader *reader)
{
    struct span *span = reader->span;
    struct hit *const *marked = span->marked, *const *end = span->marked_end;
    uint32_t roles = 0;
    for (struct hit *const *hit = marked; hit < end; hit++) {
        weigh_writing(span, *hit);
        weigh_emoji(reader, *hit);
        roles |= ROLE_BIT((*hit)->entry->role);
    }
    for (struct hit *const *hit = marked; (roles & boosting) && hit < end; hit++) {
        boost(span, *hit);
    }
    for (struct hit *const *hit = marked; (roles & negating) && hit < end; hit++) {
        negate_around(span, *hit);
    }
    if (roles & ROLE_BIT(ROLE_WISH)) {
        weigh_first_wish(span);
    }
    return roles & ROLE_BIT(ROLE_CONTRAST) ? weigh_contrasts(span) : 1;
}

/* What is asked or shouted. */
static void weigh_whole(struct span *span)
{
    uint32_t loud = span->exclamations < LOUD ? span->exclamations : LOUD;
    double whole = (1 + exclamation * loud) * (span->question ? question : 1);
    for (struct hit *hit = span->hits; hit < span->hits_end; hit++) {
        hit->multiplier *= whole;
    }
}

double rules_apply(const struct span_reader *reader)
{
    struct span *span = reader->span;
    double before = span->marked_end > span->marked ? weigh_marked(reader) : 1;
    if (span->exclamations || span->question) {
        weigh_whole(span);
    }
    return before;
}
