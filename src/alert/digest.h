/* The digest: what a team reads of a day or a week, whether anything happened or not. Numbers
 * against the same days of the week before, by source and need; what is said more than before; the
 * best and the worst mention; incidents that are open, muted ones too; sources that did not answer.
 * Pure. */
#ifndef ALERT_DIGEST_H
#define ALERT_DIGEST_H

#include "alert/event.h"
#include "alert/held_back.h"
#include "alert/letter.h"
#include "model/riser.h"

struct digest_count {
    double total, negative, total_before, negative_before;
};

struct digest_source {
    struct str name;
    struct digest_count count;
};

struct digest_brand {
    struct str name, title_fa, title_en;
    struct digest_count count;
    const struct digest_source *sources;
    size_t source_count;
    const struct digest_source *needs; /* by the names of enum need, most mentions first */
    size_t need_count;
    const struct riser *risers;
    size_t riser_count;
    const struct driver *words; /* of negative mentions */
    size_t word_count;
    struct mention best, worst; /* text absent: there is none */
};

struct digest_incident {
    struct incident incident;
    struct incident_titles titles; /* of its brand */
    int64_t muted_until;           /* TIME_NONE: it is not */
    struct str muted_because, muted_by;
};

struct digest_silence {
    struct str title_fa, title_en, rule; /* of its brand; rule "": all */
    int64_t until;
    struct str because, by;
};

struct digest {
    bool weekly, several; /* several: days or weeks, because none was made of the first of them */
    int64_t from, to;     /* UTC seconds, [from, to) */
    double accuracy;      /* share of the labels that are right, 0 when unknown */
    const struct digest_brand *brands;
    size_t brand_count;
    const struct digest_incident *incidents;
    size_t incident_count;
    const struct digest_incident *over; /* that ended since, and the team had been told of */
    size_t over_count;
    const struct digest_incident *removed; /* closed, because nabz.yaml no longer has them */
    size_t removed_count;
    const struct digest_silence *silences; /* that run */
    size_t silence_count;
    const struct source_status *sources;
    size_t source_count;
};

/* No mention in the period, no incident open and none closed as removed. */
bool digest_empty(const struct digest *digest);

/* Writes both parts of the letter, to be cleared by the caller; an empty one is a line. `held`,
 * what the recipient was not sent, or NULL. */
void digest_write(const struct digest *digest, const struct held_back *held,
                  const struct recipient_prefs *to, const struct message_context *context,
                  struct arena *arena, struct letter *letter, struct str *subject);

/* Appends it as one JSON object for programs, without line breaks (docs/events.md). */
void digest_event(const struct digest *digest, const struct event_context *context,
                  struct buf *json);

#endif
