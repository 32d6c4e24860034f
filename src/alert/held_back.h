/* The one message that tells what a recipient was not sent: in the team's quiet hours, or over its
 * limit for a day. One line for each incident, those that are still open first, in the order given.
 * Pure. */
#ifndef ALERT_HELD_BACK_H
#define ALERT_HELD_BACK_H

#include "alert/chat.h"
#include "alert/event.h"
#include "alert/incident_item.h"

struct held_incident {
    struct incident
        incident; /* as it stands by now; of one that is no longer known, the id alone */
    struct incident_titles titles;
    struct str subject; /* of its newest message that was held */
    int64_t first_at;   /* when the first of them was made */
    bool known, open;   /* by now */
};

struct held_back {
    const struct held_incident *incidents;
    size_t incident_count, message_count;
    bool away;     /* quiet hours held something */
    int64_t limit; /* mails a day that held something; 0: none did */
};

/* Adds it to a letter that is open, as sections: for the digest. */
void held_back_add(const struct held_back *held, const struct message_context *context,
                   struct arena *arena, struct letter *letter);

/* The same for a chat, but a ticket, and for programs (docs/events.md). */
void held_back_chat(const struct held_back *held, enum chat_kind kind,
                    const struct recipient_prefs *to, const struct message_context *context,
                    struct str room, struct arena *arena, struct buf *json, struct str *subject);
void held_back_event(const struct held_back *held, const struct event_context *context,
                     struct buf *json);

/* Appends the mail and sets *subject, in the arena. */
void held_back_compose(const struct held_back *held, const struct recipient_prefs *to,
                       const struct message_context *context, struct arena *arena, struct buf *mail,
                       struct str *subject);

#endif
