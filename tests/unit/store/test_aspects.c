#include "fixture.h"

static void speaks(struct mention *mention, enum need need, enum label polarity)
{
    mention->labels.needs[need] = polarity;
}

static struct batch page_about_two_needs(void)
{
    struct batch batch = {0};
    struct mention *m = said(&batch, "1", "too dear, but pretty", T0, LABEL_NEGATIVE);
    speaks(m, NEED_PRICE, LABEL_NEGATIVE);
    speaks(m, NEED_DESIGN, LABEL_POSITIVE);
    m->labels.stage = STAGE_AFTER;
    m->labels.touchpoints[1] = LABEL_NEGATIVE; /* the atm */
    m->labels.intents = 1u << INTENT_COMPLAINT | 1u << INTENT_LEAVING;
    return batch;
}

static void the_view_tells_needs_touchpoints_stage_and_intents_by_name(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = page_about_two_needs();
    store_page(fixture, "shop", &batch);
    assert_string_equal(cell(fixture, "SELECT needs || '|' || touchpoints || '|' || stage || '|' "
                                      "|| intents FROM v_mentions"),
                        "price-, design+|atm-|after-purchase|complaint, leaving");
    assert_string_equal(cell(fixture, "SELECT group_concat(need || ' ' || polarity) "
                                      "FROM v_mention_needs"),
                        "price negative,design positive");
}

static void facts_count_a_mention_once_for_each_need(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = page_about_two_needs();
    said(&batch, "2", "hm", T0, LABEL_NEUTRAL);
    speaks(&batch.mentions[1], NEED_PRICE, LABEL_NEUTRAL);
    store_page(fixture, "shop", &batch);
    assert_string_equal(cell(fixture, "SELECT total || '|' || negative || '|' || positive "
                                      "FROM v_needs WHERE need = 'price' AND stage IS NULL"),
                        "1|0|0");
    assert_string_equal(cell(fixture, "SELECT sum(total) || '|' || sum(negative) FROM v_needs "
                                      "WHERE need = 'price'"),
                        "2|1");
    assert_string_equal(cell(fixture, "SELECT touchpoint || net FROM v_journey"), "atm-1.0");
    assert_string_equal(cell(fixture, "SELECT group_concat(intent) FROM v_intents"),
                        "complaint,leaving");
}

static void an_hour_of_a_need_has_its_own_negatives(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = page_about_two_needs();
    struct hour_fact hours[2];
    store_page(fixture, "shop", &batch);
    must(facts_read_need(fixture->store, STR("acme"), NEED_PRICE, T0 / 3600, T0 / 3600 + 2, hours,
                         &fixture->err));
    assert_int_equal(hours[0].total, 1);
    assert_int_equal(hours[0].negative, 1);
    assert_int_equal(hours[1].total, 0);
    must(facts_read_need(fixture->store, STR("acme"), NEED_DESIGN, T0 / 3600, T0 / 3600 + 2, hours,
                         &fixture->err));
    assert_int_equal(hours[0].negative, 0);
}

/* How many mentions a filter finds. */
static size_t found_by(struct fixture *fixture, const struct mention_filter *filter)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row = NULL;
    size_t count = 0;
    must(mention_query_open(fixture->store, filter, &query, &fixture->err));
    for (;; count++) {
        must(mention_query_next(query, &row, &fixture->err));
        if (!row) {
            return count;
        }
    }
}

static void filters_find_by_need_polarity_touchpoint_stage_and_intent(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = page_about_two_needs();
    said(&batch, "2", "hm", T0, LABEL_NEUTRAL);
    speaks(&batch.mentions[1], NEED_PRICE, LABEL_NEUTRAL);
    store_page(fixture, "shop", &batch);
    const struct {
        uint32_t needs, intents;
        enum label polarity;
        const char *touchpoint;
        enum stage stage;
        size_t found;
    } cases[] = {
        {.needs = 1u << NEED_PRICE, .found = 2},
        {.needs = 1u << NEED_PRICE, .polarity = LABEL_NEGATIVE, .found = 1},
        {.needs = 1u << NEED_PRICE, .polarity = LABEL_NEUTRAL, .found = 1},
        {.needs = 1u << NEED_PRICE, .polarity = LABEL_POSITIVE, .found = 0},
        {.needs = 1u << NEED_PRICE | 1u << NEED_DESIGN, .found = 1},
        {.needs = 1u << NEED_ACCESSIBILITY, .found = 0},
        {.touchpoint = "atm", .found = 1},
        {.touchpoint = "delivery", .found = 0},
        {.touchpoint = "nowhere", .found = 0},
        {.stage = STAGE_AFTER, .found = 1},
        {.intents = 1u << INTENT_LEAVING | 1u << INTENT_COMPLAINT, .found = 1},
        {.intents = 1u << INTENT_PRAISE, .found = 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mention_filter filter = MENTION_FILTER;
        filter.needs = cases[i].needs;
        filter.polarity = cases[i].polarity;
        filter.touchpoint = str_of(cases[i].touchpoint);
        filter.stage = cases[i].stage;
        filter.intents = cases[i].intents;
        assert_int_equal(found_by(fixture, &filter), cases[i].found);
        filter.brand = STR("acme"); /* along another index */
        assert_int_equal(found_by(fixture, &filter), cases[i].found);
    }
}

static void another_reading_moves_the_facts_and_tells_that_they_moved(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = page_about_two_needs();
    store_page(fixture, "shop", &batch);
    struct series_name *news;
    size_t count;
    int64_t before, after;
    must(facts_news(fixture->store, 0, &fixture->arena, &news, &count, &before, &fixture->err));
    struct labels other = {.needs = {[NEED_PRICE] = LABEL_POSITIVE}};
    const struct mention_reading reading = {&batch.mentions[0].score, &other};
    must(mention_rescore(fixture->store, 1, &reading,
                         &(struct mention_readers){STR("2"), test_touchpoints, 2}, &fixture->err));
    assert_string_equal(cell(fixture, "SELECT group_concat(need || positive) FROM v_needs"),
                        "price1");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_journey"), "0");
    must(facts_news(fixture->store, before, &fixture->arena, &news, &count, &after, &fixture->err));
    assert_int_equal(count, 1);
}

static void more_touchpoints_than_there_is_room_for_are_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct str names[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1},
                                       {"g", 1}, {"h", 1}, {"i", 1}, {"j", 1}, {"k", 1}};
    CLEANUP(batch_clear) struct batch batch = page_about_two_needs();
    struct labels labels = {0};
    const struct mention_reading reading = {&batch.mentions[0].score, &labels};
    store_page(fixture, "shop", &batch);
    must(mention_rescore(fixture->store, 1, &reading, &(struct mention_readers){STR("2"), names, 9},
                         &fixture->err));
    assert_false(mention_rescore(fixture->store, 1, &reading,
                                 &(struct mention_readers){STR("2"), names, 11}, &fixture->err));
    assert_non_null(strstr(fixture->err.text, "touchpoint j: at most 20"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(the_view_tells_needs_touchpoints_stage_and_intents_by_name),
        store_test(facts_count_a_mention_once_for_each_need),
        store_test(an_hour_of_a_need_has_its_own_negatives),
        store_test(filters_find_by_need_polarity_touchpoint_stage_and_intent),
        store_test(another_reading_moves_the_facts_and_tells_that_they_moved),
        store_test(more_touchpoints_than_there_is_room_for_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
