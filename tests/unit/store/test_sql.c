#include "fixture.h"

#include <time.h>

static bool count_rows(void *user, size_t columns, const char *const *names,
                       const struct sql_value *values)
{
    (void)columns;
    (void)values;
    *(size_t *)user += names == NULL;
    return true;
}

static bool run(struct fixture *fixture, const char *sql, size_t *rows)
{
    *rows = 0;
    fixture->err.text[0] = 0;
    return sql_run(fixture->store, str_of(sql), 300, (struct sql_reader){count_rows, rows},
                   &fixture->err);
}

static void all_but_reading_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const char *const refused[] = {
        "DELETE FROM mentions",
        "UPDATE mentions SET text = ''",
        "INSERT INTO brands(name) VALUES('x')",
        "DROP TABLE mentions",
        "DROP VIEW v_mentions",
        "CREATE TABLE t(x)",
        "CREATE TEMP TABLE t(x)",
        "ALTER TABLE mentions ADD COLUMN x",
        "ATTACH '/tmp/x.db' AS x",
        "DETACH main",
        "VACUUM",
        "VACUUM INTO '/tmp/nabz-should-not-exist'",
        "REINDEX",
        "ANALYZE",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT s",
        "PRAGMA user_version = 7",
        "PRAGMA journal_mode = DELETE",
        "PRAGMA writable_schema = 1",
        "PRAGMA wal_checkpoint(TRUNCATE)",
        "PRAGMA query_only = 0",
        "UPDATE sqlite_master SET sql = ''",
        "SELECT load_extension('/tmp/x.so')",
        "INSERT INTO mention_search(mention_search) VALUES('delete-all')",
        "WITH a AS (SELECT 1) DELETE FROM mentions",
        "EXPLAIN DELETE FROM mentions",
        "SELECT 1; SELECT 2",
        "SELECT 1; DELETE FROM mentions",
        "",
        " -- nothing",
        "SELEC 1",
        "SELECT * FROM no_such_table",
        "SELECT",
    };
    CLEANUP(batch_clear) struct batch batch = {0};
    size_t rows;
    said(&batch, "1", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        if (run(fixture, refused[i], &rows)) {
            fail_msg("was run: %s", refused[i]);
        }
        assert_int_not_equal(strlen(fixture->err.text), 0);
        assert_int_equal(rows, 0);
    }
    assert_string_equal(cell(fixture, "SELECT text FROM v_mentions"), "a");
    must(store_begin(fixture->store, &fixture->err)); /* writing is as it was */
    must(setting_put(fixture->store, "k", STR("v"), &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
}

static void reading_is_allowed_in_all_its_forms(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *sql;
        size_t rows;
    } cases[] = {
        {"SELECT 1;  \n", 1},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 9) SELECT i FROM n",
         9},
        {"VALUES(1), (2)", 2},
        {"SELECT * FROM v_mentions", 1},
        {"SELECT * FROM v_hourly", 1},
        {"SELECT * FROM v_daily", 1},
        {"SELECT * FROM v_sources", 1},
        {"SELECT * FROM v_incidents", 0},
        {"SELECT * FROM v_deliveries", 0},
        {"SELECT rowid FROM mention_search('late')", 1},
        {"SELECT text FROM v_mentions WHERE id IN (SELECT rowid FROM v_search "
         "WHERE v_search MATCH 'late')",
         1},
        {"SELECT text FROM v_mentions WHERE id IN (SELECT rowid FROM v_search "
         "WHERE v_search MATCH 'soon')",
         0},
        {"SELECT json_extract('{\"a\":1}', '$.a')", 1},
        {"PRAGMA table_info(brands)", 2},
        {"EXPLAIN QUERY PLAN SELECT 1", 1},
    };
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "late", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    must(search_index(fixture->store, &fixture->err));
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            size_t rows;
            if (!run(fixture, cases[i].sql, &rows)) {
                fail_msg("%s: %s", cases[i].sql, fixture->err.text);
            }
            assert_int_equal(rows, cases[i].rows);
        }
        fixture_reopen(fixture, STORE_READ);
    }
}

static void a_query_that_runs_away_is_stopped(void **state)
{
    struct fixture *fixture = *state;
    static const char *const endless[] = {
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n "
        "WHERE i % 2 ORDER BY random()",
    };
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        struct timespec from, to;
        size_t rows;
        clock_gettime(CLOCK_MONOTONIC, &from);
        assert_false(run(fixture, endless[i], &rows));
        clock_gettime(CLOCK_MONOTONIC, &to);
        assert_non_null(strstr(fixture->err.text, "stopped after 300 ms"));
        assert_true(to.tv_sec - from.tv_sec < 10);
    }
    size_t rows;
    assert_false(run(fixture, "SELECT length(randomblob(1000000000))", &rows));
    assert_true(run(fixture, "SELECT 1", &rows));
}

static bool stop_at_first(void *user, size_t columns, const char *const *names,
                          const struct sql_value *values)
{
    (void)columns;
    (void)values;
    *(size_t *)user += names == NULL;
    return names != NULL;
}

static void the_reader_can_end_a_query(void **state)
{
    struct fixture *fixture = *state;
    size_t rows = 0;
    must(sql_run(fixture->store, STR("VALUES(1), (2), (3)"), 1000,
                 (struct sql_reader){stop_at_first, &rows}, &fixture->err));
    assert_int_equal(rows, 1);
}

struct seen {
    size_t columns;
    char names[64];
    struct sql_value values[5];
    bool text_same, blob_same;
};

static bool look(void *user, size_t columns, const char *const *names,
                 const struct sql_value *values)
{
    struct seen *seen = user;
    seen->columns = columns;
    if (names) {
        snprintf(seen->names, sizeof seen->names, "%s %s", names[0], names[4]);
        return true;
    }
    memcpy(seen->values, values, sizeof seen->values);
    seen->text_same = str_eq(values[3].text, STR("x"));
    seen->blob_same = str_eq(values[4].text, (struct str){"\0\1", 2});
    return true;
}

static void values_come_with_their_kinds(void **state)
{
    struct fixture *fixture = *state;
    struct seen seen = {0};
    must(sql_run(fixture->store, STR("SELECT NULL AS a, -5, 0.5, 'x', x'0001' AS e"), 1000,
                 (struct sql_reader){look, &seen}, &fixture->err));
    assert_int_equal(seen.columns, 5);
    assert_string_equal(seen.names, "a e");
    static const enum sql_kind kinds[] = {SQL_NULL, SQL_INTEGER, SQL_REAL, SQL_TEXT, SQL_BLOB};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(seen.values[i].kind, kinds[i]);
    }
    assert_int_equal(seen.values[1].integer, -5);
    assert_float_equal(seen.values[2].real, 0.5, 0);
    assert_true(seen.text_same && seen.blob_same);
}

static void loudness(void *user, struct str text, struct buf *out, struct sql_value *value)
{
    (void)user;
    if (text.n == 0) {
        return;
    }
    if (text.p[0] == '!') {
        buf_addf(out, "%zu marks", text.n);
        *value = (struct sql_value){.kind = SQL_TEXT, .text = buf_str(out)};
    } else {
        *value = (struct sql_value){.kind = SQL_REAL, .real = (double)text.n / 2};
    }
}

static void functions_from_outside_work_in_sql(void **state)
{
    struct fixture *fixture = *state;
    must(store_function(fixture->store, (struct sql_function){"loudness", loudness, NULL},
                        &fixture->err));
    assert_string_equal(cell(fixture, "SELECT loudness('!!!')"), "3 marks");
    assert_string_equal(cell(fixture, "SELECT loudness('abc')"), "1.5");
    assert_string_equal(cell(fixture, "SELECT loudness('')"), "NULL");
    assert_string_equal(cell(fixture, "SELECT loudness(NULL)"), "NULL");
    assert_string_equal(cell(fixture, "SELECT fold('Oh NO!')"), "oh no ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(all_but_reading_is_refused),
        store_test(reading_is_allowed_in_all_its_forms),
        store_test(a_query_that_runs_away_is_stopped),
        store_test(the_reader_can_end_a_query),
        store_test(values_come_with_their_kinds),
        store_test(functions_from_outside_work_in_sql),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
