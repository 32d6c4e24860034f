/* What the tests of the store share: a database file in a folder of its own, a small fold, and
 * mentions made in one line. */
#ifndef STORE_TEST_FIXTURE_H
#define STORE_TEST_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "model/batch.h"
#include "store/corrections.h"
#include "store/erase.h"
#include "store/facts.h"
#include "store/incidents.h"
#include "store/mentions.h"
#include "store/outbox.h"
#include "store/search.h"
#include "store/sources.h"
#include "store/store.h"
#include "store/stories.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define T0 1700000000 /* 2023-11-14T22:13:20Z; no whole hour */

struct fixture {
    char folder[64], path[128];
    struct store *store;
    struct arena arena;
    struct err err;
};

/* Lower case, punctuation to blanks, Arabic yeh (D9 8A) to Persian yeh (DB 8C). */
static inline void small_fold(void *user, struct str text, struct buf *folded)
{
    (void)user;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == 0xD9 && i + 1 < text.n && (unsigned char)text.p[i + 1] == 0x8A) {
            buf_add_z(folded, "\xDB\x8C");
            i++;
        } else {
            buf_add_byte(folded, c >= 0x80 || isalnum(c) ? (char)tolower(c) : ' ');
        }
    }
}

#define SMALL_FOLD ((struct store_fold){small_fold, NULL, 1})
#define CELL_MAX   65536
#define must(call)                                                                                 \
    do {                                                                                           \
        if (!(call)) {                                                                             \
            fail_msg("%s", fixture->err.text);                                                     \
        }                                                                                          \
    } while (0)

static inline void fixture_open(struct fixture *fixture, enum store_mode mode)
{
    must(store_open(fixture->path, mode, &fixture->store, &fixture->err));
    store_set_fold(fixture->store, SMALL_FOLD);
}

static inline void fixture_reopen(struct fixture *fixture, enum store_mode mode)
{
    store_close(fixture->store);
    fixture_open(fixture, mode);
}

static inline int fixture_setup(void **state)
{
    struct fixture *fixture = mem_zalloc(1, sizeof *fixture);
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/nabz-store-XXXXXX");
    if (!mkdtemp(fixture->folder)) {
        return -1;
    }
    snprintf(fixture->path, sizeof fixture->path, "%s/nabz.db", fixture->folder);
    fixture_open(fixture, STORE_CREATE);
    *state = fixture;
    return 0;
}

static inline int fixture_teardown(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    store_close(fixture->store);
    arena_clear(&fixture->arena);
    chmod(fixture->folder, 0700);
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    int status = system(command);
    free(fixture);
    return status;
}

#define store_test(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)

/* Fetched as soon as it was published, but not before T0. */
static inline struct mention *said(struct batch *batch, const char *id, const char *text,
                                   int64_t published_at, enum label label)
{
    struct mention *mention = batch_add(batch);
    mention->native_id = str_copy(&batch->arena, str_of(id));
    mention->text = str_copy(&batch->arena, str_of(text));
    mention->published_at = published_at;
    mention->fetched_at = published_at > T0 ? published_at : T0;
    mention->brands[0] = 0;
    mention->brand_count = 1;
    mention->score.label = label;
    mention->score.language = LANG_EN;
    mention->score.compound = label == LABEL_NONE ? 0 : 0.5 * ((double)label - LABEL_NEUTRAL);
    mention->score.confidence = 0.75;
    return mention;
}

static const struct str test_brands[] = {{"acme", 4}, {"globex", 6}};
/* The first is shipped, the second one of a configuration. */
static const struct str test_touchpoints[] = {{"delivery", 8}, {"atm", 3}};

/* Another score for a stored mention, about nothing. */
static inline bool rescored(struct fixture *fixture, int64_t id, const struct score *score,
                            const char *lexicon)
{
    const struct labels none = {0};
    const struct mention_reading reading = {score, &none};
    const struct mention_readers readers = {.lexicon = str_of(lexicon)};
    return mention_rescore(fixture->store, id, &reading, &readers, &fixture->err);
}

/* Both steps of one page, in a transaction. */
static inline struct mention_counts store_page(struct fixture *fixture, const char *source,
                                               struct batch *batch)
{
    struct mention_counts counts = {0};
    struct mentions_origin origin = {
        str_of(source), test_brands, {STR("lexicon 1"), test_touchpoints, 2}};
    struct known *known = mem_zalloc(batch->count + 1, sizeof *known);
    must(store_begin(fixture->store, &fixture->err));
    must(mentions_known(fixture->store, origin.source, batch, known, &fixture->err));
    must(mentions_add(fixture->store, &origin, batch, known, &counts, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    free(known);
    return counts;
}

/* One row and column of free SQL, as text; "NULL" for that, "" when there is no row. */
static inline bool take_cell(void *user, size_t columns, const char *const *names,
                             const struct sql_value *values)
{
    char *cell = user;
    (void)columns;
    if (names) {
        return true;
    }
    switch (values[0].kind) {
    case SQL_NULL:
        strcpy(cell, "NULL");
        break;
    case SQL_INTEGER:
        snprintf(cell, CELL_MAX, "%lld", (long long)values[0].integer);
        break;
    case SQL_REAL:
        snprintf(cell, CELL_MAX, "%g", values[0].real);
        break;
    case SQL_TEXT:
    case SQL_BLOB:
        snprintf(cell, CELL_MAX, "%.*s", STR_FMT(values[0].text));
        break;
    }
    return false;
}

static inline const char *cell(struct fixture *fixture, const char *sql)
{
    char *text = arena_alloc(&fixture->arena, CELL_MAX, 1);
    must(sql_run(fixture->store, str_of(sql), 5000, (struct sql_reader){take_cell, text},
                 &fixture->err));
    return text;
}

/* How many of them there were. */
static inline size_t erase(struct fixture *fixture, const int64_t *ids, size_t count,
                           enum erase_counts counts)
{
    size_t erased;
    must(store_begin(fixture->store, &fixture->err));
    must(mentions_erase(fixture->store, ids, count, counts, T0, &erased, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    return erased;
}

/* A person at the service of a source, or with NULL everywhere. */
static inline size_t forget(struct fixture *fixture, const char *name, const char *source)
{
    size_t erased;
    must(store_begin(fixture->store, &fixture->err));
    must(author_erase(fixture->store, str_of(name), str_of(source), T0, &erased, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    return erased;
}

static inline void link_stories(struct fixture *fixture, const struct story_pair *pairs,
                                size_t count)
{
    must(store_begin(fixture->store, &fixture->err));
    must(stories_link(fixture->store, pairs, count, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
}

/* A person says LABEL; LABEL_NONE takes it back. */
static inline bool sentiment_correct(struct fixture *fixture, int64_t id, enum label label,
                                     struct str author, bool *found)
{
    struct correction correction = {
        .sentiment = label ? CORRECT_TO : CORRECT_UNDO, .label = label, .author = author, .at = T0};
    return mention_correct(fixture->store, id, &correction, found, &fixture->err);
}

#endif
