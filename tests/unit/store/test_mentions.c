#include "fixture.h"

static void a_mention_is_stored_once_however_often_it_is_read(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 3; i++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        said(&batch, "1", "late again", T0, LABEL_NEGATIVE);
        said(&batch, "2", "lovely", T0, LABEL_POSITIVE);
        struct mention_counts counts = store_page(fixture, "shop", &batch);
        assert_int_equal(counts.added, i ? 0 : 2);
        assert_int_equal(counts.duplicate, i ? 2 : 0);
        assert_int_equal(batch.mentions[1].id, 2);
    }
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_mentions"), "2");
}

static void the_same_id_at_two_sources_is_two_mentions(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "7", "late", T0, LABEL_NEGATIVE);
    assert_int_equal(store_page(fixture, "shop", &batch).added, 1);
    assert_int_equal(store_page(fixture, "forum", &batch).added, 1);
}

static void the_same_id_twice_on_a_page_counts_once_and_the_first_one_stands(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 2; i++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        said(&batch, "7", "first", T0, LABEL_NEGATIVE);
        said(&batch, "7", "second", T0, LABEL_POSITIVE);
        struct mention_counts counts = store_page(fixture, "shop", &batch);
        assert_int_equal(counts.added + counts.edited, i ? 0 : 1);
    }
    assert_string_equal(cell(fixture, "SELECT text FROM v_mentions"), "first");
    assert_string_equal(cell(fixture, "SELECT sum(total) FROM v_hourly"), "1");
}

static void ids_come_back_as_they_were_written(void **state)
{
    static const char *const ids[] = {"1",
                                      "007",
                                      "-5",
                                      "9223372036854775807",
                                      "9223372036854775808",
                                      "1e3",
                                      "+4",
                                      "https://a/b?c=1",
                                      ""};
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        said(&batch, ids[i], "x", T0, LABEL_NEUTRAL);
    }
    assert_int_equal(store_page(fixture, "s", &batch).added, batch.count);
    assert_int_equal(store_page(fixture, "s", &batch).duplicate, batch.count);
    for (size_t i = 0; i < batch.count; i++) {
        struct mention_row row;
        bool found;
        must(mention_get(fixture->store, (int64_t)i + 1, &fixture->arena, &row, &found,
                         &fixture->err));
        assert_true(found && str_eq(row.mention.native_id, str_of(ids[i])));
    }
}

static void everything_of_a_mention_comes_back(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention *m = said(&batch, "a1", "not good, awful", T0 - 7200, LABEL_NEGATIVE);
    m->url = STR("https://shop.example/a1");
    m->title = STR("Never again");
    m->author = STR("sara");
    m->language = STR("en-GB");
    m->reply_to = STR("12");
    m->repost_of = STR("x9");
    m->published_precision = PRECISION_DAY;
    m->updated_at = T0 - 60;
    m->rating = 20;
    m->reach = 1500;
    m->brands[1] = 1;
    m->brand_count = 2;
    m->score.compound = -0.7432;
    m->score.confidence = 0.8125;
    store_page(fixture, "shop", &batch);

    struct mention_row row;
    bool found;
    must(mention_get(fixture->store, 1, &fixture->arena, &row, &found, &fixture->err));
    assert_true(found);
    const struct mention *got = &row.mention;
    assert_true(str_eq(got->source, STR("shop")) && str_eq(got->native_id, STR("a1")));
    assert_true(str_eq(got->url, m->url) && str_eq(got->title, m->title));
    assert_true(str_eq(got->text, m->text) && str_eq(got->author, m->author));
    assert_true(str_eq(got->language, m->language) && str_eq(got->reply_to, m->reply_to));
    assert_true(str_eq(got->repost_of, m->repost_of));
    assert_int_equal(got->published_at, T0 - 7200);
    assert_int_equal(got->published_precision, PRECISION_DAY);
    assert_int_equal(got->updated_at, T0 - 60);
    assert_int_equal(got->fetched_at, T0);
    assert_int_equal(row.posted_at, T0); /* a day alone, read on it */
    assert_int_equal(got->reach, 1500);
    assert_float_equal(got->rating, 20, 0);
    assert_float_equal(got->score.compound, -0.7432, 1e-9);
    assert_float_equal(got->score.confidence, 0.8125, 1e-9);
    assert_int_equal(got->score.label, LABEL_NEGATIVE);
    assert_int_equal(got->score.language, LANG_EN);
    assert_int_equal(row.brand_count, 2);
    assert_true(str_eq(row.brands[0], STR("acme")) && str_eq(row.brands[1], STR("globex")));
    assert_true(str_eq(row.lexicon, STR("lexicon 1")));
}

static void what_is_absent_stays_absent(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    struct mention *m = said(&batch, "1", "", TIME_NONE, LABEL_NONE);
    m->brand_count = 0;
    store_page(fixture, "shop", &batch);
    struct mention_row row;
    bool found;
    must(mention_get(fixture->store, 1, &fixture->arena, &row, &found, &fixture->err));
    assert_null(row.mention.url.p);
    assert_null(row.mention.title.p);
    assert_non_null(row.mention.text.p);
    assert_null(row.mention.author.p);
    assert_null(row.lexicon.p);
    assert_int_equal(row.mention.published_at, TIME_NONE);
    assert_int_equal(row.mention.updated_at, TIME_NONE);
    assert_int_equal(row.mention.reach, REACH_NONE);
    assert_float_equal(row.mention.rating, RATING_NONE, 0);
    assert_int_equal(row.mention.score.label, LABEL_NONE);
    assert_int_equal(row.brand_count, 0);
    assert_int_equal(row.posted_at, T0);
    must(mention_get(fixture->store, 2, &fixture->arena, &row, &found, &fixture->err));
    assert_false(found);
}

static void an_edit_keeps_the_earlier_words_and_moves_the_count(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch first = {0}, second = {0};
    said(&first, "1", "Late again", T0 - 100, LABEL_NEGATIVE);
    store_page(fixture, "shop", &first);
    struct mention *m = said(&second, "1", "They called, all good", T0 + 9000, LABEL_POSITIVE);
    m->fetched_at = T0 + 9000;
    assert_int_equal(store_page(fixture, "shop", &second).edited, 1);
    assert_int_equal(store_page(fixture, "shop", &second).duplicate, 1);

    assert_string_equal(cell(fixture, "SELECT text || '|' || label || '|' || edits || '|' || "
                                      "posted_at FROM v_mentions"),
                        "They called, all good|positive|1|1699999900");
    struct mention_row row;
    bool found;
    must(mention_get(fixture->store, 1, &fixture->arena, &row, &found, &fixture->err));
    assert_int_equal(row.mention.edited_at, T0 + 9000);
    assert_string_equal(cell(fixture, "SELECT text || '|' || label || '|' || replaced_at "
                                      "FROM mention_revisions"),
                        "Late again|-1|1700009000");
    assert_string_equal(cell(fixture, "SELECT count(*) || '|' || sum(total) || '|' || "
                                      "sum(negative) || '|' || sum(positive) FROM v_hourly"),
                        "1|1|0|1");
}

static void an_edit_never_moves_a_mention_in_time(void **state)
{
    struct fixture *fixture = *state;
    /* Seen on its day, after its day, dated in the future, not dated. */
    static const int64_t published[] = {T0 - HOUR, T0 - 3 * DAY, T0 + HOUR, TIME_NONE};
    static const char posted[] = "SELECT group_concat(posted_at || posted_precision || (SELECT "
                                 "min(hour_at) FROM v_hourly), ' ') FROM v_mentions";
    const char *before = NULL;
    for (int round = 0; round < 3; round++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
            char id[24], text[24];
            snprintf(id, sizeof id, "%zu", i);
            snprintf(text, sizeof text, "version %d", round);
            struct mention *m = said(&batch, id, text, published[i], LABEL_NEGATIVE);
            m->published_precision = i < 2 ? PRECISION_DAY : PRECISION_SECOND;
            m->fetched_at = T0 + round * 2 * DAY;
        }
        assert_int_equal(store_page(fixture, "shop", &batch).edited, round ? 4 : 0);
        before = before ? before : cell(fixture, posted);
        assert_string_equal(cell(fixture, posted), before);
    }
    assert_string_equal(cell(fixture, "SELECT group_concat(posted_precision) FROM v_mentions"),
                        "day,day,fetched,fetched");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM v_mentions WHERE posted_at = "
                                      "1700000000"),
                        "3");
    assert_string_equal(cell(fixture, "SELECT sum(total) FROM v_hourly"), "4");
}

static void spelling_that_folds_alike_is_no_edit_but_another_rating_is(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch first = {0}, second = {0}, third = {0};
    said(&first, "1", "Late again!", T0, LABEL_NEGATIVE)->rating = 20;
    store_page(fixture, "shop", &first);
    said(&second, "1", "late AGAIN.", T0, LABEL_NEGATIVE)->rating = 20;
    assert_int_equal(store_page(fixture, "shop", &second).duplicate, 1);
    said(&third, "1", "Late again!", T0, LABEL_NEGATIVE)->rating = 100;
    assert_int_equal(store_page(fixture, "shop", &third).edited, 1);
}

static void a_correction_outlives_rescore_and_edit_and_can_be_taken_back(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0}, edit = {0};
    bool found;
    said(&batch, "1", "sick!", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    must(sentiment_correct(fixture, 1, LABEL_POSITIVE, STR("nima"), &found));
    assert_true(found);
    static const char counts[] = "SELECT sum(negative) || '|' || sum(positive) FROM v_hourly";
    assert_string_equal(cell(fixture, counts), "0|1");

    struct score score = {.label = LABEL_NEUTRAL, .language = LANG_EN};
    must(rescored(fixture, 1, &score, "lexicon 2"));
    said(&edit, "1", "really sick", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &edit);
    assert_string_equal(cell(fixture, "SELECT label || corrected FROM v_mentions"), "positive1");
    assert_string_equal(cell(fixture, counts), "0|1");

    must(sentiment_correct(fixture, 1, LABEL_NONE, STR("nima"), &found));
    assert_string_equal(cell(fixture, "SELECT label || corrected FROM v_mentions"), "negative0");
    assert_string_equal(cell(fixture, counts), "1|0");
    must(sentiment_correct(fixture, 99, LABEL_NEUTRAL, STR("nima"), &found));
    assert_false(found);
}

static void a_rescore_moves_label_and_facts(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    said(&batch, "1", "meh", T0, LABEL_NEGATIVE);
    store_page(fixture, "shop", &batch);
    struct score score = {.label = LABEL_POSITIVE, .compound = 0.25, .language = LANG_EN};
    must(rescored(fixture, 1, &score, "lexicon 2"));
    assert_string_equal(
        cell(fixture, "SELECT negative || '|' || positive || '|' || score FROM v_hourly"),
        "0|1|0.25");
    assert_string_equal(cell(fixture, "SELECT label || '|' || lexicon FROM v_mentions"),
                        "positive|lexicon 2");
    assert_false(rescored(fixture, 5, &score, "l"));
    assert_non_null(strstr(fixture->err.text, "no mention 5"));
}

static void the_newest_id_is_never_given_twice(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch batch = {0};
    int64_t id;
    must(mentions_newest(fixture->store, &id, &fixture->err));
    assert_int_equal(id, 0);
    said(&batch, "1", "a", T0, LABEL_NEUTRAL);
    said(&batch, "2", "b", T0, LABEL_NEUTRAL);
    store_page(fixture, "shop", &batch);
    must(mentions_newest(fixture->store, &id, &fixture->err));
    assert_int_equal(id, 2);
}

static void arrivals_are_counted_by_source_and_hour(void **state)
{
    struct fixture *fixture = *state;
    CLEANUP(batch_clear) struct batch shop = {0}, forum = {0};
    struct arrival *list;
    size_t count;
    int64_t hour = T0 / HOUR;
    said(&shop, "1", "a", (hour + 1) * HOUR, LABEL_NONE);
    said(&shop, "2", "b", (hour + 3) * HOUR, LABEL_NONE);
    said(&shop, "3", "c", (hour + 3) * HOUR + 5, LABEL_NONE);
    store_page(fixture, "shop", &shop);
    said(&forum, "1", "d", (hour + 3) * HOUR, LABEL_NONE);
    store_page(fixture, "forum", &forum);
    must(mentions_arrived(fixture->store, 1, hour + 2, &fixture->arena, &list, &count,
                          &fixture->err));
    assert_int_equal(count, 2);
    assert_true(str_eq(list[0].source, STR("shop")) && list[0].count == 2);
    assert_true(str_eq(list[1].source, STR("forum")) && list[1].hour == hour + 3);
    must(mentions_arrived(fixture->store, 4, 0, &fixture->arena, &list, &count, &fixture->err));
    assert_int_equal(count, 0);
}

static void a_page_that_changes_with_every_poll_does_not_fill_the_file(void **state)
{
    struct fixture *fixture = *state;
    for (int i = 0; i < 50; i++) {
        CLEANUP(batch_clear) struct batch batch = {0};
        char text[40];
        snprintf(text, sizeof text, "late, %d minutes ago", i);
        struct mention *mention = said(&batch, "1", text, T0, LABEL_NEGATIVE);
        mention->fetched_at = T0 + i;
        mention->keys[KEY_WORDS] = 1000 + (uint64_t)i * 0x9E3779B97F4A7C15u;
        store_page(fixture, "shop", &batch);
    }
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mention_revisions"), "20");
    assert_string_equal(cell(fixture, "SELECT group_concat(text, '; ') FROM mention_revisions "
                                      "WHERE revision IN (1, 2, 19, 20)"),
                        "late, 0 minutes ago; late, 1 minutes ago; late, 18 minutes ago; "
                        "late, 48 minutes ago");
    assert_string_equal(cell(fixture, "SELECT text FROM v_mentions"), "late, 49 minutes ago");
    assert_string_equal(cell(fixture, "SELECT count(*) FROM mention_keys"), "20");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        store_test(a_mention_is_stored_once_however_often_it_is_read),
        store_test(the_same_id_at_two_sources_is_two_mentions),
        store_test(the_same_id_twice_on_a_page_counts_once_and_the_first_one_stands),
        store_test(ids_come_back_as_they_were_written),
        store_test(everything_of_a_mention_comes_back),
        store_test(what_is_absent_stays_absent),
        store_test(an_edit_keeps_the_earlier_words_and_moves_the_count),
        store_test(an_edit_never_moves_a_mention_in_time),
        store_test(spelling_that_folds_alike_is_no_edit_but_another_rating_is),
        store_test(a_correction_outlives_rescore_and_edit_and_can_be_taken_back),
        store_test(a_rescore_moves_label_and_facts),
        store_test(the_newest_id_is_never_given_twice),
        store_test(arrivals_are_counted_by_source_and_hour),
        store_test(a_page_that_changes_with_every_poll_does_not_fill_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
