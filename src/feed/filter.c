#include "feed/filter.h"

#include "base/buf.h"
#include "base/limits.h"
#include "feed/url.h"
#include "text/html.h"

#include <math.h>

struct call {
    const struct filter_context *context;
    struct str argument;
    struct value *value;
    struct err *err;
};

static void set_none(struct value *value)
{
    *value = (struct value){.text = STR_NONE};
}

static bool as_html(struct call *c)
{
    c->value->text = html_to_text(c->context->arena, c->value->text, LIMIT_MENTION_TEXT);
    return true;
}

static bool as_entities(struct call *c)
{
    c->value->text = html_unescape(c->context->arena, c->value->text);
    return true;
}

static struct str ascii_digits(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i], d = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
        bool persian = c == 0xDB && d >= 0xB0 && d <= 0xB9; /* U+06F0.. */
        bool arabic = c == 0xD9 && d >= 0xA0 && d <= 0xA9;  /* U+0660.. */
        out[n++] = persian || arabic ? (char)('0' + (d & 0x0F)) : (char)c;
        i += persian || arabic;
    }
    return (struct str){out, n};
}

static bool as_digits(struct call *c)
{
    c->value->text = ascii_digits(c->context->arena, c->value->text);
    return true;
}

static bool as_date(struct call *c)
{
    struct value *v = c->value;
    const char *kind = str_z(c->context->arena, c->argument);
    v->is_time = date_read(v->text, kind, c->context->zone, c->context->now, &v->at, &v->precision);
    return v->is_time ||
           err_set(c->err, "not a date: \"%.*s\"", STR_FMT(str_slice(v->text, 0, 60)));
}

bool number_read(struct arena *arena, struct str text, double *number)
{
    struct str digits = ascii_digits(arena, str_trim(text));
    size_t comma = str_find_byte(digits, ',');
    if (comma != STR_NOT_FOUND && str_find_byte(digits, '.') == STR_NOT_FOUND) {
        char *copy = arena_alloc(arena, digits.n + 1, 1);
        memcpy(copy, digits.p, digits.n);
        copy[comma] = '.';
        digits.p = copy;
    }
    return str_to_double(digits, number);
}

static bool read_number(struct call *c, double *number)
{
    return number_read(c->context->arena, c->value->text, number) ||
           err_set(c->err, "not a number: \"%.*s\"", STR_FMT(str_slice(c->value->text, 0, 60)));
}

bool rating_scale(double rating, double worst, double best, double *result)
{
    if (!(best > worst) || !(rating >= worst) || !(rating <= best)) {
        return false;
    }
    *result = (rating - worst) / (best - worst) * 100;
    return true;
}

static bool scale_read(struct str argument, double *worst, double *best)
{
    struct str from;
    return str_take(&argument, '-', &from) && str_to_double(from, worst) &&
           str_to_double(argument, best) && *best > *worst;
}

static bool as_scale(struct call *c)
{
    double worst, best, number;
    if (!read_number(c, &number)) {
        return false;
    }
    c->value->is_number = scale_read(c->argument, &worst, &best) &&
                          rating_scale(number, worst, best, &c->value->number);
    return c->value->is_number ||
           err_set(c->err, "%g is not on the scale %.*s", number, STR_FMT(c->argument));
}

static bool as_int(struct call *c)
{
    double number;
    if (!read_number(c, &number)) {
        return false;
    }
    c->value->is_number = number == floor(number) && fabs(number) < 1e15;
    c->value->number = number;
    return c->value->is_number || err_set(c->err, "not a whole number: %g", number);
}

static bool zero_is_none(struct call *c)
{
    double number;
    if (number_read(c->context->arena, c->value->text, &number) && number == 0) {
        set_none(c->value);
    }
    return true;
}

static bool none_if(struct call *c)
{
    struct str rest = c->argument, one;
    while (str_take(&rest, ',', &one)) {
        if (str_eq(one, str_trim(c->value->text))) {
            set_none(c->value);
        }
    }
    return true;
}

static bool as_enum(struct call *c)
{
    struct str rest = c->argument, one, word;
    while (str_take(&rest, ',', &one)) {
        if (str_take(&one, '=', &word) && str_eq(word, c->value->text)) {
            c->value->text = one;
            return true;
        }
    }
    set_none(c->value);
    return true;
}

static bool with_prefix(struct call *c)
{
    c->value->text =
        str_format(c->context->arena, "%.*s%.*s", STR_FMT(c->argument), STR_FMT(c->value->text));
    return true;
}

static bool part_after(struct call *c)
{
    struct str text = c->value->text;
    size_t at = str_find(text, c->argument);
    if (at != STR_NOT_FOUND) {
        c->value->text = str_slice(text, at + c->argument.n, text.n);
    }
    return true;
}

static bool part_before(struct call *c)
{
    size_t at = str_find(c->value->text, c->argument);
    if (at != STR_NOT_FOUND) {
        c->value->text = str_slice(c->value->text, 0, at);
    }
    return true;
}

static bool part_before_last(struct call *c)
{
    struct str text = c->value->text;
    size_t last = STR_NOT_FOUND, from = 0, at;
    while ((at = str_find(str_slice(text, from, text.n), c->argument)) != STR_NOT_FOUND) {
        last = from + at;
        from = last + c->argument.n;
    }
    if (last != STR_NOT_FOUND) {
        c->value->text = str_slice(text, 0, last);
    }
    return true;
}

static bool if_has(struct call *c)
{
    if (str_find(c->value->text, c->argument) == STR_NOT_FOUND) {
        set_none(c->value);
    }
    return true;
}

static bool replaced(struct call *c)
{
    struct buf out CLEANUP_BUF = BUF_INIT(2 * (size_t)LIMIT_MENTION_TEXT);
    struct str with = c->argument, rest = c->value->text, old;
    size_t at;
    str_take(&with, '=', &old);
    while ((at = str_find(rest, old)) != STR_NOT_FOUND) {
        buf_add(&out, str_slice(rest, 0, at));
        buf_add(&out, with);
        rest = str_slice(rest, at + old.n, rest.n);
    }
    buf_add(&out, rest);
    c->value->text = str_copy(c->context->arena, buf_str(&out));
    return true;
}

static bool parameter(struct call *c)
{
    struct str value = url_parameter(c->value->text, c->argument);
    if (value.n) {
        c->value->text = url_decode(c->context->arena, value);
    }
    return true;
}

static bool joined(struct call *c)
{
    (void)c; /* done where the values are collected */
    return true;
}

static bool any_argument(struct str argument)
{
    return argument.n > 0;
}

static bool is_replacement(struct str argument)
{
    size_t equals = str_find_byte(argument, '=');
    return equals != STR_NOT_FOUND && equals > 0;
}

static bool is_scale(struct str argument)
{
    double worst, best;
    return scale_read(argument, &worst, &best);
}

static const struct filter {
    const char *name;
    bool (*apply)(struct call *c);
    bool (*argument_fits)(struct str argument); /* NULL: takes none */
} filters[] = {
    {"html", as_html, NULL},
    {"entities", as_entities, NULL},
    {"digits", as_digits, NULL},
    {"date", as_date, date_kind_exists},
    {"scale", as_scale, is_scale},
    {"zero_is_none", zero_is_none, NULL},
    {"none_if", none_if, any_argument},
    {"enum", as_enum, any_argument},
    {"int", as_int, NULL},
    {"prefix", with_prefix, any_argument},
    {"after", part_after, any_argument},
    {"before", part_before, any_argument},
    {"before_last", part_before_last, any_argument},
    {"if_has", if_has, any_argument},
    {"replace", replaced, is_replacement},
    {"parameter", parameter, any_argument},
    {"join", joined, any_argument},
};

static const struct filter *find(struct str text, struct str *argument)
{
    struct str name;
    *argument = text;
    str_take(argument, ':', &name);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (str_eq(name, str_of(filters[i].name))) {
            return &filters[i];
        }
    }
    return NULL;
}

bool filters_apply(char *const *chain, size_t count, const struct filter_context *context,
                   struct value *value, struct err *err)
{
    for (size_t i = 0; i < count && value->text.p; i++) {
        struct call call = {.context = context, .value = value, .err = err};
        const struct filter *filter = find(str_of(chain[i]), &call.argument);
        if (!filter) {
            return err_set(err, "unknown filter \"%s\"", chain[i]);
        }
        if (!filter->apply(&call)) {
            return false;
        }
    }
    return true;
}

bool filter_check(struct str text, struct err *err)
{
    struct str argument;
    const struct filter *filter = find(text, &argument);
    if (!filter) {
        return err_set(err, "unknown filter \"%.*s\"", STR_FMT(text));
    }
    bool fits = filter->argument_fits ? filter->argument_fits(argument) : argument.p == NULL;
    return fits || err_set(err, "filter \"%.*s\": wrong argument", STR_FMT(text));
}

struct str filters_join(char *const *chain, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strncmp(chain[i], "join:", 5) == 0) {
            return str_of(chain[i] + 5);
        }
    }
    return STR_NONE;
}
