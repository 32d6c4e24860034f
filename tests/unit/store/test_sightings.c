#include "fixture.h"

#include "store/corrections.h"

/* Two sources of one service, "search" and "named", and one of another, "shop". */
static void serve(struct fixture *fixture)
{
    must(store_begin(fixture->store, &fixture->err));
    must(source_serve(fixture->store, STR("search"), STR("x"), &fixture->err));
    must(source_serve(fixture->store, STR("named"), STR("x"), &fixture->err));
    must(source_serve(fixture->store, STR("shop"), STR("y"), &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
}

/* One post about the brand of that index, brought by a source. */
static struct mention_counts bring(struct fixture *fixture, const char *source, const char *id,
                                   const char *text, size_t brand)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention *mention = said(&batch, id, text, T0, LABEL_NEGATIVE);
    mention->author = STR("sara");
    mention->brands[0] = brand;
    return store_page(fixture, source, &batch);
}

static struct known ask(struct fixture *fixture, const char *source, const char *id)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    struct known known;
    said(&batch, id, "late", T0, LABEL_NEGATIVE)->author = STR("sara");
    must(mentions_known(fixture->store, str_of(source), &batch, &known, &fixture->err));
    return known;
}

static const char facts[] =
    "SELECT coalesce(group_concat(row, ', '), '') FROM (SELECT b.name || ' ' || s.name || ' ' || "
    "f.total || ' ' || f.stories AS row FROM facts f JOIN brands b ON b.id = f.brand_id "
    "JOIN sources s ON s.id = f.source_id ORDER BY 1)";

static void a_post_that_two_sources_of_a_service_bring_is_one_mention(void **state)
{
    static const char *const ids[] = {"1795000000000000001", "t3_abc"};
    struct fixture *fixture = *state;
    serve(fixture);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(bring(fixture, "search", ids[i], "late", 0).added, 1);
        struct mention_counts counts = bring(fixture, "named", ids[i], "late", 0);
        assert_int_equal(counts.added, 0);
        assert_int_equal(counts.duplicate, 1);
        assert_int_equal(counts.elsewhere, 1);
        counts = bring(fixture, "named", ids[i], "late", 0);
        assert_int_equal(counts.elsewhere, 0);
    }
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions"), "2");
    assert_string_equal(cell(fixture, facts), "acme search 2 2");
}

static void the_same_id_at_another_service_is_another_mention(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    assert_int_equal(bring(fixture, "shop", "7", "late", 0).added, 1);
    assert_int_equal(bring(fixture, "alone", "7", "late", 0).added, 1);
}

static void a_source_that_joins_a_service_later_knows_what_is_there(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    must(store_begin(fixture->store, &fixture->err));
    must(source_serve(fixture->store, STR("tagged"), STR("x"), &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    assert_int_equal(bring(fixture, "tagged", "7", "late", 0).elsewhere, 1);
}

static void it_counts_for_each_brand_as_of_the_source_that_brought_it_for_it(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    bring(fixture, "named", "7", "late", 1);
    assert_string_equal(cell(fixture, facts), "acme search 1 1, globex named 1 1");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions"), "1");
    assert_string_equal(cell(fixture, "SELECT group_concat(id || ' ' || source || ' ' || first, "
                                      "', ') FROM v_sightings"),
                        "1 search 1, 1 named 0");
}

static void an_edit_keeps_what_the_other_source_brought_it_for(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    bring(fixture, "named", "7", "late", 1);
    assert_int_equal(bring(fixture, "search", "7", "late and cold", 0).edited, 1);
    assert_string_equal(cell(fixture, facts), "acme search 1 1, globex named 1 1");
}

static void other_words_at_the_other_source_are_no_edit(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture);
    bring(fixture, "search", "7", "late, and cold, and nobody cared", 0);
    bring(fixture, "named", "7", "late, and ...", 0);
    assert_int_equal(bring(fixture, "named", "7", "late, and ...", 0).edited, 0);
    assert_string_equal(cell(fixture, "SELECT text FROM mentions"),
                        "late, and cold, and nobody cared");
}

/* A walk that was cut must not stop at what only the other source had seen by then. */
static void a_sighting_has_its_own_place_in_the_order_of_arrival(void **state)
{
    struct fixture *fixture = *state;
    int64_t newest;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    struct known known = ask(fixture, "named", "7");
    assert_int_equal(known.state, MENTION_ELSEWHERE);
    assert_int_equal(known.row, 1);
    assert_int_equal(known.seen, 0);
    bring(fixture, "search", "8", "cold", 0);
    bring(fixture, "named", "7", "late", 0);
    known = ask(fixture, "named", "7");
    assert_int_equal(known.state, MENTION_SAME);
    assert_int_equal(known.row, 1);
    assert_int_equal(known.seen, 3);
    must(mentions_newest(fixture->store, &newest, &fixture->err));
    assert_int_equal(newest, 3);
    bring(fixture, "search", "9", "old", 0);
    assert_string_equal(cell(fixture, "SELECT max(id) FROM mentions"), "4");
}

static void what_is_erased_comes_back_through_none_of_them(void **state)
{
    struct fixture *fixture = *state;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    bring(fixture, "named", "7", "late", 1);
    erase(fixture, (int64_t[]){1}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, facts), "");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM sightings"), "0");
    assert_int_equal(ask(fixture, "search", "7").state, MENTION_GONE);
    assert_int_equal(ask(fixture, "named", "7").state, MENTION_GONE);
    assert_int_equal(ask(fixture, "shop", "7").state, MENTION_NEW);
}

/* Each of the two has brought one of the posts first. */
static void forget_at(struct fixture *fixture, const char *asked)
{
    static const char *const sources[] = {"search", "named"}, *const ids[] = {"7", "8", "9"};
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    bring(fixture, "named", "7", "late", 1);
    bring(fixture, "named", "8", "late", 0);
    bring(fixture, "shop", "7", "late", 0);
    assert_int_equal(forget(fixture, "sara", asked), 2);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(ask(fixture, sources[i % 2], ids[i / 2]).state, MENTION_GONE);
    }
    assert_int_equal(ask(fixture, "shop", "7").state, MENTION_SAME);
    assert_int_equal(ask(fixture, "shop", "9").state, MENTION_NEW);
}

static void a_person_is_forgotten_at_all_sources_of_the_service(void **state)
{
    forget_at(*state, "search");
}

static void it_matters_not_which_of_them_is_named(void **state)
{
    forget_at(*state, "named");
}

static void a_source_that_joins_later_does_not_bring_the_forgotten_back(void **state)
{
    struct fixture *fixture = *state;
    forget_at(fixture, "search");
    must(store_begin(fixture->store, &fixture->err));
    must(source_serve(fixture->store, STR("tagged"), STR("x"), &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    assert_int_equal(ask(fixture, "tagged", "8").state, MENTION_GONE);
    assert_int_equal(ask(fixture, "tagged", "9").state, MENTION_GONE);
}

static void a_repost_finds_the_original_that_the_other_source_brought(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    said(&batch, "8", "short", T0 + 60, LABEL_NEGATIVE)->repost_of = STR("7");
    store_page(fixture, "named", &batch);
    must(store_begin(fixture->store, &fixture->err));
    must(stories_read_to(fixture->store, 2, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    assert_string_equal(cell(fixture, "SELECT group_concat(mentions) FROM stories"), "2");
    assert_string_equal(cell(fixture, facts), "acme named 1 0, acme search 1 1");
}

static void an_original_that_the_other_source_brings_later_finds_its_repost(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    serve(fixture);
    said(&batch, "8", "short", T0 + 60, LABEL_NEGATIVE)->repost_of = STR("7");
    store_page(fixture, "named", &batch);
    bring(fixture, "search", "7", "late", 0);
    must(store_begin(fixture->store, &fixture->err));
    must(stories_read_to(fixture->store, 2, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    assert_string_equal(cell(fixture, "SELECT group_concat(mentions) FROM stories"), "2");
}

static void its_newest_is_what_a_source_has_seen_whoever_was_first(void **state)
{
    struct fixture *fixture = *state;
    int64_t newest;
    serve(fixture);
    bring(fixture, "search", "7", "late", 0);
    must(source_newest(fixture->store, STR("named"), &newest, &fixture->err));
    assert_int_equal(newest, TIME_NONE);
    bring(fixture, "named", "7", "late", 0);
    must(source_newest(fixture->store, STR("named"), &newest, &fixture->err));
    assert_int_equal(newest, T0);
    assert_string_equal(cell(fixture, "SELECT newest_utc FROM v_sources WHERE source = 'named'"),
                        "2023-11-14T22:13:20Z");
}

/* ---- generated ---- */

/* What the facts have beyond what the links say: what was counted for those who are forgotten. */
static const char residue[] =
    "SELECT coalesce(group_concat(row), '') FROM (SELECT brand_id || ' ' || source_id || ' ' || "
    "slot || ': ' || sum(total) || ' ' || sum(negative) || ' ' || sum(stories) AS row FROM ("
    "SELECT brand_id, source_id, slot, total, negative, stories FROM facts UNION ALL "
    "SELECT l.brand_id, l.source_id, l.posted_at / 1800, -1, -(l.label IS -1), "
    "-NOT EXISTS(SELECT 1 FROM story_firsts f JOIN mentions m ON m.story_id = f.story_id "
    "WHERE m.id = l.mention_id AND f.brand_id = l.brand_id "
    "AND (f.mention_id <> l.mention_id OR f.forgotten)) FROM mention_brands l) "
    "GROUP BY brand_id, source_id, slot HAVING sum(total) OR sum(negative) "
    "OR sum(stories) ORDER BY 1)";

/* 0 when there are not as many. */
static int64_t one_of_newest(struct fixture *fixture, unsigned *seed)
{
    char sql[80];
    snprintf(sql, sizeof sql, "SELECT id FROM mentions ORDER BY id DESC LIMIT 1 OFFSET %d",
             rand_r(seed) % 9);
    return atoll(cell(fixture, sql));
}

/* False when it has forgotten somebody. */
static bool act(struct fixture *fixture, unsigned *seed)
{
    static const char *const sources[] = {"search", "named", "shop"};
    char id[16];
    int64_t newest, row;
    bool found;
    CLEANUP(batch_clear) struct batch batch = {0};
    must(mentions_newest(fixture->store, &newest, &fixture->err));
    row = one_of_newest(fixture, seed);
    struct story_pair pair = {row, one_of_newest(fixture, seed)};
    switch (rand_r(seed) % 12) {
    case 0:
        erase(fixture, &row, 1, ERASE_UNCOUNTED);
        return true;
    case 1:
    case 4:
    case 5:
        link_stories(fixture, &pair, pair.left != pair.right);
        return true;
    case 2:
        must(store_begin(fixture->store, &fixture->err));
        must(sentiment_correct(fixture, row, LABEL_POSITIVE, STR("ana"), &found));
        must(store_commit(fixture->store, &fixture->err));
        return true;
    case 3:
        return !erase(fixture, &row, 1, ERASE_COUNTED);
    default:
        for (int i = rand_r(seed) % 4; i >= 0; i--) {
            snprintf(id, sizeof id, "%d", (int)newest / 3 + rand_r(seed) % 9);
            struct mention *mention =
                said(&batch, id, rand_r(seed) % 4 ? "late" : "cold", T0 + 600 * (rand_r(seed) % 9),
                     rand_r(seed) % 2 ? LABEL_NEGATIVE : LABEL_POSITIVE);
            mention->brands[0] = (size_t)(rand_r(seed) % 2);
            mention->brand_count = (size_t)(rand_r(seed) % 3 > 0);
        }
        store_page(fixture, sources[rand_r(seed) % 3], &batch);
        return true;
    }
}

static void facts_are_what_the_links_say_whoever_brings_what_in_whatever_order(void **state)
{
    struct fixture *fixture = *state;
    unsigned seed = 7;
    char before[CELL_MAX] = "";
    int64_t seen_again = 0, told_by_forgotten = 0;
    serve(fixture);
    for (int i = 0; i < 1500; i++) {
        bool same = act(fixture, &seed);
        const char *now = cell(fixture, residue);
        assert_null(strchr(now, '-'));
        if (same) {
            assert_string_equal(now, before);
        }
        strcpy(before, now);
        seen_again += atoll(cell(fixture, "SELECT count(*) FROM sightings"));
        told_by_forgotten +=
            atoll(cell(fixture, "SELECT count(*) FROM story_firsts WHERE forgotten"));
        arena_clear(&fixture->arena);
    }
    assert_true(seen_again > 1000 && told_by_forgotten > 100);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM (SELECT 1 FROM mentions m JOIN sources "
                                      "s ON s.id = m.source_id WHERE s.service = 'x' "
                                      "GROUP BY m.native_id HAVING count(*) > 1)"),
                        "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(a_post_that_two_sources_of_a_service_bring_is_one_mention),
        store_test(the_same_id_at_another_service_is_another_mention),
        store_test(a_source_that_joins_a_service_later_knows_what_is_there),
        store_test(it_counts_for_each_brand_as_of_the_source_that_brought_it_for_it),
        store_test(an_edit_keeps_what_the_other_source_brought_it_for),
        store_test(other_words_at_the_other_source_are_no_edit),
        store_test(a_sighting_has_its_own_place_in_the_order_of_arrival),
        store_test(what_is_erased_comes_back_through_none_of_them),
        store_test(a_person_is_forgotten_at_all_sources_of_the_service),
        store_test(it_matters_not_which_of_them_is_named),
        store_test(a_source_that_joins_later_does_not_bring_the_forgotten_back),
        store_test(a_repost_finds_the_original_that_the_other_source_brought),
        store_test(an_original_that_the_other_source_brings_later_finds_its_repost),
        store_test(its_newest_is_what_a_source_has_seen_whoever_was_first),
        store_test(facts_are_what_the_links_say_whoever_brings_what_in_whatever_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
