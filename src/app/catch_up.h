/* What was held back of a recipient is told afterwards, in one message: what quiet hours and
 * weekends held, at their end, be it of a person, a chat or a program; what was over the limit of
 * mails a day, the next day, or in the daily digest of a team that has one. */
#ifndef APP_CATCH_UP_H
#define APP_CATCH_UP_H

#include "alert/held_back.h"
#include "app/app.h"

/* Puts the messages into the outbox, in a transaction of its own. A single message that quiet hours
 * held is let go as it is. */
bool catch_up_tell(struct app *app, struct err *err) MUST_CHECK;

/* What the limit of a day held before that time, for the digest of a recipient; *any is false when
 * there is nothing. The rows count as told of in `message_id` from now on. Inside a transaction. */
bool catch_up_fold(struct app *app, const struct config_team *team, struct str recipient,
                   int64_t before, struct str message_id, struct arena *arena,
                   struct held_back *held, bool *any, struct err *err) MUST_CHECK;

#endif
