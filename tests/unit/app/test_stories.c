#include "../store/fixture.h"

#include "app/stories.h"
#include "store/stories.h"
#include "text/sketch.h"

#define COPIED                                                                                     \
    "they sent me a broken kettle and then the shop refused to take it back without a reason"

static struct mention *wrote(struct batch *batch, const char *id, const char *text, int64_t at,
                             enum label label)
{
    struct mention *mention = said(batch, id, text, at, label);
    struct tokens tokens = {0};
    tokens_read(&tokens, mention->text);
    mention->sketch = sketch_tokens(&tokens);
    tokens_clear(&tokens);
    return mention;
}

static void find(struct fixture *fixture)
{
    must(stories_find(fixture->store, &fixture->err));
}

static void copies_are_one_story_and_count_once(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0}, later = {0};
    wrote(&batch, "1", COPIED, T0, LABEL_NEGATIVE);
    wrote(&batch, "2", COPIED " !!!", T0 + 60, LABEL_NEGATIVE);
    wrote(&batch, "3", "great", T0, LABEL_POSITIVE);
    wrote(&batch, "4", "great", T0, LABEL_POSITIVE);
    store_page(fixture, "shop", &batch);
    find(fixture);
    wrote(&later, "9", COPIED " @shop", T0 + 2 * DAY, LABEL_NEGATIVE);
    store_page(fixture, "forum", &later);
    find(fixture);
    find(fixture); /* nothing new */
    assert_string_equal(cell(fixture, "SELECT group_concat(story || '/' || story_mentions || '/' "
                                      "|| story_first, ' ') FROM v_mentions"),
                        "1/3/1 1/3/0 3/1/1 4/1/1 1/3/0");
    assert_string_equal(cell(fixture, "SELECT sum(total) || ' ' || sum(negative) || ' ' || "
                                      "sum(stories) || ' ' || sum(negative_stories) FROM facts"),
                        "5 3 3 1");
    assert_string_equal(cell(fixture, "SELECT mentions || ' ' || sources || ' ' || first_id "
                                      "FROM v_stories"),
                        "3 2 1");
}

static void a_repost_is_of_the_story_of_its_original_whichever_came_first(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch reposts = {0}, original = {0};
    wrote(&reposts, "20", "", T0 + 60, LABEL_NONE)->repost_of = STR("10");
    wrote(&reposts, "21", "", T0 + 70, LABEL_NONE)->repost_of = STR("10");
    wrote(&reposts, "22", "", T0 + 70, LABEL_NONE)->repost_of = STR("11");
    store_page(fixture, "x", &reposts);
    find(fixture);
    wrote(&original, "10", "bad", T0, LABEL_NEGATIVE);
    store_page(fixture, "x", &original);
    find(fixture);
    assert_string_equal(cell(fixture, "SELECT group_concat(native_id) FROM v_mentions "
                                      "WHERE story_mentions = 3"),
                        "20,21,10");
    assert_string_equal(cell(fixture, "SELECT native_id FROM v_mentions WHERE story_first "
                                      "AND story_mentions > 1"),
                        "10");
    assert_string_equal(cell(fixture, "SELECT sum(stories) FROM facts"), "2");
}

static void a_brand_counts_the_first_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    wrote(&batch, "1", COPIED, T0, LABEL_NEGATIVE);
    wrote(&batch, "2", COPIED, T0 + 60, LABEL_NEGATIVE)->brands[0] = 1;
    wrote(&batch, "3", COPIED, T0 + 90, LABEL_NEGATIVE)->brands[0] = 1;
    store_page(fixture, "shop", &batch);
    find(fixture);
    assert_string_equal(cell(fixture, "SELECT group_concat(x) FROM (SELECT brand || ' ' || "
                                      "sum(stories) AS x FROM v_hourly GROUP BY brand)"),
                        "acme 1,globex 1");
}

static size_t rows_of(struct fixture *fixture, const struct mention_filter *filter)
{
    CLEANUP_MENTION_QUERY struct mention_query *query = NULL;
    const struct mention_row *row;
    size_t rows = 0;
    must(mention_query_open(fixture->store, filter, &query, &fixture->err));
    for (; mention_query_next(query, &row, &fixture->err) && row; rows++) {
    }
    return rows;
}

static void a_search_can_give_the_first_of_each_story_alone(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention_filter filter = MENTION_FILTER;
    wrote(&batch, "1", COPIED, T0, LABEL_NEGATIVE);
    wrote(&batch, "2", COPIED, T0 + 60, LABEL_NEGATIVE)->brands[0] = 1;
    wrote(&batch, "3", COPIED, T0 + 90, LABEL_NEGATIVE)->brands[0] = 1;
    wrote(&batch, "4", "bad", T0 + 90, LABEL_NEGATIVE)->brand_count = 0;
    store_page(fixture, "shop", &batch);
    find(fixture);
    assert_int_equal(rows_of(fixture, &filter), 4);
    filter.firsts = true;
    assert_int_equal(rows_of(fixture, &filter), 2);
    filter.brand = STR("globex");
    assert_int_equal(rows_of(fixture, &filter), 1);
    filter.firsts = false;
    filter.story = 3;
    assert_int_equal(rows_of(fixture, &filter), 2);
}

static void an_edit_keeps_what_is_first_and_moves_what_it_is_about(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0}, edit = {0};
    wrote(&batch, "1", COPIED, T0, LABEL_NEGATIVE);
    wrote(&batch, "2", COPIED, T0 + 60, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    find(fixture);
    wrote(&edit, "1", "all is well now", T0, LABEL_POSITIVE)->brands[0] = 1;
    store_page(fixture, "shop", &edit);
    assert_string_equal(
        cell(fixture, "SELECT group_concat(x) FROM (SELECT brand || ' ' || sum(stories) || ' ' || "
                      "sum(negative_stories) AS x FROM v_hourly GROUP BY brand)"),
        "acme 1 1,globex 1 0");
}

#define ELSE "nobody at the counter knows where my parcel is and when it will ever come to my door"

static const char stories[] =
    "SELECT group_concat(native_id || '/' || story_mentions || '/' || story_first, ' ') FROM "
    "(SELECT * FROM v_mentions ORDER BY native_id)";
static const char counts[] = "SELECT sum(total) || ' ' || sum(stories) FROM facts";

/* Mention "1" of a source says something else from now on. */
static void edited(struct fixture *fixture, const char *source, const char *text)
{
    CLEANUP(batch_clear) struct batch edit = {0};
    wrote(&edit, "1", text, T0, LABEL_NEGATIVE);
    store_page(fixture, source, &edit);
    find(fixture);
}

static void what_is_edited_to_say_something_else_tells_another_story(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0}, later = {0};
    for (unsigned i = 0; i < 3; i++) {
        wrote(&batch, &"1\0002\0003"[2 * i], COPIED, T0 + i, LABEL_NEGATIVE);
    }
    store_page(fixture, "shop", &batch);
    find(fixture);
    edited(fixture, "shop", ELSE);
    assert_string_equal(cell(fixture, stories), "1/1/1 2/2/1 3/2/0");
    assert_string_equal(cell(fixture, counts), "3 2");
    wrote(&later, "4", ELSE, T0 + DAY, LABEL_NEGATIVE);
    wrote(&later, "5", COPIED, T0 + DAY, LABEL_NEGATIVE);
    store_page(fixture, "shop", &later);
    find(fixture);
    assert_string_equal(cell(fixture, stories), "1/2/1 2/3/1 3/3/0 4/2/0 5/3/0");
    assert_string_equal(cell(fixture, counts), "5 2");
    edited(fixture, "shop", COPIED);
    assert_string_equal(cell(fixture, stories), "1/4/1 2/4/0 3/4/0 4/1/1 5/4/0");
    assert_string_equal(cell(fixture, counts), "5 2");
}

static void what_was_too_short_to_be_told_is_found_once_it_is_not(void **state)
{
    struct fixture *fixture = *state;
    static const char *const texts[] = {COPIED, "bad", COPIED};
    CLEANUP(batch_clear) struct batch batch = {0}, other = {0};
    wrote(&batch, "1", "bad", T0, LABEL_NEGATIVE);
    wrote(&batch, "2", COPIED, T0 + 60, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    wrote(&other, "1", COPIED, T0 + 60, LABEL_NEGATIVE);
    store_page(fixture, "forum", &other);
    find(fixture);
    for (size_t i = 0; i < 3; i++) {
        edited(fixture, "shop", texts[i]);
        assert_string_equal(cell(fixture, counts), i == 1 ? "3 2" : "3 1");
    }
    assert_string_equal(cell(fixture, "SELECT sum(length(entries)) FROM story_sketches"), "54");
}

static void an_edited_repost_stays_with_its_original(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    wrote(&batch, "1", COPIED, T0, LABEL_NEGATIVE);
    wrote(&batch, "2", COPIED, T0 + 60, LABEL_NEGATIVE)->repost_of = STR("1");
    store_page(fixture, "x", &batch);
    find(fixture);
    edited(fixture, "x", ELSE);
    assert_string_equal(cell(fixture, stories), "1/2/1 2/2/0");
    assert_string_equal(cell(fixture, counts), "2 1");
}

/* ---- shuffled arrivals ---- */

enum { PEOPLE = 60 };

static unsigned next_random(unsigned *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

/* Mention i of a small world, or what some of them said before they were edited: five texts with
 * small changes, some reposted, some of a day apart. */
static void world_mention(struct batch *batch, unsigned i, bool early)
{
    static const char *const texts[] = {
        COPIED, "our parcel was promised for monday but nobody at the counter knows where it is",
        "i like this shop a lot and will certainly come back with all my friends in spring",
        "great", "the new kettle of acme is on sale today for half of what it did cost last year"};
    static const char *const ends[] = {"", " now", " http://a.example/b", " please share"};
    char id[16], text[256];
    unsigned seed = i * 7919 + 1;
    snprintf(id, sizeof id, "p%u", i);
    snprintf(text, sizeof text, "%s%s", texts[(i + early) % 5], ends[next_random(&seed) % 4]);
    /* Some at the same second: the tie must not depend on arrival. */
    int64_t at = T0 + (int64_t)(next_random(&seed) % 9) * 20 * HOUR;
    struct mention *mention = wrote(batch, id, text, at, i % 3 ? LABEL_NEGATIVE : LABEL_POSITIVE);
    mention->fetched_at = T0 + 30 * DAY;
    mention->brands[0] = i % 4 == 0;
    if (i % 11 == 0) {
        mention->repost_of = str_format(&batch->arena, "p%u", (i + 23) % PEOPLE);
    }
}

/* Everything that must be the same, as one text. */
static const char *picture(struct fixture *fixture)
{
    return cell(fixture,
                "SELECT (SELECT group_concat(x, ' ') FROM (SELECT group_concat(native_id) AS x "
                "FROM (SELECT story, native_id FROM v_mentions ORDER BY native_id) "
                "GROUP BY story ORDER BY x)) || '|' || "
                "(SELECT group_concat(native_id) FROM (SELECT native_id FROM v_mentions "
                "WHERE story_first ORDER BY native_id)) || '|' || "
                "(SELECT group_concat(x, ' ') FROM (SELECT b.name || f.slot || s.name || f.total "
                "|| f.negative || f.stories || f.negative_stories AS x FROM facts f "
                "JOIN brands b ON b.id = f.brand_id JOIN sources s ON s.id = f.source_id "
                "ORDER BY b.name, f.slot, s.name))");
}

static void arrive(struct fixture *fixture, unsigned seed)
{
    unsigned order[PEOPLE];
    for (unsigned i = 0; i < PEOPLE; i++) {
        unsigned k = next_random(&seed) % (i + 1);
        order[i] = order[k];
        order[k] = i;
    }
    for (unsigned from = 0; from < PEOPLE;) {
        unsigned to = from + 1 + next_random(&seed) % 12;
        for (unsigned source = 0; source < 2; source++) {
            CLEANUP(batch_clear) struct batch batch = {0};
            for (unsigned i = from; i < to && i < PEOPLE; i++) {
                if (order[i] % 2 == source) {
                    world_mention(&batch, order[i], next_random(&seed) % 2 && order[i] % 7 == 0);
                }
            }
            store_page(fixture, source ? "forum" : "shop", &batch);
        }
        find(fixture);
        from = to;
    }
}

static void edit_early_ones(struct fixture *fixture)
{
    for (unsigned source = 0; source < 2; source++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        for (unsigned i = source ? 0 : 7; i < PEOPLE; i += 14) {
            world_mention(&batch, i, false);
        }
        store_page(fixture, source ? "shop" : "forum", &batch);
    }
    find(fixture);
}

static void shuffled_arrivals_give_the_same_stories_and_facts(void **state)
{
    struct fixture *fixture = *state;
    const char *first = NULL;
    for (unsigned seed = 1; seed <= 12; seed++) {
        arrive(fixture, seed);
        edit_early_ones(fixture);
        const char *now = picture(fixture);
        first = first ? first : now;
        assert_string_equal(now, first);
        assert_string_equal(cell(fixture,
                                 "SELECT sum(stories) = (SELECT count(*) FROM v_mentions WHERE "
                                 "story_first) AND sum(total) = 60 FROM facts"),
                            "1");
        store_close(fixture->store);
        unlink(fixture->path);
        fixture_open(fixture, STORE_CREATE);
    }
    assert_non_null(strstr(first, ",")); /* there are stories of several */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(copies_are_one_story_and_count_once),
        store_test(a_repost_is_of_the_story_of_its_original_whichever_came_first),
        store_test(a_brand_counts_the_first_of_its_own),
        store_test(a_search_can_give_the_first_of_each_story_alone),
        store_test(an_edit_keeps_what_is_first_and_moves_what_it_is_about),
        store_test(what_is_edited_to_say_something_else_tells_another_story),
        store_test(what_was_too_short_to_be_told_is_found_once_it_is_not),
        store_test(an_edited_repost_stays_with_its_original),
        store_test(shuffled_arrivals_give_the_same_stories_and_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
