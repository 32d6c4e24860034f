#include "cmd/import_batch.h"

#include "app/ingest.h"
#include "app/stories.h"
#include "base/limits.h"
#include "model/batch.h"
#include "store/search.h"

enum { BATCH_MENTIONS = 1000, BATCH_BYTES = 4 * MIB };

void import_batch_clear(struct import_batch *import)
{
    if (import->open) {
        store_rollback(import->app->store);
    }
    batch_clear(&import->batch);
    imported_clear(&import->imported);
    import->open = false;
}

/* Into the open transaction. */
static bool store_mentions(struct import_batch *import, struct err *err)
{
    struct app *app = import->app;
    size_t about[MENTION_BRANDS];
    const struct config_source *known = config_source(app->config, import->source);
    struct ingest_source source = {
        .name = str_of(import->source),
        .service = import->service,
        .ids_change = import->unnamed,
        .about = about,
        .about_count = known ? app_about(app, known, about) : 0,
    };
    struct ingest_result result = {.counts = import->counts};
    if (!import->open && !store_begin(app->store, err)) {
        return false;
    }
    import->open = true;
    if (!ingest(app, &source, &import->batch, &result, err)) {
        return false;
    }
    import->counts = result.counts;
    for (size_t i = 0; i < import->batch.count; i++) {
        imported_note(&import->imported, source.name, &import->batch.mentions[i], app->now);
    }
    import->uncommitted += import->batch.count;
    batch_clear(&import->batch);
    import->unnamed = false;
    import->service = STR_NONE;
    return true;
}

static bool commit(struct import_batch *import, struct err *err)
{
    import->open = false;
    import->uncommitted = 0;
    return store_commit(import->app->store, err);
}

static bool is_full(const struct import_batch *import)
{
    size_t bytes = 0;
    const struct batch *batch = &import->batch;
    if (batch->count % 64 == 0) { /* 64 of the longest texts are 4 MiB */
        for (size_t i = 0; i < batch->count; i++) {
            bytes += batch->mentions[i].text.n;
        }
    }
    return import->uncommitted + batch->count >= BATCH_MENTIONS || bytes >= BATCH_BYTES;
}

bool import_batch_of(struct import_batch *import, const char *source, struct err *err)
{
    bool same = strcmp(import->source, source) == 0, full = is_full(import);
    if (import->batch.count && (!same || full) && !store_mentions(import, err)) {
        return false;
    }
    if (import->open && full && !commit(import, err)) {
        return false;
    }
    if (!same) {
        memcpy(import->source, source, strlen(source) + 1);
    }
    return true;
}

/* With the last of it: half a file covers nothing. */
static bool cover(struct import_batch *import, struct err *err)
{
    struct store *store = import->app->store;
    if (!import->covers) {
        return true;
    }
    if (!import->open && !store_begin(store, err)) {
        return false;
    }
    import->open = true;
    return imported_cover(&import->imported, store, import->since, import->until, err);
}

bool import_batch_end(struct import_batch *import, struct err *err)
{
    struct store *store = import->app->store;
    return (!import->batch.count || store_mentions(import, err)) && cover(import, err) &&
           (!import->open || commit(import, err)) && stories_find(store, err) &&
           search_index(store, err);
}
