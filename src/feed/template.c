#include "feed/template.h"

#include "base/limits.h"

#include <ctype.h>

/* Takes literal text and one {name} behind it off *rest. False at the end. */
static bool take_piece(struct str *rest, struct str *literal, struct str *name)
{
    if (rest->n == 0) {
        return false;
    }
    size_t open = str_find_byte(*rest, '{');
    *name = STR_NONE;
    *literal = str_slice(*rest, 0, open);
    struct str behind = open == STR_NOT_FOUND ? STR("") : str_slice(*rest, open + 1, rest->n);
    size_t close = str_find_byte(behind, '}');
    bool named = close != STR_NOT_FOUND && close > 0;
    for (size_t i = behind.n && behind.p[0] == '+'; named && i < close; i++) {
        named = isalnum((unsigned char)behind.p[i]) || behind.p[i] == '_';
    }
    if (open != STR_NOT_FOUND && !named) { /* a brace that is only a brace, as in JSON */
        *literal = str_slice(*rest, 0, open + 1);
        *rest = behind;
    } else {
        *name = named ? str_slice(behind, 0, close) : STR_NONE;
        *rest = named ? str_slice(behind, close + 1, behind.n) : STR("");
    }
    return true;
}

void template_encode(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (isalnum(c) || strchr("-._~,:", c)) {
            buf_add_byte(out, (char)c);
        } else {
            buf_addf(out, "%%%02X", c);
        }
    }
}

static void add_json(struct str s, struct buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            buf_addf(out, "\\%c", c);
        } else if (c < ' ') {
            buf_addf(out, "\\u%04x", c);
        } else {
            buf_add_byte(out, (char)c);
        }
    }
}

static bool add_value(struct str value, bool whole, enum template_escape escape, struct buf *out)
{
    if (escape == ESCAPE_URL && !whole) {
        template_encode(value, out);
    } else if (escape == ESCAPE_JSON) {
        add_json(value, out);
    } else {
        for (size_t i = 0; i < value.n; i++) {
            if ((unsigned char)value.p[i] < ' ' || value.p[i] == 0x7F) {
                return false;
            }
        }
        buf_add(out, value);
    }
    return true;
}

/* False when a name has no value; what was appended by then is the caller's to take back. */
static bool fill_names(struct str text, struct template_names names, enum template_escape escape,
                       struct buf *out)
{
    struct str literal, name;
    bool fine = true;
    while (fine && take_piece(&text, &literal, &name)) {
        buf_add(out, literal);
        if (name.p) {
            bool whole = name.p[0] == '+';
            struct str value = names.find(names.context, str_slice(name, whole, name.n));
            fine = value.n > 0 && add_value(value, whole, escape, out);
        }
    }
    return fine;
}

/* Takes what stands before a group, and the inside of the group, off *rest. False at the end. */
static bool take_group(struct str *rest, struct str *before, struct str *group)
{
    if (rest->n == 0) {
        return false;
    }
    size_t open = str_find(*rest, STR("{["));
    struct str behind = open == STR_NOT_FOUND ? STR("") : str_slice(*rest, open + 2, rest->n);
    size_t close = str_find(behind, STR("]}"));
    bool whole = close != STR_NOT_FOUND;
    *before = whole ? str_slice(*rest, 0, open) : *rest;
    *group = whole ? str_slice(behind, 0, close) : STR_NONE;
    *rest = whole ? str_slice(behind, close + 2, behind.n) : STR("");
    return true;
}

bool template_fill(struct str text, struct template_names names, enum template_escape escape,
                   struct buf *out)
{
    size_t start = out->n;
    struct str before, group;
    bool fine = true;
    while (fine && take_group(&text, &before, &group)) {
        fine = fill_names(before, names, escape, out);
        size_t mark = out->n;
        if (!fill_names(group, names, escape, out)) {
            out->n = mark;
        }
    }
    if (!fine || out->overflow) {
        out->n = start;
        return false;
    }
    return true;
}

static bool is_known(const struct recipe *recipe, struct str name)
{
    static const char *const given[] = {"page", "since", "assertion", "ids"};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (str_eq(name, str_of(given[i]))) {
            return true;
        }
    }
    for (unsigned i = 0; i < recipe->param_count; i++) {
        if (str_eq(name, str_of(recipe->params[i].name))) {
            return true;
        }
    }
    return false;
}

static bool check_one(const struct recipe *recipe, const char *template, struct err *err)
{
    struct str rest = str_of(template), literal, name;
    while (take_piece(&rest, &literal, &name)) {
        name = name.p && name.p[0] == '+' ? str_slice(name, 1, name.n) : name;
        if (name.p && !is_known(recipe, name)) {
            return err_set(err, "template \"%s\": {%.*s} is no parameter of the recipe", template,
                           STR_FMT(name));
        }
    }
    return true;
}

static bool names_it(const char *template, struct str wanted)
{
    struct str rest = str_of(template), literal, name;
    while (take_piece(&rest, &literal, &name)) {
        if (str_eq(str_slice(name, str_starts(name, STR("+")), name.n), wanted)) {
            return true;
        }
    }
    return false;
}

static bool check_all(const struct recipe *recipe, char *const *templates, unsigned count,
                      struct err *err)
{
    for (unsigned i = 0; i < count; i++) {
        if (!check_one(recipe, templates[i], err)) {
            return false;
        }
    }
    return true;
}

static bool check_request(const struct recipe *recipe, const struct recipe_request *request,
                          struct err *err)
{
    return check_one(recipe, request->url, err) &&
           check_all(recipe, request->query, request->query_count, err) &&
           check_all(recipe, request->other_query, request->other_query_count, err) &&
           check_all(recipe, request->headers, request->header_count, err) &&
           check_all(recipe, request->form, request->form_count, err) &&
           check_one(recipe, request->basic, err) && check_one(recipe, request->body, err);
}

/* It is stored. */
static bool check_service(const struct recipe *recipe, struct err *err)
{
    for (unsigned i = 0; i < recipe->param_count; i++) {
        const struct recipe_param *param = &recipe->params[i];
        if (param->secret && names_it(recipe->service, str_of(param->name))) {
            return err_set(err, "{%s} is a secret", param->name);
        }
    }
    return check_one(recipe, recipe->service, err);
}

bool template_check(const struct recipe *recipe, struct err *err)
{
    for (unsigned i = 0; i < recipe->obtain_count; i++) {
        const struct recipe_obtain *row = &recipe->obtain[i];
        if (row->key_file && !(is_known(recipe, str_of(row->key_file)) && row->scope)) {
            return err_set(err, "obtain %s: key_file wants a parameter of the recipe, and a scope",
                           row->name);
        }
        if (!check_request(recipe, &row->request, err)) {
            return err_wrap(err, "obtain %s", recipe->obtain[i].name);
        }
    }
    return check_request(recipe, &recipe->request, err) &&
           (check_service(recipe, err) || err_wrap(err, "service")) &&
           (recipe->follow_deletes.most == 0 ||
            check_request(recipe, &recipe->follow_deletes.request, err) ||
            err_wrap(err, "follow_deletes"));
}
