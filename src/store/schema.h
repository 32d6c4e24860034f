/* Inside store/ only: the schema as numbered steps, and the views.
 *
 * A step is never changed once released: the next one alters what it made. A file whose tables were
 * made by other steps of the same number is refused. The views are not part of the steps: they are
 * made anew after each and when their text has changed, so that they always fit the tables below.
 * Comments inside a statement stay in the database, where any tool shows them; a line that ends in
 * `-- text` describes its column, and docs/schema.md is written from them. */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "base/limits.h"
#include "store/query.h"

struct schema_step {
    const char *const *statements;                      /* until NULL */
    bool (*fill)(struct store *store, struct err *err); /* rows that SQL cannot make; may be NULL */
};

/* Each group of tables and of views in a file of its own, schema_<topic>.c; until NULL. */
extern const char *const schema_polling[];
extern const char *const schema_stories[];
extern const char *const schema_identity[]; /* schema_identity.c */
extern const char *const views_identity[];
extern const char *const schema_surveys[];
extern const char *const schema_cases[];
extern const char *const schema_risers[];
extern const char *const schema_silences[];
extern const char *const views_silences[];
extern const char *const views_polling[]; /* schema_polling.c */
extern const char *const views_customers[];
extern const char *const views_aspects[];

extern const struct schema_step schema_steps[];
extern const size_t schema_step_count;
bool schema_make_views(struct store *store, struct err *err) MUST_CHECK;
/* A number of their text. */
uint64_t schema_views_hash(void);

/* Brings the file from its user_version to `count`, all or nothing. Refuses a newer one and a
 * database that is not ours. */
bool schema_upgrade(struct store *store, const struct schema_step *steps, size_t count,
                    struct err *err) MUST_CHECK;
/* What a reader does instead: the file must be ours and of this very version. */
bool schema_check(struct store *store, const struct schema_step *steps, size_t count,
                  struct err *err) MUST_CHECK;

/* schema_aspects.c: needs, stages, touchpoints and intents, and the facts of them. */
extern const char *const schema_aspects[];
bool aspects_fill(struct store *store, struct err *err) MUST_CHECK;

/* zone.c: the tables that let plain SQL write local and Jalali dates. */
bool zone_fill(struct store *store, struct err *err) MUST_CHECK;

#endif
