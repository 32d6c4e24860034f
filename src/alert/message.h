/* One message about an incident for one recipient: a whole RFC 5322 mail, text and HTML, in the
 * recipient's language, calendar, digits and time zone. The first screen says what happened, how
 * bad it is against the usual, whether it is real, why, and what to do now; mentions are quoted
 * with their links.
 *
 * Inside it lies a picture of the last hours (alert/picture.h) that the HTML shows; where it cannot
 * be drawn, or a mail program shows none, its words stand there.
 *
 * Pure, but for the fonts of the picture: the same arguments give the same bytes. Every word of
 * the outside passes the escaping writers of report/html.h; no line break can enter a header; no
 * line is longer than 998 bytes; the whole stays under MESSAGE_MAX. */
#ifndef ALERT_MESSAGE_H
#define ALERT_MESSAGE_H

#include "base/buf.h"
#include "base/limits.h"
#include "model/incident.h"
#include "model/series.h"
#include "model/source.h"

#define MESSAGE_MAX   (100u * KIB)
#define MESSAGE_TREND 72 /* hours drawn */

enum message_language { MESSAGE_FA, MESSAGE_EN, MESSAGE_LANGUAGES };

struct recipient_prefs {
    struct str name, address; /* the address is bare: a@b.example */
    enum message_language language;
    bool jalali;         /* Jalali dates, else Gregorian */
    bool persian_digits; /* in numbers and times */
    const char *zone;    /* "Asia/Tehran" */
};

/* One hour of the picture: what came and what is usual. */
struct trend_hour {
    struct hour_fact fact;
    double expected, high; /* baseline_band */
};

enum severity_why { TERMS_VOLUME, TERMS_ONE_AUTHOR, TERMS_NO_DATA, TERMS_WHYS };
/* What the rule asks of the severity, as far as it does: 0 is not asked. */
struct severity_terms {
    double p;            /* a chance of that or less */
    double count, ratio; /* mentions in the window; times the usual */
    bool why[TERMS_WHYS];
};

struct message_context {
    int64_t now;                    /* the Date header and "until" */
    const struct trend_hour *trend; /* the last hours, ascending; at most MESSAGE_TREND are drawn */
    size_t trend_count;
    struct str brand_title;              /* in the recipient's language; absent: the brand's name */
    const struct source_status *sources; /* of this brand */
    size_t source_count;
    int64_t respond_by; /* somebody should be on it by then; TIME_NONE: not said */
    struct severity_terms terms;
    bool test; /* invented, to see how it looks */
    int64_t database_bytes;
    struct str team;
    struct str from_name, from_address;
    struct str message_id, root_id; /* without <>; root_id is the incident's first message */
    struct str list_id;             /* "team.nabz.example" */
    struct str unsubscribe;         /* address for List-Unsubscribe, or absent */
};

/* Appends the mail to `mail` (CRLF line ends) and sets *subject, in plain UTF-8, in the arena.
 * incident->id is stored already. Events: opened, grown, resolved, reminder. */
void message_compose(const struct incident *incident, enum incident_event event,
                     const struct recipient_prefs *to, const struct message_context *context,
                     struct arena *arena, struct buf *mail, struct str *subject);

/* The envelope alone, for what is about no incident (letter.h): of the context only the time, the
 * sender and the ids are used. */
void message_write(struct buf *mail, const struct recipient_prefs *to,
                   const struct message_context *context, struct str subject, struct str text,
                   struct str html);

#endif
