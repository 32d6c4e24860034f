/* Feeds of every kind: tests/cases/feed/syndication.txt, whose head tells its form. */
#include "feed_test.h"

#include "base/clock.h"
#include "base/file.h"

struct reading_of_case {
    struct str name;
    struct arena arena;
    struct page page;
    struct batch batch;
    struct mention first;
    bool read;
};

static int hex(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static struct str unescaped(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1, 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' && s.p[i + 1] == 'x') {
            c = (char)(hex(s.p[i + 2]) * 16 + hex(s.p[i + 3]));
            i += 3;
        } else if (c == '\\') {
            c = s.p[++i] == 'n' ? '\n' : s.p[i];
        }
        out[n++] = c;
    }
    return (struct str){out, n};
}

static struct str time_text(struct arena *arena, int64_t at)
{
    char text[TIME_TEXT_MAX];
    return str_copy(arena, str_of(time_format(at, text)));
}

static struct str value_of(struct reading_of_case *c, struct str field)
{
    const struct feed_info *info = &c->page.info;
    const struct mention *m = &c->first;
    const struct {
        const char *name;
        struct str value;
    } values[] = {
        {"feed.title", info->title},
        {"feed.link", info->link},
        {"feed.id", info->id},
        {"feed.language", info->language},
        {"feed.author", info->author},
        {"feed.updated_at", time_text(&c->arena, info->updated_at)},
        {"items", str_format(&c->arena, "%zu", c->batch.count)},
        {"id", m->native_id},
        {"url", m->url},
        {"title", m->title},
        {"text", m->text},
        {"author", m->author},
        {"language", m->language},
        {"published_at", time_text(&c->arena, m->published_at)},
        {"updated_at", time_text(&c->arena, m->updated_at)},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (str_eq(field, str_of(values[i].name))) {
            return values[i].value;
        }
    }
    fail_msg("%.*s: no such field: %.*s", STR_FMT(c->name), STR_FMT(field));
    return STR_NONE;
}

static void read_case(struct reading_of_case *c, const struct recipe *recipe, struct str url,
                      struct str line)
{
    struct err err = ERR_NONE;
    struct extract_context context = {.url = url, .now = NOW};
    struct str body = unescaped(&c->arena, line);
    c->read = extract(recipe, &context, body, &c->page, &c->batch, &err);
    if (!c->read) {
        fail_msg("%.*s: %s", STR_FMT(c->name), err.text);
    }
    c->first = c->batch.count
                   ? c->batch.mentions[0]
                   : (struct mention){.published_at = TIME_NONE, .updated_at = TIME_NONE};
}

static void expect(struct reading_of_case *c, struct str line)
{
    size_t sign = str_find(line, STR(" = "));
    if (sign == STR_NOT_FOUND) {
        fail_msg("%.*s: not an expectation: %.*s", STR_FMT(c->name), STR_FMT(line));
    }
    struct str field = str_slice(line, 0, sign), wanted = str_slice(line, sign + 3, line.n);
    struct str got = value_of(c, field);
    wanted = str_eq(wanted, STR("-")) ? STR_NONE : unescaped(&c->arena, wanted);
    if (!str_eq(got, wanted)) {
        fail_msg("%.*s: %.*s: got \"%.*s\", want \"%.*s\"", STR_FMT(c->name), STR_FMT(field),
                 STR_FMT(got), STR_FMT(wanted));
    }
}

/* The lines of a case behind its name, up to an empty one. */
static size_t run_case(const struct recipe *recipe, struct str name, struct str *rest)
{
    struct reading_of_case c = {.name = name};
    struct str line, url = STR("https://www.example.com/a/b");
    size_t expected = 0;
    while (str_take(rest, '\n', &line) && line.n) {
        if (str_eq(line, STR("at -"))) {
            url = STR_NONE;
        } else if (!c.read) {
            read_case(&c, recipe, url, line);
        } else {
            expect(&c, line);
            expected++;
        }
    }
    batch_clear(&c.batch);
    arena_clear(&c.arena);
    return expected;
}

static void feeds_of_every_kind_are_read_as_the_case_file_says(void **state)
{
    struct buf file = BUF_INIT(1024 * 1024);
    struct err err = ERR_NONE;
    struct recipe *recipe = shipped("syndication");
    size_t cases = 0;
    (void)state;
    if (!file_read(TEST_DATA "/feed/syndication.txt", &file, &err)) {
        fail_msg("%s", err.text);
    }
    struct str rest = buf_str(&file), line;
    while (str_take(&rest, '\n', &line)) {
        if (str_starts(line, STR("== "))) {
            struct str name = str_slice(line, 3, line.n);
            assert_true(run_case(recipe, name, &rest) > 0);
            cases++;
        }
    }
    assert_true(cases > 100);
    recipe_free(recipe);
    buf_clear(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(feeds_of_every_kind_are_read_as_the_case_file_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
