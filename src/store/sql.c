#include "store/query.h"
#include "store/search.h"

#include <string.h>
#include <time.h>

#define LENGTH_MAX   (16 * 1024 * 1024) /* of one value a free query may make */
#define OPS_PER_LOOK 200                /* virtual machine steps between two looks at the clock */

static int64_t steady_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int past_deadline(void *deadline)
{
    return steady_ms() > *(const int64_t *)deadline;
}

static bool pragma_only_tells(const char *name, const char *argument)
{
    /* FTS5 itself asks for the last one. */
    static const char *const tell[] = {
        "table_info", "table_xinfo",      "table_list",   "index_list",
        "index_info", "foreign_key_list", "data_version",
    };
    for (size_t i = 0; i < sizeof tell / sizeof *tell; i++) {
        if (sqlite3_stricmp(name, tell[i]) == 0) {
            return true;
        }
    }
    return sqlite3_stricmp(name, "user_version") == 0 && !argument;
}

static int only_reads(void *user, int action, const char *first, const char *second,
                      const char *database, const char *through)
{
    (void)user;
    (void)database;
    (void)through;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        return sqlite3_stricmp(second, "load_extension") == 0 ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:
        return pragma_only_tells(first, second) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_UPDATE:
        /* What pragma_table_info() asks on its way; a real one SQLite refuses by itself. */
        return sqlite3_stricmp(first, "sqlite_master") == 0 ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static struct sql_value value_of(sqlite3_stmt *stmt, int column)
{
    struct sql_value value = {.kind = SQL_NULL};
    switch (sqlite3_column_type(stmt, column)) {
    case SQLITE_INTEGER:
        value.kind = SQL_INTEGER;
        value.integer = sqlite3_column_int64(stmt, column);
        break;
    case SQLITE_FLOAT:
        value.kind = SQL_REAL;
        value.real = sqlite3_column_double(stmt, column);
        break;
    case SQLITE_TEXT:
        value.kind = SQL_TEXT;
        value.text.p = (const char *)sqlite3_column_text(stmt, column);
        value.text.n = (size_t)sqlite3_column_bytes(stmt, column);
        break;
    case SQLITE_BLOB:
        value.kind = SQL_BLOB;
        value.text.p = sqlite3_column_blob(stmt, column);
        value.text.n = (size_t)sqlite3_column_bytes(stmt, column);
        break;
    default:
        break;
    }
    return value;
}

static bool names_give(sqlite3_stmt *stmt, size_t columns, struct sql_reader reader,
                       struct arena *arena)
{
    const char **names = arena_array(arena, const char *, columns);
    for (size_t i = 0; i < columns; i++) {
        names[i] = sqlite3_column_name(stmt, (int)i);
    }
    return reader.row(reader.user, columns, names, NULL);
}

/* Rows are few steps each, however large: the clock is looked at for every one. */
static int rows_give(sqlite3_stmt *stmt, struct sql_reader reader, int64_t *deadline)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    size_t columns = (size_t)sqlite3_column_count(stmt);
    struct sql_value *values = arena_array(&arena, struct sql_value, columns);
    if (!names_give(stmt, columns, reader, &arena)) {
        return SQLITE_DONE;
    }
    int status;
    while ((status = sqlite3_step(stmt)) == SQLITE_ROW) {
        for (size_t i = 0; i < columns; i++) {
            values[i] = value_of(stmt, (int)i);
        }
        if (!reader.row(reader.user, columns, NULL, values)) {
            return SQLITE_DONE;
        }
        if (past_deadline(deadline)) {
            return SQLITE_INTERRUPT;
        }
    }
    return status;
}

static bool only_blank(const char *tail)
{
    return tail[strspn(tail, " \t\r\n;")] == 0;
}

/* Prepares the one statement; *stmt is for the caller to finalize either way. */
static bool free_prepare(struct store *store, const char *sql, sqlite3_stmt **stmt, struct err *err)
{
    const char *tail = "";
    int status = sqlite3_prepare_v2(store->db, sql, -1, stmt, &tail);
    if (status == SQLITE_AUTH) {
        return err_set(err, "refused, only reading is allowed: %s", sqlite3_errmsg(store->db));
    }
    if (status != SQLITE_OK) {
        return err_set(err, "%s", sqlite3_errmsg(store->db));
    }
    if (!*stmt) {
        return err_set(err, "there is no statement in it");
    }
    if (!only_blank(tail)) {
        return err_set(err, "one statement at a time");
    }
    return sqlite3_stmt_readonly(*stmt) || err_set(err, "refused, only reading is allowed");
}

bool sql_run(struct store *store, struct str sql, int64_t limit_ms, struct sql_reader reader,
             struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    int64_t deadline = steady_ms() + limit_ms;
    sqlite3_stmt *stmt = NULL;
    int length = sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
    sqlite3_set_authorizer(store->db, only_reads, NULL);
    sqlite3_progress_handler(store->db, OPS_PER_LOOK, past_deadline, &deadline);
    bool ok = free_prepare(store, str_z(&arena, sql), &stmt, err);
    int status = ok ? rows_give(stmt, reader, &deadline) : SQLITE_DONE;
    if (status == SQLITE_INTERRUPT) {
        ok = err_set(err, "stopped after %lld ms", (long long)limit_ms);
    } else if (status != SQLITE_DONE) {
        ok = err_set(err, "%s", sqlite3_errmsg(store->db));
    }
    sqlite3_finalize(stmt);
    sqlite3_progress_handler(store->db, 0, NULL, NULL);
    sqlite3_set_authorizer(store->db, NULL, NULL);
    sqlite3_limit(store->db, SQLITE_LIMIT_LENGTH, length);
    return ok;
}
