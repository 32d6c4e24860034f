#include "store/fresh_words.h"

#include "store/author_key.h"

static bool version_read(struct store *store, int64_t *version, struct err *err)
{
    /* https://www.sqlite.org/pragma.html#pragma_data_version: changes with commits of others. */
    struct query query CLEANUP_QUERY = query_start(store, "PRAGMA data_version");
    *version = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

static void fresh_put(struct fresh_words *fresh, const struct mention *mention)
{
    struct author_word author = author_word(mention->author);
    size_t room = mention->folded.n + 1 + author.n;
    if (fresh->count && room > fresh->words.max - fresh->words.n) {
        fresh->full = true;
        return;
    }
    buf_add(&fresh->words, mention->folded);
    buf_add_byte(&fresh->words, ' ');
    buf_add(&fresh->words, author_bare(&author));
    if (fresh->count == fresh->capacity) {
        fresh->capacity = fresh->capacity ? 2 * fresh->capacity : 64;
        fresh->list = mem_resize(fresh->list, fresh->capacity, sizeof *fresh->list);
    }
    fresh->list[fresh->count++] = (struct fresh_word){mention->id, fresh->words.n};
}

bool fresh_words_add(struct store *store, const struct mention *mention, struct err *err)
{
    struct fresh_words *fresh = &store->fresh;
    if (!mention->folded.p) {
        fresh_words_forget(store);
        return true;
    }
    if (!fresh->count && !version_read(store, &fresh->version, err)) {
        return false;
    }
    if (!fresh->full) {
        fresh_put(fresh, mention);
    }
    return true;
}

void fresh_words_forget(struct store *store)
{
    store->fresh.count = 0;
    store->fresh.full = false;
    buf_reset(&store->fresh.words);
}

void fresh_words_forget_of(struct store *store, int64_t id)
{
    const struct fresh_words *fresh = &store->fresh;
    if (fresh->count && id >= fresh->list[0].id && id <= fresh->list[fresh->count - 1].id) {
        fresh_words_forget(store);
    }
}

bool fresh_words_check(struct store *store, struct err *err)
{
    int64_t version;
    if (!store->fresh.count) {
        return true;
    }
    if (!version_read(store, &version, err)) {
        return false;
    }
    if (version != store->fresh.version) {
        fresh_words_forget(store);
    }
    return true;
}

void fresh_words_clear(struct fresh_words *fresh)
{
    buf_clear(&fresh->words);
    mem_free_at(&fresh->list);
}

struct str fresh_words_at(const struct fresh_words *fresh, size_t i)
{
    return str_slice(buf_str(&fresh->words), i ? fresh->list[i - 1].end : 0, fresh->list[i].end);
}
