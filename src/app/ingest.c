#include "app/ingest.h"

#include "feed/url_identity.h"
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

/* Without an author only a long text is one person's. */
enum { ANONYMOUS_WORDS = 40 };

static uint64_t mixed(uint64_t hash, uint64_t more)
{
    hash = (hash ^ more) * 0x9E3779B97F4A7C15u;
    return hash ^ (hash >> 29);
}

static uint64_t words_key(const struct tokens *tokens, const struct mention *mention)
{
    uint64_t hash = 0;
    size_t words = 0;
    for (size_t i = 0; i < tokens->count; i++) {
        if (tokens->list[i].kind <= TOKEN_HANDLE) {
            hash = mixed(hash, tokens->list[i].hash);
            words++;
        }
    }
    if (!words || (!mention->author.n && words < ANONYMOUS_WORDS)) {
        return 0;
    }
    hash = mixed(hash, token_hash(mention->author));
    return mixed(hash, (uint64_t)(mention_posted_at(mention) / DAY));
}

/* By which it is known when the site changes its id. */
static void keys_make(const struct app *app, struct batch *batch, struct mention *mention)
{
    struct str url = url_identity(&batch->arena, mention->url);
    mention->keys[KEY_URL] = url.n ? mixed(KEY_URL, str_hash_stable(url)) : 0;
    mention->keys[KEY_WORDS] = words_key(&app->tokens, mention);
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
    if (source->ids_change) {
        keys_make(app, batch, mention);
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

static void read_unknown(struct app *app, const struct ingest_source *source, struct batch *batch,
                         const struct known *known)
{
    for (size_t i = 0; i < batch->count; i++) {
        /* Most of a page polled again is known: only the rest costs matching and scoring. */
        if (known[i].state == MENTION_NEW || known[i].state == MENTION_EDITED) {
            read_mention(app, source, batch, &batch->mentions[i]);
        }
    }
}

/* By another id that it once had, which costs no reading. */
static bool recognise_ids(struct app *app, const struct ingest_source *source, struct batch *batch,
                          struct known *known, struct err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct mention *mention = &batch->mentions[i];
        mention->keys[KEY_ID] = mixed(KEY_ID, str_hash_stable(mention->native_id));
    }
    return mentions_recognise(app->store, source->name, batch, known, err);
}

static bool find_known(struct app *app, const struct ingest_source *source, struct batch *batch,
                       struct known *known, struct err *err)
{
    if (!mentions_known(app->store, source->name, batch, known, err) ||
        (source->ids_change && !recognise_ids(app, source, batch, known, err))) {
        return false;
    }
    read_unknown(app, source, batch, known);
    return !source->ids_change || mentions_recognise(app->store, source->name, batch, known, err);
}

bool ingest(struct app *app, const struct ingest_source *source, struct batch *batch,
            struct ingest_result *result, struct err *err)
{
    struct known *known = arena_array(&batch->arena, struct known, batch->count);
    drop_impossible_dates(batch);
    if (!find_known(app, source, batch, known, err)) {
        return false;
    }
    result->all_walked = batch->count > 0;
    for (size_t i = 0; i < batch->count; i++) {
        result->all_walked &= known[i].state == MENTION_REPEATED ||
                              (known[i].row > 0 && known[i].row <= source->walked_row);
    }
    struct mentions_origin origin = {source->name, app->brands, lexicons_readers(&app->lexicons)};
    return mentions_add(app->store, &origin, batch, known, &result->counts, err);
}
