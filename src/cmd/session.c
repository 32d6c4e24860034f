#include "cmd/session.h"

#include "base/file.h"

#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int load(struct session *session, const char *path)
{
    struct err err = ERR_NONE;
    return config_load(path, &session->config, &err) ? EXIT_WELL : command_fail(EXIT_CONFIG, &err);
}

int session_config(struct session *session)
{
    struct err err = ERR_NONE;
    if (session->config) {
        return EXIT_WELL;
    }
    const char *path = config_find(session->invocation->globals.config, &session->arena, &err);
    return path ? load(session, path) : command_fail(EXIT_CONFIG, &err);
}

int session_config_if_any(struct session *session)
{
    const char *named = session->invocation->globals.config;
    if (session->config || named) {
        return session_config(session);
    }
    const char *path = config_find(NULL, &session->arena, NULL);
    return path ? load(session, path) : EXIT_WELL;
}

/* Makes the folder a database lies in, if it is not there yet: the usual one may never have been
 * used. What goes wrong is told by who opens the file. */
static void make_folder(const char *database)
{
    char *folder = mem_strdup(database);
    for (char *at = folder + 1; *at; at++) {
        if (*at == '/') {
            *at = 0;
            mkdir(folder, 0700);
            *at = '/';
        }
    }
    mem_free_at(&folder);
}

static const char *database_of(const struct session *session)
{
    const char *named = session->invocation->globals.db;
    return named ? named : session->config->database;
}

bool session_has_store(const struct session *session)
{
    return access(database_of(session), F_OK) == 0;
}

/* cron and ssh set one of the two or none. */
struct str user_name(struct arena *arena, const char *said)
{
    static const char *const variables[] = {"USER", "LOGNAME"};
    for (size_t i = 0; !(said && *said) && i < sizeof variables / sizeof *variables; i++) {
        said = getenv(variables[i]);
    }
    const struct passwd *entry = said && *said ? NULL : getpwuid(getuid());
    said = entry ? entry->pw_name : said;
    return str_copy(arena, str_of(said && *said ? said : "nobody"));
}

int session_lock(struct session *session)
{
    const char *database = database_of(session);
    CLEANUP_FREE char *real = realpath(database, NULL); /* one file, one lock, by whatever link */
    struct err err = ERR_NONE;
    make_folder(database);
    const char *lock = str_format(&session->arena, "%s.lock", real ? real : database).p;
    switch (file_lock(lock, &session->lock, &err)) {
    case FILE_LOCK_TAKEN:
        return EXIT_WELL;
    case FILE_LOCK_BUSY:
        err_set(&err, "%s: another run is at work", database);
        return command_fail(EXIT_LOCKED, &err);
    case FILE_LOCK_FAILED:
        break;
    }
    return command_fail(EXIT_STORE, &err);
}

int session_store(struct session *session, enum store_mode mode)
{
    struct err err = ERR_NONE;
    bool named = session->invocation->globals.db;
    int status = named ? session_config_if_any(session) : session_config(session);
    if (status != EXIT_WELL) {
        return status;
    }
    const char *path = database_of(session);
    if (mode == STORE_CREATE) {
        make_folder(path);
    }
    if (!store_open(path, mode, &session->store, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    store_set_fold(session->store, app_fold());
    return EXIT_WELL;
}

int session_app(struct session *session)
{
    return session_app_as(session, STORE_CREATE);
}

int session_app_as(struct session *session, enum store_mode mode)
{
    struct err err = ERR_NONE;
    int status = session_config(session);
    if (status == EXIT_WELL) {
        status = session_store(session, mode);
    }
    if (status != EXIT_WELL) {
        return status;
    }
    if (mode != STORE_READ && !store_set_zone(session->store, session->config->time_zone, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!app_open(&session->app, session->config, session->store, session->invocation->globals.now,
                  &err)) {
        return command_fail(EXIT_CONFIG, &err);
    }
    session->app_opened = true;
    return EXIT_WELL;
}

int64_t session_when(const struct session *session, struct when when, int64_t otherwise)
{
    const char *zone = session->config ? session->config->time_zone : "UTC";
    if (!when.is_said || !when.is_day) {
        return when.is_said ? when.at : otherwise;
    }
    return moment_to_time(zone, moment_in("UTC", when.at));
}

void session_close(struct session *session)
{
    if (session->app_opened) {
        app_close(&session->app);
    }
    store_close(session->store);
    config_free(session->config);
    arena_clear(&session->arena);
    if (session->lock >= 0) {
        close(session->lock);
    }
    *session = (struct session){.lock = -1};
}

bool author_name_read(const char *text, struct str *name, struct err *err)
{
    struct str trimmed = str_trim(str_of(text));
    *name = str_slice(trimmed, str_starts(trimmed, STR("@")), trimmed.n);
    return name->n || err_set(err, "'%s' is no name of an author", text);
}
