/* nabz_sqlite.so: sentiment(text), fold(text) and jalali(seconds) for the sqlite3 shell, Datasette
 * and whatever else loads extensions of SQLite (https://www.sqlite.org/loadext.html); the same
 * three that `nabz sql` has. A module of its own, loaded by others: `.load nabz_sqlite`.
 *
 * sentiment() scores with the shipped lexicon, which lies beside the module as it does beside the
 * program; a brand lexicon of nabz.yaml has no say. jalali() tells the date in the zone of the
 * database at hand, that of its views, and in UTC where there is none. */
#include "base/clock.h"
#include "base/mem.h"
#include "sentiment/score.h"
#include "text/fold.h"

#include <dlfcn.h>
#include <sqlite3ext.h>
#include <stdio.h>
#include <stdlib.h>

SQLITE_EXTENSION_INIT1

struct module {
    struct lexicon *lexicon;
    struct scorer scorer;
    struct tokens tokens;
};

static void module_free(void *made)
{
    struct module *module = made;
    lexicon_close(module->lexicon);
    tokens_clear(&module->tokens);
    mem_free_at(&module);
}

static struct str value_text(sqlite3_value *value)
{
    const char *text = (const char *)sqlite3_value_text(value);
    return (struct str){text ? text : "", (size_t)sqlite3_value_bytes(value)};
}

static bool is_null(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

static void sentiment_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    struct module *module = sqlite3_user_data(context);
    struct score score;
    (void)count;
    if (!is_null(values[0])) {
        score_text(&module->scorer, &module->tokens, value_text(values[0]), &score);
        if (score.label != LABEL_NONE) {
            sqlite3_result_double(context, score.compound);
        }
    }
}

static void fold_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    (void)count;
    if (!is_null(values[0])) {
        struct str folded = text_fold(&arena, value_text(values[0]));
        sqlite3_result_text64(context, folded.n ? folded.p : "", folded.n, SQLITE_TRANSIENT,
                              SQLITE_UTF8);
    }
}

/* As the views look it up; 0 in a database that is none of ours. */
static int64_t zone_seconds(sqlite3 *db, int64_t at)
{
    sqlite3_stmt *stmt = NULL;
    int64_t seconds = 0;
    sqlite3_prepare_v2(db,
                       "SELECT seconds FROM zone_offsets WHERE from_at <= ? ORDER BY from_at DESC "
                       "LIMIT 1",
                       -1, &stmt, NULL);
    sqlite3_bind_int64(stmt, 1, at);
    if (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
        seconds = sqlite3_column_int64(stmt, 0);
    }
    sqlite3_finalize(stmt);
    return seconds;
}

static void jalali_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    int64_t at = sqlite3_value_int64(values[0]);
    char text[64];
    (void)count;
    int type = sqlite3_value_numeric_type(values[0]);
    if ((type != SQLITE_INTEGER && type != SQLITE_FLOAT) || at < -CALENDAR_RANGE ||
        at > CALENDAR_RANGE) {
        return;
    }
    at += zone_seconds(sqlite3_context_db_handle(context), at);
    struct date date = jalali_from_gregorian(moment_in("UTC", at).date);
    int n = snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
    sqlite3_result_text(context, text, n, SQLITE_TRANSIENT);
}

/* $NABZ_DATA, else share/nabz beside the lib/nabz that this module lies in. */
static const char *image_path(struct arena *arena)
{
    static const char here = 0;
    const char *named = getenv("NABZ_DATA");
    Dl_info info = {0};
    if (named && *named) {
        return str_format(arena, "%s/lexicon.image", named).p;
    }
    dladdr(&here, &info);
    struct str file = str_of(info.dli_fname ? info.dli_fname : "");
    while (file.n && file.p[file.n - 1] != '/') {
        file.n--;
    }
    return str_format(arena, "%.*s../../share/nabz/lexicon.image", STR_FMT(file)).p;
}

static bool lexicon_find(struct module *module, char **message)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    struct err err = ERR_NONE;
    if (!lexicon_open(image_path(&arena), &module->lexicon, &err)) {
        *message = sqlite3_mprintf("nabz: %s", err.text);
        return false;
    }
    module->scorer = (struct scorer){.lexicon = module->lexicon, .options = SCORER_DEFAULT};
    return true;
}

#define FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC)

int sqlite3_nabzsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api);

int sqlite3_nabzsqlite_init(sqlite3 *db, char **message, const sqlite3_api_routines *api)
{
    SQLITE_EXTENSION_INIT2(api)
    struct module *module = mem_zalloc(1, sizeof *module);
    if (!lexicon_find(module, message)) {
        module_free(module);
        return SQLITE_ERROR;
    }
    /* From here on SQLite frees the module, even when the first of these fails. */
    bool well = sqlite3_create_function_v2(db, "sentiment", 1, FLAGS, module, sentiment_call, NULL,
                                           NULL, module_free) == SQLITE_OK &&
                sqlite3_create_function_v2(db, "fold", 1, FLAGS, NULL, fold_call, NULL, NULL,
                                           NULL) == SQLITE_OK &&
                sqlite3_create_function_v2(db, "jalali", 1, SQLITE_UTF8, NULL, jalali_call, NULL,
                                           NULL, NULL) == SQLITE_OK;
    return well ? SQLITE_OK : SQLITE_ERROR;
}
