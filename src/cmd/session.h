/* What a command needs opened: the configuration and the database, found as the global options say.
 * Each function answers with an exit status; when it is not EXIT_WELL it has told why. */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include "app/app.h"
#include "cmd/cmd.h"

struct session {
    const struct invocation *invocation;
    struct config *config; /* NULL when there is none */
    struct store *store;
    struct app app;
    bool app_opened;
    int lock; /* descriptor, -1: none */
    struct arena arena;
};

#define SESSION(invocation)                                                                        \
    {                                                                                              \
        .invocation = (invocation), .lock = -1                                                     \
    }

/* The configuration must be there and right. */
int session_config(struct session *session);
/* The configuration if there is one: for commands that work without. A wrong one is still told. */
int session_config_if_any(struct session *session);
/* The database, of --db or the configuration (which is read when there is one). */
int session_store(struct session *session, enum store_mode mode);
/* Whether there is a database yet. Wants the configuration, or --db. */
bool session_has_store(const struct session *session);
/* All that the pipelines need: configuration, database for writing, lexicon, queries. */
int session_app(struct session *session);
/* The same on a database opened in that mode; what the pipelines write wants STORE_CREATE. */
int session_app_as(struct session *session, enum store_mode mode);
/* Until the end only this run polls and delivers: two would send the same mail twice. Wants the
 * configuration. */
int session_lock(struct session *session);
/* UTC seconds; `otherwise` when nothing was said. A day begins in the zone of the configuration. */
int64_t session_when(const struct session *session, struct when when, int64_t otherwise);
/* Who says what a command writes down: `said` when it is not NULL, else who runs it. In the arena.
 */
struct str user_name(struct arena *arena, const char *said);
/* The name of an author, without its @. An empty one is refused: in the store it means everybody.
 */
bool author_name_read(const char *text, struct str *name, struct err *err) MUST_CHECK;
void session_close(struct session *session);
#define CLEANUP_SESSION CLEANUP(session_close)

#endif
