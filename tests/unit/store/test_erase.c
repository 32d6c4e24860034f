#include "fixture.h"

#include "store/erase.h"
#include "store/stories.h"

static size_t erase(struct fixture *fixture, const int64_t *ids, size_t count,
                    enum erase_counts counts)
{
    size_t erased;
    must(store_begin(fixture->store, &fixture->err));
    must(mentions_erase(fixture->store, ids, count, counts, T0, &erased, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    return erased;
}

static void forget(struct fixture *fixture, const char *name)
{
    size_t erased;
    must(store_begin(fixture->store, &fixture->err));
    must(author_erase(fixture->store, str_of(name), STR_NONE, T0, &erased, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
    must(store_scrub(fixture->store, &fixture->err));
}

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
    must(store_begin(fixture->store, &fixture->err));
    must(stories_link(fixture->store, pairs, 2, &fixture->err));
    must(store_commit(fixture->store, &fixture->err));
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
    forget(fixture, "SARA");
    assert_string_equal(cell(fixture, facts), "4 4 2");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mentions"), "3");
    assert_string_equal(cell(fixture, "SELECT sum(length(entries)) FROM story_sketches"), "54");
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
            forget(fixture, "@sara");
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
        store_test(the_sketch_of_a_mention_goes_with_it),
        store_test(what_is_gone_is_not_taken_again),
        store_test(an_erased_mention_is_not_found_and_the_index_stays_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
