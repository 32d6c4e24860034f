/* What the targets of aspect/ share: texts labelled with a lexicon, and what labels promise. */
#ifndef FUZZ_LABELS_H
#define FUZZ_LABELS_H

#include "shipped.h"

#include "aspect/aspect.h"
#include "aspect/label_compile.h"
#include "base/limits.h"
#include "sentiment/score.h"

static inline uint32_t label_kinds(enum about about)
{
    static const uint32_t counts[ABOUT_COUNT] = {NEED_COUNT, STAGE_COUNT, TOUCHPOINTS_MAX,
                                                 INTENT_COUNT};
    EXPECT(about < ABOUT_COUNT);
    return counts[about];
}

static inline void expect_labels(const struct labels *labels, struct str text)
{
    EXPECT(labels->stage < STAGE_COUNT);
    EXPECT(labels->intents < 1u << INTENT_COUNT);
    EXPECT(labels->term_count <= LABEL_TERMS);
    for (size_t i = 0; i < NEED_COUNT; i++) {
        EXPECT(labels->needs[i] < LABEL_COUNT);
    }
    for (size_t i = 0; i < TOUCHPOINTS_MAX; i++) {
        EXPECT(labels->touchpoints[i] < LABEL_COUNT);
    }
    for (size_t i = 0; i < labels->term_count; i++) {
        const struct label_term *term = &labels->terms[i];
        EXPECT((uint64_t)term->at + term->n <= text.n);
        EXPECT(term->which < label_kinds(term->about));
    }
}

/* The text labelled, and its labels held to their promises. */
static inline void label_text(const struct label_lexicon *lexicon, struct str text)
{
    struct scorer scorer = {.lexicon = shipped_words(), .options = SCORER_DEFAULT};
    struct labeller labeller = {.shipped = lexicon, .learned = true, .explain = true};
    struct tokens tokens = {0};
    struct score score;
    struct labels labels;
    scorer.options.explain = true;
    score_text(&scorer, &tokens, text, &score);
    label_tokens(&labeller, &tokens, &score, &labels);
    expect_labels(&labels, text);
    size_t count;
    EXPECT(labeller_touchpoints(&labeller, &count) && count <= TOUCHPOINTS_MAX);
    tokens_clear(&tokens);
}

#endif
