/* nabz db prune, check, compact: for years of use. */
#include "app/care.h"
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/session.h"

#include <stdio.h>

static int run_prune(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    struct pruned pruned = {0};
    int status = session_app_as(&session, STORE_WRITE);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!care_all(&session.app, &pruned, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    printf("%zu mentions, bodies of %zu messages, %zu old records\n", pruned.mentions,
           pruned.messages, pruned.records);
    return EXIT_WELL;
}

static int run_check(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP_BUF struct buf faults = BUF_INIT(MIB);
    struct err err = ERR_NONE;
    bool sound;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!store_sound(session.store, &faults, &sound, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!sound) {
        fwrite(faults.p, 1, faults.n, stdout);
        err_set(&err, "the file is damaged: restore a backup, or save what can be read with "
                      "sqlite3 FILE .recover");
        return command_fail(EXIT_STORE, &err);
    }
    puts("sound");
    return EXIT_WELL;
}

static int run_compact(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    int status = session_store(&session, STORE_WRITE);
    if (status != EXIT_WELL) {
        return status;
    }
    return store_compact(session.store, &err) ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

const struct command command_db_prune = {
    .name = "db prune",
    .summary = "drops now what is older than keep of nabz.yaml says; crawl does it once a day",
    .arguments = "",
    .example = "  nabz db prune",
    .run = run_prune,
};

const struct command command_db_check = {
    .name = "db check",
    .summary = "reads the whole database and tells whether it is sound",
    .arguments = "",
    .example = "  nabz db check",
    .run = run_check,
};

const struct command command_db_compact = {
    .name = "db compact",
    .summary = "gives the room of what was dropped back to the disk; needs as much again meanwhile",
    .arguments = "",
    .example = "  nabz db compact",
    .run = run_compact,
};
