#include "feed/obtain.h"

#include "base/limits.h"
#include "feed/answer.h"
#include "feed/hide.h"
#include "feed/json_path.h"
#include "feed/json_read.h"
#include "feed/walk_ask.h"

static bool can(const struct recipe_obtain *row, const struct ask_values *values)
{
    for (unsigned i = 0; i < row->with_count; i++) {
        if (ask_value(values, str_of(row->with[i])).n == 0) {
            return false;
        }
    }
    return true;
}

const struct recipe_obtain *obtain_row(const struct recipe *recipe, struct str name,
                                       const struct param *params, size_t param_count)
{
    struct ask_values values = {recipe, params, param_count};
    bool given = ask_value(&values, name).n > 0;
    for (unsigned i = 0; i < recipe->obtain_count; i++) {
        const struct recipe_obtain *row = &recipe->obtain[i];
        if (str_eq(str_of(row->name), name) && row->renews == given && can(row, &values)) {
            return row;
        }
    }
    return NULL;
}

struct str obtain_key(const struct recipe *recipe, const struct recipe_obtain *row,
                      const struct param *params, size_t param_count, struct arena *arena)
{
    struct ask_values values = {recipe, params, param_count};
    struct buf text CLEANUP_BUF = BUF_INIT(MIB);
    for (unsigned i = 0; i < row->with_count; i++) {
        buf_addf(&text, "%.*s\n", STR_FMT(ask_value(&values, str_of(row->with[i]))));
    }
    if (row->renews) {
        buf_addf(&text, "%.*s\n", STR_FMT(ask_value(&values, str_of(row->name))));
    }
    uint64_t hash = str_hash_stable(buf_str(&text));
    explicit_bzero(text.p, text.capacity);
    return str_format(arena, "%s %s %016llx", recipe->name, row->name, (unsigned long long)hash);
}

bool obtain_request(const struct recipe *recipe, const struct recipe_obtain *row,
                    const struct param *params, size_t param_count, struct arena *arena,
                    struct request *request, struct err *err)
{
    struct ask_values values = {recipe, params, param_count};
    struct template_names names = {ask_value, &values};
    struct str url;
    if (!ask_url(&row->request, false, names, arena, &url)) {
        return err_set(err, "%s: its request has no whole address", row->name);
    }
    ask_fill(&row->request, names, url, arena, request);
    request->gap_ms = recipe->gap_ms;
    return true;
}

bool obtain_assertion(const struct recipe *recipe, const struct recipe_obtain *row,
                      const struct param *params, size_t param_count, int64_t now,
                      struct arena *arena, struct assertion *assertion, struct err *err)
{
    struct ask_values values = {recipe, params, param_count};
    struct template_names names = {ask_value, &values};
    struct str audience;
    if (!ask_url(&row->request, false, names, arena, &audience)) {
        return err_set(err, "%s: its request has no whole address", row->name);
    }
    struct str key_file = ask_value(&values, str_of(row->key_file));
    return assertion_read(key_file, str_of(row->scope), audience, now, arena, assertion, err) ||
           err_wrap(err, "%s", row->key_file);
}

static json_t *find(json_t *root, const char *text, struct arena *arena)
{
    struct json_path *path;
    struct err unused;
    return text && json_path_read(arena, str_of(text), &path, &unused)
               ? json_path_first(path, root, root)
               : NULL;
}

static bool read_answer(const struct recipe_obtain *row, const struct response *response,
                        struct arena *arena, struct obtained *obtained, struct err *err)
{
    json_t *root CLEANUP_JSON = json_read(response->body, JSON_OF_PAGE, err);
    int64_t lasts_s;
    if (!root) {
        return false;
    }
    struct str value = json_text(arena, find(root, row->value, arena));
    if (value.n == 0 || value.n > LIMIT_SECRET) {
        return err_set(err, "the answer has no %s", row->value);
    }
    *obtained = (struct obtained){str_copy(arena, value), TIME_NONE};
    if (str_to_int(json_text(arena, find(root, row->lasts, arena)), &lasts_s) && lasts_s > 0 &&
        lasts_s < INT32_MAX) {
        obtained->ends_at = response->received_at + lasts_s;
    }
    return true;
}

bool obtain_take(const struct recipe *recipe, const struct recipe_obtain *row,
                 const struct param *params, size_t param_count, const struct response *response,
                 struct arena *arena, struct obtained *obtained, enum source_state *state,
                 struct err *err)
{
    struct answer answer = answer_read(recipe, response, err);
    /* RFC 6749 5.2: what is refused there is 400, and means the client or its grant. */
    bool refused =
        answer.kind == GOT_FAILURE && answer.state == SOURCE_BROKEN && response->status == 400;
    *state = refused ? SOURCE_AUTH : answer.kind == GOT_FAILURE ? answer.state : SOURCE_BROKEN;
    bool well = answer.kind == GOT_PAGE && read_answer(row, response, arena, obtained, err);
    if (!well) {
        hide_params(params, param_count, err);
        return err_wrap(err, "%s", row->name);
    }
    return true;
}

bool obtain_check(const struct recipe *recipe, const struct param *params, size_t param_count,
                  struct err *err)
{
    struct ask_values values = {recipe, params, param_count};
    for (unsigned i = 0; i < recipe->obtain_count; i++) {
        const struct recipe_obtain *row = &recipe->obtain[i];
        struct str name = str_of(row->name);
        bool there =
            ask_value(&values, name).n > 0 || obtain_row(recipe, name, params, param_count) != NULL;
        if (!there) {
            err_set(err, "recipe %s needs \"%s\", or", recipe->name, row->name);
            for (unsigned k = 0; k < row->with_count; k++) {
                struct err old = *err;
                err_set(err, "%s%s \"%s\"", old.text, k ? " and" : "", row->with[k]);
            }
            return false;
        }
    }
    return true;
}
