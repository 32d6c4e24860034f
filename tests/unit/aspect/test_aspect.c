#include "fixture.h"

#define WORDS                                                                                      \
    "food\tfunctionality\n"                                                                        \
    "service\tempathy\n"                                                                           \
    "price\tprice more-\n"                                                                         \
    "dear\tprice -\n"                                                                              \
    "waiter\tempathy +-\n"                                                                         \
    "parking\tconvenience +?\n"                                                                    \
    "lift\taccessibility\n"                                                                        \
    "service lift\taccessibility\n"                                                                \
    "after 0 days\tconvenience -\n"                                                                \
    "two\tnumber\n"                                                                                \
    "high\tmore\n"                                                                                 \
    "low\tless\n"                                                                                  \
    "and\tjoint\n"                                                                                 \
    "but\tcontrast\n"                                                                              \
    "bought\tafter-purchase 1.5\n"                                                                 \
    "compare\tresearch 2\n"                                                                        \
    "app\tapp\n"                                                                                   \
    "please\thelp 0.6\n"                                                                           \
    "assist\thelp 0.6\n"                                                                           \
    "price there\tpurchase 1\n"                                                                    \
    "faults\tcons\n"                                                                               \
    "strengths\tpros\n"                                                                            \
    "not a bargain\tprice -\n"                                                                     \
    "<question>\tquestion\n"

static void check(const char *const (*cases)[2], size_t count)
{
    struct fixture f;
    struct buf image;
    char text[512];
    fixture_open(&f);
    struct label_lexicon *words = compiled(&image, "en/labels/curated/words.tsv", WORDS);
    for (size_t i = 0; i < count; i++) {
        labelled(&f, words, cases[i][0]);
        assert_string_equal(written(&f.labels, text, sizeof text), cases[i][1]);
    }
    label_lexicon_close(words);
    buf_clear(&image);
    fixture_close(&f);
}
#define CHECK(...)                                                                                 \
    do {                                                                                           \
        static const char *const cases[][2] = {__VA_ARGS__};                                       \
        check(cases, sizeof cases / sizeof *cases);                                                \
    } while (0)

static void each_need_has_the_polarity_of_its_clause(void **state)
{
    (void)state;
    CHECK({"The food was great but the service was awful", "functionality+ empathy- | | - |"},
          {"The food was awful, the service was great", "functionality- empathy+ | | - |"},
          {"The food was here", "functionality | | - |"});
}

static void a_list_shares_what_is_said_of_its_last_or_first(void **state)
{
    (void)state;
    CHECK({"the food and the service were excellent", "functionality+ empathy+ | | - |"},
          {"excellent food and service", "functionality+ empathy+ | | - |"});
}

static void what_a_contrast_parts_is_not_shared(void **state)
{
    (void)state;
    CHECK({"awful food but the service", "functionality- empathy | | - |"});
}

static void a_word_with_its_own_polarity_is_turned_by_a_negator(void **state)
{
    (void)state;
    CHECK({"so dear", "price- | | - |"}, {"not dear", "price+ | | - |"});
}

static void what_is_learned_of_a_mark_says_nothing_of_a_need(void **state)
{
    (void)state;
    struct fixture f;
    struct buf image;
    char text[512];
    fixture_open(&f);
    struct label_lexicon *words = compiled(&image, "en/labels/curated/words.tsv", WORDS);
    const struct labeller labeller = {.shipped = words};
    labelled(&f, words, "the food was here!");
    assert_int_equal(f.score.term_count, 0);
    const struct token *mark = &f.tokens.list[4];
    assert_int_equal(mark->kind, TOKEN_MARK);
    f.score.terms[f.score.term_count++] = (struct term){mark->at, mark->n, -3, TERM_LEARNED, 4, 4};
    label_tokens(&labeller, &f.tokens, &f.score, &f.labels);
    assert_string_equal(written(&f.labels, text, sizeof text), "functionality | | - |");
    label_lexicon_close(words);
    buf_clear(&image);
    fixture_close(&f);
}

static void high_and_low_decide_where_more_is_better_or_worse(void **state)
{
    (void)state;
    CHECK({"the price is high", "price- | | - |"}, {"the price is low", "price+ | | - |"});
}

static void some_words_count_only_where_something_is_said_of_them(void **state)
{
    (void)state;
    CHECK({"our waiter was rude", "empathy- | | - |"}, {"our waiter came", "| | - |"});
}

static void what_is_judged_is_the_other_need_of_the_clause(void **state)
{
    (void)state;
    CHECK({"our waiter brought dear bad things", "price- | | - |"},
          {"our waiter was bad, dear things", "price- empathy- | | - |"});
}

static void what_tells_of_a_need_itself_is_not_said_of_another(void **state)
{
    (void)state;
    CHECK({"dear food, excellent", "functionality+ price- | | - |"});
}

static void a_phrase_is_not_turned_by_a_negator_of_its_own(void **state)
{
    (void)state;
    CHECK({"that is not a bargain", "price- | | - |"});
}

static void a_phrase_of_an_intent_does_not_hide_a_need(void **state)
{
    (void)state;
    CHECK({"the price there", "price | | - | purchase"});
}

static void what_the_scorer_knows_of_a_word_is_not_said_of_its_need(void **state)
{
    (void)state;
    CHECK({"you see the price here", "price | | - |"}, {"price", "price+ | | - |"});
}

static void what_a_heading_lists_is_good_or_bad(void **state)
{
    (void)state;
    CHECK({"strengths: food, service. faults: parking, lift",
           "functionality+ convenience- empathy+ accessibility- | | - |"},
          {"strengths:\nfood\nservice\nfaults:\nlift",
           "functionality+ empathy+ accessibility- | | - |"},
          {"its faults are the price and the lift", "price- accessibility- | | - |"},
          {"faults: price, excellent service", "price- empathy+ | | - |"},
          {"it has faults but the food", "functionality | | - |"},
          {"faults: none at all. we have been here quite often and know the food",
           "functionality | | - |"});
}

static void a_default_gives_way_to_the_clause(void **state)
{
    (void)state;
    CHECK({"they have parking here", "convenience+ | | - |"},
          {"the parking is terrible", "convenience- | | - |"});
}

static void what_is_asked_is_not_said(void **state)
{
    (void)state;
    CHECK({"is the parking there good?", "convenience | | - | question"});
}

static void a_phrase_hides_the_words_in_it(void **state)
{
    (void)state;
    CHECK({"their service lift", "accessibility | | - |"}, {"their service", "empathy | | - |"});
}

static void a_touchpoint_within_the_words_of_a_need_is_spoken_of(void **state)
{
    (void)state;
    struct fixture f;
    struct buf image;
    char text[200];
    fixture_open(&f);
    f.own = compiled(&image, "en/labels/words.tsv",
                     "fast delivery\tconvenience +\ndelivery\tdelivery\nno delivery\tnothing\n");
    labelled(&f, f.own, "what fast delivery, a great day");
    assert_string_equal(written(&f.labels, text, sizeof text), "convenience+ | delivery+ | - |");
    labelled(&f, f.own, "no delivery");
    assert_string_equal(written(&f.labels, text, sizeof text), "| | - |");
    buf_clear(&image);
    fixture_close(&f);
}

static void a_sentence_of_a_thousand_handles_is_read_to_its_end(void **state)
{
    (void)state;
    struct fixture f;
    struct buf text = BUF_INIT(64 * KIB);
    fixture_open(&f);
    buf_add_z(&text, "too expensive");
    for (int i = 0; i < 1000; i++) {
        buf_add_z(&text, " @somebody");
    }
    buf_add_z(&text, " and the driver was rude");
    labelled(&f, f.shipped, buf_str(&text).p);
    assert_int_equal(f.labels.needs[NEED_PRICE], LABEL_NEGATIVE);
    assert_int_equal(f.labels.needs[NEED_EMPATHY], LABEL_NEGATIVE);
    buf_clear(&text);
    fixture_close(&f);
}

static void marks_before_the_first_word_end_nothing(void **state)
{
    (void)state;
    CHECK({"... the food was great", "functionality+ | | - |"},
          {"! ! The price is high", "price- | | - |"},
          {"? the food was great", "functionality+ | | - |"}, {"... ", "| | - |"});
}

static void count_name(void *context, struct str name)
{
    size_t *times = context;
    *times += str_eq(name, STR("rude late"));
}

/* In its layers another entry may lie between those of this one. */
static void one_entry_is_one_match_in_however_many_layers_it_is(void **state)
{
    (void)state;
    struct fixture f;
    struct buf image;
    size_t times = 0;
    fixture_open(&f);
    struct label_lexicon *words = compiled(&image, "en/labels/curated/words.tsv",
                                           "rude late\tempathy -, complaint 1\n"
                                           "rude late app\tapp\n");
    const struct labeller labeller = {.shipped = words, .learned = true};
    labelled(&f, words, "so rude late app here");
    label_trace(&labeller, &f.tokens, &f.score, &f.labels, count_name, &times);
    assert_int_equal(times, 1);
    assert_int_equal(f.labels.intents, 1u << INTENT_COMPLAINT);
    assert_int_equal(f.labels.needs[NEED_EMPATHY], LABEL_NEGATIVE);
    label_lexicon_close(words);
    buf_clear(&image);
    fixture_close(&f);
}

static void zero_stands_for_any_number_in_digits_or_letters(void **state)
{
    (void)state;
    CHECK({"it came after 14 days", "convenience- | | - |"},
          {"it came after two days", "convenience- | | - |"},
          {"it came after some days", "| | - |"});
}

static void stage_and_intent_are_sums_that_reach_one(void **state)
{
    (void)state;
    CHECK({"i bought it", "| | after-purchase |"}, {"please", "| | - |"},
          {"please assist", "| | - | help"}, {"bought it to compare", "| | research |"});
}

static void a_text_that_is_not_scored_has_no_labels(void **state)
{
    (void)state;
    CHECK({"", "| | - |"}, {"12345 678", "| | - |"});
}

static void terms_lie_within_the_text_and_speak_for_labels_that_are_there(void **state)
{
    (void)state;
    struct fixture f;
    unsigned seed = 7;
    fixture_open(&f);
    for (int round = 0; round < 400; round++) {
        char text[2048];
        size_t n = (size_t)rand_r(&seed) % 2000;
        static const char *const pieces[] = {"food ",
                                             "price ",
                                             "but ",
                                             "awful ",
                                             "great, ",
                                             "app. ",
                                             "not ",
                                             "\xD9\x82\xDB\x8C\xD9\x85\xD8\xAA ",
                                             "\xD8\xAE\xD9\x88\xD8\xA8 ",
                                             "? ",
                                             "7 ",
                                             "\xF0\x9F\x98\xA1"};
        text[0] = '\0';
        for (size_t at = 0; at + 16 < n;) {
            const char *piece = pieces[(size_t)rand_r(&seed) % 12];
            at += (size_t)snprintf(text + at, sizeof text - at, "%s", piece);
        }
        labelled(&f, f.shipped, text);
        for (size_t i = 0; i < f.labels.term_count; i++) {
            const struct label_term *term = &f.labels.terms[i];
            assert_true((size_t)term->at + term->n <= strlen(text));
            assert_true(term->about != ABOUT_NEED || f.labels.needs[term->which]);
        }
    }
    fixture_close(&f);
}

static void words_of_nabz_yaml_hide_shipped_ones_and_bring_touchpoints(void **state)
{
    (void)state;
    struct fixture f;
    struct err err = ERR_NONE;
    fixture_open(&f);
    struct label_builder *builder = label_builder_open();
    assert_true(label_builder_add_touchpoint(builder, STR("atm"), &err));
    assert_true(
        label_builder_add_text(builder, "words", STR("cash machine\tatm\nfood\tnothing\n"), &err));
    f.image = BUF_INIT(LIMIT_LEXICON_FILE);
    assert_true(label_builder_finish(builder, &f.image, &err));
    assert_true(label_lexicon_of_bytes(buf_str(&f.image), &f.own, &err));
    label_builder_close(builder);
    const struct labeller labeller = {f.shipped, f.own, .learned = true};
    struct scorer scorer = {.lexicon = f.lexicon, .options = SCORER_DEFAULT};
    size_t count;
    scorer.options.explain = true;
    score_text(&scorer, &f.tokens, STR("the cash machine was awful, the food great"), &f.score);
    label_tokens(&labeller, &f.tokens, &f.score, &f.labels);
    assert_true(str_eq(labeller_touchpoints(&labeller, &count)[TOUCHPOINTS_SHIPPED], STR("atm")));
    assert_int_equal(count, TOUCHPOINTS_SHIPPED + 1);
    assert_int_equal(f.labels.touchpoints[TOUCHPOINTS_SHIPPED], LABEL_NEGATIVE);
    assert_int_equal(f.labels.needs[NEED_FUNCTIONALITY], LABEL_NONE);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_need_has_the_polarity_of_its_clause),
        cmocka_unit_test(a_list_shares_what_is_said_of_its_last_or_first),
        cmocka_unit_test(what_a_contrast_parts_is_not_shared),
        cmocka_unit_test(a_word_with_its_own_polarity_is_turned_by_a_negator),
        cmocka_unit_test(what_is_learned_of_a_mark_says_nothing_of_a_need),
        cmocka_unit_test(high_and_low_decide_where_more_is_better_or_worse),
        cmocka_unit_test(some_words_count_only_where_something_is_said_of_them),
        cmocka_unit_test(what_is_judged_is_the_other_need_of_the_clause),
        cmocka_unit_test(what_tells_of_a_need_itself_is_not_said_of_another),
        cmocka_unit_test(a_phrase_is_not_turned_by_a_negator_of_its_own),
        cmocka_unit_test(a_phrase_of_an_intent_does_not_hide_a_need),
        cmocka_unit_test(what_the_scorer_knows_of_a_word_is_not_said_of_its_need),
        cmocka_unit_test(what_a_heading_lists_is_good_or_bad),
        cmocka_unit_test(a_default_gives_way_to_the_clause),
        cmocka_unit_test(what_is_asked_is_not_said),
        cmocka_unit_test(a_phrase_hides_the_words_in_it),
        cmocka_unit_test(a_touchpoint_within_the_words_of_a_need_is_spoken_of),
        cmocka_unit_test(a_sentence_of_a_thousand_handles_is_read_to_its_end),
        cmocka_unit_test(marks_before_the_first_word_end_nothing),
        cmocka_unit_test(one_entry_is_one_match_in_however_many_layers_it_is),
        cmocka_unit_test(zero_stands_for_any_number_in_digits_or_letters),
        cmocka_unit_test(stage_and_intent_are_sums_that_reach_one),
        cmocka_unit_test(a_text_that_is_not_scored_has_no_labels),
        cmocka_unit_test(terms_lie_within_the_text_and_speak_for_labels_that_are_there),
        cmocka_unit_test(words_of_nabz_yaml_hide_shipped_ones_and_bring_touchpoints),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
