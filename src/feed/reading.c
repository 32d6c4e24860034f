#include "feed/reading.h"

#include "base/limits.h"
#include "feed/url.h"
#include "text/html.h"
#include "text/utf8.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

struct mention *reading_item(struct reading *r)
{
    if (r->page->items == LIMIT_PAGE_ITEMS) {
        if (!r->full) {
            reading_problem(r, NULL, "more than %u items: the rest is left out", LIMIT_PAGE_ITEMS);
        }
        r->full = true;
        return NULL;
    }
    r->page->items++;
    return batch_add(r->batch);
}

void reading_problem(struct reading *r, const char *field, const char *format, ...)
{
    struct page *page = r->page;
    if (page->problem_count++ >= EXTRACT_PROBLEMS) {
        return;
    }
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    page->problems[page->problem_count - 1] = (struct problem){
        .item = page->items,
        .field = str_of(field),
        .text = utf8_clean(&r->batch->arena, str_of(text), sizeof text),
    };
}

/* In place: runs of white space, which U+00A0 counts as here, become one space. */
static struct str collapse(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool wide =
            i + 1 < s.n && (unsigned char)s.p[i] == 0xC2 && (unsigned char)s.p[i + 1] == 0xA0;
        if (!wide && !isspace((unsigned char)s.p[i])) {
            out[n++] = s.p[i];
        } else if (n > 0 && out[n - 1] != ' ') {
            out[n++] = ' ';
        }
        i += wide;
    }
    n -= n > 0 && out[n - 1] == ' ';
    return (struct str){out, n};
}

static struct str or_absent(struct str s)
{
    return s.n ? s : STR_NONE;
}

struct str reading_line(struct reading *r, struct str s)
{
    struct arena *arena = &r->batch->arena;
    return s.n ? or_absent(collapse(arena, utf8_clean(arena, s, LIMIT_MENTION_FIELD))) : STR_NONE;
}

struct str reading_language(struct reading *r, struct str s)
{
    struct str line = reading_line(r, s);
    char *tag = (char *)(uintptr_t)line.p; /* its own copy */
    for (size_t i = 0; i < line.n; i++) {
        tag[i] = tag[i] == '_' ? '-' : tag[i];
    }
    return line;
}

/* Markup that was escaped twice is still markup after one reading. */
static bool has_markup(struct str text)
{
    static const char *const signs[] = {"</p>", "</div>", "</a>",   "</b>",  "</i>",      "</span>",
                                        "<br>", "<br/>",  "<br />", "</li>", "</strong>", "</em>"};
    if (str_find_byte(text, '<') == STR_NOT_FOUND) {
        return false;
    }
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (str_find(text, str_of(signs[i])) != STR_NOT_FOUND) {
            return true;
        }
    }
    return false;
}

static struct str text_of(struct arena *arena, struct str html, size_t max)
{
    struct str text = html_to_text(arena, html, max);
    if (!has_markup(text)) {
        return text;
    }
    bool shown = str_find(html, STR("<code")) != STR_NOT_FOUND ||
                 str_find(html, STR("<pre")) != STR_NOT_FOUND; /* tags, to be read as such */
    return shown ? text : html_to_text(arena, text, max);
}

struct str reading_html_line(struct reading *r, struct str html)
{
    struct arena *arena = &r->batch->arena;
    return html.n ? or_absent(collapse(arena, text_of(arena, html, LIMIT_MENTION_FIELD)))
                  : STR_NONE;
}

struct str reading_html(struct reading *r, struct str html)
{
    return html.n ? or_absent(str_trim(text_of(&r->batch->arena, html, LIMIT_MENTION_TEXT)))
                  : STR_NONE;
}

int64_t reading_time(struct reading *r, struct str s, enum time_precision *precision)
{
    enum time_precision unused;
    int64_t at;
    return s.n && date_read(s, "auto", r->zone, r->context->now, &at,
                            precision ? precision : &unused)
               ? at
               : TIME_NONE;
}

static void set_line(struct reading *r, struct str *place, struct value v)
{
    *place = reading_line(r, v.text);
}

static void set_time(struct reading *r, struct mention *m, enum recipe_field_name field,
                     struct value v)
{
    if (!v.is_time && !date_read(v.text, "auto", r->zone, r->context->now, &v.at, &v.precision)) {
        reading_problem(r, recipe_field_word(field), "not a date: \"%.*s\"",
                        STR_FMT(str_slice(v.text, 0, 60)));
        return;
    }
    if (field == FIELD_UPDATED) {
        m->updated_at = v.at;
        return;
    }
    m->published_at = v.at;
    m->published_precision = v.precision;
}

static void set_number(struct reading *r, struct mention *m, enum recipe_field_name field,
                       struct value v)
{
    if (!v.is_number && !number_read(&r->batch->arena, v.text, &v.number)) {
        reading_problem(r, recipe_field_word(field), "not a number: \"%.*s\"",
                        STR_FMT(str_slice(v.text, 0, 60)));
    } else if (field == FIELD_RATING && v.number >= 0 && v.number <= 100) {
        m->rating = v.number;
    } else if (field == FIELD_REACH && v.number >= 0 && v.number < 1e15) {
        m->reach = (int64_t)v.number;
    } else {
        reading_problem(r, recipe_field_word(field), "out of range: %g", v.number);
    }
}

static void set_text(struct reading *r, struct mention *m, struct value v)
{
    m->text = str_trim(utf8_clean(&r->batch->arena, v.text, LIMIT_MENTION_TEXT));
}

void reading_set(struct reading *r, struct mention *m, enum recipe_field_name field, struct value v)
{
    struct str *lines[FIELDS] = {
        [FIELD_ID] = &m->native_id,        [FIELD_URL] = &m->url,
        [FIELD_TITLE] = &m->title,         [FIELD_AUTHOR] = &m->author,
        [FIELD_LANGUAGE] = &m->language,   [FIELD_REPLY_TO] = &m->reply_to,
        [FIELD_REPOST_OF] = &m->repost_of,
    };
    if (lines[field]) {
        set_line(r, lines[field], v);
    } else if (field == FIELD_TEXT) {
        set_text(r, m, v);
    } else if (field == FIELD_PUBLISHED || field == FIELD_UPDATED) {
        set_time(r, m, field, v);
    } else {
        set_number(r, m, field, v);
    }
}

/* FNV-1a, 64 bits (draft-eastlake-fnv): stable for ever, since it becomes an id in the database. */
static uint64_t fnv(uint64_t hash, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        hash = (hash ^ (unsigned char)s.p[i]) * 0x100000001B3u;
    }
    return (hash ^ 0xFF) * 0x100000001B3u; /* 0xFF stands in no UTF-8: fields do not run together */
}

static struct str identity(struct reading *r, const struct mention *m)
{
    struct arena *arena = &r->batch->arena;
    if (m->url.n) {
        return url_canonical(arena, m->url);
    }
    char time[TIME_TEXT_MAX];
    uint64_t hash = 0xCBF29CE484222325u;
    hash = fnv(hash, m->title);
    hash = fnv(hash, m->text);
    hash = fnv(hash, m->author);
    hash = fnv(hash, str_of(time_format(m->published_at, time)));
    return str_format(arena, "%016llx", (unsigned long long)hash);
}

/* Sites with a wrong clock or a scheduled post would otherwise stand in hours that have not been.
 */
static void clamp_future(struct reading *r, struct mention *m)
{
    int64_t now = r->context->now, latest = now == TIME_NONE ? INT64_MAX : now + DAY;
    if (m->published_at != TIME_NONE && m->published_at > latest) {
        reading_problem(r, "published", "lies in the future: taken as now");
        m->published_at = now;
        m->published_precision = PRECISION_SECOND;
    }
    if (m->updated_at != TIME_NONE && m->updated_at > latest) {
        m->updated_at = now;
    }
}

/* An entry of a feed may be no more than who and when. Where paths say what is what, that means
 * that the others have stopped to match. */
static bool is_empty(const struct reading *r, const struct mention *m)
{
    bool dated = m->published_at != TIME_NONE || m->updated_at != TIME_NONE;
    if (r->recipe->format == FORMAT_SYNDICATION && (m->author.n || dated)) {
        return false;
    }
    return m->native_id.n + m->url.n + m->title.n + m->text.n == 0 && m->rating < 0;
}

void reading_finish(struct reading *r, struct mention *m)
{
    if (is_empty(r, m)) {
        reading_problem(r, NULL, "nothing in it");
        r->batch->count--;
        return;
    }
    if (m->url.n) {
        m->url = reading_line(r, url_resolve(&r->batch->arena, r->context->url, m->url));
    }
    if (!m->text.p) {
        m->text = STR("");
    }
    clamp_future(r, m);
    if (m->published_at == TIME_NONE && m->updated_at != TIME_NONE) {
        m->published_at = m->updated_at;
    }
    if (m->native_id.n == 0) {
        m->native_id = identity(r, m);
    }
}
