/* Full-text search and free SQL. The index holds folded words, so a word is found however it was
 * spelled; it is filled in bulk at the end of a run, because small commits make FTS5 dear. */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include "store/store.h"

/* Indexes what has come since the last time. Transactions of its own, so outside of any. */
bool search_index(struct store *store, struct err *err) MUST_CHECK;

enum sql_kind { SQL_NULL, SQL_INTEGER, SQL_REAL, SQL_TEXT, SQL_BLOB };
struct sql_value {
    enum sql_kind kind;
    int64_t integer;
    double real;
    struct str text; /* of text and blob; lives until the callback returns */
};

/* A function of one text for sql_run and the views' readers: sentiment(text). `call` answers in
 * *value, a text of it in `out`. NULL in is NULL out. The name is not copied. fold(text) is there
 * once store_set_fold was called, jalali(seconds) always. */
struct sql_function {
    const char *name;
    void (*call)(void *user, struct str text, struct buf *out, struct sql_value *value);
    void *user;
};
bool store_function(struct store *store, struct sql_function function, struct err *err) MUST_CHECK;

/* Rows of a free query. `row` is called once before the first with the column names (values NULL),
 * then once per row (names NULL); false from it ends the query early. */
struct sql_reader {
    bool (*row)(void *user, size_t columns, const char *const *names,
                const struct sql_value *values);
    void *user;
};
/* Runs one statement that only reads: anything else is refused before it starts, and one that runs
 * longer than limit_ms is stopped with an error. Safe with whatever text, on a store open for
 * writing too. */
bool sql_run(struct store *store, struct str sql, int64_t limit_ms, struct sql_reader reader,
             struct err *err) MUST_CHECK;

#endif
