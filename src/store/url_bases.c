#include "store/url_bases.h"

#include "base/buf.h"
#include "base/map.h"

enum { AUTHOR_LEAST = 3 }; /* letters: a shorter one stands in too many words */

struct finding {
    struct store *store;
    struct map bases; /* by text: struct base */
    struct arena arena;
};

struct base {
    size_t times; /* that the list has it */
    int64_t id;
    bool asked;
};

static void finding_clear(struct finding *finding)
{
    map_clear(&finding->bases);
    arena_clear(&finding->arena);
}

static struct str with_author_named(struct arena *arena, struct str text, struct str author)
{
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL + 64);
    size_t at;
    while ((at = str_find(text, author)) != STR_NOT_FOUND) {
        buf_add(&out, str_slice(text, 0, at));
        buf_add_z(&out, "<author>");
        text = str_slice(text, at + author.n, text.n);
    }
    buf_add(&out, text);
    return out.overflow ? STR_NONE : str_copy(arena, buf_str(&out));
}

/* Absent when the address does not end with the id, or what stands before it would be read in
 * another way than it was written. */
static struct str base_of(struct arena *arena, const struct mention *mention)
{
    struct str id = mention->native_id, author = mention->author;
    if (!mention->url.n || !id.n || !str_ends(mention->url, id)) {
        return STR_NONE;
    }
    struct str base = str_slice(mention->url, 0, mention->url.n - id.n);
    if (str_find_byte(base, '<') != STR_NOT_FOUND) {
        return STR_NONE;
    }
    bool named = author.n >= AUTHOR_LEAST && str_find(base, author) != STR_NOT_FOUND;
    return named ? with_author_named(arena, base, author) : base;
}

/* Counts the mentions of the list, too; id 0 when it is not there. */
static bool base_find(struct store *store, struct str text, struct base *base, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "UPDATE url_bases SET mentions = mentions + ? WHERE base = ? RETURNING id");
    query_int(&query, (int64_t)base->times);
    query_text(&query, text);
    base->id = query_row(&query) ? column_int(&query) : 0;
    return query_ok(&query, err);
}

static bool base_make(struct store *store, struct str text, struct base *base, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "INSERT INTO url_bases(base, mentions) VALUES(?, ?)");
    query_text(&query, text);
    query_int(&query, (int64_t)base->times);
    if (!query_run(&query, err)) {
        return false;
    }
    base->id = sqlite3_last_insert_rowid(store->db);
    return true;
}

static bool base_ask(struct store *store, struct str text, struct base *base, struct err *err)
{
    if (base->asked) {
        return true;
    }
    base->asked = true;
    return base_find(store, text, base, err) &&
           (base->id || base->times < 2 || base_make(store, text, base, err));
}

bool url_bases_find(struct store *store, const struct mention *const *list, size_t count,
                    int64_t *bases, struct err *err)
{
    CLEANUP(finding_clear) struct finding finding = {.store = store};
    struct str *texts = arena_array(&finding.arena, struct str, count);
    struct base **found = arena_array(&finding.arena, struct base *, count);
    for (size_t i = 0; i < count; i++) {
        bool first;
        texts[i] = base_of(&finding.arena, list[i]);
        if (texts[i].p) {
            union map_value *value = map_put(&finding.bases, texts[i], &first);
            value->pointer = first ? arena_new(&finding.arena, struct base) : value->pointer;
            found[i] = value->pointer;
            found[i]->times++;
        }
    }
    for (size_t i = 0; i < count; i++) {
        bases[i] = 0;
        if (found[i]) {
            if (!base_ask(store, texts[i], found[i], err)) {
                return false;
            }
            bases[i] = found[i]->id;
        }
    }
    return true;
}

#define ITS_BASE "id = (SELECT url_base FROM mentions WHERE id = ?)"

bool url_base_leave(struct store *store, int64_t mention, struct err *err)
{
    struct query less CLEANUP_QUERY =
        query_start(store, "UPDATE url_bases SET mentions = mentions - 1 WHERE " ITS_BASE);
    struct query drop CLEANUP_QUERY =
        query_start(store, "DELETE FROM url_bases WHERE mentions = 0 AND " ITS_BASE);
    query_int(&less, mention);
    query_int(&drop, mention);
    return query_run(&less, err) && query_run(&drop, err);
}
