#include "app/members.h"

#include "base/limits.h"
#include "store/facts.h"

enum { MEMBERS_VERSION = 1 };

static bool is_member(struct str members, struct str source)
{
    struct str line;
    while (str_take(&members, '\n', &line)) {
        if (str_eq(line, source)) {
            return true;
        }
    }
    return false;
}

/* Source names are single lines without spaces: nabz.yaml allows no others. */
static bool join(struct app *app, struct arena *arena, struct str brand, int64_t from_hour,
                 int64_t to_hour, bool *joined, struct err *err)
{
    CLEANUP_BUF struct buf members = BUF_INIT(MIB);
    struct str key = str_format(arena, "members//%.*s", STR_FMT(brand)), known;
    struct source_fact *facts;
    size_t count;
    int version;
    if (!series_state_get(app->store, key, arena, &known, &version, err) ||
        !facts_by_source(app->store, brand, from_hour, to_hour, arena, &facts, &count, err)) {
        return false;
    }
    *joined = false;
    buf_add(&members, known);
    for (size_t i = 0; i < count; i++) {
        if (!is_member(known, facts[i].source)) {
            buf_addf(&members, "%.*s\n", STR_FMT(facts[i].source));
            *joined = true;
        }
    }
    return !*joined || series_state_put(app->store, key, buf_str(&members), MEMBERS_VERSION, err);
}

bool members_joined(struct app *app, struct str brand, int64_t from_hour, int64_t to_hour,
                    bool *joined, struct err *err)
{
    struct arena arena = {0};
    bool well = join(app, &arena, brand, from_hour, to_hour, joined, err);
    arena_clear(&arena);
    return well;
}
