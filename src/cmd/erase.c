/* nabz erase: a person who asks to be forgotten. */
#include "store/erase.h"
#include "cmd/commands.h"
#include "cmd/session.h"
#include "store/authors.h"
#include "store/search.h"

#include <stdio.h>

struct options {
    const char *source;
    bool yes;
};

enum { MOST_SOURCES = 1000 };

/* How much there is, so that nobody erases another one by mistake. */
static bool tell(struct session *session, struct str name, struct err *err)
{
    const struct options *options = session->invocation->options;
    struct author_row *list;
    size_t count;
    if (!authors_list(session->store, name, str_of(options->source), AUTHORS_BY_MENTIONS,
                      MOST_SOURCES, &session->arena, &list, &count, err)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        printf("%.*s at %.*s: %lld mentions, from %.*s to %.*s\n", STR_FMT(list[i].name),
               STR_FMT(list[i].source), (long long)list[i].mentions, STR_FMT(list[i].first_utc),
               STR_FMT(list[i].last_utc));
    }
    puts(count ? "Nothing is erased yet. Once more with --yes erases them for good."
               : "Nobody of that name.");
    return true;
}

static bool erase(struct session *session, struct str name, struct err *err)
{
    const struct options *options = session->invocation->options;
    size_t erased;
    if (!search_index(session->store, err) || !store_begin(session->store, err)) {
        return false;
    }
    if (!author_erase(session->store, name, str_of(options->source),
                      session->invocation->globals.now, &erased, err)) {
        store_rollback(session->store);
        return false;
    }
    if (!store_commit(session->store, err)) {
        return false;
    }
    printf("%zu mentions erased.\n", erased);
    return store_scrub(session->store, err) || err_wrap(err, "what is erased is still in the file");
}

static int run(const struct invocation *invocation)
{
    CLEANUP_SESSION struct session session = SESSION(invocation);
    const struct options *options = invocation->options;
    struct str name;
    struct err err = ERR_NONE;
    if (!author_name_read(invocation->arguments[0], &name, &err)) {
        return command_fail(EXIT_USAGE, &err);
    }
    int status = session_store(&session, options->yes ? STORE_WRITE : STORE_READ);
    if (status != EXIT_WELL) {
        return status;
    }
    bool well = options->yes ? erase(&session, name, &err) : tell(&session, name, &err);
    return well ? EXIT_WELL : command_fail(EXIT_STORE, &err);
}

static const struct option option_table[] = {
    {"source", OPTION_TEXT, offsetof(struct options, source), "NAME",
     "only there and at others of its service; a name of another site may be another person"},
    {"yes", OPTION_FLAG, offsetof(struct options, yes), NULL, "does it; without, it only tells"},
    {0},
};

const struct command command_erase = {
    .name = "erase",
    .summary = "forgets a person: all mentions of an author, for good; what was counted stays",
    .arguments = "NAME",
    .argument_least = 1,
    .argument_most = 1,
    .options = option_table,
    .options_size = sizeof(struct options),
    .example = "  nabz erase @sara_k\n  nabz erase @sara_k --yes",
    .run = run,
};
