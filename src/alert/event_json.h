/* Inside alert/ only: values of the events that programs get. Times are RFC 3339 UTC; what is
 * absent or no number is null; long texts are cut. */
#ifndef ALERT_EVENT_JSON_H
#define ALERT_EVENT_JSON_H

#include "alert/event.h"

#include <jansson.h>

enum { EVENT_FIELD_MAX = 1000 };

void event_set(json_t *object, const char *name, json_t *value); /* steals; NULL: null */
void event_set_text(json_t *object, const char *name, struct str text, size_t most);
void event_set_time(json_t *object, const char *name, int64_t at);
void event_set_number(json_t *object, const char *name, double value);

json_t *event_mention(const struct mention *mention);
json_t *event_head(const struct event_context *context); /* what every event begins with */
void event_write(json_t *object, struct buf *json);      /* steals; one line */

#endif
