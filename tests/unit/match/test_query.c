#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../text/cases.h"
#include "match/query.h"

/* "any a | b; all c" read into a query. */
static struct query parse(struct arena *arena, struct str text)
{
    struct query query = {0};
    struct str part, term;
    while (str_take(&text, ';', &part)) {
        part = str_trim(part);
        struct str name;
        str_take(&part, ' ', &name);
        struct str *terms = arena_array(arena, struct str, 8);
        size_t count = 0;
        while (str_take(&part, '|', &term)) {
            terms[count++] = str_trim(term);
        }
        if (str_eq(name, STR("any"))) {
            query.any = terms;
            query.any_count = count;
        } else if (str_eq(name, STR("all"))) {
            query.all = terms;
            query.all_count = count;
        } else {
            query.none = terms;
            query.none_count = count;
        }
    }
    return query;
}

static size_t find(const struct matcher *matcher, struct str text, size_t *brands, size_t max)
{
    struct tokens tokens = {0};
    tokens_read(&tokens, text);
    size_t count = matcher_find(matcher, &tokens, brands, max);
    tokens_clear(&tokens);
    return count;
}

static void check_case(struct arena *arena, const struct test_case *one)
{
    struct err err = ERR_NONE;
    struct query query = parse(arena, one->field[0]);
    struct matcher *matcher = matcher_build(arena, &query, 1, &err);
    if (!matcher) {
        fail_msg("query.tsv:%zu: %s", one->line, err.text);
    }
    size_t brand;
    bool matched = find(matcher, one->field[1], &brand, 1) == 1;
    if (matched != str_eq(one->field[2], STR("yes"))) {
        fail_msg("query.tsv:%zu: %.*s %s %.*s", one->line, STR_FMT(one->field[0]),
                 matched ? "matches" : "does not match", STR_FMT(one->field[1]));
    }
}

static void queries_match_what_the_case_file_says(void **state)
{
    (void)state;
    cases_run(TEST_DATA "/match/query.tsv", 55, check_case);
}

/* All the cases' queries in one matcher, against each text: as one by one. */
static struct {
    struct query queries[100];
    struct str texts[100];
    bool wanted[100];
    size_t count;
    struct arena arena;
} together;

static void collect(struct arena *arena, const struct test_case *one)
{
    (void)arena;
    size_t i = together.count++;
    assert_true(i < 100);
    together.queries[i] = parse(&together.arena, str_copy(&together.arena, one->field[0]));
    together.texts[i] = str_copy(&together.arena, one->field[1]);
    together.wanted[i] = str_eq(one->field[2], STR("yes"));
}

static void many_queries_together_match_as_each_alone(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    cases_run(TEST_DATA "/match/query.tsv", 55, collect);
    struct matcher *all = matcher_build(&together.arena, together.queries, together.count, &err);
    assert_non_null(all);
    for (size_t i = 0; i < together.count; i++) {
        size_t brands[100], count = find(all, together.texts[i], brands, 100);
        bool matched = false;
        for (size_t k = 0; k < count; k++) {
            assert_true(k == 0 || brands[k] > brands[k - 1]);
            matched |= brands[k] == i;
        }
        assert_int_equal(matched, together.wanted[i]);
    }
    arena_clear(&together.arena);
}

static void more_brands_than_there_is_room_for_are_counted(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err = ERR_NONE;
    struct str word = STR("x");
    struct query queries[70];
    for (size_t i = 0; i < 70; i++) {
        queries[i] = (struct query){.any = &word, .any_count = 1};
    }
    struct matcher *matcher = matcher_build(&arena, queries, 70, &err);
    size_t brands[2] = {99, 99};
    assert_int_equal(find(matcher, STR("x x x"), brands, 2), 70);
    assert_int_equal(brands[0], 0);
    assert_int_equal(brands[1], 1);
    arena_clear(&arena);
}

static void check_error(const char *query_text, const char *message)
{
    struct arena arena = {0};
    struct err err = ERR_NONE;
    struct query queries[2] = {parse(&arena, STR("any fine")), parse(&arena, str_of(query_text))};
    assert_null(matcher_build(&arena, queries, 2, &err));
    assert_string_equal(err.text, message);
    arena_clear(&arena);
}

static void errors_name_query_list_and_term(void **state)
{
    (void)state;
    check_error("any good | !!", "query 2: any: \"!!\": no word in it");
    check_error("all *", "query 2: all: \"*\": no word in it");
    check_error("any good; none a*", "query 2: none: \"a*\": under 2 letters before the '*'");
    check_error("any @", "query 2: any: \"@\": no name behind the '@'");
    check_error("any @a @b", "query 2: any: \"@a @b\": more than one handle");
    check_error("any #a #b", "query 2: any: \"#a #b\": more than one hashtag");
    check_error("none a", "query 2: neither any nor all: it would match everything");
    check_error("any a b c d e f g h i j k l m n o p q",
                "query 2: any: \"a b c d e f g h i j k l m n o p q\": more than 16 words");
}

static void no_queries_match_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err = ERR_NONE;
    struct matcher *matcher = matcher_build(&arena, NULL, 0, &err);
    assert_non_null(matcher);
    assert_int_equal(find(matcher, STR("anything at all"), NULL, 0), 0);
    arena_clear(&arena);
}

/* The same answers as a plain search for " word " over random words. */
static void random_single_words_are_found_exactly_where_they_stand(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err = ERR_NONE;
    enum { BRANDS = 300 };
    struct str names[BRANDS];
    struct query queries[BRANDS];
    for (size_t i = 0; i < BRANDS; i++) {
        names[i] = str_format(&arena, "brand%c%c", (int)('a' + i % 26), (int)('a' + i / 26));
        queries[i] = (struct query){.any = &names[i], .any_count = 1};
    }
    struct matcher *matcher = matcher_build(&arena, queries, BRANDS, &err);
    assert_non_null(matcher);
    uint32_t seed = 3;
    for (int round = 0; round < 200; round++) {
        size_t first = (seed = seed * 1664525u + 1013904223u) % BRANDS;
        size_t second = (seed = seed * 1664525u + 1013904223u) % BRANDS;
        struct str text = str_format(&arena, "some %.*s and %.*s.", STR_FMT(names[first]),
                                     STR_FMT(names[second]));
        size_t brands[4], count = find(matcher, text, brands, 4);
        assert_int_equal(count, first == second ? 1 : 2);
        assert_int_equal(brands[0], first < second ? first : second);
    }
    arena_clear(&arena);
}

static void a_flood_of_half_matches_costs_linear_time(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct err err = ERR_NONE;
    struct query query = parse(&arena, STR("any a a a a a a a a b | ab* | #ab*"));
    struct matcher *matcher = matcher_build(&arena, &query, 1, &err);
    struct buf text = BUF_INIT(4u << 20);
    for (int i = 0; i < 200000; i++) {
        buf_add_z(&text, "a ");
    }
    size_t brand;
    assert_int_equal(find(matcher, buf_str(&text), &brand, 1), 0);
    buf_clear(&text);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_match_what_the_case_file_says),
        cmocka_unit_test(many_queries_together_match_as_each_alone),
        cmocka_unit_test(more_brands_than_there_is_room_for_are_counted),
        cmocka_unit_test(errors_name_query_list_and_term),
        cmocka_unit_test(no_queries_match_nothing),
        cmocka_unit_test(random_single_words_are_found_exactly_where_they_stand),
        cmocka_unit_test(a_flood_of_half_matches_costs_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
