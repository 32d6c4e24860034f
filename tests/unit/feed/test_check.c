#include "feed_test.h"

#include "base/file.h"
#include "feed/check.h"
#include "feed/saved.h"

#include <glob.h>
#include <stdlib.h>
#include <unistd.h>

static void every_shipped_recipe_reads_its_own_pages(void **state)
{
    glob_t found;
    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/feeds/*/recipe.yaml", 0, NULL, &found), 0);
    assert_true(found.gl_pathc >= 14);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        struct err err = ERR_NONE;
        *strrchr(found.gl_pathv[i], '/') = '\0';
        if (!feed_check(found.gl_pathv[i], &err)) {
            fail_msg("%s", err.text);
        }
    }
    globfree(&found);
}

static void every_recipe_is_called_like_its_folder(void **state)
{
    glob_t found;
    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/feeds/*/recipe.yaml", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        *strrchr(found.gl_pathv[i], '/') = '\0';
        const char *folder = strrchr(found.gl_pathv[i], '/') + 1;
        struct recipe *recipe = shipped(folder);
        assert_string_equal(recipe->name, folder);
        recipe_free(recipe);
    }
    globfree(&found);
}

struct folder {
    char path[64];
};

static void put(const struct folder *folder, const char *name, const char *content)
{
    char path[128];
    struct err err;
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    assert_true(file_write(path, str_of(content), 0600, &err));
}

static struct folder make(const char *expected)
{
    struct folder folder = {"/tmp/feed-check-XXXXXX"};
    assert_non_null(mkdtemp(folder.path));
    put(&folder, "recipe.yaml",
        "name: t\nsummary: t\nrequest: {url: \"http://h.example/\"}\nformat: json\n"
        "items: [$.list]\nfields:\n  - {field: id, from: [id]}\n  - {field: text, from: [t]}\n");
    put(&folder, "page.json", "{\"list\":[{\"id\":1,\"t\":\"one\"}]}");
    put(&folder, "expect.jsonl", expected);
    return folder;
}

static void drop(const struct folder *folder)
{
    static const char *const names[] = {"recipe.yaml", "page.json", "expect.jsonl", ""};
    for (size_t i = 0; i < 4; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder->path, names[i]);
        remove(path);
    }
}

#define FEED_LINE                                                                                  \
    "{\"kind\":\"feed\",\"title\":null,\"link\":null,\"id\":null,\"language\":null,"               \
    "\"author\":null,\"updated_at\":null}\n"
#define MENTION_LINE(text)                                                                         \
    "{\"kind\":\"mention\",\"id\":\"1\",\"url\":null,\"title\":null,\"text\":\"" text              \
    "\",\"author\":null,\"published_at\":null,\"updated_at\":null,\"language\":null,"              \
    "\"rating\":null}\n"

static void a_difference_is_told_with_page_line_and_field(void **state)
{
    static const struct {
        const char *expected, *error; /* NULL: none */
    } cases[] = {
        {FEED_LINE MENTION_LINE("one"), NULL},
        {FEED_LINE MENTION_LINE("two"), "page.json: line 2: field text is not as expected"},
        {FEED_LINE, "page.json: line 2: not expected"},
        {FEED_LINE MENTION_LINE("one") MENTION_LINE("x"), "page.json: line 3 is missing"},
        {"nonsense\n", "line 1: not JSON"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct folder folder = make(cases[i].expected);
        struct err err = ERR_NONE;
        bool fine = feed_check(folder.path, &err);
        drop(&folder);
        assert_true(fine == !cases[i].error);
        if (cases[i].error && !strstr(err.text, cases[i].error)) {
            fail_msg("%s", err.text);
        }
    }
}

static void a_saved_answer_is_taken_as_a_live_one(void **state)
{
    static const struct {
        const char *answer, *lines; /* NULL: refused */
    } cases[] = {
        {"with q=a b\nHTTP/1.1 200 OK\nX: y\n\n{\"list\":[{\"t\":\"one\"}],\"next\":\"2\"}",
         "\"http://h.example/?q=a%20b\",\"headers\":[\"Key: my-key\"]|\"text\":\"one\"|"
         "\"http://h.example/?q=a%20b&page=2\""},
        {"with since=7\nwith key=k1234\nHTTP/1.1 429 No\nRetry-After: 60\n\n{\"e\":\"k1234 is "
         "tired\"}",
         "?since=7\",\"headers\":[\"Key: k1234\"]|\"state\":\"throttled\",\"wait_s\":60,|"
         "\"page 1: HTTP 429: *** is tired\""},
        {"HTTP/1.1 404 None\n\n", "\"kind\":\"request\"|\"state\":\"broken\",\"wait_s\":null,"},
        {"with other=1\nHTTP/1.1 200 OK\n\n{}", NULL},
        {"with q=1\nwith q=1\nwith q=1\nHTTP/1.1 200 OK\n\n{}", NULL},
        {"HTTP/1.1 200 OK\nX: y\n", NULL},
        {"{}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct folder folder = make("");
        struct buf lines CLEANUP_BUF = BUF_INIT(10000);
        struct recipe *recipe;
        struct err err = ERR_NONE;
        struct str parts = str_of(cases[i].lines), part, rest;
        put(&folder, "recipe.yaml",
            "name: t\nsummary: t\nparams: [{name: q}, {name: key, required: yes, secret: yes}]\n"
            "request: {url: \"http://h.example/\", query: [\"q={q}\", \"since={since}\", "
            "\"page={page}\"], headers: [\"Key: {key}\"]}\nformat: json\nerror_message: [e]\n"
            "paging: {kind: token, next: [next]}\nincremental: {kind: highest_id}\n"
            "items: [$.list]\nfields:\n  - {field: text, from: [t]}\n");
        assert_true(recipe_load(folder.path, &recipe, &err));
        bool fine = saved_read(recipe, str_of(cases[i].answer), &lines, &err);
        recipe_free(recipe);
        drop(&folder);
        assert_true(fine == (cases[i].lines != NULL));
        rest = buf_str(&lines);
        while (str_take(&parts, '|', &part)) {
            size_t at = str_find(rest, part);
            if (at == STR_NOT_FOUND) {
                fail_msg("case %zu: no %.*s in %.*s", i, STR_FMT(part), STR_FMT(rest));
            }
            rest = str_slice(rest, at + part.n, rest.n);
        }
    }
}

static void filters_work_on_what_a_format_finds_by_itself(void **state)
{
    static const char feed[] = "<rss version=\"2.0\"><channel><title>t</title><item>"
                               "<title>News of it - The Paper</title>"
                               "<link>https://g.example/url?url=https%3A%2F%2Fh.example%2Fa</link>"
                               "</item></channel></rss>";
    struct folder folder = make("");
    struct recipe *recipe;
    struct err err = ERR_NONE;
    (void)state;
    put(&folder, "page.xml", feed);
    put(&folder, "recipe.yaml",
        "name: t\nsummary: t\nrequest: {url: \"http://h.example/\"}\nformat: syndication\nfields:\n"
        "  - {field: url, from: [url], filters: [\"parameter:url\"]}\n"
        "  - {field: author, from: [title], filters: [\"after: - \"]}\n"
        "  - {field: title, from: [title], filters: [\"before_last: - \"]}\n");
    assert_true(recipe_load(folder.path, &recipe, &err));
    struct batch batch CLEANUP(batch_clear) = {0};
    struct page page;
    struct extract_context context = {.now = NOW};
    assert_true(recipe_check(recipe, &err));
    assert_true(extract(recipe, &context, str_of(feed), &page, &batch, &err));
    recipe_free(recipe);
    assert_int_equal(batch.count, 1);
    assert_str(batch.mentions[0].url, "https://h.example/a");
    assert_str(batch.mentions[0].native_id, "https://h.example/a");
    assert_str(batch.mentions[0].author, "The Paper");
    assert_str(batch.mentions[0].title, "News of it");
    put(&folder, "recipe.yaml",
        "name: t\nsummary: t\nrequest: {url: \"http://h.example/\"}\nformat: syndication\n"
        "fields: [{field: url, from: [link]}]\n");
    assert_false(feed_check(folder.path, &err));
    assert_non_null(strstr(err.text, "from names no text of a mention: \"link\""));
    remove(str_format(&batch.arena, "%s/page.xml", folder.path).p);
    drop(&folder);
}

static void a_broken_recipe_is_told_before_any_page(void **state)
{
    struct folder folder = make(FEED_LINE);
    struct err err = ERR_NONE;
    (void)state;
    put(&folder, "recipe.yaml",
        "name: t\nsummary: t\nrequest: {url: \"http://h.example/{nothing}\"}\nformat: json\n");
    assert_false(feed_check(folder.path, &err));
    assert_non_null(strstr(err.text, "{nothing} is no parameter"));
    put(&folder, "recipe.yaml",
        "name: t\nsummary: t\nrequest: {url: \"http://h.example/\"}\nformat: json\n"
        "fields:\n  - {field: id, from: [\"a[\"]}\n");
    assert_false(feed_check(folder.path, &err));
    assert_non_null(strstr(err.text, "field id: path \"a[\""));
    put(&folder, "recipe.yaml",
        "name: t\nsummary: t\nrequest: {url: \"http://h.example/\"}\nformat: json\n"
        "fields:\n  - {field: id, from: [a], filters: [\"scale:9-1\"]}\n");
    assert_false(feed_check(folder.path, &err));
    assert_non_null(strstr(err.text, "field id: filter \"scale:9-1\""));
    put(&folder, "recipe.yaml", "name: t\nsumary: t\n");
    assert_false(feed_check(folder.path, &err));
    assert_non_null(strstr(err.text, "recipe.yaml:2:1: "));
    assert_non_null(strstr(err.text, "\"summary\""));
    drop(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shipped_recipe_reads_its_own_pages),
        cmocka_unit_test(every_recipe_is_called_like_its_folder),
        cmocka_unit_test(a_difference_is_told_with_page_line_and_field),
        cmocka_unit_test(a_saved_answer_is_taken_as_a_live_one),
        cmocka_unit_test(filters_work_on_what_a_format_finds_by_itself),
        cmocka_unit_test(a_broken_recipe_is_told_before_any_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
