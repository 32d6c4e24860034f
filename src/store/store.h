/* The database: one SQLite file that holds everything a run must remember. store/ is the only
 * place that knows SQL; everybody else speaks of mentions (mentions.h), sources (sources.h), hourly
 * facts (facts.h), incidents (incidents.h), deliveries (outbox.h), search (search.h). Analysts read
 * the views, which are the contract; see docs/schema.md.
 *
 * Write-ahead log, synchronous=NORMAL: a run killed at any moment loses at most the transaction it
 * was in, and readers never wait for the writer. One store handle per thread; errors name the file.
 * Slices that functions hand out live in the arena they are given. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/buf.h"
#include "base/err.h"

struct store;

enum store_mode {
    STORE_READ,   /* nothing can be written; works on a file in a read-only folder too */
    STORE_WRITE,  /* the file must be there; brought up to the newest schema */
    STORE_CREATE, /* as STORE_WRITE, and made when it is not there: for those who add to the history
                     of a database; fails on a snapshot (snapshot.h) */
};

/* Fails on a file that is no database, or one of another program, or of a newer nabz; in STORE_READ
 * also on one that an older nabz wrote and no newer one has opened for writing since. */
bool store_open(const char *path, enum store_mode mode, struct store **store,
                struct err *err) MUST_CHECK;
void store_close(struct store *store); /* rolls back what is not committed; NULL is fine */

/* One transaction at a time; every function that writes wants to be inside one, unless it says
 * otherwise. store_begin waits up to ten seconds for another writer. After any failure inside a
 * transaction the only right thing is store_rollback, which cannot fail. */
bool store_begin(struct store *store, struct err *err) MUST_CHECK;
bool store_commit(struct store *store, struct err *err) MUST_CHECK;
void store_rollback(struct store *store);

/* What the store asks of the text layer, which it may not include: append the folded words of
 * `text`, a space between two. Pure. Needed before mentions are added or searched. Another
 * `version` than the index was made with has the next search_index make it anew. */
struct store_fold {
    void (*fold)(void *user, struct str text, struct buf *folded);
    void *user;
    int version;
};
void store_set_fold(struct store *store, struct store_fold fold);

/* Small things that have no table of their own, by name ("detect.news"). An absent *value: never
 * put. "zone", "snapshot" and names that begin with facts, mentions or search are the store's own.
 */
bool setting_get(struct store *store, const char *name, struct arena *arena, struct str *value,
                 struct err *err) MUST_CHECK;
bool setting_put(struct store *store, const char *name, struct str value,
                 struct err *err) MUST_CHECK;

/* The zone of the views' local time columns ("Asia/Tehran"; "UTC" at first). Costs nothing when it
 * is the one already set. */
bool store_set_zone(struct store *store, const char *zone, struct err *err) MUST_CHECK;

/* The journal of runs. */
struct run {
    int64_t id;                      /* 0 when there was never one */
    int64_t started_at, finished_at; /* TIME_NONE: it was killed, or still runs */
    int64_t sources_tried, sources_failed;
    int64_t mentions_added, mentions_edited, mentions_duplicate;
    int64_t incidents_opened, deliveries_sent, deliveries_failed;
};
/* Stores the start and sets run->id. A transaction of its own when none is open. */
bool run_start(struct store *store, struct run *run, struct err *err) MUST_CHECK;
bool run_finish(struct store *store, const struct run *run, struct err *err) MUST_CHECK;
bool run_last(struct store *store, struct run *run, struct err *err) MUST_CHECK;
/* Whether one started in [from, to). */
bool run_between(struct store *store, int64_t from, int64_t to, bool *any,
                 struct err *err) MUST_CHECK;
/* The one before the run of that id. */
bool run_last_before(struct store *store, int64_t id, struct run *run, struct err *err) MUST_CHECK;

/* A consistent copy in one new file, its owner's alone, while others read and write. Fails when it
 * is there, and leaves nothing then. Cut off, it leaves a file with .part behind the name, which
 * the next one of that name removes. Those into one folder take turns. In a folder that cannot be
 * locked it fails where such a part is, for it may be another's. */
bool store_backup(struct store *store, const char *path, struct err *err) MUST_CHECK;

/* The analysts' contract as Markdown, written from the comments of the schema: docs/schema.md. */
bool store_describe(struct store *store, struct buf *markdown, struct err *err) MUST_CHECK;
/* The same as metadata.yaml of Datasette (https://docs.datasette.io/en/stable/metadata.html): views
 * with their columns, tables hidden, some questions to begin with. */
bool store_metadata(struct store *store, struct buf *yaml, struct err *err) MUST_CHECK;

#endif
