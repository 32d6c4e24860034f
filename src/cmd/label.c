/* nabz label: a person knows better. */
#include "cmd/commands.h"
#include "cmd/session.h"
#include "store/mentions.h"

#include <stdlib.h>

static bool correct(struct session *session, int64_t id, enum label label, bool *found,
                    struct err *err)
{
    const char *user = getenv("USER");
    if (!store_begin(session->store, err)) {
        return false;
    }
    if (!mention_correct(session->store, id, label, str_of(user ? user : "nobody"),
                         session->invocation->globals.now, found, err)) {
        store_rollback(session->store);
        return false;
    }
    return store_commit(session->store, err);
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    struct err err = ERR_NONE;
    const char *word = invocation->arguments[1];
    enum label label = label_from_name(word);
    int64_t id;
    bool found;
    if (!str_to_int(str_of(invocation->arguments[0]), &id)) {
        err_set(&err, "not the number of a mention: '%s'", invocation->arguments[0]);
        return command_fail(EXIT_USAGE, &err);
    }
    if (label == LABEL_NONE && strcmp(word, "none") != 0) {
        err_set(&err, "no label '%s' (positive, neutral, negative; none takes it back)", word);
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, STORE_WRITE);
    if (status != EXIT_WELL) {
        return status;
    }
    if (!correct(&session, id, label, &found, &err)) {
        return command_fail(EXIT_STORE, &err);
    }
    if (!found) {
        err_set(&err, "no mention %lld", (long long)id);
        return command_fail(EXIT_SOME_FAILED, &err);
    }
    return EXIT_WELL;
}

const struct command command_label = {
    .name = "label",
    .summary = "corrects the label of a mention; it outlives every rescore",
    .arguments = "ID LABEL",
    .argument_least = 2,
    .argument_most = 2,
    .example = "  nabz label 42 negative",
    .run = run,
};
