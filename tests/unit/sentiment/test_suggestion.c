#include "sentiment/suggestion.h"

#include "fixture.h"

#include <math.h>

static struct buf image;
static struct lexicon *lexicon;
static struct scorer scorer;

static int open_lexicon(void **state)
{
    (void)state;
    fixture_image(&image);
    lexicon = fixture_lexicon(buf_str(&image));
    scorer = (struct scorer){.lexicon = lexicon, .options = SCORER_DEFAULT};
    return 0;
}

static int close_lexicon(void **state)
{
    (void)state;
    lexicon_close(lexicon);
    buf_clear(&image);
    return 0;
}

struct text {
    const char *text;
    double positive;
    int times;
};

static void take_all(struct suggester *suggester, const struct text *texts, size_t count,
                     bool weighing)
{
    char id[64];
    for (size_t i = 0; i < count; i++) {
        for (int k = 0; k < texts[i].times; k++) {
            snprintf(id, sizeof id, "%zu-%d", i, k);
            if (weighing) {
                suggester_weigh(suggester, str_of(texts[i].text), texts[i].positive, str_of(id));
            } else {
                suggester_count(suggester, str_of(texts[i].text), texts[i].positive);
            }
        }
    }
}

static struct suggester *suggest(const struct text *texts, size_t count, size_t least)
{
    struct suggester *suggester = suggester_open(&scorer, least);
    take_all(suggester, texts, count, false);
    take_all(suggester, texts, count, true);
    return suggester;
}

#define SUGGEST(texts, least) suggest(texts, sizeof(texts) / sizeof *(texts), least)

static const struct suggestion *find(struct suggester *suggester, const char *entry)
{
    size_t count;
    const struct suggestion *list = suggester_list(suggester, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_eq(list[i].entry, str_of(entry))) {
            return &list[i];
        }
    }
    return NULL;
}

static void an_unknown_word_gets_the_sign_of_its_texts(void **state)
{
    (void)state;
    static const struct text texts[] = {
        {"it is a zorbic one", 1, 20}, {"it is a glumped one", 0, 20}, {"it is one", 0.5, 20}};
    struct suggester *suggester = SUGGEST(texts, 5);
    const struct suggestion *good = find(suggester, "zorbic"), *bad = find(suggester, "glumped");
    assert_non_null(good);
    assert_non_null(bad);
    assert_true(good->proposed > 0 && good->z > 0 && !good->known);
    assert_true(bad->proposed < 0 && bad->z < 0);
    assert_int_equal(good->positive, 20);
    assert_int_equal(bad->negative, 20);
    assert_true(str_starts(good->examples[0], STR("0-")));
    assert_true(str_starts(bad->examples[1], STR("1-")));
    assert_false(str_eq(bad->examples[0], bad->examples[1]));
    suggester_close(suggester);
}

static void what_the_scorer_knows_already_is_not_suggested(void **state)
{
    (void)state;
    static const struct text texts[] = {
        {"it is a good one", 1, 30}, {"it is a bad one", 0, 30}, {"it is one", 0.5, 30}};
    struct suggester *suggester = SUGGEST(texts, 5);
    const struct suggestion *good = find(suggester, "good"), *bad = find(suggester, "bad");
    assert_true(!good || good->proposed > good->now);
    assert_true(!bad || bad->proposed < bad->now);
    assert_null(find(suggester, "one"));
    suggester_close(suggester);
}

/* "sefaresh" and "driver" are said all the time, so they speak for a language; and yet they tell
 * something. */
static void a_frequent_word_is_suggested_unless_it_only_holds_the_sentence_together(void **state)
{
    (void)state;
    static const struct text texts[] = {{"the driver was there again", 0, 30},
                                        {"hamash sefaresh kardam dige", 1, 30},
                                        {"it is one", 0.5, 30}};
    struct suggester *suggester = SUGGEST(texts, 5);
    assert_non_null(find(suggester, "driver"));
    assert_non_null(find(suggester, "sefaresh"));
    assert_null(find(suggester, "was"));
    assert_null(find(suggester, "again"));
    assert_null(find(suggester, "kardam"));
    assert_null(find(suggester, "dige"));
    suggester_close(suggester);
}

static void a_known_word_that_misleads_is_weighed_anew(void **state)
{
    (void)state;
    static const struct text texts[] = {
        {"a good one", 0, 25}, {"a wonderful one", 1, 100}, {"an awful one", 0, 100}};
    struct suggester *suggester = SUGGEST(texts, 5);
    const struct suggestion *good = find(suggester, "good");
    assert_non_null(good);
    assert_true(good->known);
    assert_true(good->now > 0 && good->proposed < good->now);
    assert_true(fabs(good->proposed - good->now) <= 2.05);
    suggester_close(suggester);
}

static void a_negated_word_is_no_evidence_against_it(void **state)
{
    (void)state;
    static const struct text texts[] = {
        {"not good", 0, 40}, {"wonderful", 1, 40}, {"awful", 0, 40}};
    struct suggester *suggester = SUGGEST(texts, 5);
    assert_null(find(suggester, "good"));
    suggester_close(suggester);
}

static void words_of_fewer_texts_than_asked_for_are_left_out(void **state)
{
    (void)state;
    static const struct text texts[] = {{"a zorbic thing", 1, 12}, {"a thing", 0, 12}};
    struct suggester *few = SUGGEST(texts, 12), *more = SUGGEST(texts, 13);
    assert_non_null(find(few, "zorbic"));
    assert_null(find(more, "zorbic"));
    suggester_close(few);
    suggester_close(more);
}

static void values_stay_in_the_range_of_a_lexicon(void **state)
{
    (void)state;
    static const struct text texts[] = {{"wonderful wonderful zorbic", 1, 300},
                                        {"awful awful glumped", 0, 300},
                                        {"wonderful glumped", 0, 300},
                                        {"awful zorbic", 1, 300}};
    struct suggester *suggester = SUGGEST(texts, 5);
    size_t count;
    const struct suggestion *list = suggester_list(suggester, &count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        assert_true(list[i].proposed >= -4 && list[i].proposed <= 4);
        assert_true(fabs(list[i].proposed * 10 - round(list[i].proposed * 10)) < 1e-9);
    }
    suggester_close(suggester);
}

static void any_bytes_are_text(void **state)
{
    (void)state;
    struct suggester *suggester = suggester_open(&scorer, 1);
    char bytes[300];
    unsigned seed = 11;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 500; i++) {
            seed = (unsigned)i * 2654435761u + 1;
            for (size_t k = 0; k < sizeof bytes; k++) {
                seed = seed * 1103515245 + 12345;
                bytes[k] = (char)(seed >> 24);
            }
            struct str text = {bytes, (size_t)i % sizeof bytes};
            if (round) {
                suggester_weigh(suggester, text, i % 2, STR("x"));
            } else {
                suggester_count(suggester, text, i % 2);
            }
        }
    }
    size_t count;
    suggester_list(suggester, &count);
    suggester_close(suggester);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_word_gets_the_sign_of_its_texts),
        cmocka_unit_test(what_the_scorer_knows_already_is_not_suggested),
        cmocka_unit_test(a_frequent_word_is_suggested_unless_it_only_holds_the_sentence_together),
        cmocka_unit_test(a_known_word_that_misleads_is_weighed_anew),
        cmocka_unit_test(a_negated_word_is_no_evidence_against_it),
        cmocka_unit_test(words_of_fewer_texts_than_asked_for_are_left_out),
        cmocka_unit_test(values_stay_in_the_range_of_a_lexicon),
        cmocka_unit_test(any_bytes_are_text),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
