#include "net/robots.h"

#include "../check.h"

#include "base/file.h"

static void check_outcome(const struct robots *robots, struct str outcome, size_t line)
{
    struct str word, path = outcome;
    int64_t delay_ms;
    assert_true(str_take(&path, ' ', &word));
    if (str_eq(word, STR("delay"))) {
        assert_true(str_to_int(path, &delay_ms));
        assert_int_equal(robots->delay_ms, delay_ms);
        return;
    }
    bool want = str_eq(word, STR("yes"));
    assert_true(want || str_eq(word, STR("no")));
    if (robots_allow(robots, path) != want) {
        fail_msg("line %zu: want %.*s", line, STR_FMT(outcome));
    }
}

static void every_case_of_the_file_ends_as_it_says(void **state)
{
    (void)state;
    struct buf text = BUF_INIT(1u << 20), body = BUF_INIT(1u << 20);
    struct robots robots = {.delay_ms = 0};
    struct str line;
    size_t number = 0, outcomes = 0;
    bool after = true;
    assert_true(file_read(TEST_DATA "/net/robots.txt", &text, NULL));
    for (struct str rest = buf_str(&text); str_take(&rest, '\n', &line); number++) {
        if (str_starts(line, STR("=> "))) {
            if (!after) {
                robots_clear(&robots);
                robots_parse(&robots, buf_str(&body), "nabz");
                buf_reset(&body);
            }
            check_outcome(&robots, str_slice(line, 3, line.n), number + 1);
            outcomes++;
            after = true;
        } else if (!after || !(line.n == 0 || line.p[0] == '#')) {
            assert_true(buf_add(&body, line) && buf_add_byte(&body, '\n'));
            after = false;
        }
    }
    assert_true(outcomes > 40);
    robots_clear(&robots);
    buf_clear(&text);
    buf_clear(&body);
}

static void line_ends_and_a_byte_order_mark_do_not_matter(void **state)
{
    (void)state;
    static const char *const ends[] = {"\n", "\r", "\r\n"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        struct buf body = BUF_INIT(1000);
        struct robots robots;
        buf_addf(&body, "\xEF\xBB\xBFUser-agent: *%sDisallow: /x%s", ends[i], ends[i]);
        robots_parse(&robots, buf_str(&body), "nabz");
        assert_false(robots_allow(&robots, STR("/x")));
        assert_true(robots_allow(&robots, STR("/y")));
        robots_clear(&robots);
        buf_clear(&body);
    }
}

/* A hostile file and path: patterns full of stars, half a megabyte of them. */
static void a_hostile_file_is_answered_in_reasonable_time(void **state)
{
    (void)state;
    struct buf body = BUF_INIT(ROBOTS_BYTES), path = BUF_INIT(1u << 16);
    buf_add_z(&body, "User-agent: *\n");
    while (buf_add_z(&body, "Disallow: /*a*a*a*a*a*b\n")) {
    }
    buf_add_byte(&path, '/');
    while (buf_add_byte(&path, 'a')) {
    }
    struct robots robots;
    robots_parse(&robots, buf_str(&body), "nabz");
    assert_int_equal(robots.rule_count, 20000);
    assert_true(robots_allow(&robots, buf_str(&path)));
    robots_clear(&robots);
    buf_clear(&body);
    buf_clear(&path);
}

/* Any bytes are a robots.txt. */
static void random_bytes_do_no_harm(void **state)
{
    (void)state;
    uint32_t seed = 7;
    static const char letters[] = "user-agentdisallow:*$%/ \n\r#\0\xff";
    for (int round = 0; round < 2000; round++) {
        char bytes[200];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525u + 1013904223u;
            bytes[i] = letters[(seed >> 16) % (sizeof letters - 1)];
        }
        struct robots robots;
        struct buf body = BUF_INIT(1000);
        buf_add_z(&body, "user-agent:*\ndisallow:");
        buf_add(&body, (struct str){bytes, sizeof bytes});
        robots_parse(&robots, buf_str(&body), "nabz");
        assert_true(robots_allow(&robots, STR("/robots.txt")));
        robots_allow(&robots, (struct str){bytes, sizeof bytes});
        robots_clear(&robots);
        buf_clear(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_file_ends_as_it_says),
        cmocka_unit_test(line_ends_and_a_byte_order_mark_do_not_matter),
        cmocka_unit_test(a_hostile_file_is_answered_in_reasonable_time),
        cmocka_unit_test(random_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
