#include "feed/follow.h"

#include "base/limits.h"
#include "base/map.h"
#include "feed/answer.h"
#include "feed/hide.h"
#include "feed/json_path.h"
#include "feed/json_read.h"
#include "feed/walk_ask.h"

/* False when they do not fit: an id that was not asked for would seem to be gone. */
static bool ids_text(const struct str *ids, size_t count, struct arena *arena, struct str *out)
{
    struct buf text CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    for (size_t i = 0; i < count; i++) {
        buf_add_z(&text, i ? "," : "");
        buf_add(&text, ids[i]);
    }
    *out = str_copy(arena, buf_str(&text));
    return !text.overflow;
}

bool follow_request(const struct recipe *recipe, struct param *params, size_t param_count,
                    const struct str *ids, size_t count, struct arena *arena,
                    struct request *request, struct err *err)
{
    const struct recipe_request *from = &recipe->follow_deletes.request;
    struct str url, text;
    if (!ids_text(ids, count, arena, &text)) {
        return err_set(err, "follow_deletes: %zu ids are too long for a request", count);
    }
    params[param_count] = (struct param){.name = STR("ids"), .value = text};
    struct ask_values values = {recipe, params, param_count + 1};
    struct template_names names = {ask_value, &values};
    if (!ask_url(from, false, names, arena, &url)) {
        return err_set(err, "follow_deletes: its request has no whole address");
    }
    ask_fill(from, names, url, arena, request);
    request->gap_ms = recipe->gap_ms;
    return true;
}

/* Adds the ids that the paths find to the map. */
static bool find_ids(json_t *root, char *const *paths, unsigned count, struct arena *arena,
                     struct map *found, struct err *err)
{
    struct json_nodes nodes = {0};
    for (unsigned i = 0; i < count; i++) {
        struct json_path *path;
        if (!json_path_read(arena, str_of(paths[i]), &path, err)) {
            json_nodes_clear(&nodes);
            return err_wrap(err, "path %s", paths[i]);
        }
        json_path_find(path, root, root, &nodes);
    }
    for (size_t i = 0; i < nodes.count; i++) {
        struct str id = json_text(arena, nodes.list[i]);
        if (id.n) {
            map_put(found, id, NULL);
        }
    }
    json_nodes_clear(&nodes);
    return true;
}

/* What one answer says. */
struct telling {
    struct map left, gone;
    struct arena arena;
};

static void telling_clear(struct telling *telling)
{
    map_clear(&telling->left);
    map_clear(&telling->gone);
    arena_clear(&telling->arena);
}

static bool weigh(const struct recipe_follow *follow, const struct telling *telling,
                  const struct str *ids, size_t count, bool *gone, struct err *err)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        bool left = map_get(&telling->left, ids[i]), told = map_get(&telling->gone, ids[i]);
        found += left || told;
        gone[i] = !left && (told || follow->gone_count == 0);
    }
    return found || err_set(err, "the answer speaks of none of the %zu ids asked for", count);
}

bool follow_take(const struct recipe *recipe, const struct param *params, size_t param_count,
                 const struct response *response, const struct str *ids, size_t count, bool *gone,
                 struct err *err)
{
    const struct recipe_follow *follow = &recipe->follow_deletes;
    CLEANUP(telling_clear) struct telling telling = {0};
    struct answer answer = answer_read(recipe, response, err);
    json_t *root CLEANUP_JSON =
        answer.kind == GOT_PAGE ? json_read(response->body, JSON_OF_API, err) : NULL;
    bool well =
        root &&
        find_ids(root, follow->left, follow->left_count, &telling.arena, &telling.left, err) &&
        find_ids(root, follow->gone, follow->gone_count, &telling.arena, &telling.gone, err) &&
        weigh(follow, &telling, ids, count, gone, err);
    if (answer.kind != GOT_PAGE && answer.kind != GOT_FAILURE) {
        err_set(err, "HTTP %d tells nothing of the ids asked for", response->status);
    }
    if (!well) {
        hide_params(params, param_count, err);
        return err_wrap(err, "follow_deletes");
    }
    return true;
}
