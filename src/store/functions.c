#include "store/functions.h"

#include "base/limits.h"
#include "store/search.h"

#include <stdio.h>

#define FUNCTION_FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)

static struct str value_text(sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);
    return (struct str){text ? text : "", (size_t)sqlite3_value_bytes(value)};
}

static void answer_text(sqlite3_context *context, struct str text)
{
    sqlite3_result_text64(context, text.p ? text.p : "", text.n, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void fold_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct store *store = sqlite3_user_data(context);
    (void)count;
    if (store->fold.fold && sqlite3_value_type(values[0]) != SQLITE_NULL) {
        struct buf folded CLEANUP_BUF = BUF_INIT(STORE_FOLDED_MAX);
        store->fold.fold(store->fold.user, value_text(values[0]), &folded);
        answer_text(context, buf_str(&folded));
    }
}

/* The offset of the zone is looked up as the views do it, so that both say the same. */
static bool local_seconds(struct store *store, int64_t at, int64_t *local)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT seconds FROM zone_offsets WHERE from_at <= ? ORDER BY from_at DESC LIMIT 1");
    query_int(&query, at);
    bool found = query_row(&query);
    *local = found ? at + column_int(&query) : 0;
    return found;
}

static void jalali_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    (void)count;
    int64_t at = sqlite3_value_int64(values[0]), local;
    int type = sqlite3_value_numeric_type(values[0]); /* what is no number has no date */
    if ((type != SQLITE_INTEGER && type != SQLITE_FLOAT) || at < -CALENDAR_RANGE ||
        at > CALENDAR_RANGE || !local_seconds(sqlite3_user_data(context), at, &local)) {
        return;
    }
    struct moment moment = moment_in("UTC", local);
    struct date date = jalali_from_gregorian(moment.date);
    char text[64];
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
    answer_text(context, (struct str){text, (size_t)n});
}

bool functions_register(struct store *store, struct err *err)
{
    if (sqlite3_create_function(store->db, "fold", 1, FUNCTION_FLAGS, store, fold_call, NULL,
                                NULL) != SQLITE_OK ||
        sqlite3_create_function(store->db, "jalali", 1, FUNCTION_FLAGS, store, jalali_call, NULL,
                                NULL) != SQLITE_OK) {
        return store_fail(store, err);
    }
    return true;
}

static void outside_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct sql_function *function = sqlite3_user_data(context);
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) {
        return;
    }
    struct buf out CLEANUP_BUF = BUF_INIT(STORE_FOLDED_MAX);
    struct sql_value value = {.kind = SQL_NULL};
    function->call(function->user, value_text(values[0]), &out, &value);
    switch (value.kind) {
    case SQL_NULL:
        break;
    case SQL_INTEGER:
        sqlite3_result_int64(context, value.integer);
        break;
    case SQL_REAL:
        sqlite3_result_double(context, value.real);
        break;
    case SQL_TEXT:
    case SQL_BLOB:
        answer_text(context, value.text);
        break;
    }
}

static void outside_free(void *function)
{
    mem_free_at(&function);
}

bool store_function(struct store *store, struct sql_function function, struct err *err)
{
    struct sql_function *kept = mem_alloc(sizeof *kept);
    *kept = function;
    /* SQLite frees it, even when this fails. */
    return sqlite3_create_function_v2(store->db, function.name, 1, FUNCTION_FLAGS, kept,
                                      outside_call, NULL, NULL, outside_free) == SQLITE_OK ||
           store_fail(store, err);
}
