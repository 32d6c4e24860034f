#include "app/rescore.h"

#include <math.h>

enum { BATCH = 500 }; /* mentions of one transaction */

/* A new score that waits for the end of the reading. */
struct waiting {
    int64_t id;
    struct str words;
    struct score score;
    struct labels labels;
};

struct job {
    struct store *store;
    const struct lexicons *lexicons;
    const struct rescore_options *options;
    struct rescore_counts *counts;
    struct scorer scorer;
    struct tokens tokens;
    struct mention_filter filter; /* of the next batch */
    struct arena arena;           /* of the batch */
    struct waiting *waiting;
    size_t waiting_count;
};

static long stored_form(double value)
{
    return lround(value * 10000);
}

/* A corrected row does not tell what label was scored; label and compound go together. */
static bool is_changed(const struct mention_row *row, const struct score *now)
{
    const struct score *old = &row->mention.score;
    bool scored = row->lexicon.p;
    return scored != (now->label != LABEL_NONE) || old->language != now->language ||
           stored_form(old->compound) != stored_form(now->compound) ||
           (!row->corrected && old->label != now->label);
}

static bool is_of_these_lexicons(const struct job *job, const struct mention_row *row)
{
    return !row->lexicon.p || str_eq(row->lexicon, str_of(job->lexicons->version));
}

static void count_change(struct job *job, const struct rescore_change *change)
{
    const struct mention_row *row = change->row;
    job->counts->changed++;
    if (!row->corrected) {
        job->counts->moves[row->mention.score.label][change->score->label]++;
    } else {
        job->counts->kept += row->mention.score.label != change->score->label;
    }
    if (job->options->changed) {
        job->options->changed(job->options->user, change);
    }
}

static void look_at(struct job *job, const struct mention_row *row)
{
    struct score score;
    struct str words = mention_words(&row->mention, &job->arena);
    score_text(&job->scorer, &job->tokens, words, &score);
    job->counts->seen++;
    bool changed = is_changed(row, &score);
    if (changed) {
        count_change(job, &(struct rescore_change){row, words, &score});
    }
    if (changed || !is_of_these_lexicons(job, row)) {
        struct waiting *one = &job->waiting[job->waiting_count++];
        *one = (struct waiting){
            .id = row->mention.id, .words = str_copy(&job->arena, words), .score = score};
        label_tokens(&job->lexicons->labels.labeller, &job->tokens, &score, &one->labels);
    }
}

/* Reads a batch; *count is how many there were. */
static bool read_batch(struct job *job, size_t *count, struct err *err)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    *count = 0;
    if (!mention_query_open(job->store, &job->filter, &query, err)) {
        return false;
    }
    while (mention_query_next(query, &row, err)) {
        if (!row) {
            return true;
        }
        look_at(job, row);
        job->filter.after = (struct mention_place){row->posted_at, row->mention.id};
        ++*count;
    }
    return false;
}

static bool write_batch(const struct job *job, struct err *err)
{
    const struct mention_readers readers = lexicons_readers(job->lexicons);
    for (size_t i = 0; i < job->waiting_count; i++) {
        const struct waiting *one = &job->waiting[i];
        const struct mention_reading reading = {&one->score, &one->labels};
        if (!mention_rescore(job->store, one->id, &reading, &readers, err)) {
            return err_wrap(err, "mention %lld", (long long)one->id);
        }
    }
    return true;
}

static bool do_batch(struct job *job, size_t *count, struct err *err)
{
    job->waiting = arena_array(&job->arena, struct waiting, BATCH);
    job->waiting_count = 0;
    if (job->options->dry_run) {
        return read_batch(job, count, err);
    }
    if (!store_begin(job->store, err)) {
        return false;
    }
    if (!read_batch(job, count, err) || !write_batch(job, err)) {
        store_rollback(job->store);
        return false;
    }
    return store_commit(job->store, err);
}

bool rescore(struct store *store, const struct lexicons *lexicons,
             const struct rescore_options *options, struct rescore_counts *counts, struct err *err)
{
    struct job job = {.store = store,
                      .lexicons = lexicons,
                      .options = options,
                      .counts = counts,
                      .scorer = lexicons->scorer,
                      .filter = MENTION_FILTER};
    job.scorer.options.explain = true;
    job.filter.since = options->since;
    job.filter.limit = BATCH;
    size_t count = BATCH;
    bool well = true;
    while (well && count == BATCH) {
        well = do_batch(&job, &count, err);
        arena_reset(&job.arena);
    }
    tokens_clear(&job.tokens);
    arena_clear(&job.arena);
    return well;
}
