#include "store/query.h"

#include <assert.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* SQLite calls it an I/O error when it cannot make its files beside the database. */
static bool no_room(const char *path)
{
    struct statvfs room;
    return statvfs(path, &room) == 0 && room.f_bavail == 0;
}

static bool is_closed(const char *path)
{
    return access(path, F_OK) == 0 && access(path, R_OK) != 0;
}

/* The log and its index are made beside the file. */
static bool folder_is_closed(const char *path)
{
    struct buf folder CLEANUP_BUF = BUF_INIT(64u * KIB);
    const char *end = strrchr(path, '/');
    buf_add(&folder, end ? (struct str){path, (size_t)(end - path) + 1} : STR("."));
    return access(path, F_OK) == 0 && access(buf_str(&folder).p, W_OK) != 0;
}

bool store_fail(struct store *store, struct err *err)
{
    const char *more = "";
    switch (sqlite3_errcode(store->db) & 0xFF) {
    case SQLITE_CORRUPT:
        more = ": restore a backup, or save what can be read with sqlite3 FILE .recover";
        break;
    case SQLITE_BUSY:
        more = ": another program has been writing to it for ten seconds";
        break;
    case SQLITE_CANTOPEN:
        more = is_closed(store->path)          ? ": you may not read it"
               : folder_is_closed(store->path) ? ": nothing can be written beside it"
                                               : "";
        break;
    case SQLITE_IOERR:
        more = no_room(store->path) ? ": no room is left where it lies" : "";
        break;
    default:
        break;
    }
    return err_set(err, "%s: %s%s", store->path, sqlite3_errmsg(store->db), more);
}

bool store_run(struct store *store, const char *sql, struct err *err)
{
    return sqlite3_exec(store->db, sql, NULL, NULL, NULL) == SQLITE_OK || store_fail(store, err);
}

bool store_empty_log(struct store *store, struct err *err)
{
    /* https://www.sqlite.org/pragma.html#pragma_wal_checkpoint: who was in the way is no error. */
    struct query query CLEANUP_QUERY = query_start(store, "PRAGMA wal_checkpoint(TRUNCATE)");
    bool busy = query_row(&query) && column_bool(&query);
    return query_ok(&query, err) &&
           (!busy || err_set(err,
                             "%s: another program has been reading it for ten seconds, so its log "
                             "could not be emptied: once more when that has ended",
                             store->path));
}

static struct statement *statement_slot(struct store *store, const char *sql)
{
    size_t at = ((uintptr_t)sql >> 3) * HASH_STEP >> 40;
    for (size_t tried = 0; tried < STORE_STATEMENTS; tried++) {
        struct statement *slot = &store->statements[(at + tried) & (STORE_STATEMENTS - 1)];
        if (!slot->sql || slot->sql == sql) {
            return slot;
        }
    }
    assert(0 && "more statements than slots");
    return NULL;
}

struct query query_start(struct store *store, const char *sql)
{
    struct statement *slot = statement_slot(store, sql);
    struct query query = {.store = store};
    if (!slot->stmt) {
        query.status =
            sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &slot->stmt, NULL);
        slot->sql = slot->stmt ? sql : NULL;
    }
    query.stmt = slot->stmt;
    assert(!query.stmt || !sqlite3_stmt_busy(query.stmt));
    return query;
}

void query_end(struct query *query)
{
    if (query->stmt) {
        sqlite3_reset(query->stmt);
        query->stmt = NULL;
    }
}

static void note(struct query *query, int status)
{
    if (query->status == SQLITE_OK) {
        query->status = status;
    }
}

void query_int(struct query *query, int64_t value)
{
    note(query, sqlite3_bind_int64(query->stmt, ++query->bound, value));
}

void query_null(struct query *query)
{
    note(query, sqlite3_bind_null(query->stmt, ++query->bound));
}

void query_unless(struct query *query, int64_t value, int64_t none)
{
    if (value == none) {
        query_null(query);
    } else {
        query_int(query, value);
    }
}

void query_time(struct query *query, int64_t at)
{
    query_unless(query, at, TIME_NONE);
}

void query_real(struct query *query, double value)
{
    note(query, sqlite3_bind_double(query->stmt, ++query->bound, value));
}

void query_rating(struct query *query, double rating)
{
    if (rating < 0) {
        query_null(query);
    } else {
        query_real(query, rating);
    }
}

void query_text(struct query *query, struct str text)
{
    note(query, sqlite3_bind_text64(query->stmt, ++query->bound, text.p, text.n, SQLITE_STATIC,
                                    SQLITE_UTF8));
}

void query_blob(struct query *query, struct str bytes)
{
    note(query, sqlite3_bind_blob64(query->stmt, ++query->bound, bytes.p, bytes.n, SQLITE_STATIC));
}

/* If it is a number at all: no plus, no leading zero, no -0. */
static bool is_canonical(struct str text)
{
    struct str digits = str_slice(text, text.n && text.p[0] == '-', text.n);
    return digits.n && ((digits.p[0] >= '1' && digits.p[0] <= '9') || str_eq(text, STR("0")));
}

bool id_is_number(struct str native_id, int64_t *number)
{
    return is_canonical(native_id) && str_to_int(native_id, number);
}

void query_id(struct query *query, struct str native_id)
{
    int64_t number;
    if (id_is_number(native_id, &number)) {
        query_int(query, number);
    } else {
        query_text(query, native_id);
    }
}

bool query_row(struct query *query)
{
    assert(query->status != SQLITE_OK || query->bound == sqlite3_bind_parameter_count(query->stmt));
    if (query->status != SQLITE_OK) {
        return false;
    }
    int status = sqlite3_step(query->stmt);
    query->column = 0;
    if (status != SQLITE_ROW && status != SQLITE_DONE) {
        query->status = status;
    }
    return status == SQLITE_ROW;
}

bool query_ok(const struct query *query, struct err *err)
{
    return query->status == SQLITE_OK || store_fail(query->store, err);
}

bool query_run(struct query *query, struct err *err)
{
    while (query_row(query)) {
    }
    bool ok = query_ok(query, err);
    query_end(query);
    return ok;
}

int64_t column_int(struct query *query)
{
    return sqlite3_column_int64(query->stmt, query->column++);
}

bool column_null(struct query *query)
{
    return sqlite3_column_type(query->stmt, query->column) == SQLITE_NULL;
}

int64_t column_time(struct query *query)
{
    bool none = column_null(query);
    int64_t at = column_int(query);
    return none ? TIME_NONE : at;
}

double column_real(struct query *query)
{
    return sqlite3_column_double(query->stmt, query->column++);
}

bool column_bool(struct query *query)
{
    return column_int(query) != 0;
}

struct str column_view(struct query *query)
{
    int column = query->column++;
    if (sqlite3_column_type(query->stmt, column) == SQLITE_NULL) {
        return STR_NONE;
    }
    /* sqlite3_column_blob of a text is its UTF-8 bytes; of an empty one NULL, which is not absent.
     */
    if (sqlite3_column_type(query->stmt, column) == SQLITE_BLOB) {
        const char *bytes = sqlite3_column_blob(query->stmt, column);
        return (struct str){bytes ? bytes : "", (size_t)sqlite3_column_bytes(query->stmt, column)};
    }
    const char *text = (const char *)sqlite3_column_text(query->stmt, column);
    return (struct str){text ? text : "", (size_t)sqlite3_column_bytes(query->stmt, column)};
}

struct str column_text(struct query *query, struct arena *arena)
{
    struct str view = column_view(query);
    return view.p ? str_copy(arena, view) : STR_NONE;
}

void *list_room(struct arena *arena, void *list, size_t count, size_t size)
{
    if (count & (count - 1)) { /* the room is the next power of two */
        return list;
    }
    char *larger = arena_alloc(arena, count ? 2 * count : 1, size);
    if (count) {
        memcpy(larger, list, count * size);
    }
    return larger;
}

struct str store_folded(struct store *store, size_t scratch, struct str text)
{
    assert(store->fold.fold && scratch < STORE_SCRATCH);
    struct buf *buf = &store->scratch[scratch];
    buf_reset(buf);
    store->fold.fold(store->fold.user, text, buf);
    return buf_str(buf);
}

static bool id_find(struct query *query, struct str name, int64_t *id, struct err *err)
{
    query_text(query, name);
    *id = query_row(query) ? column_int(query) : 0;
    return query_ok(query, err);
}

bool store_source_find(struct store *store, struct str name, int64_t *id, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT id FROM sources WHERE name = ?");
    return id_find(&query, name, id, err);
}

bool store_brand_find(struct store *store, struct str name, int64_t *id, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(store, "SELECT id FROM brands WHERE name = ?");
    return id_find(&query, name, id, err);
}

static bool id_make(struct query *query, struct str name, int64_t *id, struct err *err)
{
    query_text(query, name);
    if (!query_run(query, err)) {
        return false;
    }
    *id = sqlite3_last_insert_rowid(query->store->db);
    return true;
}

bool store_source_id(struct store *store, struct str name, int64_t *id, struct err *err)
{
    if (!store_source_find(store, name, id, err) || *id) {
        return *id != 0;
    }
    struct query query CLEANUP_QUERY = query_start(store, "INSERT INTO sources(name) VALUES(?)");
    return id_make(&query, name, id, err);
}

bool store_brand_id(struct store *store, struct str name, int64_t *id, struct err *err)
{
    if (!store_brand_find(store, name, id, err) || *id) {
        return *id != 0;
    }
    struct query query CLEANUP_QUERY = query_start(store, "INSERT INTO brands(name) VALUES(?)");
    return id_make(&query, name, id, err);
}
