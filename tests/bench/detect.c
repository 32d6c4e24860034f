/* A run of detection in a database made for it: what the series without news cost, and what one
 * brand costs among millions of mentions.
 *
 *   bench_detect make DATABASE BRANDS DAYS MENTIONS  each brand with a fact an hour on one source;
 * so many mentions besides, of all of them
 *   bench_detect news DATABASE COUNT                 the first so many brands have a mention more
 *   bench_detect open CONFIG DATABASE                all that stands before a run
 *   bench_detect judge CONFIG DATABASE               a run, for counting instructions
 *   bench_detect check CONFIG DATABASE TIMES         prints what judging the first brand takes over
 * reading its last two days with plain SQL, and both in milliseconds of CPU */
#include "texts.h"

#include "app/evaluate.h"

#include <sqlite3.h>
#include <time.h>

enum { NOW = 1790000000, SLOT = 1800, NOW_SLOT = NOW / SLOT, OPEN_SLOTS = 96 };

static void must(bool fine, const struct err *err)
{
    if (!fine) {
        give_up(err);
    }
}

static void sqlite_must(sqlite3 *db, int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW) {
        fprintf(stderr, "bench: sqlite: %s\n", sqlite3_errmsg(db));
        exit(EXIT_FAILURE);
    }
}

/* ---- the database: plain SQL, because only its size matters ---- */

static const char *const made[] = {
    "INSERT INTO sources(id, name, state, last_success_at) VALUES(1, 'site', 'ok', ?4)",
    "INSERT INTO coverage VALUES(1, ?4 / 3600 - 24 * ?2 - 1, ?4 / 3600 + 1)",
    ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) "
     "INSERT INTO brands(id, name) SELECT i, 'b' || i FROM n"),
    "INSERT INTO series(brand_id, source_id, changed) SELECT id, 0, 1 FROM brands",
    "INSERT INTO series(brand_id, source_id, changed) SELECT id, 1, 1 FROM brands",
    ("WITH RECURSIVE h(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM h WHERE i < 24 * ?2 - 1) "
     "INSERT INTO facts(brand_id, slot, source_id, total, negative, neutral, positive, compound, "
     "stories, negative_stories) SELECT b.id, ?5 - 2 * 24 * ?2 + 2 * i, 1, 1 + (b.id + i * 7) % 5, "
     "(b.id + i * 3) % 2, 0, 0, 0, 1, 0 FROM brands b, h ORDER BY 1, 2"),
    ("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?3) "
     "INSERT INTO mentions(id, source_id, native_id, text, fetched_at, posted_at, label, compound) "
     "SELECT i, 1, i, 'what a customer says of it, number ' || i, ?4 - ?3 + i, ?4 - ?3 + i, "
     "i % 3 - 1, 0 FROM n WHERE ?3 > 0"),
    ("INSERT INTO mention_brands(brand_id, posted_at, mention_id, source_id, label, needs, "
     "touchpoints, stage, intents) SELECT 1 + id % ?1 AS brand, posted_at, id, 1, label, 0, 0, 0, "
     "0 "
     "FROM mentions ORDER BY 1, 2, 3"),
    "INSERT OR REPLACE INTO settings(name, value) VALUES('mentions.newest', ?3)",
    "INSERT OR REPLACE INTO settings(name, value) VALUES('facts.changes', 1)",
};

static const char *const with_news[] = {
    ("INSERT INTO facts(brand_id, slot, source_id, total, negative, neutral, positive, compound, "
     "stories, negative_stories) SELECT id, ?5, 1, 1, 1, 0, 0, 0, 1, 1 FROM brands WHERE id <= ?1"),
    "UPDATE series SET changed = 2 WHERE brand_id <= ?1",
    "INSERT OR REPLACE INTO settings(name, value) VALUES('facts.changes', 2)",
};

static void run_sql(sqlite3 *db, const char *sql, const int64_t numbers[3])
{
    const int64_t all[] = {numbers[0], numbers[1], numbers[2], NOW, NOW_SLOT};
    sqlite3_stmt *statement;
    sqlite_must(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL));
    for (int i = 1; i <= sqlite3_bind_parameter_count(statement); i++) {
        sqlite_must(db, sqlite3_bind_int64(statement, i, all[i - 1]));
    }
    sqlite_must(db, sqlite3_step(statement));
    sqlite_must(db, sqlite3_finalize(statement));
}

static void change(const char *path, const char *const *sql, size_t count, const int64_t numbers[3])
{
    sqlite3 *db;
    sqlite_must(NULL, sqlite3_open(path, &db));
    sqlite_must(db, sqlite3_exec(db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL));
    for (size_t i = 0; i < count; i++) {
        run_sql(db, sql[i], numbers);
    }
    sqlite_must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
    sqlite3_close(db);
}

static void make(const char *path, const int64_t numbers[3])
{
    struct err err = ERR_NONE;
    struct store *store;
    must(store_open(path, STORE_CREATE, &store, &err), &err);
    store_close(store);
    change(path, made, sizeof made / sizeof *made, numbers);
}

/* ---- the run ---- */

struct bench {
    struct config *config;
    struct store *store;
    struct app app;
    struct err err;
};

static void bench_open(struct bench *bench, const char *config, const char *database)
{
    must(config_load(config, &bench->config, &bench->err), &bench->err);
    must(store_open(database, STORE_WRITE, &bench->store, &bench->err), &bench->err);
    must(app_open(&bench->app, bench->config, bench->store, NOW, &bench->err), &bench->err);
}

static void bench_close(struct bench *bench)
{
    app_close(&bench->app);
    store_close(bench->store);
    config_free(bench->config);
}

static double now_ms(void)
{
    struct timespec at;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at);
    return (double)at.tv_sec * 1e3 + (double)at.tv_nsec / 1e6;
}

static double time_check(struct bench *bench, size_t times)
{
    struct filling filling;
    must(store_begin(bench->store, &bench->err), &bench->err);
    must(filling_learn(&bench->app, &filling, &bench->err), &bench->err);
    struct watch watch = {&bench->app, &filling, 0};
    double began = 0;
    for (size_t i = 0; i <= times; i++) {
        struct judgement judgement;
        began = i == 1 ? now_ms() : began; /* the first one warms */
        must(judge_brand(&watch, bench->app.brands[0], NULL, &judgement, &bench->err), &bench->err);
        judgement_clear(&judgement);
    }
    double took = (now_ms() - began) / (double)times;
    filling_clear(&filling);
    store_rollback(bench->store);
    return took;
}

static double time_plain(const char *database, size_t times)
{
    sqlite3 *db;
    sqlite3_stmt *statement;
    sqlite_must(NULL, sqlite3_open(database, &db));
    sqlite_must(db, sqlite3_prepare_v2(db,
                                       "SELECT slot, sum(total), sum(negative) FROM facts "
                                       "WHERE brand_id = 1 AND slot >= ? GROUP BY slot",
                                       -1, &statement, NULL));
    double began = 0;
    for (size_t i = 0; i <= times; i++) {
        began = i == 1 ? now_ms() : began;
        sqlite3_bind_int64(statement, 1, NOW_SLOT - OPEN_SLOTS);
        while (sqlite3_step(statement) == SQLITE_ROW) {
            sqlite3_column_int64(statement, 1);
        }
        sqlite3_reset(statement);
    }
    double took = (now_ms() - began) / (double)times;
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return took;
}

static void check(struct bench *bench, const char *database, size_t times)
{
    double judged = time_check(bench, times), plain = time_plain(database, times);
    printf("check_over_plain %.1f\ncheck_ms %.4f\nplain_ms %.4f\n", judged / plain, judged, plain);
}

int main(int argc, char **argv)
{
    struct bench bench = {.err = ERR_NONE};
    struct evaluation evaluation;
    const char *what = argc > 3 ? argv[1] : "";
    if (strcmp(what, "make") == 0 && argc == 6) {
        make(argv[2], (int64_t[]){atoll(argv[3]), atoll(argv[4]), atoll(argv[5])});
        return EXIT_SUCCESS;
    }
    if (strcmp(what, "news") == 0) {
        change(argv[2], with_news, sizeof with_news / sizeof *with_news,
               (int64_t[]){atoll(argv[3]), 0, 0});
        return EXIT_SUCCESS;
    }
    if (strcmp(what, "open") != 0 && strcmp(what, "judge") != 0 && strcmp(what, "check") != 0) {
        fprintf(stderr, "usage: bench_detect make|news|open|judge|check ...\n");
        return EXIT_FAILURE;
    }
    bench_open(&bench, argv[2], argv[3]);
    if (strcmp(what, "judge") == 0) {
        must(evaluate(&bench.app, &evaluation, &bench.err), &bench.err);
    } else if (strcmp(what, "check") == 0) {
        check(&bench, argv[3], argc > 4 ? number_of(argv[4]) : 1000);
    }
    bench_close(&bench);
    return EXIT_SUCCESS;
}
