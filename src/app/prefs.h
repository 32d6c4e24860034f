/* Recipients and teams of nabz.yaml as alert/ knows them. Pure. */
#ifndef APP_PREFS_H
#define APP_PREFS_H

#include "alert/chat.h"
#include "app/app.h"

struct recipient_prefs prefs_of(const struct config_recipient *to);
/* Of a chat: nobody by name, calendar and digits as the language has them. */
struct recipient_prefs prefs_of_language(enum config_language language, const char *zone);

/* How a webhook wants to be talked to; false: it is a program and takes events. */
bool prefs_chat(const struct config_webhook *to, enum chat_kind *kind);

/* Of Message-IDs and list ids: what stands behind the @ of mail: from:, else nabz.invalid. */
struct str prefs_domain(const struct app *app);

/* The sender, the list and the time; the rest is the caller's to fill in. */
struct message_context prefs_context(const struct app *app, const struct config_team *team,
                                     struct arena *arena);

#endif
