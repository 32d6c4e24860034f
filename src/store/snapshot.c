#include "store/snapshot.h"

#include "store/new_file.h"
#include "store/query.h"

/* In the order of their references. Tables without a list of columns hold nothing of a person. */
static const char *const copies[] = {
    "DELETE FROM main.touchpoints",
    "DELETE FROM main.zone_offsets",
    "INSERT OR REPLACE INTO main.settings SELECT * FROM origin.settings "
    "WHERE name IN ('zone', 'mentions.newest')",
    "INSERT INTO main.settings VALUES('" SETTING_SNAPSHOT "', 1)",
    "INSERT INTO main.zone_offsets SELECT * FROM origin.zone_offsets",
    "INSERT INTO main.brands SELECT * FROM origin.brands",
    "INSERT INTO main.lexicons SELECT * FROM origin.lexicons",
    "INSERT INTO main.touchpoints SELECT * FROM origin.touchpoints",
    "INSERT INTO main.sources(id, name, service, state, failures, last_try_at, last_success_at) "
    "SELECT id, name, service, state, failures, last_try_at, last_success_at FROM origin.sources",
    "INSERT INTO main.coverage SELECT * FROM origin.coverage",
    "INSERT INTO main.mentions(id, source_id, native_id, title, text, author, reach, rating, "
    "published_at, published_precision, updated_at, fetched_at, posted_at, stated_language, "
    "reply_to, repost_of, language, label, compound, confidence, lexicon_id, story_id, "
    "needs, touchpoints, stage, intents) "
    "SELECT id, source_id, id, masked(title), masked(text), pseudonym(author), "
    /* Two figures: a count of followers to the last one is as good as a name. */
    "iif(reach > 99, CAST(CAST(printf('%.1e', reach) AS REAL) AS INTEGER), reach), rating, "
    "published_at, published_precision, updated_at, fetched_at, posted_at, stated_language, "
    "(SELECT o.id FROM origin.mentions o WHERE o.source_id = m.source_id "
    "AND o.native_id = m.reply_to), "
    "(SELECT o.id FROM origin.mentions o WHERE o.source_id = m.source_id "
    "AND o.native_id = m.repost_of), language, label, compound, confidence, lexicon_id, "
    "story_id, needs, touchpoints, stage, intents "
    "FROM origin.mentions m",
    "INSERT INTO main.sightings SELECT * FROM origin.sightings",
    "INSERT INTO main.mention_brands SELECT * FROM origin.mention_brands",
    "INSERT INTO main.mention_labels SELECT mention_id, label, pseudonym(author), corrected_at "
    "FROM origin.mention_labels",
    "INSERT INTO main.aspect_labels(mention_id, needs, touchpoints, stage, intents, author, "
    "corrected_at) SELECT mention_id, needs, touchpoints, stage, intents, pseudonym(author), "
    "corrected_at FROM origin.aspect_labels",
    "INSERT INTO main.stories SELECT * FROM origin.stories",
    "INSERT INTO main.story_firsts SELECT * FROM origin.story_firsts",
    "INSERT INTO main.facts SELECT * FROM origin.facts",
    "INSERT INTO main.aspect_facts SELECT * FROM origin.aspect_facts",
    "INSERT INTO main.incidents SELECT * FROM origin.incidents",
    "UPDATE main.incidents SET muted_by = pseudonym(muted_by), muted_because = NULL",
    "INSERT INTO main.incident_drivers SELECT * FROM origin.incident_drivers "
    "WHERE kind IN ('source', 'need')",
    "INSERT INTO main.incident_samples SELECT * FROM origin.incident_samples",
    "INSERT INTO main.survey_answers SELECT id, source_id, id, kind, score, best, touchpoint, "
    "brand_id, answered_at, mention_id FROM origin.survey_answers",
};

static bool attach(struct store *copy, const char *path, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(copy, "ATTACH ? AS origin");
    query_text(&query, str_of(path));
    return query_run(&query, err);
}

/* The first statement that reads the original holds its state for all of them. */
static bool copy_all(struct store *copy, struct err *err)
{
    if (!store_begin(copy, err) || !store_run(copy, "PRAGMA defer_foreign_keys = ON", err)) {
        return false;
    }
    for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
        if (!store_run(copy, copies[i], err)) {
            return err_wrap(err, "%.40s", copies[i]);
        }
    }
    return store_commit(copy, err);
}

/* Without a log: the copy is one file, to be sent. */
static bool fill(struct store *copy, struct store *store, struct sql_function pseudonym,
                 struct sql_function masked, struct err *err)
{
    store_set_fold(copy, store->fold);
    return store_run(copy, "PRAGMA journal_mode = DELETE", err) &&
           store_function(copy, pseudonym, err) && store_function(copy, masked, err) &&
           attach(copy, store->path, err) && copy_all(copy, err) &&
           store_run(copy, "DETACH origin", err) && search_index(copy, err);
}

bool store_snapshot(struct store *store, const char *path, struct sql_function pseudonym,
                    struct sql_function masked, struct err *err)
{
    struct new_file file CLEANUP_NEW_FILE = {.folder = -1};
    struct store *copy = NULL;
    if (!new_file_begin(&file, path, err)) {
        return false;
    }
    bool well = store_open(file.part.p, STORE_CREATE, &copy, err) &&
                fill(copy, store, pseudonym, masked, err);
    store_close(copy);
    return well ? new_file_finish(&file, err) : err_wrap(err, "snapshot");
}
