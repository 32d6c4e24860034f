/* The mail that tells what a recipient was not sent because of the team's limit for a day. Pure. */
#ifndef ALERT_HELD_BACK_H
#define ALERT_HELD_BACK_H

#include "alert/message.h"
#include "model/delivery.h"

/* Appends the mail and sets *subject, in the arena. The messages in the order they were made; the
 * first ones are listed, the others counted. `limit`: mails a day. */
void held_back_compose(const struct delivery *list, size_t count, int64_t limit,
                       const struct recipient_prefs *to, const struct message_context *context,
                       struct arena *arena, struct buf *mail, struct str *subject);

#endif
