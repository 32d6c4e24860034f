#include "sentiment/score.h"

#include "sentiment/reader.h"
#include "sentiment/rules.h"
#include "sentiment/trace.h"
#include "text/language.h"

#include <math.h>

/* The compound is sum / sqrt(sum^2 + normal + normal_word * words). VADER has a constant 15 there;
 * letting it grow with the text tells a review of five words from a story of fifty that holds the
 * same two, which is where false alarms come from. */
static const double normal = 1, normal_word = 1;

struct tally {
    const struct scorer *scorer;
    const struct tokens *tokens;
    struct score *score;
    double sum, strength;
    size_t words;
    size_t least; /* when the terms are full: which has the smallest weight */
};

/* Emoji are of every language. */
static bool is_wordless(const struct tokens *tokens)
{
    bool emoji = false;
    for (size_t i = 0; i < tokens->count; i++) {
        enum token_kind kind = tokens->list[i].kind;
        if (kind == TOKEN_WORD) {
            return false;
        }
        emoji |= kind == TOKEN_EMOJI || kind == TOKEN_SMILEY;
    }
    return emoji;
}

/* The first of the terms of the smallest weight. */
static size_t least_term(const struct score *score)
{
    size_t at = 0;
    float least = fabsf(score->terms[0].weight);
    for (size_t i = 1; i < SCORE_TERMS; i++) {
        float weight = fabsf(score->terms[i].weight);
        at = weight < least ? i : at;
        least = weight < least ? weight : least;
    }
    return at;
}

/* A place for a term of that weight, as those of the largest are kept; or NULL. */
static struct term *term_place(struct tally *tally, float weight)
{
    struct score *score = tally->score;
    struct term *term = &score->terms[tally->least];
    if (score->term_count < SCORE_TERMS) {
        term = &score->terms[score->term_count++];
    } else if (!(fabsf(term->weight) < fabsf(weight))) {
        return NULL;
    }
    term->weight = weight;
    if (score->term_count == SCORE_TERMS) {
        tally->least = least_term(score);
    }
    return term;
}

/* What the tokens from one to another have added. */
static inline void term_add(struct tally *tally, const struct token *from, const struct token *to,
                            double weight, uint32_t flags)
{
    struct term *term = weight != 0 ? term_place(tally, (float)weight) : NULL;
    if (term) {
        term->at = from->at;
        term->n = to->at + to->n - from->at;
        term->flags = flags;
        term->first = (uint32_t)(from - tally->tokens->list);
        term->last = (uint32_t)(to - tally->tokens->list);
    }
}

/* What units [first, last] of a span have added. */
static void units_add(struct tally *tally, const struct span *span, uint32_t first, uint32_t last,
                      double weight, uint32_t flags)
{
    const struct unit *end = &span->units[last];
    term_add(tally, span->units[first].token, end->token + end->tokens - 1, weight, flags);
}

static inline bool is_behind(const struct term *a, const struct term *b)
{
    return a->at != b->at ? a->at > b->at : a->n < b->n;
}

/* Stable. They come in a few runs that are in order: those of a stretch, then its learned ones. */
static void terms_sort(struct term *terms, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct term term = terms[i];
        size_t at = i;
        for (; at && is_behind(&terms[at - 1], &term); at--) {
            terms[at] = terms[at - 1];
        }
        terms[at] = term;
    }
}

static uint32_t term_flags(const struct hit *hit)
{
    return hit->done | (hit->brand ? TERM_BRAND : 0) |
           (hit->entry->flags & ENTRY_EMOJI ? TERM_EMOJI : 0);
}

static void explain(struct tally *tally, const struct span *span, double factor)
{
    for (const struct hit *hit = span->hits; hit < span->hits_end; hit++) {
        units_add(tally, span, hit->first, hit->last, hit_weight(hit, factor), term_flags(hit));
    }
    for (uint32_t i = 0; i < span->learned_count; i++) {
        const struct learned *learned = &span->learned[i];
        units_add(tally, span, learned->first, learned->last, points_of(learned->weight),
                  TERM_LEARNED);
    }
}

static void explain_mark(struct tally *tally, char sign, double weight)
{
    for (uint32_t i = 0; i < tally->tokens->count; i++) {
        const struct token *token = &tally->tokens->list[i];
        if (token->kind == TOKEN_MARK && token->folded.n && token->folded.p[0] == sign) {
            term_add(tally, token, token, weight, TERM_LEARNED);
            return;
        }
    }
}

/* What is learned of a mark counts once: who writes ten means it no more. */
static void weigh_mark(struct tally *tally, enum lexicon_mark mark, char sign)
{
    double weight = lexicon_mark(tally->scorer->lexicon, tally->score->language, mark);
    tally->sum += weight;
    if (tally->scorer->options.explain && weight != 0) {
        explain_mark(tally, sign, weight);
    }
}

static void commit(struct tally *tally, const struct span *span, double factor)
{
    double sum = tally->sum;
    for (const struct hit *hit = span->hits; hit < span->hits_end; hit++) {
        sum += hit_weight(hit, factor);
    }
    tally->sum = sum + points_of(span->learned_sum);
    if (tally->scorer->options.explain) {
        explain(tally, span, factor);
    }
}

/* A stretch waits until the next is read, which may begin with a contrast. */
static void run(struct tally *tally)
{
    struct span_reader reader;
    struct span spans[2], *now = &spans[0], *before = NULL;
    bool exclaimed = false, asked = false, more;
    spans_begin(&reader, tally->scorer, tally->tokens, tally->score->language, LAY_TELLING);
    do {
        double contrast = 1;
        more = span_read(&reader, now);
        if (more && rules_concern(now)) {
            contrast = rules_apply(&reader);
            exclaimed |= now->exclamations > 0;
            asked |= now->question;
        }
        if (before) {
            commit(tally, before, contrast);
        }
        tally->words += more ? now->unit_count : 0;
        before = now;
        now = now == spans ? &spans[1] : &spans[0];
    } while (more);
    if (exclaimed && tally->scorer->options.learned) {
        weigh_mark(tally, MARK_EXCLAMATION, '!');
    }
    if (asked && tally->scorer->options.learned) {
        weigh_mark(tally, MARK_QUESTION, '?');
    }
}

#define CONFIDENCE_STEPS 10

/* The share of labels that are right, by how far the compound lies on the way from the band of
 * neutral outward to 1, or inward to 0. Measured on the dev rows of all labelled sets, printed by
 * scripts/calibrate-confidence. */
static const float confidence[LABEL_COUNT][CONFIDENCE_STEPS] = {
    [LABEL_NEGATIVE] = {0.51f, 0.59f, 0.64f, 0.73f, 0.76f, 0.83f, 0.89f, 0.94f, 0.96f, 0.99f},
    [LABEL_NEUTRAL] = {0.44f, 0.40f, 0.47f, 0.48f, 0.51f, 0.53f, 0.54f, 0.56f, 0.58f, 0.59f},
    [LABEL_POSITIVE] = {0.56f, 0.66f, 0.72f, 0.77f, 0.83f, 0.90f, 0.93f, 0.96f, 0.99f, 0.99f},
};

static double confidence_of(enum label label, double compound, double band)
{
    double size = fabs(compound);
    double way = label != LABEL_NEUTRAL ? (size - band) / (1 - band)
                 : band > 0             ? 1 - size / band
                                        : 0;
    int step = (int)(way * CONFIDENCE_STEPS);
    return (double)confidence[label][step < CONFIDENCE_STEPS ? step : CONFIDENCE_STEPS - 1];
}

static void judge(const struct tally *tally, struct score *score)
{
    double band = tally->scorer->options.neutral_band, sum = tally->sum * tally->strength;
    if (!isfinite(sum)) { /* weights of a damaged image */
        sum = 0;
    }
    double scale = normal + normal_word * (double)tally->words;
    score->compound = sum / sqrt(sum * sum + scale);
    score->label = score->compound > band    ? LABEL_POSITIVE
                   : score->compound < -band ? LABEL_NEGATIVE
                                             : LABEL_NEUTRAL;
    score->confidence = confidence_of(score->label, score->compound, band);
}

/* Fills what is summed and the language of the score; false when there is nothing to judge. */
static bool tally_up(struct tally *tally)
{
    struct score *score = tally->score;
    const struct scorer *scorer = tally->scorer;
    score->compound = score->confidence = 0;
    score->label = LABEL_NONE;
    score->term_count = 0;
    score->language = language_of(tally->tokens);
    tally->strength = lexicon_strength(scorer->lexicon, score->language, scorer->options.learned);
    if (tally->strength <= 0 && is_wordless(tally->tokens)) {
        tally->strength = 1;
    }
    if (tally->strength > 0) {
        run(tally);
    }
    return tally->strength > 0;
}

void score_tokens(const struct scorer *scorer, const struct tokens *tokens, struct score *score)
{
    struct tally tally = {.scorer = scorer, .tokens = tokens, .score = score};
    if (tally_up(&tally)) {
        judge(&tally, score);
        terms_sort(score->terms, score->term_count);
    }
}

double score_sum(const struct scorer *scorer, const struct tokens *tokens)
{
    struct score score;
    struct tally tally = {.scorer = scorer, .tokens = tokens, .score = &score};
    tally_up(&tally);
    return tally.sum;
}

void score_text(const struct scorer *scorer, struct tokens *scratch, struct str text,
                struct score *score)
{
    tokens_read(scratch, text);
    score_tokens(scorer, scratch, score);
}

static void trace_mark(bool is_there, struct str name, size_t stretch, word_visitor *visit,
                       void *context)
{
    if (is_there) {
        visit(context, &(struct traced_word){.word = name, .stretch = stretch});
    }
}

void trace_words(const struct scorer *scorer, const struct tokens *tokens, word_visitor *visit,
                 void *context)
{
    struct span_reader reader;
    struct span span;
    size_t stretch = 0;
    spans_begin(&reader, scorer, tokens, LANG_FA, LAY_TELLING);
    bool exclaimed = false, asked = false;
    while (span_read(&reader, &span)) {
        uint32_t clause = 0;
        for (uint32_t i = 0; i < span.unit_count; i++) {
            const struct unit *unit = &span.units[i];
            stretch += unit->clause != clause;
            clause = unit->clause;
            visit(context, &(struct traced_word){
                               .word = tokens_joined(tokens, unit_at(tokens, unit), unit->tokens),
                               .stretch = stretch,
                               .silent = unit->flags & UNIT_SILENT,
                           });
        }
        exclaimed |= span.exclamations > 0;
        asked |= span.question;
        stretch++;
    }
    trace_mark(exclaimed, STR("<exclamation>"), stretch, visit, context);
    trace_mark(asked, STR("<question>"), stretch + 1, visit, context);
}
