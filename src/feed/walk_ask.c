#include "feed/walk_ask.h"

#include "base/limits.h"

struct str ask_value(const void *context, struct str name)
{
    const struct ask_values *values = context;
    for (size_t i = values->count; i > 0; i--) { /* what was obtained last stands behind */
        if (str_eq(values->params[i - 1].name, name)) {
            return values->params[i - 1].value;
        }
    }
    for (unsigned i = 0; i < values->recipe->param_count; i++) {
        if (str_eq(name, str_of(values->recipe->params[i].name))) {
            return str_of(values->recipe->params[i].fallback);
        }
    }
    return STR_NONE;
}

struct str ask_service(const struct recipe *recipe, const struct param *params, size_t count,
                       struct arena *arena)
{
    struct ask_values values = {recipe, params, count};
    struct template_names names = {ask_value, &values};
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    bool said = recipe->service && template_fill(str_of(recipe->service), names, ESCAPE_NONE, &out);
    return said ? str_copy(arena, buf_str(&out)) : STR_NONE;
}

/* "name=template": the name as it stands, the value filled in and then encoded whole. `first`
 * stands before the first one of a URL or a form. */
static void add_pair(struct template_names names, const char *item, char first, struct buf *out)
{
    struct buf value CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    struct str template = str_of(item), name;
    str_take(&template, '=', &name);
    if (!template_fill(template, names, ESCAPE_NONE, &value)) {
        return;
    }
    if (first) {
        buf_add_byte(out, first);
    }
    buf_add(out, name);
    buf_add_byte(out, '=');
    template_encode(buf_str(&value), out);
}

bool ask_url(const struct recipe_request *from, bool other, struct template_names names,
             struct arena *arena, struct str *url)
{
    struct buf out CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    char *const *query = other ? from->other_query : from->query;
    unsigned count = other ? from->other_query_count : from->query_count;
    if (!template_fill(str_of(from->url), names, ESCAPE_URL, &out)) {
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        bool first = str_find_byte(buf_str(&out), '?') == STR_NOT_FOUND;
        add_pair(names, query[i], first ? '?' : '&', &out);
    }
    *url = str_copy(arena, buf_str(&out));
    return !out.overflow;
}

static void add_header(struct request *request, struct str name, struct str value)
{
    if (request->header_count < EXCHANGE_HEADERS) {
        request->headers[request->header_count++] = (struct header){name, value};
    }
}

/* RFC 4648, without line breaks. */
static void add_base64(struct str bytes, struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < bytes.n; i += 3) {
        uint32_t three = 0;
        for (size_t k = 0; k < 3; k++) {
            three = three << 8 | (i + k < bytes.n ? (unsigned char)bytes.p[i + k] : 0u);
        }
        for (size_t k = 0; k < 4; k++) {
            bool there = k < 2 || i + k - 1 < bytes.n;
            buf_add_byte(out, there ? digits[three >> (18 - 6 * k) & 63] : '=');
        }
    }
}

/* User and password, as RFC 7617 has it. */
static void add_basic(const struct recipe_request *from, struct template_names names,
                      struct arena *arena, struct request *request)
{
    struct buf plain CLEANUP_BUF = BUF_INIT(LIMIT_SECRET),
                     line CLEANUP_BUF = BUF_INIT(2 * (size_t)LIMIT_SECRET);
    if (from->basic && template_fill(str_of(from->basic), names, ESCAPE_NONE, &plain)) {
        buf_add_z(&line, "Basic ");
        add_base64(buf_str(&plain), &line);
        add_header(request, STR("Authorization"), str_copy(arena, buf_str(&line)));
    }
}

static void add_body(const struct recipe_request *from, struct template_names names,
                     struct arena *arena, struct request *request)
{
    struct buf body CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_URL);
    if (from->body && template_fill(str_of(from->body), names, ESCAPE_JSON, &body)) {
        request->body = str_copy(arena, buf_str(&body));
    } else if (from->form_count) {
        for (unsigned i = 0; i < from->form_count; i++) {
            add_pair(names, from->form[i], body.n ? '&' : 0, &body);
        }
        request->body = str_copy(arena, buf_str(&body));
        add_header(request, STR("Content-Type"), STR("application/x-www-form-urlencoded"));
    }
}

void ask_fill(const struct recipe_request *from, struct template_names names, struct str url,
              struct arena *arena, struct request *request)
{
    *request = (struct request){
        .method = from->method       ? str_of(from->method)
                  : from->form_count ? STR("POST")
                                     : STR("GET"),
        .url = url,
    };
    for (unsigned i = 0; i < from->header_count; i++) {
        struct buf value CLEANUP_BUF = BUF_INIT(LIMIT_SECRET);
        struct str template = str_of(from->headers[i]), name;
        str_take(&template, ':', &name);
        if (template_fill(str_trim(template), names, ESCAPE_NONE, &value)) {
            add_header(request, name, str_copy(arena, buf_str(&value)));
        }
    }
    add_basic(from, names, arena, request);
    add_body(from, names, arena, request);
}
