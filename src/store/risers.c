#include "store/risers.h"

#include "store/query.h"

static bool risers_drop(struct store *store, int64_t brand, struct str need, struct err *err)
{
    struct query query CLEANUP_QUERY =
        query_start(store, "DELETE FROM risers WHERE brand_id = ? AND need = ?");
    query_int(&query, brand);
    query_text(&query, text_or_empty(need));
    return query_run(&query, err);
}

bool risers_put(struct store *store, struct str brand, struct str need, int64_t until_at,
                const struct riser *list, size_t count, struct err *err)
{
    int64_t id;
    /* A brand nobody has spoken of is not taken up for having no risers. */
    bool well = (count ? store_brand_id(store, brand, &id, err)
                       : store_brand_find(store, brand, &id, err)) &&
                risers_drop(store, id, need, err);
    for (size_t i = 0; well && i < count; i++) {
        struct query query CLEANUP_QUERY =
            query_start(store, "INSERT INTO risers(brand_id, need, rank, kind, words, mentions, "
                               "usual, z, until_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
        query_int(&query, id);
        query_text(&query, text_or_empty(need));
        query_int(&query, (int64_t)i + 1);
        query_text(&query, str_of(riser_kind_name(list[i].kind)));
        query_text(&query, list[i].words);
        query_int(&query, (int64_t)list[i].mentions);
        query_real(&query, list[i].usual);
        query_real(&query, list[i].z);
        query_int(&query, until_at);
        well = query_run(&query, err);
    }
    return well;
}

static enum riser_kind kind_of(struct str name)
{
    enum riser_kind kind = RISER_WORD;
    while (kind + 1 < RISER_KINDS && !str_eq(name, str_of(riser_kind_name(kind)))) {
        kind++;
    }
    return kind;
}

bool risers_get(struct store *store, struct str brand, struct str need, int64_t since, size_t max,
                struct arena *arena, struct riser **list, size_t *count, struct err *err)
{
    struct query query CLEANUP_QUERY = query_start(
        store, "SELECT kind, words, mentions, usual, z FROM risers r JOIN brands b ON b.id = "
               "r.brand_id WHERE b.name = ? AND need = ? AND until_at >= ? ORDER BY rank LIMIT ?");
    query_text(&query, brand);
    query_text(&query, text_or_empty(need));
    query_int(&query, since);
    query_int(&query, (int64_t)max);
    *list = NULL;
    for (*count = 0; query_row(&query); (*count)++) {
        *list = list_room(arena, *list, *count, sizeof **list);
        struct riser *riser = &(*list)[*count];
        riser->kind = kind_of(column_view(&query));
        riser->words = column_text(&query, arena);
        riser->mentions = column_real(&query);
        riser->usual = column_real(&query);
        riser->z = column_real(&query);
    }
    return query_ok(&query, err);
}
