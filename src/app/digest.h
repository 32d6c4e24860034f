/* Digests of a team (nabz.yaml: digest): gathered from the store, put into the outbox once, when
 * their time has come. */
#ifndef APP_DIGEST_H
#define APP_DIGEST_H

#include "alert/digest.h"
#include "app/app.h"

/* The last whole day, or week from Saturday to Friday, before `now` by the clock of `zone`, in UTC
 * seconds; and when its digest is due. Pure. */
struct digest_period {
    int64_t from, to, due_at;
    bool several; /* days, because no run saw the first of them */
};
struct digest_period digest_period(const struct config_digest *settings, const char *zone,
                                   int64_t now);

/* The period's digest of a team, all in the arena. The brands are those of the team's rules; all,
 * when it has none. */
bool digest_gather(struct app *app, const struct config_team *team,
                   const struct digest_period *period, struct arena *arena, struct digest *digest,
                   struct err *err) MUST_CHECK;

/* Puts it into the outbox for every recipient, webhook and command, but for tickets, under that
 * key; inside a transaction. A daily one tells a recipient what the limit of a day has held back.
 */
bool digest_add(struct app *app, const struct config_team *team, struct str key,
                const struct digest *digest, struct arena *arena, size_t *messages,
                struct err *err) MUST_CHECK;

/* Adds every digest that is due and was not made yet; a transaction of its own. */
bool digest_all_due(struct app *app, struct err *err) MUST_CHECK;

#endif
