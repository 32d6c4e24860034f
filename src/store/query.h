/* Inside store/ only: the handle, and one statement at a time.
 *
 * A query is a prepared statement kept for the life of the store, found again by the address of its
 * SQL literal. Bind from left to right, then step; the first failure sticks and is told by query_ok
 * or query_run. What is bound must live until the query ends. */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "base/clock.h"
#include "base/limits.h"
#include "store/store.h"

#include <sqlite3.h>

#define STORE_STATEMENTS 512 /* slots of the cache; a power of two, well above what there are */

#define STORE_SEARCHES 16 /* of mention_query.c, a statement for each */

#define STORE_FRESH_MAX (4u * MIB)

#define STORE_SCRATCH 2
/* Folded words of a title and a text, and an author. */
#define STORE_FOLDED_MAX (8u * LIMIT_MENTION_TEXT)

/* {0} is empty; store/aspects.h. */
struct aspect_change;
struct aspect_changes {
    struct aspect_change *list;
    size_t count, capacity;
    bool taken;           /* some were counted the other way, so they may cancel out */
    uint32_t recent[256]; /* by a hash of the key: place in the list, from 1, of the last such */
};

/* store/fresh_words.h */
struct fresh_words {
    struct buf words; /* of all, one behind the other */
    struct fresh_word {
        int64_t id; /* of the mention, ascending */
        size_t end; /* of its words */
    } * list;
    size_t count, capacity;
    bool full;       /* later ones are not here */
    int64_t version; /* of the file when the first was added */
};

struct store {
    sqlite3 *db;
    char *path;
    enum store_mode mode;
    bool rehearsing; /* store/rehearsal.h */
    struct store_fold fold;
    struct buf scratch[STORE_SCRATCH]; /* of store_folded */
    struct aspect_changes left;        /* of the open transaction, for its end */
    struct fresh_words fresh;
    struct statement {
        const char *sql;
        sqlite3_stmt *stmt;
    } statements[STORE_STATEMENTS];
    struct search_statement {
        unsigned shape; /* of the question */
        sqlite3_stmt *stmt;
    } searches[STORE_SEARCHES]; /* not in use at the moment */
};

struct query {
    struct store *store;
    sqlite3_stmt *stmt;
    int bound, column;
    int status; /* first failure, SQLITE_OK until then */
};

/* `sql` must be a literal. */
struct query query_start(struct store *store, const char *sql);
void query_end(struct query *query); /* free to be started again */
#define CLEANUP_QUERY CLEANUP(query_end)

/* Rows that are inserted by one statement, sixteen, four or one: opening a table and its indexes
 * costs as much as putting two rows in. */
static inline size_t rows_together(size_t left)
{
    return left >= 16 ? 16 : left >= 4 ? 4 : 1;
}
#define ROWS_FOUR(row)    row "," row "," row "," row
#define ROWS_SIXTEEN(row) ROWS_FOUR(row) "," ROWS_FOUR(row) "," ROWS_FOUR(row) "," ROWS_FOUR(row)
/* The literal for so many: what stands before the rows, one of them, what stands behind. */
#define ROWS_SQL(together, before, row, behind)                                                    \
    ((together) == 16  ? before ROWS_SIXTEEN(row) behind                                           \
     : (together) == 4 ? before ROWS_FOUR(row) behind                                              \
                       : before row behind)

/* Moves the log into the file and empties it; false when somebody reads the file all the time. */
bool store_empty_log(struct store *store, struct err *err) MUST_CHECK;

void query_int(struct query *query, int64_t value);
void query_time(struct query *query, int64_t at); /* NULL for TIME_NONE */
void query_real(struct query *query, double value);
void query_unless(struct query *query, int64_t value, int64_t none); /* NULL for none */
void query_rating(struct query *query, double rating);               /* NULL for RATING_NONE */
void query_text(struct query *query, struct str text);               /* NULL when absent */
void query_blob(struct query *query, struct str bytes);
void query_null(struct query *query);
/* For columns that are never NULL: absent is empty. */
static inline struct str text_or_empty(struct str text)
{
    return text.p ? text : STR("");
}
/* A number when it is a number written the one canonical way, else text: 8 bytes for an X id. */
void query_id(struct query *query, struct str native_id);
bool id_is_number(struct str native_id, int64_t *number);

/* The next row, columns from the first again. False at the end and after a failure: query_ok tells
 * which. */
bool query_row(struct query *query);
bool query_ok(const struct query *query, struct err *err) MUST_CHECK;
/* To the end, for statements without rows. Ends the query. */
bool query_run(struct query *query, struct err *err) MUST_CHECK;

/* The next column of the row. */
int64_t column_int(struct query *query);
int64_t column_time(struct query *query); /* TIME_NONE for NULL */
double column_real(struct query *query);
bool column_bool(struct query *query);
bool column_null(struct query *query); /* looks at the next column without taking it */
struct str column_text(struct query *query, struct arena *arena); /* absent for NULL */
struct str column_view(struct query *query); /* not copied: valid until the next step */

/* "<path>: <what SQLite says>". */
bool store_fail(struct store *store, struct err *err);
/* Statements without parameters and rows. */
bool store_run(struct store *store, const char *sql, struct err *err) MUST_CHECK;
/* The folded words of a text in one of two scratch buffers, valid until its next use. */
struct str store_folded(struct store *store, size_t scratch, struct str text);

/* A setting that is a number, 0 when it was never put. */
bool setting_number(struct store *store, const char *name, int64_t *value,
                    struct err *err) MUST_CHECK;
bool setting_put_number(struct store *store, const char *name, int64_t value,
                        struct err *err) MUST_CHECK;
#define MENTIONS_NEWEST  "mentions.newest" /* the largest id ever given */
#define SETTING_SNAPSHOT "snapshot"        /* 1: this is one, no database of runs */
/* The list itself, or a copy with twice the room when its `count` elements fill it. {NULL, 0} is an
 * empty one. */
void *list_room(struct arena *arena, void *list, size_t count, size_t size);
/* Ids of names, made when they are new. */
bool store_source_id(struct store *store, struct str name, int64_t *id, struct err *err) MUST_CHECK;
bool store_brand_id(struct store *store, struct str name, int64_t *id, struct err *err) MUST_CHECK;
/* The same without making: 0 when there is none. */
bool store_source_find(struct store *store, struct str name, int64_t *id,
                       struct err *err) MUST_CHECK;
bool store_brand_find(struct store *store, struct str name, int64_t *id,
                      struct err *err) MUST_CHECK;

#endif
