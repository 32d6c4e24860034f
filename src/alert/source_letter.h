/* What the operator is told of the sources: which have trouble, still have, or are well again. One
 * message for all of them. Pure. */
#ifndef ALERT_SOURCE_LETTER_H
#define ALERT_SOURCE_LETTER_H

#include "alert/letter.h"
#include "model/trouble.h"

enum source_news_kind { NEWS_BEGUN, NEWS_LASTS, NEWS_OVER };

struct source_news {
    enum source_news_kind what;
    struct trouble trouble;
    struct source_status status;
};

/* Opens, writes and ends the letter, and sets *subject, in the arena. `count` is one at least; the
 * first ones of each kind are listed, the others counted. */
void source_letter_write(const struct source_news *list, size_t count,
                         const struct recipient_prefs *to, struct str team, struct arena *arena,
                         struct letter *letter, struct str *subject);

/* The same for programs, as one JSON object without line breaks: docs/events.md. At most
 * SOURCE_EVENT_MAX sources are listed, `left_out` counts the others. */
#define SOURCE_EVENT_MAX 50
void source_event_compose(const struct source_news *list, size_t count, struct str id,
                          struct str team, int64_t now, struct buf *json);

#endif
