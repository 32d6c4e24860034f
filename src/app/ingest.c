#include "app/ingest.h"

static void match(struct app *app, const struct ingest_source *source, struct mention *mention)
{
    if (!source->about_count) {
        size_t found = matcher_find(app->matcher, &app->tokens, mention->brands, MENTION_BRANDS);
        mention->brand_count = found < MENTION_BRANDS ? found : MENTION_BRANDS;
        return;
    }
    for (size_t i = 0; i < source->about_count && i < MENTION_BRANDS; i++) {
        mention->brands[mention->brand_count++] = source->about[i];
    }
}

static void read_mention(struct app *app, const struct ingest_source *source, struct batch *batch,
                         struct mention *mention)
{
    struct str words = mention_words(mention, &batch->arena);
    mention->fetched_at = app->now;
    tokens_read(&app->tokens, words);
    match(app, source, mention);
    score_tokens(&app->lexicons.scorer, &app->tokens, &mention->score);
}

bool ingest(struct app *app, const struct ingest_source *source, struct batch *batch,
            struct ingest_result *result, struct err *err)
{
    struct known *known = arena_array(&batch->arena, struct known, batch->count);
    if (!mentions_known(app->store, source->name, batch, known, err)) {
        return false;
    }
    result->all_walked = batch->count > 0;
    for (size_t i = 0; i < batch->count; i++) {
        /* Most of a page polled again is known: only the rest costs matching and scoring. */
        if (known[i].state == MENTION_NEW || known[i].state == MENTION_EDITED) {
            read_mention(app, source, batch, &batch->mentions[i]);
        }
        result->all_walked &= known[i].state == MENTION_REPEATED ||
                              (known[i].row > 0 && known[i].row <= source->walked_row);
    }
    struct mentions_origin origin = {source->name, app->brands, str_of(app->lexicons.version)};
    return mentions_add(app->store, &origin, batch, known, &result->counts, err);
}
