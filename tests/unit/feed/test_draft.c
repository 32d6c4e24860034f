#include "feed_test.h"

#include "base/file.h"
#include "feed/draft.h"

#include <stdlib.h>
#include <unistd.h>

/* The draft of a page with that body must be a recipe that loads and reads it again. */
static size_t items_of_draft(struct str body, struct draft *draft, struct arena *arena)
{
    struct draft_page page = {.name = "t", .url = STR("https://h.example/\"a\\b"), .body = body};
    char path[] = "/tmp/draft-XXXXXX.yaml";
    struct recipe *recipe = NULL;
    struct batch batch = {0};
    struct page read;
    struct extract_context context = {.now = NOW};
    struct err err = ERR_NONE;
    if (!draft_make(&page, arena, draft)) {
        return 0;
    }
    close(mkstemps(path, 5));
    bool fine = file_write(path, buf_str(&draft->recipe), 0600, &err) &&
                recipe_load(path, &recipe, &err) && recipe_check(recipe, &err) &&
                extract(recipe, &context, body, &read, &batch, &err);
    remove(path);
    if (!fine) {
        fail_msg("%s in:\n%.*s", err.text, STR_FMT(buf_str(&draft->recipe)));
    }
    size_t count = batch.count;
    batch_clear(&batch);
    recipe_free(recipe);
    return count;
}

static void a_draft_reads_the_page_it_was_made_of(void **state)
{
    static const struct {
        const char *body, *has; /* NULL: no draft */
        size_t items;
    } cases[] = {
        {"[{\"text\":\"a\"},{\"text\":\"b\"}]", "items: [\"$\"]", 2},
        {"{\"a b\":{\"x-y\":[{\"body\":\"a\"}]}}", "items: [\"$['a b']['x-y']\"]", 1},
        {"{\"it's\":[{\"text\":\"a\"}],\"b\":[{\"text\":\"a\"}]}", "items: [\"$.b\"]", 1},
        {"{\"a\\u0001\":[{\"text\":\"a\"}]}", NULL, 0},
        {"{\"a\":[{\"title\":\"t\"}],\"b\":[{\"title\":\"t\",\"user-name\":\"u\"}]}",
         "from: [\"['user-name']\"]", 1},
        {"[{\"id\":1,\"text\":null},{\"id\":2,\"text\":{\"rendered\":\"<p>x</p>\"}}]",
         "from: [\"text.rendered\"], filters: [html]", 2},
        {"[{\"text\":\"a\",\"date\":\"soon\",\"rating\":\"good\"}]", "field: text", 1},
        {"[{\"rating\":7},{\"rating\":\"88\"}]", "scale:0-100", 2},
        {"[{\"id\":1}]", NULL, 0},
        {"[[{\"text\":\"a\"}]]", NULL, 0},
        {"[]", NULL, 0},
        {"\"text\"", NULL, 0},
        {"{\"a\":", NULL, 0},
        {"", NULL, 0},
        {"<html><link rel=alternate type=text/html href=/x></html>", NULL, 0},
        {"\xEF\xBB\xBF<?xml "
         "version=\"1.0\"?><rss><channel><item><title>t</title></item></channel></rss>",
         "format: syndication", 1},
        {"{\"version\":\"https://jsonfeed.org/version/"
         "1.1\",\"items\":[{\"id\":\"1\",\"content_text\":\"a\"}]}",
         "format: syndication", 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena arena = {0};
        struct draft draft;
        size_t items = items_of_draft(str_of(cases[i].body), &draft, &arena);
        struct str text = buf_str(&draft.recipe);
        if (items != cases[i].items ||
            (cases[i].has && str_find(text, str_of(cases[i].has)) == STR_NOT_FOUND)) {
            fail_msg("case %zu: %zu items, %.*s", i, items, STR_FMT(text));
        }
        buf_clear(&draft.recipe);
        arena_clear(&arena);
    }
}

static void the_feeds_a_page_links_to_are_found_up_to_a_bound(void **state)
{
    struct buf html CLEANUP_BUF = BUF_INIT(100000);
    struct arena arena = {0};
    struct draft draft;
    (void)state;
    buf_add_z(&html, "<head><LINK REL='Alternate Stylesheet' type='application/rss+xml;charset=x' "
                     "href='/one'><link rel=alternate type=application/atom+xml "
                     "href='javascript:x'>");
    for (int i = 0; i < 1000; i++) {
        buf_addf(&html, "<div><link rel=alternate type=application/atom+xml href=/n%d>", i);
    }
    struct draft_page page = {
        .name = "t", .url = STR("https://h.example/a"), .body = buf_str(&html)};
    assert_false(draft_make(&page, &arena, &draft));
    assert_int_equal(draft.linked_count, 4);
    assert_str(draft.linked[0], "https://h.example/one");
    assert_str(draft.linked[3], "https://h.example/n2");
    buf_clear(&draft.recipe);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_reads_the_page_it_was_made_of),
        cmocka_unit_test(the_feeds_a_page_links_to_are_found_up_to_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
