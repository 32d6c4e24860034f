#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "feed/url_identity.h"

static struct arena arena;

static void is_one(const char *left, const char *right)
{
    struct str a = url_identity(&arena, str_of(left)), b = url_identity(&arena, str_of(right));
    if (!a.p || !str_eq(a, b)) {
        fail_msg("%s is %.*s, %s is %.*s", left, STR_FMT(a), right, STR_FMT(b));
    }
}

static void are_two(const char *left, const char *right)
{
    struct str a = url_identity(&arena, str_of(left)), b = url_identity(&arena, str_of(right));
    if (str_eq(a, b)) {
        fail_msg("%s and %s are both %.*s", left, right, STR_FMT(a));
    }
}

static void what_does_not_change_the_page_does_not_count(void **state)
{
    (void)state;
    const char *page = "https://shop.example/a/b?id=7&page=2";
    is_one(page, "http://shop.example/a/b?id=7&page=2");
    is_one(page, "HTTPS://WWW.Shop.EXAMPLE:443/a/b/?id=7&page=2#top");
    is_one(page, "http://m.shop.example:80/a/./c/../b?page=2&id=7");
    is_one(page, "https://shop.example/%61/b/?utm_source=x&id=7&fbclid=abc&page=2&utm_medium=rss");
    is_one(page, "https://shop.example/a/b/amp?id=7&page=2");
    is_one("https://shop.example", "http://www.shop.example/index.html");
    is_one("https://shop.example/%d8%b3", "https://shop.example/\xD8\xB3");
    is_one("https://shop.example/a%2fb", "https://shop.example/a%2Fb");
    is_one("https://somebody@shop.example/a", "https://shop.example/a");
}

static void what_changes_the_page_counts(void **state)
{
    (void)state;
    are_two("https://shop.example/a", "https://shop.example/A");
    are_two("https://shop.example/a", "https://shop.example/a?id=1");
    are_two("https://shop.example/a?id=1", "https://shop.example/a?id=2");
    are_two("https://shop.example/a", "https://shop.example:8080/a");
    are_two("https://shop.example/a", "https://blog.shop.example/a");
    are_two("https://shop.example/a#comment-12", "https://shop.example/a#comment-13");
    are_two("https://shop.example/a%2Fb", "https://shop.example/a/b");
    are_two("https://m.com/a", "https://www.com/a");
    assert_null(url_identity(&arena, STR("mailto:a@shop.example")).p);
    assert_null(url_identity(&arena, STR("tag:shop.example,2026:1")).p);
    assert_null(url_identity(&arena, STR("/a/b")).p);
    assert_null(url_identity(&arena, STR("")).p);
}

static void a_link_that_leads_on_is_what_it_leads_to(void **state)
{
    (void)state;
    const char *page = "https://shop.example/a?b=c";
    is_one(page, "https://www.google.com/url?rct=j&sa=t&url=https://shop.example/a%3Fb%3Dc&ct=ga");
    is_one(page,
           "https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2Fa%3Fb%3Dc%26fbclid%3D1");
    is_one(page, "https://t.me/share/url?url=http%3A%2F%2Fwww.shop.example%2Fa%3Fb%3Dc&text=x");
    are_two(page, "https://evil.example/url?url=https://shop.example/a%3Fb%3Dc");
    /* Four links, each leading to the next: the end is not looked for for ever. */
    assert_non_null(url_identity(&arena, STR("https://google.com/url?q=https://google.com/url?q="
                                             "https://google.com/url?q=https://google.com/url?q="
                                             "https://google.com/url?q=http://a.example/"))
                        .p);
}

static void a_post_of_a_platform_is_its_id(void **state)
{
    (void)state;
    is_one("https://x.com/i/status/123", "https://twitter.com/somebody/status/123?s=20&t=abc");
    is_one("https://mobile.twitter.com/a/status/123/photo/1", "https://x.com/b/status/123");
    are_two("https://x.com/a/status/123", "https://x.com/a/status/124");
    is_one("https://youtu.be/dQw4?si=1", "https://www.youtube.com/watch?v=dQw4&feature=share");
    are_two("https://www.youtube.com/watch?v=dQw4&lc=Ug1",
            "https://www.youtube.com/watch?v=dQw4&lc=Ug2");
    is_one("https://t.me/s/chan/12", "https://telegram.me/chan/12");
    are_two("https://t.me/chan/12", "https://t.me/chan/13");
    is_one("https://www.instagram.com/p/AbC/?igsh=1", "https://instagram.com/reel/AbC");
    are_two("https://www.instagram.com/p/AbC/c/1/", "https://www.instagram.com/p/AbC/c/2/");
    is_one("https://old.reddit.com/r/iran/comments/1ab/some_words/",
           "https://www.reddit.com/comments/1ab");
    are_two("https://www.reddit.com/r/iran/comments/1ab/some_words/k1/",
            "https://www.reddit.com/r/iran/comments/1ab/some_words/k2/");
}

static int forget(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(what_does_not_change_the_page_does_not_count, forget),
        cmocka_unit_test_teardown(what_changes_the_page_counts, forget),
        cmocka_unit_test_teardown(a_link_that_leads_on_is_what_it_leads_to, forget),
        cmocka_unit_test_teardown(a_post_of_a_platform_is_its_id, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
