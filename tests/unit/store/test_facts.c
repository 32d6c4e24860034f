#include "fixture.h"

#define H0 (T0 / HOUR)

static struct hour_fact one_hour(struct fixture *fixture, const char *brand, const char *source,
                                 int64_t hour)
{
    struct hour_fact fact;
    must(facts_read(fixture->store, str_of(brand), str_of(source), hour, hour + 1, &fact,
                    &fixture->err));
    return fact;
}

static void an_hour_holds_what_was_posted_in_it(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "a", H0 * HOUR, LABEL_NEGATIVE);
    said(&batch, "2", "b", H0 * HOUR + 1799, LABEL_POSITIVE);
    said(&batch, "3", "c", H0 * HOUR + 1800, LABEL_NEGATIVE);
    said(&batch, "4", "d", H0 * HOUR + 3599, LABEL_NONE);
    said(&batch, "5", "e", H0 * HOUR + 3600, LABEL_NEGATIVE);
    said(&batch, "6", "f", H0 * HOUR - 1, LABEL_NEUTRAL);
    store_page(fixture, "shop", &batch);
    struct hour_fact fact = one_hour(fixture, "acme", NULL, H0);
    assert_int_equal(fact.hour, H0);
    assert_int_equal(fact.total, 4);
    assert_int_equal(fact.negative, 2);
    assert_int_equal(fact.stories, 4);
    assert_int_equal(fact.negative_stories, 2);
    assert_float_equal(fact.compound, -0.5, 0);
    assert_int_equal(one_hour(fixture, "acme", NULL, H0 + 1).negative, 1);
    assert_int_equal(one_hour(fixture, "acme", NULL, H0 - 1).total, 1);
    assert_int_equal(one_hour(fixture, "acme", "shop", H0).total, 4);
    assert_int_equal(one_hour(fixture, "acme", "forum", H0).total, 0);
    assert_int_equal(one_hour(fixture, "nobody", NULL, H0).total, 0);
}

static void a_mention_without_a_time_counts_when_it_was_fetched(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "a", TIME_NONE, LABEL_NEGATIVE)->fetched_at = T0 + 5 * HOUR;
    store_page(fixture, "shop", &batch);
    assert_int_equal(one_hour(fixture, "acme", NULL, H0 + 5).negative, 1);
}

static struct mention *said_on(struct batch *batch, const char *id, int64_t day, int64_t fetched_at)
{
    struct mention *mention = said(batch, id, "a", day, LABEL_NEGATIVE);
    mention->published_precision = PRECISION_DAY;
    mention->fetched_at = fetched_at;
    return mention;
}

static void a_day_alone_counts_when_it_was_fetched_that_day_else_anywhere_in_it(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    int64_t day = T0 / DAY * DAY;
    struct hour_fact facts[48];
    int64_t busiest = 0, total = 0;
    said_on(&batch, "fresh", day + DAY, day + DAY + 9 * HOUR + 5);
    for (int i = 0; i < 240; i++) {
        char id[24];
        snprintf(id, sizeof id, "%d", i);
        said_on(&batch, id, day, day + DAY + 9 * HOUR + 5);
    }
    store_page(fixture, "shop", &batch);
    must(facts_read(fixture->store, STR("acme"), STR_NONE, day / HOUR, day / HOUR + 48, facts,
                    &fixture->err));
    for (size_t i = 0; i < 24; i++) {
        total += facts[i].total;
        busiest = facts[i].total > busiest ? facts[i].total : busiest;
        assert_int_equal(facts[24 + i].total, i == 9);
    }
    assert_int_equal(total, 240);
    assert_true(busiest < 25); /* ten are usual */
}

static void a_time_to_come_counts_in_the_hour_of_the_fetch(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "a", T0 + 3 * HOUR, LABEL_NEGATIVE)->fetched_at = T0;
    said_on(&batch, "2", T0 + 3 * DAY, T0);
    store_page(fixture, "shop", &batch);
    assert_int_equal(one_hour(fixture, "acme", NULL, H0).negative, 2);
    assert_string_equal(cell(fixture, "SELECT sum(total) FROM v_hourly"), "2");
    assert_string_equal(cell(fixture, "SELECT group_concat(DISTINCT posted_at || posted_precision) "
                                      "FROM v_mentions"),
                        "1700000000fetched");
}

static void times_before_1970_have_hours_too(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    bool any;
    int64_t first, last;
    said(&batch, "1", "a", -1, LABEL_NEGATIVE);
    said(&batch, "2", "a", -3600, LABEL_NEGATIVE);
    said(&batch, "3", "a", -3601, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    assert_int_equal(one_hour(fixture, "acme", NULL, -1).total, 2);
    must(facts_span(fixture->store, STR("acme"), STR_NONE, &any, &first, &last, &fixture->err));
    assert_true(any);
    assert_int_equal(first, -2);
    assert_int_equal(last, -1);
}

static void hours_nobody_covered_are_gaps(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    struct hour_fact facts[10];
    said(&batch, "1", "a", H0 * HOUR, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    store_page(fixture, "forum", &batch);
    must(source_cover(fixture->store, STR("shop"), H0 * HOUR, (H0 + 2) * HOUR, 0, &fixture->err));
    must(source_cover(fixture->store, STR("shop"), (H0 + 5) * HOUR + 600, (H0 + 5) * HOUR + 700, 0,
                      &fixture->err));
    must(source_cover(fixture->store, STR("forum"), (H0 + 1) * HOUR, (H0 + 3) * HOUR + 1, 0,
                      &fixture->err));
    must(source_cover(fixture->store, STR("news"), H0 * HOUR, (H0 + 9) * HOUR, 0, &fixture->err));
    static const bool together[] = {true, false, false, false, false,
                                    true, false, true,  true,  true};
    must(facts_read(fixture->store, STR("acme"), STR_NONE, H0 - 1, H0 + 9, facts, &fixture->err));
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(facts[i].gap, together[i]);
    }
    static const bool shop[] = {true, false, false, true, true, true, false, true, true, true};
    must(
        facts_read(fixture->store, STR("acme"), STR("shop"), H0 - 1, H0 + 9, facts, &fixture->err));
    for (size_t i = 0; i < 10; i++) {
        assert_int_equal(facts[i].gap, shop[i]);
    }
}

static void coverage_that_touches_is_one_range(void **state)
{
    struct fixture *fixture = *state;
    static const int order[] = {4, 0, 2, 1, 3, 2};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        int64_t from = (H0 + order[i]) * HOUR;
        must(source_cover(fixture->store, STR("shop"), from, from + HOUR, 0, &fixture->err));
    }
    must(source_cover(fixture->store, STR("shop"), T0, T0, 0, &fixture->err)); /* nothing */
    assert_string_equal(cell(fixture, "SELECT count(*) || '|' || (max(to_hour) - min(from_hour)) "
                                      "FROM coverage"),
                        "1|5");
    must(source_cover(fixture->store, STR("shop"), (H0 + 5 + 24) * HOUR, (H0 + 30) * HOUR, DAY,
                      &fixture->err)); /* a whole day between them */
    assert_string_equal(cell(fixture, "SELECT count(*) FROM coverage"), "2");
    must(source_cover(fixture->store, STR("shop"), (H0 + 30 + 23) * HOUR, (H0 + 60) * HOUR, DAY,
                      &fixture->err));
    assert_string_equal(cell(fixture, "SELECT count(*) || '|' || max(to_hour - from_hour) "
                                      "FROM coverage"),
                        "2|31");
}

static void news_names_what_changed_and_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch one = {0}, two = {0};
    struct series_name *list;
    size_t count;
    int64_t first, second, third;
    said(&one, "1", "a", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &one);
    must(facts_news(fixture->store, 0, &fixture->arena, &list, &count, &first, &fixture->err));
    assert_int_equal(count, 2); /* the brand, and the brand at the shop */
    assert_true(str_eq(list[0].brand, STR("acme")) && !list[0].source.p);
    assert_true(str_eq(list[1].source, STR("shop")));

    said(&two, "2", "b", T0, LABEL_POSITIVE)->brands[0] = 1;
    store_page(fixture, "forum", &two);
    must(facts_news(fixture->store, first, &fixture->arena, &list, &count, &second, &fixture->err));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[0].brand, STR("globex")) && str_eq(list[1].source, STR("forum")));

    store_page(fixture, "forum", &two); /* nothing new in it */
    must(facts_news(fixture->store, second, &fixture->arena, &list, &count, &third, &fixture->err));
    assert_int_equal(count, 0);
    assert_int_equal(second, third);
}

static void facts_by_source_sums_a_window(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch shop = {0}, forum = {0};
    struct source_fact *list;
    size_t count;
    said(&shop, "1", "a", H0 * HOUR, LABEL_NEGATIVE);
    said(&shop, "2", "a", (H0 + 1) * HOUR, LABEL_NEGATIVE);
    said(&shop, "3", "a", (H0 + 2) * HOUR, LABEL_NEGATIVE);
    said(&forum, "4", "a", H0 * HOUR, LABEL_POSITIVE);
    store_page(fixture, "shop", &shop);
    store_page(fixture, "forum", &forum);
    must(facts_by_source(fixture->store, STR("acme"), H0, H0 + 2, &fixture->arena, &list, &count,
                         &fixture->err));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[0].source, STR("forum")) && str_eq(list[1].source, STR("shop")));
    assert_int_equal(list[0].negative, 0);
    assert_int_equal(list[1].negative, 2);
    assert_float_equal(list[1].compound, -1.0, 0);
}

static void a_settled_state_comes_back_byte_for_byte(void **state)
{
    struct fixture *fixture = *state;
    struct str blob = {"a\0b\xFF", 4}, got;
    int version;
    must(
        series_state_get(fixture->store, STR("k"), &fixture->arena, &got, &version, &fixture->err));
    assert_null(got.p);
    must(series_state_put(fixture->store, STR("k"), STR("old"), 1, &fixture->err));
    must(series_state_put(fixture->store, STR("k"), blob, 2, &fixture->err));
    must(
        series_state_get(fixture->store, STR("k"), &fixture->arena, &got, &version, &fixture->err));
    assert_true(str_eq(got, blob));
    assert_int_equal(version, 2);
}

/* What the facts must be, counted from the mentions themselves. */
static const char from_mentions[] =
    "SELECT group_concat(brand_id || ' ' || slot || ' ' || source_id || ' ' || n || ' ' || neg || "
    "' ' || neu || ' ' || pos || ' ' || sum, ';') FROM (SELECT l.brand_id, l.posted_at / 1800 AS "
    "slot, l.source_id, count(*) AS n, sum(l.label IS -1) AS neg, sum(l.label IS 0) AS neu, "
    "sum(l.label IS 1) AS pos, sum(coalesce(m.compound, 0)) AS sum FROM mention_brands l "
    "JOIN mentions m ON m.id = l.mention_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3)";
static const char as_kept[] =
    "SELECT group_concat(brand_id || ' ' || slot || ' ' || source_id || ' ' || total || ' ' || "
    "negative || ' ' || neutral || ' ' || positive || ' ' || compound, ';') FROM (SELECT * FROM "
    "facts ORDER BY brand_id, slot, source_id)";

/* A page of a feed whose items come again, change their words, brands and labels, at random. */
static void random_page(struct batch *batch, unsigned *seed)
{
    size_t items = 1 + (size_t)rand_r(seed) % 20;
    for (size_t i = 0; i < items; i++) {
        char id[16], text[32];
        snprintf(id, sizeof id, "%d", rand_r(seed) % 40);
        snprintf(text, sizeof text, "version %d", rand_r(seed) % 3);
        struct mention *m = said(batch, id, text, T0 + atoi(id) * 700 + rand_r(seed) % 3 * 4000,
                                 (enum label)(rand_r(seed) % LABEL_COUNT));
        m->score.compound *= (rand_r(seed) % 100) / 100.0;
        m->brand_count = (size_t)rand_r(seed) % 3;
        m->brands[0] = m->brand_count == 1 ? (size_t)rand_r(seed) % 2 : 0;
        m->brands[1] = 1;
    }
}

static void random_correction(struct fixture *fixture, unsigned *seed)
{
    bool found;
    struct score score = {.label = (enum label)(rand_r(seed) % LABEL_COUNT), .compound = 0.31};
    must(sentiment_correct(fixture, rand_r(seed) % 40, (enum label)(rand_r(seed) % LABEL_COUNT),
                           STR("t"), &found));
    if (found) {
        must(rescored(fixture, 1 + rand_r(seed) % 5, &score, "l"));
    }
}

static void facts_are_exact_after_any_crawl_edit_rescore_and_correction(void **state)
{
    struct fixture *fixture = *state;
    static const char *const sources[] = {"shop", "forum", "news"};
    for (unsigned round = 0; round < 60; round++) {
        unsigned seed = round;
        CLEANUP(batch_clear) struct batch batch = {0};
        random_page(&batch, &seed);
        store_page(fixture, sources[round % 3], &batch);
        if (round > 10) {
            must(store_begin(fixture->store, &fixture->err));
            random_correction(fixture, &seed);
            must(store_commit(fixture->store, &fixture->err));
        }
        const char *kept = cell(fixture, as_kept);
        assert_string_equal(kept, cell(fixture, from_mentions));
        assert_int_not_equal(strlen(kept), 0);
    }
}

/* Forty mentions, in pages of seven, in an order of their own. */
static void store_shuffled(struct fixture *fixture, unsigned seed)
{
    int order[40];
    for (int i = 0; i < 40; i++) {
        int other = rand_r(&seed) % (i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    for (int at = 0; at < 40; at += 7) {
        CLEANUP(batch_clear) struct batch batch = {0};
        for (int i = at; i < at + 7 && i < 40; i++) {
            char id[24];
            snprintf(id, sizeof id, "%d", order[i]);
            struct mention *m =
                said(&batch, id, "x", T0 + order[i] * 999, (enum label)(order[i] % LABEL_COUNT));
            m->score.compound *= order[i] / 41.0;
            if (order[i] % 3 == 0) { /* a day alone, seen on the day or weeks later */
                m->published_precision = PRECISION_DAY;
                m->fetched_at += order[i] * DAY / 2;
            }
        }
        store_page(fixture, "shop", &batch);
    }
}

static void the_order_of_arrival_leaves_no_trace_in_the_facts(void **state)
{
    struct fixture *fixture = *state;
    store_shuffled(fixture, 1);
    const char *first = cell(fixture, as_kept);
    assert_true(strlen(first) > 200);
    for (unsigned seed = 2; seed < 8; seed++) {
        store_close(fixture->store);
        unlink(fixture->path);
        fixture_open(fixture, STORE_CREATE);
        store_shuffled(fixture, seed);
        assert_string_equal(cell(fixture, as_kept), first);
    }
}

static int64_t late_of(struct fixture *fixture, struct str source)
{
    int64_t late;
    must(facts_late(fixture->store, STR("acme"), source, &late, &fixture->err));
    return late;
}

static void what_comes_or_changes_in_settled_hours_is_late(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0}, late = {0};
    size_t brands, series;
    said(&batch, "1", "a", H0 * HOUR, LABEL_NEGATIVE);
    said(&batch, "2", "b", H0 * HOUR + HOUR, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    assert_int_equal(late_of(fixture, STR_NONE), 0);
    must(facts_settle(fixture->store, H0 + 1, &fixture->err));
    said(&late, "3", "c", H0 * HOUR + 10, LABEL_NONE);
    said(&late, "4", "d", H0 * HOUR + HOUR, LABEL_NONE);
    store_page(fixture, "forum", &late);
    assert_int_equal(late_of(fixture, STR_NONE), 1);
    assert_int_equal(late_of(fixture, STR("forum")), 1);
    assert_int_equal(late_of(fixture, STR("shop")), 0);
    bool found;
    must(sentiment_correct(fixture, 1, LABEL_POSITIVE, STR("me"), &found));
    must(sentiment_correct(fixture, 2, LABEL_POSITIVE, STR("me"), &found));
    assert_int_equal(late_of(fixture, STR_NONE), 2);
    assert_int_equal(late_of(fixture, STR("shop")), 1);
    assert_int_equal(late_of(fixture, STR("nowhere")), 0);
    must(facts_series_count(fixture->store, &brands, &series, &fixture->err));
    assert_true(brands == 1 && series == 2);
    struct str *sources;
    must(facts_sources(fixture->store, STR("acme"), &fixture->arena, &sources, &series,
                       &fixture->err));
    assert_true(series == 2 && str_eq(sources[0], STR("forum")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(an_hour_holds_what_was_posted_in_it),
        store_test(a_mention_without_a_time_counts_when_it_was_fetched),
        store_test(a_day_alone_counts_when_it_was_fetched_that_day_else_anywhere_in_it),
        store_test(a_time_to_come_counts_in_the_hour_of_the_fetch),
        store_test(times_before_1970_have_hours_too),
        store_test(hours_nobody_covered_are_gaps),
        store_test(coverage_that_touches_is_one_range),
        store_test(news_names_what_changed_and_nothing_else),
        store_test(facts_by_source_sums_a_window),
        store_test(a_settled_state_comes_back_byte_for_byte),
        store_test(the_order_of_arrival_leaves_no_trace_in_the_facts),
        store_test(facts_are_exact_after_any_crawl_edit_rescore_and_correction),
        store_test(what_comes_or_changes_in_settled_hours_is_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
