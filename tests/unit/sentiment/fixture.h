/* The small lexicon of the tests, compiled in memory from tests/cases/sentiment/lexicon. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include "base/file.h"
#include "base/limits.h"
#include "sentiment/compile.h"
#include "sentiment/score.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static inline struct lexicon_builder *fixture_builder(void)
{
    struct lexicon_builder *builder = lexicon_builder_open();
    struct err err = ERR_NONE;
    glob_t found;
    assert_int_equal(glob(TEST_DATA "/sentiment/lexicon/*/*.tsv", 0, NULL, &found), 0);
    assert_int_equal(glob(TEST_DATA "/sentiment/lexicon/*/*/*.tsv", GLOB_APPEND, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        if (!lexicon_builder_add(builder, found.gl_pathv[i], &err)) {
            fail_msg("%s", err.text);
        }
    }
    globfree(&found);
    return builder;
}

static inline void fixture_image(struct buf *image)
{
    struct err err = ERR_NONE;
    struct lexicon_builder *builder = fixture_builder();
    *image = BUF_INIT(LIMIT_LEXICON_FILE);
    if (!lexicon_builder_finish(builder, image, &err)) {
        fail_msg("%s", err.text);
    }
    lexicon_builder_close(builder);
}

static inline struct lexicon *fixture_lexicon(struct str image)
{
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    if (!lexicon_of_bytes(image, &lexicon, &err)) {
        fail_msg("%s", err.text);
    }
    return lexicon;
}

#endif
