/* The last hours of an incident's brand as the picture of its mail: labels in the reader's
 * language, digits and calendar. Pure, but for the fonts (report/chart.h). */
#ifndef ALERT_PICTURE_H
#define ALERT_PICTURE_H

#include "alert/message.h"
#include "base/err.h"

#define PICTURE_MAX (48u * KIB) /* a usual one has 10 KiB */

/* Appends a PNG. `accent` is the severity shown, SEVERITY_NONE when it is over. False, and nothing
 * is added, without hours to draw and when it cannot be drawn. */
bool picture_png(enum severity accent, const struct recipient_prefs *to,
                 const struct message_context *context, struct arena *arena,
                 struct buf *png) MUST_CHECK;

/* The hours of the picture: how many, where they begin, and whether one has no data. */
struct picture_hours {
    const struct trend_hour *hours;
    size_t count;
    double peak,
        high; /* the highest count, 1 at least; the end of the usual range at its highest */
    bool gaps;
};
struct picture_hours picture_hours(const struct message_context *context);

#endif
