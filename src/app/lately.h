/* The last hours of what an incident counts, and what is usual for them: what its picture shows. */
#ifndef APP_LATELY_H
#define APP_LATELY_H

#include "alert/message.h"
#include "app/app.h"
#include "detect/baseline.h"

/* Sets the trend of the context, in the arena. `settled`: what is usual for the incident's series;
 * NULL for many brands at once, of which it is learned here. */
bool lately_read(struct app *app, const struct incident *incident, const struct baseline *settled,
                 struct arena *arena, struct message_context *context, struct err *err) MUST_CHECK;

#endif
