/* A labeller over the shipped lexicon, and, for tests of rules, label words of their own. */
#ifndef ASPECT_TEST_FIXTURE_H
#define ASPECT_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "aspect/aspect.h"
#include "aspect/label_compile.h"
#include "base/file.h"
#include "base/limits.h"
#include "sentiment/score.h"

#include <stdio.h>
#include <stdlib.h>

struct fixture {
    struct lexicon *lexicon;
    struct label_lexicon *shipped, *own;
    struct buf image;
    struct tokens tokens;
    struct score score;
    struct labels labels;
};

static inline void fixture_open(struct fixture *f)
{
    struct err err = ERR_NONE;
    *f = (struct fixture){.lexicon = NULL};
    if (!lexicon_open(BUILD_DIR "/share/nabz/lexicon.image", &f->lexicon, &err) ||
        !label_lexicon_open(BUILD_DIR "/share/nabz/labels.image", &f->shipped, &err)) {
        fail_msg("%s", err.text);
    }
}

static inline void fixture_close(struct fixture *f)
{
    tokens_clear(&f->tokens);
    label_lexicon_close(f->own);
    label_lexicon_close(f->shipped);
    lexicon_close(f->lexicon);
    buf_clear(&f->image);
}

/* Compiles one source and a negator; fails the test when it has a mistake. */
static inline struct label_lexicon *compiled(struct buf *image, const char *path,
                                             const char *source)
{
    struct err err = ERR_NONE;
    struct label_lexicon *lexicon = NULL;
    struct label_builder *builder = label_builder_open();
    *image = BUF_INIT(LIMIT_LEXICON_FILE);
    if (!label_builder_add_text(builder, path, str_of(source), &err) ||
        !label_builder_add_text(builder, "en/negators.tsv", STR("not\tbefore\n"), &err) ||
        !label_builder_finish(builder, image, &err) ||
        !label_lexicon_of_bytes(buf_str(image), &lexicon, &err)) {
        fail_msg("%s", err.text);
    }
    label_builder_close(builder);
    return lexicon;
}

static inline void labelled(struct fixture *f, const struct label_lexicon *words, const char *text)
{
    struct scorer scorer = {.lexicon = f->lexicon, .options = SCORER_DEFAULT};
    const struct labeller labeller = {.shipped = words, .learned = true, .explain = true};
    scorer.options.explain = true;
    scorer.options.learned = false; /* what people wrote does not move with the data */
    score_text(&scorer, &f->tokens, str_of(text), &f->score);
    label_tokens(&labeller, &f->tokens, &f->score, &f->labels);
}

/* "price- design+ | app- | after-purchase | complaint praise": needs, touchpoints, stage, intents.
 */
static inline const char *written(const struct labels *labels, char *text, size_t size)
{
    static const char *const signs[LABEL_COUNT] = {"", "-", "", "+"};
    struct buf out = BUF_INIT(size - 1);
    for (int i = 0; i < NEED_COUNT; i++) {
        if (labels->needs[i]) {
            buf_addf(&out, "%s%s ", need_name((enum need)i), signs[labels->needs[i]]);
        }
    }
    buf_add_z(&out, "| ");
    for (int i = 0; i < TOUCHPOINTS_SHIPPED; i++) {
        if (labels->touchpoints[i]) {
            buf_addf(&out, "%s%s ", touchpoint_names[i], signs[labels->touchpoints[i]]);
        }
    }
    buf_addf(&out, "| %s |", labels->stage ? stage_name(labels->stage) : "-");
    for (int i = 0; i < INTENT_COUNT; i++) {
        if (labels->intents >> i & 1) {
            buf_addf(&out, " %s", intent_name((enum intent)i));
        }
    }
    snprintf(text, size, "%s", buf_str(&out).p);
    buf_clear(&out);
    return text;
}

#endif
