/* One walk against answers that a test writes by hand. */
#ifndef WALK_TEST_H
#define WALK_TEST_H

#include "feed_test.h"

#define TOKEN "s3cret+token/123"

struct poll {
    struct recipe *recipe;
    struct source_status status;
    struct walk walk;
    struct request request;
    struct batch batch;
    struct walk_result result;
    struct err err;
};

static const struct param x_params[] = {
    {{"query", 5}, {"sepidar -is:retweet & co", 24}, false},
    {{"token", 5}, {TOKEN, sizeof TOKEN - 1}, true},
};

static const struct param hashtag_params[] = {
    {{"hashtag_id", 10}, {"17", 2}, false},
    {{"user_id", 7}, {"18", 2}, false},
    {{"token", 5}, {TOKEN, sizeof TOKEN - 1}, true},
};

static const struct param tagged_params[] = {
    {{"user_id", 7}, {"18", 2}, false},
    {{"token", 5}, {TOKEN, sizeof TOKEN - 1}, true},
};

static const struct param app_params[] = {
    {{"app_id", 6}, {"42", 2}, false},
    {{"country", 7}, {"us", 2}, false},
};

static const struct param feed_params[] = {{{"url", 3}, {"http://h.example/f", 18}, false}};

static inline void begin(struct poll *p, const char *recipe, const struct param *params,
                         size_t count)
{
    *p = (struct poll){.recipe = shipped(recipe)};
    assert_true(walk_open(&p->walk, p->recipe, params, count, &p->status, NOW, &p->err));
}

static inline void end(struct poll *p)
{
    walk_clear(&p->walk);
    batch_clear(&p->batch);
    recipe_free(p->recipe);
}

static inline void ask(struct poll *p)
{
    assert_true(walk_request(&p->walk, &p->request));
}

static inline bool answer(struct poll *p, int status, const char *headers, const char *body)
{
    struct response response = {
        .status = status,
        .url = p->request.url,
        .headers = str_of(headers),
        .body = str_of(body),
        .received_at = NOW,
    };
    return walk_take(&p->walk, &response, &p->batch, &p->result, &p->err);
}

static inline bool asked(const struct poll *p, const char *part)
{
    return str_find(p->request.url, str_of(part)) != STR_NOT_FOUND;
}

#endif
