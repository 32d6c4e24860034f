/* One message about an incident for a chat or a ticket system, as the JSON body its webhook takes:
 * Slack and Mattermost (incoming webhooks), Telegram (sendMessage of a bot), a ticket (title,
 * description, labels, as GitLab's issues have them). It says in a few lines what the mail says.
 *
 * Pure. Words of the outside cannot become markup, a link, or a call to everybody. */
#ifndef ALERT_CHAT_H
#define ALERT_CHAT_H

#include "alert/message.h"

enum chat_kind { CHAT_SLACK, CHAT_MATTERMOST, CHAT_TELEGRAM, CHAT_TICKET };

/* Appends the body and sets *subject, in the arena. `to` gives language, calendar, digits and zone;
 * `room` is Telegram's chat_id. */
void chat_compose(enum chat_kind kind, const struct incident *incident, enum incident_event event,
                  const struct recipient_prefs *to, const struct message_context *context,
                  struct str room, struct arena *arena, struct buf *json, struct str *subject);

/* The same for a letter about no incident, by its text part: the first line stands out. Not for a
 * ticket. What has no room is left out by whole lines. */
void chat_letter(enum chat_kind kind, struct str text, struct str room, struct buf *json);

#endif
