/* nabz db ...: care of the data. */
#include "base/limits.h"
#include "cmd/commands.h"
#include "cmd/session.h"

#include <stdio.h>

static int run_backup(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    return store_backup(session.store, invocation->arguments[0], &err)
               ? EXIT_WELL
               : command_fail(EXIT_STORE, &err);
}

static int run_schema(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    CLEANUP_BUF struct buf text = BUF_INIT(MIB);
    struct err err = ERR_NONE;
    int status = session_store(&session, STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!store_describe(session.store, &text, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    fwrite(text.p, 1, text.n, stdout);
    return EXIT_WELL;
}

const struct command command_db_backup = {
    .name = "db backup",
    .summary = "writes a consistent copy of the database while others use it",
    .arguments = "FILE",
    .argument_least = 1,
    .argument_most = 1,
    .example = "  nabz db backup /backup/nabz-$(date +%F).db",
    .run = run_backup,
};

const struct command command_db_schema = {
    .name = "db schema",
    .summary = "tells the views and their columns, as Markdown",
    .arguments = "",
    .example = "  nabz db schema | less",
    .run = run_schema,
};
