#include "app/survey.h"

#include "app/ingest.h"
#include "model/batch.h"

enum { ROWS_AT_ONCE = 1000, SEED_MAX = 256 * 1024 };

/* Everything the row says, so that rows that differ have other keys. */
static uint64_t row_hash(const struct survey_row *row)
{
    struct buf seed CLEANUP_BUF = BUF_INIT(SEED_MAX);
    buf_addf(&seed, "%lld %d", (long long)row->answered_at, (int)row->precision);
    for (int i = 0; i < SURVEY_KINDS; i++) {
        buf_addf(&seed, " %d", row->scores[i]);
    }
    const struct str texts[] = {row->touchpoint, row->text, row->author};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        buf_addf(&seed, " %zu:", texts[i].n);
        buf_add(&seed, texts[i]);
    }
    return str_hash_stable(buf_str(&seed));
}

static bool key_make(struct survey_import *import, struct survey_row *row, struct err *err)
{
    uint64_t hash = row_hash(row);
    int64_t number;
    if (!survey_occurrence(import->app->store, hash, &number, err)) {
        return false;
    }
    row->native_id = str_format(&import->batch.arena, "h%016llx-%lld", (unsigned long long)hash,
                                (long long)number);
    return true;
}

/* The stars of a survey: its first answer from worst to best. */
static double rating_of(const struct survey_import *import, const struct survey_row *row)
{
    static const enum survey_kind order[] = {SURVEY_CSAT, SURVEY_NPS, SURVEY_CES};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        enum survey_kind kind = order[i];
        int least = kind == SURVEY_NPS ? 0 : 1;
        if (row->scores[kind] != SURVEY_SCORE_NONE) {
            return 100.0 * (row->scores[kind] - least) / (import->best[kind] - least);
        }
    }
    return RATING_NONE;
}

static void add_words(struct survey_import *import, const struct survey_row *row)
{
    struct mention *mention = batch_add(&import->batch);
    mention->native_id = row->native_id;
    mention->text = row->text;
    mention->author = row->author.n ? row->author : STR_NONE;
    mention->published_at = row->answered_at;
    mention->published_precision = row->precision;
    mention->rating = rating_of(import, row);
}

static bool batch_store(struct survey_import *import, struct err *err)
{
    struct app *app = import->app;
    size_t about = import->brand ? app_brand(app, str_of(import->brand)) : app->brand_count;
    struct ingest_source source = {
        .name = import->survey,
        .about = &about,
        .about_count = import->counted && import->brand,
        .of_no_brand = !import->counted,
    };
    struct survey_origin origin = {import->survey, str_of(import->brand), import->best};
    struct ingest_result result = {.counts = import->texts};
    if (import->batch.count && !ingest(app, &source, &import->batch, &result, err)) {
        return false;
    }
    import->texts = result.counts;
    for (size_t i = 0; i < import->row_count; i++) {
        size_t at = import->mentions[i];
        int64_t mention = at == SIZE_MAX ? 0 : import->batch.mentions[at].id;
        if (!survey_add(app->store, &origin, &import->rows[i], mention, &import->answers, err)) {
            return false;
        }
    }
    return true;
}

bool survey_end(struct survey_import *import, struct err *err)
{
    struct store *store = import->app->store;
    if (!store_begin(store, err)) {
        return false;
    }
    /* Keys are made here: what was counted for them is taken back with the transaction. */
    for (size_t i = 0; i < import->row_count; i++) {
        struct survey_row *row = &import->rows[i];
        import->mentions[i] = row->text.n ? import->batch.count : SIZE_MAX;
        if (!row->native_id.n && !key_make(import, row, err)) {
            store_rollback(store);
            return false;
        }
        if (row->text.n) {
            add_words(import, row);
        }
    }
    if (!batch_store(import, err) || !store_commit(store, err)) {
        store_rollback(store);
        return false;
    }
    batch_clear(&import->batch);
    import->rows = NULL;
    import->row_count = 0;
    return true;
}

bool survey_take(struct survey_import *import, const struct survey_row *row, struct err *err)
{
    struct arena *arena = &import->batch.arena;
    if (!import->rows) {
        import->rows = arena_array(arena, struct survey_row, ROWS_AT_ONCE);
        import->mentions = arena_array(arena, size_t, ROWS_AT_ONCE);
    }
    struct survey_row *kept = &import->rows[import->row_count++];
    *kept = *row;
    kept->native_id = str_copy(arena, row->native_id);
    kept->touchpoint = str_copy(arena, row->touchpoint);
    kept->text = str_copy(arena, row->text);
    kept->author = str_copy(arena, row->author);
    return import->row_count < ROWS_AT_ONCE || survey_end(import, err);
}

void survey_clear(struct survey_import *import)
{
    batch_clear(&import->batch);
    import->rows = NULL;
    import->row_count = 0;
}
