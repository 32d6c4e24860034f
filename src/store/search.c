#include "store/search.h"

#include "model/mention.h"
#include "store/author_key.h"
#include "store/fresh_words.h"
#include "store/search_index.h"

#define INDEX_ROWS 10000 /* a transaction */

/* The newest mention that is in the index. */
static const char watermark[] = "search.indexed";
/* The version of the fold that its words were made with. */
static const char fold_version[] = "search.fold";

static bool words_insert(struct store *store, int64_t id, struct str words, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO mention_search(rowid, words) VALUES(?, ?)");
    query_int(&query, -id);
    query_text(&query, words);
    return query_run(&query, err);
}

/* An index without contents must be told what to forget, word for word. */
static bool words_delete(struct store *store, int64_t id, struct str words, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "INSERT INTO mention_search(mention_search, rowid, words) VALUES('delete', ?, ?)");
    query_int(&query, -id);
    query_text(&query, words);
    return query_run(&query, err);
}

/* Of a row whose next columns are title, text and author. */
static struct str words_of_row(struct store *store, struct query *query, struct arena *arena)
{
    struct mention mention = {0};
    mention.title = column_view(query);
    mention.text = column_view(query);
    struct author_word author = author_word(column_view(query));
    store_folded(store, 0, mention_words(&mention, arena));
    struct buf *words = &store->scratch[0];
    buf_add_byte(words, ' ');
    buf_add(words, author_bare(&author));
    return buf_str(words);
}

static bool change_one(struct store *store, int64_t id,
                       bool (*change)(struct store *, int64_t, struct str, struct err *),
                       struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT title, text, author FROM mentions WHERE id = ? AND id <= "
                           "(SELECT CAST(value AS INTEGER) FROM settings WHERE name = ?)");
    CLEANUP(arena_clear) struct arena arena = {0};
    query_int(&query, id);
    query_text(&query, str_of(watermark));
    if (!query_row(&query)) {
        return query_ok(&query, err);
    }
    return change(store, id, words_of_row(store, &query, &arena), err);
}

bool search_forget(struct store *store, int64_t id, struct err *err)
{
    fresh_words_forget_of(store, id);
    return change_one(store, id, words_delete, err);
}

bool search_remember(struct store *store, int64_t id, struct err *err)
{
    return change_one(store, id, words_insert, err);
}

/* The last of the next mentions above `at`; *more when there may be others. */
static bool next_last(struct store *store, int64_t at, int64_t *last, bool *more, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT count(*), coalesce(max(id), 0) FROM (SELECT id FROM mentions "
                           "WHERE id > ? ORDER BY id LIMIT ?)");
    query_int(&query, at);
    query_int(&query, INDEX_ROWS);
    if (query_row(&query)) {
        *more = column_int(&query) == INDEX_ROWS;
        *last = column_int(&query);
    }
    return query_ok(&query, err);
}

static bool index_rows(struct store *store, int64_t above, int64_t last, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "SELECT id, title, text, author FROM mentions WHERE id > ? AND id <= ? "
                           "ORDER BY id DESC");
    CLEANUP(arena_clear) struct arena arena = {0};
    query_int(&query, above);
    query_int(&query, last);
    while (query_row(&query)) {
        int64_t id = column_int(&query);
        if (!words_insert(store, id, words_of_row(store, &query, &arena), err)) {
            return false;
        }
        arena_reset(&arena);
    }
    return query_ok(&query, err);
}

static bool index_fresh(struct store *store, int64_t above, int64_t last, struct err *err)
{
    const struct fresh_words *fresh = &store->fresh;
    for (size_t i = fresh->count; i-- > 0;) {
        int64_t id = fresh->list[i].id;
        if (id > above && id <= last && !words_insert(store, id, fresh_words_at(fresh, i), err)) {
            return false;
        }
    }
    return true;
}

static int64_t within(int64_t id, int64_t least, int64_t most)
{
    return id < least ? least : id > most ? most : id;
}

/* The newest first: rowids that do not grow have FTS5 write out what it has gathered. */
static bool index_range(struct store *store, int64_t above, int64_t last, struct err *err)
{
    const struct fresh_words *fresh = &store->fresh;
    int64_t from = above, to = above; /* what is fresh */
    if (fresh->count) {
        from = within(fresh->list[0].id - 1, above, last);
        to = within(fresh->list[fresh->count - 1].id, above, last);
    }
    return index_rows(store, to, last, err) && index_fresh(store, from, to, err) &&
           index_rows(store, above, from, err);
}

/* Indexes the next mentions above `at`. */
static bool index_some(struct store *store, int64_t at, bool *more, struct err *err)
{
    int64_t last = 0;
    *more = false;
    return next_last(store, at, &last, more, err) &&
           (!last ||
            (index_range(store, at, last, err) && setting_put_number(store, watermark, last, err)));
}

/* Another fold cuts and spells words in another way: the index is emptied and made again. */
static bool index_renew(struct store *store, struct err *err)
{
    return store_run(store, "INSERT INTO mention_search(mention_search) VALUES('delete-all')",
                     err) &&
           setting_put_number(store, watermark, 0, err) &&
           setting_put_number(store, fold_version, store->fold.version, err);
}

static bool index_step(struct store *store, bool *more, struct err *err)
{
    int64_t at, version;
    if (!setting_number(store, fold_version, &version, err)) {
        return false;
    }
    if (version != store->fold.version && !index_renew(store, err)) {
        return false;
    }
    return fresh_words_check(store, err) && setting_number(store, watermark, &at, err) &&
           index_some(store, at, more, err);
}

bool search_index(struct store *store, struct err *err)
{
    bool more = true;
    while (more) {
        if (!store_begin(store, err)) {
            return false;
        }
        if (!index_step(store, &more, err) || !store_commit(store, err)) {
            store_rollback(store);
            return err_wrap(err, "search index");
        }
    }
    fresh_words_forget(store);
    return true;
}

#define SEARCH_WORDS 64 /* the rest of what was typed is not looked at */

static void quoted_add(struct buf *out, struct str word)
{
    buf_add_z(out, out->n ? " \"" : "\"");
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '"') {
            buf_add_byte(out, '"');
        }
        bool parts = (unsigned char)word.p[i] <= ' ' || word.p[i] == 0x7F;
        if (!parts) { /* a NUL would end the query for FTS5, the others make a phrase of the word */
            buf_add_byte(out, word.p[i]);
        }
    }
    buf_add_byte(out, '"');
}

struct str search_query(struct store *store, struct str typed, struct arena *arena,
                        struct str *wider)
{
    struct buf out CLEANUP_BUF = BUF_INIT(4 * STORE_FOLDED_MAX);
    struct str rest = store_folded(store, 0, typed), word;
    for (size_t words = 0; words < SEARCH_WORDS && str_take(&rest, ' ', &word);
         words += word.n > 0) {
        if (word.n) {
            quoted_add(&out, word);
        }
    }
    bool some = out.n > 0;
    buf_add_z(&out, some ? "" : "\"\"");
    if (wider && some) {
        *wider = str_format(arena, "%.*s *", STR_FMT(buf_str(&out)));
    }
    return str_copy(arena, buf_str(&out));
}
