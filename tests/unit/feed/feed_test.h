/* What the tests of feed/ share. */
#ifndef TESTS_FEED_TEST_H
#define TESTS_FEED_TEST_H

#include "../check.h"

#include "feed/extract.h"
#include "feed/walk.h"

#include <stdio.h>

#define NOW 1795212000 /* 2026-11-20T22:00:00Z */

static inline struct recipe *shipped(const char *name)
{
    char folder[512];
    struct recipe *recipe = NULL;
    struct err err = ERR_NONE;
    snprintf(folder, sizeof folder, "%s/feeds/%s", SOURCE_DIR, name);
    if (!recipe_load(folder, &recipe, &err)) {
        fail_msg("%s", err.text);
    }
    return recipe;
}

/* A page read through a shipped recipe; the batch is the caller's to clear. */
static inline bool read_text(const char *recipe_name, struct str body, struct page *page,
                             struct batch *batch, struct err *err)
{
    struct recipe *recipe = shipped(recipe_name);
    struct extract_context context = {.url = STR("https://www.example.com/a/b"), .now = NOW};
    bool fine = extract(recipe, &context, body, page, batch, err);
    recipe_free(recipe);
    return fine;
}

#endif
