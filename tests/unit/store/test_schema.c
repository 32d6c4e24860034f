#include "fixture.h"

#include "base/file.h"
#include "store/schema.h"

static void docs_schema_md_is_what_the_schema_says(void **state)
{
    struct fixture *fixture = *state;
    struct buf made = BUF_INIT(MIB), kept = BUF_INIT(MIB);
    must(store_describe(fixture->store, &made, &fixture->err));
    bool same = file_read(SOURCE_DIR "/docs/schema.md", &kept, &fixture->err) &&
                str_eq(buf_str(&made), buf_str(&kept));
    if (!same) {
        must(file_write(BUILD_DIR "/schema.md", buf_str(&made), 0644, &fixture->err));
        fail_msg("docs/schema.md is old; the new one is %s", BUILD_DIR "/schema.md");
    }
    buf_clear(&made);
    buf_clear(&kept);
}

static void every_column_of_every_view_is_described(void **state)
{
    struct fixture *fixture = *state;
    struct buf made = BUF_INIT(MIB);
    must(store_describe(fixture->store, &made, &fixture->err));
    struct str columns =
        str_of(cell(fixture, "SELECT group_concat('| `' || p.name || '` | ') FROM sqlite_schema s, "
                             "pragma_table_info(s.name) p WHERE s.type = 'view'"));
    struct str column;
    size_t count = 0;
    for (; str_take(&columns, ',', &column); count++) {
        assert_int_not_equal(str_find(buf_str(&made), column), STR_NOT_FOUND);
    }
    assert_true(count > 80);
    buf_clear(&made);
}

static void a_second_open_finds_what_the_first_one_stored(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    fixture_reopen(fixture, STORE_WRITE);
    assert_string_equal(cell(fixture, "SELECT brand FROM v_mentions"), "acme");
    fixture_reopen(fixture, STORE_READ);
    assert_string_equal(cell(fixture, "SELECT brand FROM v_mentions"), "acme");
}

static void write_mode_makes_no_file(void **state)
{
    struct fixture *fixture = *state;
    struct store *store = NULL;
    char path[128];
    snprintf(path, sizeof path, "%s/none.db", fixture->folder);
    assert_false(store_open(path, STORE_WRITE, &store, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "none.db"));
    assert_false(store_open(path, STORE_READ, &store, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "none.db"));
    assert_int_not_equal(access(path, F_OK), 0);
    assert_null(store);
}

static void refused(struct fixture *fixture, enum store_mode mode, const char *why)
{
    struct store *store = NULL;
    fixture->err.text[0] = 0;
    if (store_open(fixture->path, mode, &store, &fixture->err)) {
        store_close(store);
        fail_msg("was opened");
    }
    assert_non_null(strstr(fixture->err.text, fixture->path));
    if (!strstr(fixture->err.text, why)) {
        fail_msg("%s", fixture->err.text);
    }
}

static void close_and_spoil(struct fixture *fixture, const char *sql)
{
    sqlite3 *db;
    store_close(fixture->store);
    fixture->store = NULL;
    assert_int_equal(sqlite3_open(fixture->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_newer_schema_is_refused(void **state)
{
    struct fixture *fixture = *state;
    close_and_spoil(fixture, "PRAGMA user_version = 9999");
    refused(fixture, STORE_WRITE, "newer nabz");
    refused(fixture, STORE_READ, "newer nabz");
}

/* As a nabz between releases has it, whose steps had the same numbers. */
static void other_tables_of_the_same_number_are_refused(void **state)
{
    struct fixture *fixture = *state;
    close_and_spoil(fixture, "UPDATE settings SET value = value + 1 WHERE name = 'schema.tables'");
    refused(fixture, STORE_WRITE, "not those of this nabz");
    refused(fixture, STORE_READ, "not those of this nabz");
    close_and_spoil(fixture, "DELETE FROM settings WHERE name = 'schema.tables'");
    refused(fixture, STORE_WRITE, "not those of this nabz");
    close_and_spoil(fixture, "PRAGMA user_version = 1");
    refused(fixture, STORE_WRITE, "not those of this nabz");
}

static void views_that_say_something_else_are_made_anew(void **state)
{
    struct fixture *fixture = *state;
    close_and_spoil(fixture, "DROP VIEW v_mentions; CREATE VIEW v_mentions AS SELECT 1 AS one; "
                             "UPDATE settings SET value = 1 WHERE name = 'schema.views'");
    fixture_open(fixture, STORE_WRITE);
    assert_string_equal(cell(fixture, "SELECT count(text) FROM v_mentions"), "0");
}

static void the_database_of_another_program_is_left_alone(void **state)
{
    struct fixture *fixture = *state;
    close_and_spoil(fixture, "PRAGMA application_id = 1");
    refused(fixture, STORE_CREATE, "another program");
    unlink(fixture->path);
    close_and_spoil(fixture, "CREATE TABLE t(x)");
    refused(fixture, STORE_CREATE, "another program");
    refused(fixture, STORE_READ, "another program");
}

static void a_file_that_is_no_database_is_refused_and_kept(void **state)
{
    struct fixture *fixture = *state;
    store_close(fixture->store);
    fixture->store = NULL;
    struct str text = STR("Dear diary, today I was taken for a database. It was not nice at all.");
    must(file_write(fixture->path, text, 0644, &fixture->err));
    refused(fixture, STORE_CREATE, "not a database");
    refused(fixture, STORE_READ, "not a database");
    struct buf kept = BUF_INIT(KIB);
    must(file_read(fixture->path, &kept, &fixture->err));
    assert_true(str_eq(buf_str(&kept), text));
    buf_clear(&kept);
}

static void a_folder_is_refused(void **state)
{
    struct fixture *fixture = *state;
    store_close(fixture->store);
    fixture->store = NULL;
    unlink(fixture->path);
    assert_int_equal(mkdir(fixture->path, 0700), 0);
    refused(fixture, STORE_CREATE, "unable to open");
}

enum { STEPS_MAX = 64 };

static const char *const next_step[] = {
    "ALTER TABLE mentions ADD COLUMN mood TEXT",
    "CREATE TABLE moods(name TEXT PRIMARY KEY) STRICT",
    NULL,
};
static bool fill_mood(struct store *store, struct err *err)
{
    return store_run(store, "INSERT INTO moods VALUES('grumpy')", err);
}
static bool fill_fails(struct store *store, struct err *err)
{
    (void)store;
    return err_set(err, "no mood");
}

/* The steps there are and one more; returns how many that is. */
static size_t steps_and(struct schema_step *steps, bool (*fill)(struct store *, struct err *))
{
    memcpy(steps, schema_steps, schema_step_count * sizeof *steps);
    steps[schema_step_count] = (struct schema_step){next_step, fill};
    return schema_step_count + 1;
}

static int64_t version_of(struct fixture *fixture)
{
    int64_t version;
    assert_true(str_to_int(str_of(cell(fixture, "PRAGMA user_version")), &version));
    return version;
}

static void a_step_up_keeps_the_data_and_remakes_the_views(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    struct schema_step steps[STEPS_MAX];
    size_t count = steps_and(steps, fill_mood);
    said(&batch, "1", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    must(schema_upgrade(fixture->store, steps, count, &fixture->err));
    must(schema_upgrade(fixture->store, steps, count, &fixture->err)); /* nothing to do */
    assert_string_equal(cell(fixture, "SELECT name FROM moods"), "grumpy");
    assert_string_equal(cell(fixture, "SELECT text || coalesce(mood, '-') FROM mentions"), "a-");
    assert_string_equal(cell(fixture, "SELECT text FROM v_mentions"), "a");
    assert_int_equal(version_of(fixture), count);
}

static void a_step_that_fails_changes_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct schema_step steps[STEPS_MAX];
    size_t count = steps_and(steps, fill_fails);
    assert_false(schema_upgrade(fixture->store, steps, count, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "no mood"));
    assert_int_equal(version_of(fixture), count - 1);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM sqlite_schema WHERE name = 'moods'"),
                        "0");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_mentions"), "0");
}

static void views_show_local_and_jalali_time_and_whole_local_days(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    /* 2026-03-20T20:29:59Z is the last second of 1404 in Tehran, summer time being over. */
    said(&batch, "1", "a", 1774038599, LABEL_NEGATIVE);
    said(&batch, "2", "b", 1774038600, LABEL_NEGATIVE);
    said(&batch, "3", "c", 1655000000, LABEL_NEGATIVE); /* 2022-06-12T02:13:20Z, summer time */
    store_page(fixture, "shop", &batch);
    must(store_begin(fixture->store, &fixture->err));
    assert_false(store_set_zone(fixture->store, "Asia/Nowhere", &fixture->err));
    must(store_set_zone(fixture->store, "Asia/Tehran", &fixture->err));
    must(store_set_zone(fixture->store, "Asia/Tehran", &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    static const char times[] = "SELECT group_concat(posted_utc || ' ' || posted_local || ' ' || "
                                "posted_jalali, ';') FROM v_mentions";
    assert_string_equal(cell(fixture, times),
                        "2026-03-20T20:29:59Z 2026-03-20 23:59:59 1404-12-29;"
                        "2026-03-20T20:30:00Z 2026-03-21 00:00:00 1405-01-01;"
                        "2022-06-12T02:13:20Z 2022-06-12 06:43:20 1401-03-22");
    assert_string_equal(cell(fixture, "SELECT group_concat(day_local || ' ' || day_jalali || ' ' "
                                      "|| day_utc || ' ' || total, ';') FROM v_daily"),
                        "2022-06-12 1401-03-22 2022-06-11T19:30:00Z 1;"
                        "2026-03-20 1404-12-29 2026-03-19T20:30:00Z 1;"
                        "2026-03-21 1405-01-01 2026-03-20T20:30:00Z 1");
    must(store_begin(fixture->store, &fixture->err));
    must(store_set_zone(fixture->store, "UTC", &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_daily"), "2");
}

static void jalali_in_sql_agrees_with_the_calendar_on_every_day_of_a_century(void **state)
{
    struct fixture *fixture = *state;
    must(store_run(fixture->store,
                   "INSERT INTO sources(name) VALUES('s'); INSERT INTO brands(name) VALUES('b');"
                   "WITH days(day) AS (SELECT 0 UNION ALL SELECT day + 1 FROM days LIMIT 36525) "
                   "INSERT INTO facts SELECT 1, day * 48, 1, 1, 0, 0, 0, 0, 1, 0 FROM days",
                   &fixture->err));
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_daily WHERE day_jalali = "
                                      "jalali(CAST(strftime('%s', day_utc) AS INTEGER))"),
                        "36525");
    assert_string_equal(cell(fixture, "SELECT jalali(1774038600)"), "1404-12-29");
    assert_string_equal(cell(fixture, "SELECT jalali(1774051200)"), "1405-01-01");
    assert_string_equal(cell(fixture, "SELECT jalali(NULL)"), "NULL");
    assert_string_equal(cell(fixture, "SELECT jalali('yesterday')"), "NULL");
    assert_string_equal(cell(fixture, "SELECT jalali('1774051200')"), "1405-01-01");
    assert_string_equal(cell(fixture, "SELECT jalali(9223372036854775807)"), "NULL");
}

static void a_setting_is_kept_until_it_is_put_again(void **state)
{
    struct fixture *fixture = *state;
    struct str value;
    must(setting_get(fixture->store, "k", &fixture->arena, &value, &fixture->err));
    assert_null(value.p);
    must(setting_put(fixture->store, "k", STR("1"), &fixture->err));
    must(setting_put(fixture->store, "k", STR("2"), &fixture->err));
    must(setting_get(fixture->store, "k", &fixture->arena, &value, &fixture->err));
    assert_true(str_eq(value, STR("2")));
}

static void the_journal_tells_of_the_last_run(void **state)
{
    struct fixture *fixture = *state;
    struct run run = {.started_at = T0}, last;
    must(run_last(fixture->store, &last, &fixture->err));
    assert_int_equal(last.id, 0);
    must(run_start(fixture->store, &run, &fixture->err));
    must(run_last(fixture->store, &last, &fixture->err));
    assert_int_equal(last.id, run.id);
    assert_int_equal(last.finished_at, TIME_NONE);
    run.finished_at = T0 + 9;
    run.mentions_added = 7;
    run.deliveries_failed = 1;
    must(run_finish(fixture->store, &run, &fixture->err));
    must(run_last(fixture->store, &last, &fixture->err));
    assert_int_equal(last.finished_at, T0 + 9);
    assert_int_equal(last.mentions_added, 7);
    assert_int_equal(last.deliveries_failed, 1);
}

static void a_backup_is_a_whole_database(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    char copy[128];
    snprintf(copy, sizeof copy, "%s/copy.db", fixture->folder);
    must(store_backup(fixture->store, copy, &fixture->err));
    assert_false(store_backup(fixture->store, copy, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "is there already"));
    struct stat file;
    assert_int_equal(stat(copy, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    snprintf(fixture->path, sizeof fixture->path, "%s", copy);
    fixture_reopen(fixture, STORE_READ);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_mentions"), "1");
}

static void a_source_comes_back_as_it_was_put(void **state)
{
    struct fixture *fixture = *state;
    struct source_status status, *list;
    size_t count;
    must(source_get(fixture->store, STR("shop"), &fixture->arena, &status, &fixture->err));
    assert_int_equal(status.state, SOURCE_NEW);
    assert_int_equal(status.last_success_at, TIME_NONE);
    assert_true(str_eq(status.name, STR("shop")) && !status.cursor.p);
    status.state = SOURCE_THROTTLED;
    status.error = STR("429");
    status.failures = 3;
    status.next_try_at = T0 + 900;
    status.last_try_at = T0;
    status.cursor = STR("since=5");
    status.walked_row = 77;
    status.etag = STR("W/\"x\"");
    status.budget_day = 19675;
    status.budget_spent = 40;
    status.settings = STR("0123");
    status.moved_to = STR("https://new.example/");
    status.token_ends_at = T0 + DAY;
    status.habit = (struct source_habit){T0, 12, 3600, 7200, 1};
    must(source_put(fixture->store, &status, &fixture->err));
    struct source_status got;
    must(source_get(fixture->store, STR("shop"), &fixture->arena, &got, &fixture->err));
    assert_int_equal(got.state, SOURCE_THROTTLED);
    assert_int_equal(got.failures, 3);
    assert_int_equal(got.next_try_at, T0 + 900);
    assert_int_equal(got.last_success_at, TIME_NONE);
    assert_int_equal(got.walked_row, 77);
    assert_int_equal(got.budget_spent, 40);
    assert_true(str_eq(got.settings, status.settings));
    assert_true(str_eq(got.moved_to, status.moved_to) && !got.moved_from.p);
    assert_int_equal(got.token_ends_at, T0 + DAY);
    assert_int_equal(got.habit.longest_s, 7200);
    assert_int_equal(got.habit.bare, 1);
    assert_true(str_eq(got.cursor, status.cursor) && str_eq(got.etag, status.etag));
    assert_null(got.last_modified.p);
    status.name = STR("forum");
    must(source_put(fixture->store, &status, &fixture->err));
    must(sources_list(fixture->store, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[0].name, STR("forum")) && str_eq(list[1].name, STR("shop")));
    assert_string_equal(cell(fixture, "SELECT source || budget_day || items_read FROM v_sources"),
                        "shop2023-11-1440");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(docs_schema_md_is_what_the_schema_says),
        store_test(every_column_of_every_view_is_described),
        store_test(a_second_open_finds_what_the_first_one_stored),
        store_test(write_mode_makes_no_file),
        store_test(a_newer_schema_is_refused),
        store_test(other_tables_of_the_same_number_are_refused),
        store_test(views_that_say_something_else_are_made_anew),
        store_test(the_database_of_another_program_is_left_alone),
        store_test(a_file_that_is_no_database_is_refused_and_kept),
        store_test(a_folder_is_refused),
        store_test(a_step_up_keeps_the_data_and_remakes_the_views),
        store_test(a_step_that_fails_changes_nothing),
        store_test(views_show_local_and_jalali_time_and_whole_local_days),
        store_test(jalali_in_sql_agrees_with_the_calendar_on_every_day_of_a_century),
        store_test(a_setting_is_kept_until_it_is_put_again),
        store_test(the_journal_tells_of_the_last_run),
        store_test(a_backup_is_a_whole_database),
        store_test(a_source_comes_back_as_it_was_put),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
