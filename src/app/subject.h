/* What a series is made of: the mentions of a brand, all of them or a part. A kind of part is one
 * row of the table in subject.c: where its hourly facts come from, and which of them a brand has.
 */
#ifndef APP_SUBJECT_H
#define APP_SUBJECT_H

#include "app/app.h"
#include "model/series.h"

struct subject {
    struct str brand;
    struct part part;
};

/* As facts_read and facts_span (store/facts.h). Of several sources together, an hour is a gap when
 * none of them was covered. */
bool subject_facts(struct app *app, const struct subject *subject, int64_t from_hour,
                   int64_t to_hour, struct hour_fact *out, struct err *err) MUST_CHECK;
bool subject_span(struct app *app, const struct subject *subject, bool *any, int64_t *first,
                  int64_t *last, struct err *err) MUST_CHECK;

/* As facts_late; a need is as late as its brand. */
bool subject_late(struct app *app, const struct subject *subject, int64_t *late,
                  struct err *err) MUST_CHECK;

/* The parts of that kind that a brand has had mentions of, by name. None of PART_ALL. */
bool subject_parts(struct app *app, struct str brand, enum part_kind kind, struct arena *arena,
                   struct part **list, size_t *count, struct err *err) MUST_CHECK;

/* Of the state kept of it: "baseline/all/rahaab/source:shop". In the arena. */
struct str subject_key(struct arena *arena, const char *what, const char *which,
                       const struct subject *subject);

/* All of the brand, or what a rule with `sources` looks at. In the arena. */
struct subject subject_of_rule(const struct config_rule *rule, struct str brand,
                               struct arena *arena);
/* Whether the source is one of the part: any is of PART_ALL. */
bool part_has_source(struct part part, struct str source);

#endif
