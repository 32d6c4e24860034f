#include "store/aspects.h"
#include "store/fresh_words.h"
#include "store/functions.h"
#include "store/new_file.h"
#include "store/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUSY_MS 10000
enum { LOOKASIDE_SIZE = 1200, LOOKASIDE_SLOTS = 400 };

void store_rollback(struct store *store)
{
    if (!sqlite3_get_autocommit(store->db)) {
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    }
    store->left.count = 0;
    fresh_words_forget(store);
}

bool store_begin(struct store *store, struct err *err)
{
    /* A rehearsal writes to its own tables: nobody else must wait for it. */
    return store_run(store, store->rehearsing ? "BEGIN" : "BEGIN IMMEDIATE", err);
}

bool store_commit(struct store *store, struct err *err)
{
    aspect_changes_settle(&store->left);
    bool well = aspect_changes_write(store, &store->left, err) && store_run(store, "COMMIT", err);
    if (!well) {
        store_rollback(store);
    }
    return well;
}

void store_set_fold(struct store *store, struct store_fold fold)
{
    store->fold = fold;
}

/* file: URI of a path, for the one flag that has no other form. */
static void uri_add(struct buf *uri, const char *path)
{
    buf_add_z(uri, "file:");
    for (; *path; path++) {
        if (strchr("%?#", *path)) {
            buf_addf(uri, "%%%02X", (unsigned)(unsigned char)*path);
        } else {
            buf_add_byte(uri, *path);
        }
    }
    buf_add_z(uri, "?immutable=1");
}

static void disconnect(struct store *store)
{
    sqlite3_close_v2(store->db);
    store->db = NULL;
}

/* Nobody asks how much memory SQLite has, so it need not count with every allocation; and small
 * ones come from a table that all statements of a page fit in. Refused, and no matter, once SQLite
 * is at work. */
static void configure_memory(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, LOOKASIDE_SIZE, LOOKASIDE_SLOTS);
}

static bool connect_as(struct store *store, const char *path, int flags, struct err *err)
{
    flags |= SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX;
    if (flags & SQLITE_OPEN_CREATE) {
        /* Tokens are kept in it. SQLite gives the files beside it the same mode; one that is there
         * keeps the mode its owner gave it. */
        new_file_private(path);
    }
    configure_memory();
    if (sqlite3_open_v2(path, &store->db, flags, NULL) != SQLITE_OK) {
        return store_fail(store, err);
    }
    sqlite3_busy_timeout(store->db, BUSY_MS);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    return store_run(store, "PRAGMA foreign_keys = ON; SELECT 1 FROM sqlite_schema", err);
}

/* Whether something is written that is not in the file itself. */
static bool has_log(const char *path)
{
    struct buf name CLEANUP_BUF = BUF_INIT(64u * KIB);
    struct stat log;
    buf_addf(&name, "%s-wal", path);
    return stat(buf_str(&name).p, &log) == 0 && log.st_size > 0;
}

/* Opening a write-ahead log, if only to read, makes files beside it. Where that is not allowed, or
 * there is no room for them, and there is no log, nobody is writing and the file can be read as it
 * lies. */
static bool connect_reader(struct store *store, struct err *err)
{
    if (connect_as(store, store->path, SQLITE_OPEN_READONLY, err)) {
        return true;
    }
    struct buf name CLEANUP_BUF = BUF_INIT(64u * KIB);
    if (sqlite3_errcode(store->db) == SQLITE_NOTADB || access(store->path, R_OK) != 0 ||
        has_log(store->path)) {
        return false;
    }
    disconnect(store);
    uri_add(&name, store->path);
    return connect_as(store, buf_str(&name).p, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

/* What is told to go on with its history has another one at home. */
static bool refuse_snapshot(struct store *store, struct err *err)
{
    int64_t snapshot;
    return setting_number(store, SETTING_SNAPSHOT, &snapshot, err) &&
           (!snapshot || err_set(err,
                                 "%s: is a snapshot, made to be read: new mentions go into the "
                                 "database it was made from",
                                 store->path));
}

/* The log grows beside a reader that takes its time; afterwards it shrinks to 64 MiB. */
static bool connect_writer(struct store *store, int flags, struct err *err)
{
    if (!connect_as(store, store->path, SQLITE_OPEN_READWRITE | flags, err)) {
        return false;
    }
    if (sqlite3_db_readonly(store->db, "main")) {
        return err_set(err, "%s: may only be read", store->path);
    }
    return schema_upgrade(store, schema_steps, schema_step_count, err) &&
           (!(flags & SQLITE_OPEN_CREATE) || refuse_snapshot(store, err)) &&
           store_run(store,
                     "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                     "PRAGMA journal_size_limit = 67108864",
                     err);
}

static bool connect_by_mode(struct store *store, struct err *err)
{
    switch (store->mode) {
    case STORE_READ:
        return connect_reader(store, err) &&
               schema_check(store, schema_steps, schema_step_count, err);
    case STORE_WRITE:
        return connect_writer(store, 0, err);
    case STORE_CREATE:
        break;
    }
    return connect_writer(store, SQLITE_OPEN_CREATE, err);
}

bool store_open(const char *path, enum store_mode mode, struct store **store, struct err *err)
{
    struct store *made = mem_zalloc(1, sizeof *made);
    made->path = mem_strdup(path);
    made->mode = mode;
    made->fresh.words = BUF_INIT(STORE_FRESH_MAX);
    for (size_t i = 0; i < STORE_SCRATCH; i++) {
        made->scratch[i] = BUF_INIT(STORE_FOLDED_MAX);
    }
    if (!connect_by_mode(made, err) || !functions_register(made, err)) {
        store_close(made);
        return false;
    }
    *store = made;
    return true;
}

void store_close(struct store *store)
{
    if (!store) {
        return;
    }
    if (store->db) {
        store_rollback(store);
    }
    aspect_changes_clear(&store->left);
    fresh_words_clear(&store->fresh);
    for (size_t i = 0; i < STORE_STATEMENTS; i++) {
        sqlite3_finalize(store->statements[i].stmt);
    }
    for (size_t i = 0; i < STORE_SEARCHES; i++) {
        sqlite3_finalize(store->searches[i].stmt);
    }
    for (size_t i = 0; i < STORE_SCRATCH; i++) {
        buf_clear(&store->scratch[i]);
    }
    disconnect(store);
    mem_free_at(&store->path);
    mem_free_at(&store);
}

bool setting_get(struct store *store, const char *name, struct arena *arena, struct str *value,
                 struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT value FROM settings WHERE name = ?");
    query_text(&query, str_of(name));
    *value = query_row(&query) ? column_text(&query, arena) : STR_NONE;
    return query_ok(&query, err);
}

bool setting_put(struct store *store, const char *name, struct str value, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO settings(name, value) VALUES(?, ?) "
                           "ON CONFLICT(name) DO UPDATE SET value = excluded.value");
    query_text(&query, str_of(name));
    query_text(&query, text_or_empty(value));
    return query_run(&query, err);
}

bool setting_number(struct store *store, const char *name, int64_t *value, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?");
    query_text(&query, str_of(name));
    *value = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

bool setting_put_number(struct store *store, const char *name, int64_t value, struct err *err)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)value);
    return setting_put(store, name, (struct str){text, (size_t)n}, err);
}

bool store_backup(struct store *store, const char *path, struct err *err)
{
    struct new_file file CLEANUP_NEW_FILE = {.folder = -1};
    if (!new_file_begin(&file, path, err)) {
        return false;
    }
    struct query query CLEANUP_QUERY = query_start(store, "VACUUM INTO ?");
    query_text(&query, buf_str(&file.part));
    if (!query_run(&query, err)) {
        bool full = (sqlite3_errcode(store->db) & 0xFF) == SQLITE_FULL;
        return full ? err_set(err, "copy to %s: no room is left there", path)
                    : err_wrap(err, "copy to %s", path);
    }
    return new_file_finish(&file, err);
}
