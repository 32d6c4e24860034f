#include "app/ingest.h"

#include "app/identity.h"
#include "store/sources.h"
#include "text/fold.h"
#include "text/sketch.h"

/* 1990, in UTC seconds. Before it nobody posted anything: year 1 and year 1970 are how programs
 * write that they know no date, and counting hours from there would take all memory. */
enum { OLDEST_AT = 631152000 };

static void match(struct app *app, const struct ingest_source *source, struct mention *mention)
{
    if (source->of_no_brand) {
        return;
    }
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
    label_tokens(&app->lexicons.labels.labeller, &app->tokens, &mention->score, &mention->labels);
    mention->sketch = sketch_tokens(&app->tokens);
    mention->folded = text_fold_tokens(&batch->arena, &app->tokens);
    if (source->ids_change) {
        mention->keys[KEY_WORDS] = identity_of_words(&app->tokens, mention);
    }
}

static void drop_impossible_dates(struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct mention *mention = &batch->mentions[i];
        if (mention->published_at < OLDEST_AT) {
            mention->published_at = TIME_NONE;
        }
        if (mention->updated_at < OLDEST_AT) {
            mention->updated_at = TIME_NONE;
        }
    }
}

/* Most of a page polled again is known: only the rest costs matching and scoring. */
static bool read_unknown(struct app *app, const struct ingest_source *source, struct batch *batch,
                         const struct known *known)
{
    bool any = false;
    for (size_t i = 0; i < batch->count; i++) {
        struct mention *mention = &batch->mentions[i];
        if (known[i].state == MENTION_NEW || known[i].state == MENTION_EDITED) {
            read_mention(app, source, batch, mention);
            any = true;
        } else if (known[i].state == MENTION_ELSEWHERE) {
            tokens_read(&app->tokens, mention_words(mention, &batch->arena));
            match(app, source, mention);
        }
    }
    return any;
}

static bool recognise(struct app *app, const struct ingest_source *source, struct batch *batch,
                      struct known *known, struct err *err)
{
    identity_of_urls(batch);
    return mentions_recognise(app->store, source->name, batch, known, err);
}

bool ingest(struct app *app, const struct ingest_source *source, struct batch *batch,
            struct ingest_result *result, struct err *err)
{
    struct known *known = arena_array(&batch->arena, struct known, batch->count);
    drop_impossible_dates(batch);
    if (source->service.n && !source_serve(app->store, source->name, source->service, err)) {
        return false;
    }
    if (!mentions_known(app->store, source->name, batch, known, err)) {
        return false;
    }
    bool any = read_unknown(app, source, batch, known);
    if (any && source->ids_change && !recognise(app, source, batch, known, err)) {
        return false;
    }
    result->all_walked = batch->count > 0;
    for (size_t i = 0; i < batch->count; i++) {
        result->all_walked &= known[i].state == MENTION_REPEATED ||
                              known[i].state == MENTION_GONE ||
                              (known[i].seen > 0 && known[i].seen <= source->walked_row);
    }
    struct mentions_origin origin = {source->name, app->brands, lexicons_readers(&app->lexicons)};
    return mentions_add(app->store, &origin, batch, known, &result->counts, err);
}
