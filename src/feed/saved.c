#include "feed/saved.h"

#include "feed/lines.h"
#include "feed/walk.h"

struct saved {
    struct arena arena;
    struct param *params;
    size_t param_count;
    struct source_status status;
    struct response response;
};

static void saved_clear(struct saved *saved)
{
    arena_clear(&saved->arena);
}

static bool is_secret(const struct recipe *recipe, struct str name)
{
    for (unsigned i = 0; i < recipe->param_count; i++) {
        if (str_eq(name, str_of(recipe->params[i].name))) {
            return recipe->params[i].secret;
        }
    }
    return false;
}

static bool is_given(const struct saved *saved, const char *name)
{
    for (size_t i = 0; i < saved->param_count; i++) {
        if (str_eq(saved->params[i].name, str_of(name))) {
            return true;
        }
    }
    return false;
}

static bool is_obtained(const struct recipe *recipe, const char *name)
{
    for (unsigned i = 0; i < recipe->obtain_count; i++) {
        if (strcmp(recipe->obtain[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void add_stand_ins(struct saved *saved, const struct recipe *recipe)
{
    for (unsigned i = 0; i < recipe->param_count; i++) {
        const struct recipe_param *declared = &recipe->params[i];
        bool wanted = declared->required || is_obtained(recipe, declared->name);
        if (wanted && !is_given(saved, declared->name)) {
            saved->params[saved->param_count++] = (struct param){
                .name = str_of(declared->name),
                .value = str_format(&saved->arena, "my-%s", declared->name),
                .secret = declared->secret,
            };
        }
    }
}

/* The lines in front of the status line. */
static bool read_params(struct saved *saved, const struct recipe *recipe, struct str *rest,
                        struct err *err)
{
    struct str line, name;
    saved->params = arena_array(&saved->arena, struct param, 2 * (size_t)recipe->param_count);
    while (str_starts(*rest, STR("with ")) && str_take(rest, '\n', &line)) {
        line = str_trim(str_slice(line, 5, line.n));
        str_take(&line, '=', &name);
        if (str_eq(name, STR("since"))) {
            saved->status.cursor = line;
        } else if (saved->param_count < recipe->param_count) {
            saved->params[saved->param_count++] =
                (struct param){.name = name, .value = line, .secret = is_secret(recipe, name)};
        } else {
            return err_set(err, "more parameters than the recipe has");
        }
    }
    add_stand_ins(saved, recipe);
    return true;
}

/* At the empty line, whatever ends the lines. */
static bool split_head(struct str rest, struct str *headers, struct str *body)
{
    for (size_t at = 0, n; at < rest.n; at += n + 1) {
        struct str line = str_slice(rest, at, rest.n);
        n = str_find_byte(line, '\n');
        if (n == STR_NOT_FOUND) {
            return false;
        }
        if (str_trim(str_slice(line, 0, n)).n == 0) {
            *headers = str_slice(rest, 0, at);
            *body = str_slice(line, n + 1, line.n);
            return true;
        }
    }
    return false;
}

/* "HTTP/1.1 429 Too Many Requests", header lines, an empty line, the body. */
static bool read_response(struct saved *saved, struct str rest, struct err *err)
{
    struct str line, version, code;
    int64_t status;
    if (!str_take(&rest, '\n', &line) || !str_starts(line, STR("HTTP/")) ||
        !str_take(&line, ' ', &version) || !str_take(&line, ' ', &code) ||
        !str_to_int(str_trim(code), &status) || status < 100 || status > 999) {
        return err_set(err, "expected a line such as \"HTTP/1.1 200 OK\"");
    }
    saved->response = (struct response){.status = (int)status, .received_at = SAVED_AT};
    return split_head(rest, &saved->response.headers, &saved->response.body) ||
           err_set(err, "no empty line between the headers and the body");
}

bool saved_body(struct str *bytes, struct str *content_type, struct err *err)
{
    struct response response = {0};
    struct str rest = *bytes, line;
    str_take(&rest, '\n', &line);
    if (!split_head(rest, &response.headers, &response.body)) {
        return err_set(err, "no empty line between the headers and the body");
    }
    struct str type = response_header(&response, "Content-Type");
    *content_type = type.p ? type : *content_type;
    *bytes = response.body;
    return true;
}

static bool saved_parse(struct saved *saved, const struct recipe *recipe, struct str text,
                        struct err *err)
{
    saved->status = (struct source_status){
        .last_try_at = TIME_NONE, .last_success_at = TIME_NONE, .next_try_at = TIME_NONE};
    return read_params(saved, recipe, &text, err) && read_response(saved, text, err);
}

static void take(struct walk *walk, const struct response *response, struct buf *lines)
{
    struct batch batch CLEANUP(batch_clear) = {0};
    struct walk_result result;
    struct request next;
    struct err said = ERR_NONE;
    if (walk_take(walk, response, &batch, &result, &said) && walk->items + batch.count > 0) {
        lines_of_page(&result.page, &batch, lines);
        for (size_t i = 0; i < batch.count; i++) {
            line_of_relations(&batch.mentions[i], lines);
        }
    }
    if (result.more && walk_request(walk, &next)) {
        line_of_request(&next, lines);
    } else {
        line_of_end(&result, SAVED_AT, result.state == SOURCE_OK ? result.note : said.text, lines);
    }
}

bool saved_read(const struct recipe *recipe, struct str text, struct buf *lines, struct err *err)
{
    struct saved saved CLEANUP(saved_clear) = {0};
    struct walk walk = {0};
    struct request request;
    bool fine =
        saved_parse(&saved, recipe, text, err) &&
        walk_open(&walk, recipe, saved.params, saved.param_count, &saved.status, SAVED_AT, err);
    if (fine && walk_request(&walk, &request)) {
        line_of_request(&request, lines);
        saved.response.url = request.url;
        take(&walk, &saved.response, lines);
    }
    walk_clear(&walk);
    return fine;
}
