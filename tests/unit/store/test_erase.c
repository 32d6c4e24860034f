#include "fixture.h"
#include "store/prune.h"

static const char facts[] =
    "SELECT coalesce(sum(total) || ' ' || sum(negative) || ' ' || sum(stories), '0') FROM facts";

/* Three that tell one story, the first of them first, and one of its own. */
static void three_of_a_story(struct fixture *fixture)
{
    CLEANUP(batch_clear) struct batch batch = {0};
    static const struct story_pair pairs[] = {{1, 2}, {2, 3}};
    for (int i = 0; i < 4; i++) {
        char id[2] = {(char)('1' + i), 0};
        struct mention *mention = said(&batch, id, "late again", T0 + i, LABEL_NEGATIVE);
        mention->author = i == 0 ? STR("sara") : STR("reza");
        mention->sketch.made = true;
    }
    store_page(fixture, "shop", &batch);
    link_stories(fixture, pairs, 2);
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(cell(fixture, facts), "4 4 2");
}

static void what_its_author_deleted_counts_as_if_it_had_never_been(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "a", "late", T0, LABEL_NEGATIVE);
    said(&batch, "b", "lovely", T0, LABEL_POSITIVE);
    store_page(fixture, "shop", &batch);
    assert_int_equal(erase(fixture, (int64_t[]){1, 77}, 2, ERASE_UNCOUNTED), 1);
    assert_string_equal(cell(fixture, facts), "1 0 1");
    assert_int_equal(erase(fixture, (int64_t[]){2}, 1, ERASE_UNCOUNTED), 1);
    assert_string_equal(cell(fixture, facts), "0");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mention_brands"), "0");
}

static void a_story_goes_on_without_its_first(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    erase(fixture, (int64_t[]){1}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, facts), "3 3 2");
    assert_string_equal(cell(fixture, "SELECT mentions FROM stories"), "2");
    assert_string_equal(cell(fixture, "SELECT group_concat(mention_id) FROM story_firsts"), "2,2");
    erase(fixture, (int64_t[]){3}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, facts), "2 2 2");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM stories"), "0");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions WHERE story_id IS NOT NULL"),
                        "0");
}

static void a_forgotten_person_leaves_the_counts(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    assert_int_equal(forget(fixture, "SARA", NULL), 1);
    assert_string_equal(cell(fixture, facts), "4 4 2");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions"), "3");
    assert_string_equal(cell(fixture, "SELECT sum(length(entries)) FROM story_sketches"), "54");
}

static void an_echo_of_a_forgotten_person_stays_an_echo(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    erase(fixture, (int64_t[]){1}, 1, ERASE_COUNTED);
    assert_string_equal(cell(fixture, facts), "4 4 2");
    erase(fixture, (int64_t[]){2}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, facts), "3 3 2");
    must(rescored(fixture, 3, &(struct score){.label = LABEL_POSITIVE}, "lexicon 2"));
    assert_string_equal(cell(fixture, "SELECT sum(negative_stories) FROM facts"), "2");
    erase(fixture, (int64_t[]){3}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, facts), "2 2 2");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM stories"), "0");
}

static void what_a_forgotten_person_said_first_is_no_new_story_when_others_say_it(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    three_of_a_story(fixture);
    erase(fixture, (int64_t[]){1, 2}, 2, ERASE_COUNTED);
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_stories"), "0");
    said(&batch, "5", "late again", T0 - 1, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    assert_string_equal(cell(fixture, facts), "5 5 3");
    link_stories(fixture, &(struct story_pair){3, 5}, 1);
    assert_string_equal(cell(fixture, facts), "5 5 2");
    assert_string_equal(cell(fixture, "SELECT first_id FROM v_stories"), "5");
}

static void who_spoke_since_the_index_was_filled_is_forgotten_too(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    three_of_a_story(fixture);
    said(&batch, "5", "still late", T0, LABEL_NEGATIVE)->author = STR("@Sara");
    store_page(fixture, "shop", &batch);
    assert_int_equal(forget(fixture, "sara", NULL), 2);
    must(search_index(fixture->store, &fixture->err));
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_search WHERE v_search MATCH 'still'"),
                        "0");
}

/* A crawl beside it has stored the words and not indexed them; it has them in memory. */
static void what_another_process_has_yet_to_index_is_not_searchable_once_erased(void **state)
{
    struct fixture *fixture = *state, beside = *fixture;
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention *mention = said(&batch, "1", "quixotic", T0, LABEL_NEGATIVE);
    mention->author = STR("sara");
    mention->folded = mention->text;
    fixture_open(&beside, STORE_WRITE);
    store_page(&beside, "shop", &batch);
    must(search_index(fixture->store, &fixture->err)); /* as `nabz erase` does first ... */
    CLEANUP(batch_clear) struct batch more = {0};
    mention = said(&more, "2", "quixotic, too", T0, LABEL_NEGATIVE);
    mention->author = STR("sara");
    mention->folded = mention->text;
    store_page(&beside, "shop", &more); /* ... and what arrives before it goes on */
    assert_int_equal(forget(fixture, "sara", NULL), 2);
    must(search_index(beside.store, &beside.err));
    store_close(beside.store);
    assert_string_equal(
        cell(fixture, "SELECT count(*) FROM v_search WHERE v_search MATCH 'quixotic'"), "0");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions"), "0");
}

/* A message about an incident that quotes the first mention. */
static struct delivery told_of_the_first(struct fixture *fixture, enum delivery_state state)
{
    static const int64_t first[] = {1};
    struct delivery delivery = {.key = STR("k"),
                                .team = STR("care"),
                                .channel = STR("mail"),
                                .recipient = STR("a@b.example"),
                                .body = STR("sara says: late again"),
                                .unquoted = STR("somebody said something"),
                                .quoted = first,
                                .quoted_count = 1,
                                .state = state,
                                .next_try_at = T0,
                                .created_at = T0,
                                .sent_at = TIME_NONE};
    bool added;
    must(outbox_add(fixture->store, &delivery, &added, &fixture->err));
    return delivery;
}

static const char bodies[] = "SELECT group_concat(CAST(body AS TEXT) || '/' || "
                             "ifnull(CAST(unquoted AS TEXT), '-')) FROM deliveries";

static void a_message_that_waits_is_sent_without_what_was_erased(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    struct delivery delivery = told_of_the_first(fixture, DELIVERY_PENDING);
    delivery.state = DELIVERY_UNKNOWN;
    must(outbox_mark(fixture->store, &delivery, &fixture->err));
    erase(fixture, (int64_t[]){4}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, bodies), "sara says: late again/somebody said something");
    erase(fixture, (int64_t[]){1}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, bodies), "somebody said something/-");
    forget(fixture, "reza", NULL);
    assert_string_equal(cell(fixture, bodies), "somebody said something/-");
}

static void a_message_that_was_held_and_told_of_keeps_no_second_body(void **state)
{
    struct fixture *fixture = *state;
    struct held_query all = {STR("care"), STR("mail"), STR("a@b.example"), T0 + 1, T0 + 1};
    three_of_a_story(fixture);
    told_of_the_first(fixture, DELIVERY_HELD);
    must(outbox_held_told(fixture->store, &all, STR("told of"), &fixture->err));
    assert_string_equal(cell(fixture, bodies), "sara says: late again/-");
    erase(fixture, (int64_t[]){1}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, bodies), "/-");
}

static void
of_a_message_that_was_sent_one_body_is_left_and_none_when_it_quotes_who_is_erased(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    struct delivery delivery = told_of_the_first(fixture, DELIVERY_PENDING);
    delivery.state = DELIVERY_SENT;
    must(outbox_mark(fixture->store, &delivery, &fixture->err));
    assert_string_equal(cell(fixture, bodies), "sara says: late again/-");
    erase(fixture, (int64_t[]){4}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, bodies), "sara says: late again/-");
    erase(fixture, (int64_t[]){1}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, bodies), "/-");
}

static void a_forgotten_person_is_in_no_message_that_was_sent(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    told_of_the_first(fixture, DELIVERY_SENT);
    forget(fixture, "reza", NULL); /* whose name may stand in it, too */
    assert_string_equal(cell(fixture, bodies), "/-");
}

static void keys_of_what_is_gone_are_swept_in_two_months_or_at_once(void **state)
{
    enum { MENTIONS = 500, PARTS = 64 };
    static const char keys[] = "SELECT count(*) FROM mention_keys";
    struct fixture *fixture = *state;
    struct pruned pruned = {0};
    CLEANUP(batch_clear) struct batch batch = {0};
    int64_t ids[MENTIONS];
    bool all;
    for (int i = 0; i < MENTIONS; i++) {
        char id[16];
        snprintf(id, sizeof id, "m%d", i);
        said(&batch, id, "late", T0, LABEL_NEGATIVE)->keys[KEY_WORDS] =
            (uint64_t)(i + 1) * 0x9E3779B97F4A7C15u;
        ids[i] = i + 1;
    }
    store_page(fixture, "shop", &batch);
    erase(fixture, ids, MENTIONS - 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, keys), "500");
    for (int day = 0; day < PARTS; day++) {
        must(prune_mentions(fixture->store, 0, T0 + day * DAY, 10, &pruned, &all, &fixture->err));
    }
    assert_string_equal(cell(fixture, keys), "1");
    erase(fixture, ids + MENTIONS - 1, 1, ERASE_UNCOUNTED);
    must(store_scrub(fixture->store, &fixture->err));
    assert_string_equal(cell(fixture, keys), "0");
}

static void the_sketch_of_a_mention_goes_with_it(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    erase(fixture, (int64_t[]){1, 2, 3, 4}, 4, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, "SELECT sum(length(entries)) FROM story_sketches"), "0");
}

static void what_is_gone_is_not_taken_again(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 3; i++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        said(&batch, "7", "late", T0, LABEL_NEGATIVE);
        said(&batch, "8", "lovely", T0, LABEL_POSITIVE)->author = STR("sara");
        said(&batch, i == 2 ? "10" : "9", "hello", T0, LABEL_NEUTRAL)->author = STR("@Sara");
        struct mention_counts counts = store_page(fixture, "shop", &batch);
        assert_int_equal(counts.added, i == 0 ? 3 : 0);
        assert_int_equal(counts.duplicate, i == 0 ? 0 : 3);
        if (i == 0) {
            must(search_index(fixture->store, &fixture->err));
            erase(fixture, (int64_t[]){1}, 1, ERASE_UNCOUNTED);
            forget(fixture, "@sara", NULL);
        }
    }
    CLEANUP(batch_clear) struct batch elsewhere = {0};
    said(&elsewhere, "7", "late", T0, LABEL_NEGATIVE)->author = STR("sara");
    assert_int_equal(store_page(fixture, "forum", &elsewhere).added, 1);
}

static void an_erased_mention_is_not_found_and_the_index_stays_whole(void **state)
{
    struct fixture *fixture = *state;
    three_of_a_story(fixture);
    erase(fixture, (int64_t[]){2}, 1, ERASE_UNCOUNTED);
    assert_string_equal(cell(fixture, "SELECT group_concat(rowid) FROM v_search "
                                      "WHERE v_search MATCH 'again'"),
                        "4,3,1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(what_its_author_deleted_counts_as_if_it_had_never_been),
        store_test(a_story_goes_on_without_its_first),
        store_test(a_forgotten_person_leaves_the_counts),
        store_test(an_echo_of_a_forgotten_person_stays_an_echo),
        store_test(what_a_forgotten_person_said_first_is_no_new_story_when_others_say_it),
        store_test(who_spoke_since_the_index_was_filled_is_forgotten_too),
        store_test(what_another_process_has_yet_to_index_is_not_searchable_once_erased),
        store_test(a_message_that_waits_is_sent_without_what_was_erased),
        store_test(a_message_that_was_held_and_told_of_keeps_no_second_body),
        store_test(
            of_a_message_that_was_sent_one_body_is_left_and_none_when_it_quotes_who_is_erased),
        store_test(a_forgotten_person_is_in_no_message_that_was_sent),
        store_test(keys_of_what_is_gone_are_swept_in_two_months_or_at_once),
        store_test(the_sketch_of_a_mention_goes_with_it),
        store_test(what_is_gone_is_not_taken_again),
        store_test(an_erased_mention_is_not_found_and_the_index_stays_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
