#include "feed/check.h"

#include "base/file.h"
#include "base/limits.h"
#include "feed/json_read.h"
#include "feed/lines.h"
#include "feed/saved.h"

#include <glob.h>

/* Which fields of two lines differ, as the error. */
static bool same_line(struct str got, struct str wanted, size_t number, struct err *err)
{
    json_t *a CLEANUP_JSON = json_read(got, JSON_OF_API, err);
    json_t *b CLEANUP_JSON = json_read(wanted, JSON_OF_API, err);
    const char *key;
    json_t *value;
    if (!a || !b) {
        return err_wrap(err, "line %zu", number);
    }
    json_object_foreach(a, key, value)
    {
        if (!json_equal(value, json_object_get(b, key))) {
            return err_set(err, "line %zu: field %s is not as expected; got: %.*s", number, key,
                           STR_FMT(got));
        }
    }
    return json_equal(a, b) || err_set(err, "line %zu: a field is missing", number);
}

static bool compare(struct str got, struct str wanted, struct err *err)
{
    struct str a = STR_NONE, b = STR_NONE;
    for (size_t number = 1;; number++) {
        bool more_got = str_take(&got, '\n', &a) && a.n;
        bool more_wanted = str_take(&wanted, '\n', &b) && b.n;
        if (more_got != more_wanted) {
            return err_set(err, more_got ? "line %zu: not expected: %.*s" : "line %zu is missing",
                           number, STR_FMT(a));
        }
        if (!more_got) {
            return true;
        }
        if (!same_line(a, b, number, err)) {
            return false;
        }
    }
}

bool feed_check_lines(const struct recipe *recipe, struct str body, struct buf *lines,
                      struct err *err)
{
    struct batch batch = {0};
    struct page page;
    struct extract_context context = {.url = STR(SAVED_URL), .now = SAVED_AT};
    bool fine = extract(recipe, &context, body, &page, &batch, err);
    if (fine) {
        lines_of_page(&page, &batch, lines);
    }
    batch_clear(&batch);
    return fine;
}

static bool check_page(const struct recipe *recipe, const char *page, const char *expected,
                       struct err *err)
{
    struct buf body CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_BODY);
    struct buf wanted CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_BODY);
    struct buf got CLEANUP_BUF = BUF_INIT(LIMIT_HTTP_BODY);
    bool whole = str_ends(str_of(page), STR(".http"));
    return (file_read(page, &body, err) && file_read(expected, &wanted, err) &&
            (whole ? saved_read : feed_check_lines)(recipe, buf_str(&body), &got, err) &&
            compare(buf_str(&got), buf_str(&wanted), err)) ||
           err_wrap(err, "%s", page);
}

/* ".../page-empty.json" to ".../expect-empty.jsonl". */
static const char *expectation(struct arena *arena, const char *folder, const char *page)
{
    struct str name = str_slice(str_of(page), strlen(folder) + strlen("/page"), strlen(page));
    struct str middle = str_slice(name, 0, str_find_byte(name, '.'));
    return str_format(arena, "%s/expect%.*s.jsonl", folder, STR_FMT(middle)).p;
}

static bool check_pages(const struct recipe *recipe, const char *folder, struct err *err)
{
    struct arena arena = {0};
    glob_t found = {0};
    bool fine = glob(str_format(&arena, "%s/page*.*", folder).p, 0, NULL, &found) == 0 ||
                err_set(err, "%s: no page.json, page.xml or page.html", folder);
    for (size_t i = 0; fine && i < found.gl_pathc; i++) {
        const char *page = found.gl_pathv[i];
        fine = check_page(recipe, page, expectation(&arena, folder, page), err);
    }
    globfree(&found);
    arena_clear(&arena);
    return fine;
}

bool feed_check(const char *folder, struct err *err)
{
    struct recipe *recipe;
    if (!recipe_load(folder, &recipe, err)) {
        return false;
    }
    bool fine = recipe_check(recipe, err) && check_pages(recipe, folder, err);
    recipe_free(recipe);
    return fine;
}
