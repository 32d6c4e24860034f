/* The way of a mention into the store measured against a plain insert into one table of twelve
 * columns, in pages of a hundred, a transaction each.
 *
 *   bench_store WORK CONFIG FILE COUNT DATABASE    COUNT mentions of the texts in FILE, for
 * counting instructions; prints the bytes a mention takes
 *
 * WORK, each with all that stands before it but the plain insert:
 *   none     pages are made
 *   score    tokens, brands, score, labels, sketch
 *   plain    (without score) the plain insert
 *   full     stored with facts, and indexed at the end
 *   again    every page a second time */
#include "texts.h"

#include "app/ingest.h"
#include "app/stories.h"
#include "model/batch.h"
#include "store/search.h"
#include "text/sketch.h"

#include <sqlite3.h>
#include <sys/stat.h>

enum { PAGE = 100, START = 1790000000, GAP_S = 40 };

struct bench {
    struct texts texts;
    size_t count; /* of mentions */
    struct config *config;
    struct store *store;
    struct app app;
    struct err err;
};

static void must(struct bench *bench, bool fine)
{
    if (!fine) {
        give_up(&bench->err);
    }
}

/* Mentions [from, from + PAGE): no two alike, forty seconds apart. */
static void make_page(const struct bench *bench, size_t from, struct batch *batch)
{
    for (size_t i = from; i < from + PAGE && i < bench->count; i++) {
        struct mention *mention = batch_add(batch);
        struct arena *arena = &batch->arena;
        mention->native_id = str_format(arena, "%zu", 1000000000000 + 977 * i);
        mention->url = str_format(arena, "https://social.example/p/%zu", 1000000000000 + 977 * i);
        mention->author = str_format(arena, "customer_%zu", i * 7919 % 100003);
        mention->text = bench->texts.list[i % bench->texts.count];
        mention->published_at = START + (int64_t)i * GAP_S;
        mention->updated_at = TIME_NONE;
        mention->rating = RATING_NONE;
        mention->reach = (int64_t)(i * 31 % 5000);
    }
}

typedef void page_work(struct bench *bench, struct batch *batch);

static void each_page(struct bench *bench, page_work *work)
{
    for (size_t from = 0; from < bench->count; from += PAGE) {
        struct batch batch = {0};
        make_page(bench, from, &batch);
        work(bench, &batch);
        batch_clear(&batch);
    }
}

static void nothing(struct bench *bench, struct batch *batch)
{
    (void)bench, (void)batch;
}

static void score(struct bench *bench, struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct mention *mention = &batch->mentions[i];
        struct tokens *tokens = &bench->app.tokens;
        tokens_read(tokens, mention_words(mention, &batch->arena));
        matcher_find(bench->app.matcher, tokens, mention->brands, MENTION_BRANDS);
        score_tokens(&bench->app.lexicons.scorer, tokens, &mention->score);
        label_tokens(&bench->app.lexicons.labels.labeller, tokens, &mention->score,
                     &mention->labels);
        mention->sketch = sketch_tokens(tokens);
    }
}

static void full(struct bench *bench, struct batch *batch)
{
    static const size_t about[] = {0};
    struct ingest_source source = {.name = STR("bench"), .about = about, .about_count = 1};
    struct ingest_result result = {0};
    must(bench, store_begin(bench->store, &bench->err));
    must(bench, ingest(&bench->app, &source, batch, &result, &bench->err));
    must(bench, store_commit(bench->store, &bench->err));
}

/* ---- The plain table ---- */

static const char plain_schema[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
    "CREATE TABLE mention (id INTEGER PRIMARY KEY, source INTEGER, native_id TEXT, url TEXT,"
    " author TEXT, text TEXT, published_at INTEGER, fetched_at INTEGER, language INTEGER,"
    " rating REAL, reach INTEGER, label INTEGER);";

static void sqlite_must(sqlite3 *db, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE) {
        fprintf(stderr, "bench: sqlite: %s\n", sqlite3_errmsg(db));
        exit(EXIT_FAILURE);
    }
}

static void bind(sqlite3_stmt *insert, int at, struct str s)
{
    sqlite3_bind_text(insert, at, s.p, (int)s.n, SQLITE_STATIC);
}

static void plain_insert(sqlite3 *db, sqlite3_stmt *insert, const struct mention *mention)
{
    sqlite3_bind_int64(insert, 1, 1);
    bind(insert, 2, mention->native_id);
    bind(insert, 3, mention->url);
    bind(insert, 4, mention->author);
    bind(insert, 5, mention->text);
    sqlite3_bind_int64(insert, 6, mention->published_at);
    sqlite3_bind_int64(insert, 7, START);
    sqlite3_bind_int64(insert, 8, LANG_EN);
    sqlite3_bind_double(insert, 9, mention->rating);
    sqlite3_bind_int64(insert, 10, mention->reach);
    sqlite3_bind_int64(insert, 11, LABEL_NEUTRAL);
    sqlite_must(db, sqlite3_step(insert));
    sqlite3_reset(insert);
}

static void plain(struct bench *bench, const char *path)
{
    sqlite3 *db;
    sqlite3_stmt *insert;
    sqlite_must(NULL, sqlite3_open(path, &db));
    sqlite_must(db, sqlite3_exec(db, plain_schema, NULL, NULL, NULL));
    sqlite_must(db,
                sqlite3_prepare_v2(db, "INSERT INTO mention VALUES (NULL,?,?,?,?,?,?,?,?,?,?,?)",
                                   -1, &insert, NULL));
    for (size_t from = 0; from < bench->count; from += PAGE) {
        struct batch batch = {0};
        make_page(bench, from, &batch);
        sqlite_must(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
        for (size_t i = 0; i < batch.count; i++) {
            plain_insert(db, insert, &batch.mentions[i]);
        }
        sqlite_must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
        batch_clear(&batch);
    }
    sqlite3_finalize(insert);
    sqlite3_close(db);
}

/* ---- All of it ---- */

static void app_make(struct bench *bench, const char *config, const char *database)
{
    must(bench, config_load(config, &bench->config, &bench->err));
    must(bench, store_open(database, STORE_CREATE, &bench->store, &bench->err));
    store_set_fold(bench->store, app_fold());
    must(bench, app_open(&bench->app, bench->config, bench->store,
                         START + (int64_t)bench->count * GAP_S, &bench->err));
}

static void app_drop(struct bench *bench)
{
    app_close(&bench->app);
    store_close(bench->store);
    config_free(bench->config);
}

static void finish(struct bench *bench)
{
    must(bench, stories_find(bench->store, &bench->err));
    must(bench, search_index(bench->store, &bench->err));
}

static void run(struct bench *bench, const char *work)
{
    bool again = strcmp(work, "again") == 0;
    if (strcmp(work, "none") == 0) {
        each_page(bench, nothing);
    } else if (strcmp(work, "score") == 0) {
        each_page(bench, score);
    } else {
        each_page(bench, full);
        finish(bench);
    }
    if (again) {
        each_page(bench, full);
        finish(bench);
    }
}

int main(int argc, char **argv)
{
    static struct bench bench;
    if (argc != 6) {
        fprintf(stderr,
                "usage: bench_store none|score|plain|full|again CONFIG FILE COUNT DATABASE\n");
        return EXIT_FAILURE;
    }
    texts_read(&bench.texts, argv[3], number_of(argv[4]));
    bench.count = number_of(argv[4]);
    remove(argv[5]);
    if (strcmp(argv[1], "plain") == 0) {
        plain(&bench, argv[5]);
    } else {
        app_make(&bench, argv[2], argv[5]);
        run(&bench, argv[1]);
        app_drop(&bench);
    }
    struct stat file;
    if (stat(argv[5], &file) == 0) {
        printf("bytes_a_mention %.0f\n", (double)file.st_size / (double)bench.count);
    }
    texts_clear(&bench.texts);
    return EXIT_SUCCESS;
}
