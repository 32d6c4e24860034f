/* What is known of every source: nabz.yaml, the status, what it may still spend, what is wrong. For
 * the commands that show sources. */
#ifndef CMD_SOURCE_LIST_H
#define CMD_SOURCE_LIST_H

#include "app/budget.h"
#include "cmd/session.h"
#include "model/trouble.h"

struct source_row {
    struct source_status status;
    const struct config_source *source; /* NULL: no longer in nabz.yaml, or imported */
    struct budget budget;               /* {0} without a source */
    int64_t newest_at;                  /* posting of its newest mention, TIME_NONE for none */
    const struct trouble *trouble;      /* the gravest that lasts; NULL: none */
};

struct source_list {
    struct source_row *rows;
    size_t count;
};

/* Those of nabz.yaml in its order, then by name those that are only in the database. Wants
 * session->app; its store may be NULL: then none was ever polled. In the session's arena. */
bool source_list_read(struct session *session, struct source_list *list,
                      struct err *err) MUST_CHECK;

/* "120 items, 4.50 of 5 USD today": what may still be spent; absent where there is no limit. */
struct str source_list_left(const struct budget *budget, struct arena *arena);

/* Opens the database to read, if there is one, and the app over it; makes no file. Answers with an
 * exit status. */
int source_list_open(struct session *session);

#endif
