#include "fixture.h"

#include "sentiment/rules.h"
#include "sentiment/trace.h"

#include <math.h>
#include <stdlib.h>

static struct buf image;
static struct lexicon *lexicon;
static struct scorer scorer;
static struct tokens tokens;

static struct score score_of(struct str text)
{
    struct score score;
    memset(&score, 0xAA, sizeof score);
    score_text(&scorer, &tokens, text, &score);
    return score;
}

static int open_scorer(void **state)
{
    (void)state;
    fixture_image(&image);
    lexicon = fixture_lexicon(buf_str(&image));
    scorer = (struct scorer){.lexicon = lexicon, .options = SCORER_DEFAULT};
    scorer.options.neutral_band = 0.25;
    return 0;
}

static int close_scorer(void **state)
{
    (void)state;
    lexicon_close(lexicon);
    tokens_clear(&tokens);
    buf_clear(&image);
    return 0;
}

static void terms_show_span_weight_and_what_was_done(void **state)
{
    (void)state;
    struct str text = STR("this is not a very good bank, really. :) terrible");
    scorer.options.explain = true;
    struct score score = score_of(text);
    assert_int_equal(score.term_count, 2);
    assert_true(str_eq(str_slice(text, score.terms[0].at, score.terms[0].at + score.terms[0].n),
                       STR("good")));
    assert_true(score.terms[0].weight < 0);
    assert_int_equal(score.terms[0].flags & (TERM_NEGATED | TERM_BOOSTED),
                     TERM_NEGATED | TERM_BOOSTED);
    assert_true(str_eq(str_slice(text, score.terms[1].at, score.terms[1].at + score.terms[1].n),
                       STR("terrible")));
}

static void weights_of_the_terms_add_up_to_the_compound(void **state)
{
    (void)state;
    scorer.options.explain = true;
    struct score score = score_of(STR("good but very slow. I wish it was great! No problem."));
    double sum = 0;
    for (size_t i = 0; i < score.term_count; i++) {
        sum += (double)score.terms[i].weight;
    }
    assert_true(fabs(sum / sqrt(sum * sum + 1 + 11) - score.compound) < 1e-5);
}

static void explanation_costs_no_change(void **state)
{
    (void)state;
    struct str text = STR("good but very slow. I wish it was great!");
    struct score plain = score_of(text);
    assert_int_equal(plain.term_count, 0);
    scorer.options.explain = true;
    assert_true(score_of(text).compound == plain.compound);
}

static void a_phrase_is_one_term_over_all_of_its_words(void **state)
{
    (void)state;
    struct str text = STR("what a waste of  time");
    scorer.options.explain = true;
    struct score score = score_of(text);
    assert_int_equal(score.term_count, 1);
    assert_true(str_eq(str_slice(text, score.terms[0].at, score.terms[0].at + score.terms[0].n),
                       STR("waste of  time")));
}

static void the_learned_layer_can_be_left_out(void **state)
{
    (void)state;
    scorer.options.explain = true;
    struct score with = score_of(STR("a fine day it is"));
    assert_int_equal(with.label, LABEL_POSITIVE);
    assert_int_equal(with.terms[0].flags & TERM_LEARNED, TERM_LEARNED);
    scorer.options.learned = false;
    struct score without = score_of(STR("a fine day it is"));
    assert_int_equal(without.label, LABEL_NEUTRAL);
    assert_int_equal(without.term_count, 0);
    assert_true(score_of(STR("it is good")).compound > 0.4);
}

static void the_band_of_neutral_is_an_option(void **state)
{
    (void)state;
    struct str text = STR("it is good");
    scorer.options.neutral_band = 0.9;
    assert_int_equal(score_of(text).label, LABEL_NEUTRAL);
    scorer.options.neutral_band = 0.01;
    assert_int_equal(score_of(text).label, LABEL_POSITIVE);
}

static void a_brand_lexicon_overrides_words_and_phrases(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct lexicon_builder *builder = lexicon_builder_open();
    struct buf brand = BUF_INIT(LIMIT_LEXICON_FILE);
    assert_true(
        lexicon_builder_add_text(builder, "words.tsv", STR("sick\t3\nbad very\t0\n"), &err));
    assert_true(lexicon_builder_finish(builder, &brand, &err));
    lexicon_builder_close(builder);
    struct lexicon *override = fixture_lexicon(buf_str(&brand));
    assert_int_equal(score_of(STR("that is sick")).label, LABEL_NEGATIVE);
    scorer.overrides[0] = override;
    scorer.options.explain = true;
    struct score score = score_of(STR("that is sick"));
    assert_int_equal(score.label, LABEL_POSITIVE);
    assert_int_equal(score.terms[0].flags & TERM_BRAND, TERM_BRAND);
    assert_int_equal(score_of(STR("bad very bad idea")).label, LABEL_NEGATIVE);
    assert_true(score_of(STR("this is bad very")).compound == 0);
    assert_int_equal(score_of(STR("it is good")).label, LABEL_POSITIVE);
    lexicon_close(override);
    buf_clear(&brand);
}

struct source {
    const char *path, *text;
};

static void build(const struct source *sources, size_t count, struct buf *made)
{
    struct err err = ERR_NONE;
    struct lexicon_builder *builder = lexicon_builder_open();
    *made = BUF_INIT(LIMIT_LEXICON_FILE);
    for (size_t i = 0; i < count; i++) {
        assert_true(
            lexicon_builder_add_text(builder, sources[i].path, str_of(sources[i].text), &err));
    }
    assert_true(lexicon_builder_finish(builder, made, &err));
    lexicon_builder_close(builder);
}

static void assert_sum(const struct scorer *with, const char *text, double sum)
{
    tokens_read(&tokens, str_of(text));
    assert_true(fabs(score_sum(with, &tokens) - sum) < 1e-5);
}

static void what_is_learned_adds_but_not_within_phrases_or_to_a_brand(void **state)
{
    (void)state;
    static const struct source shipped[] = {
        {"en/curated/words.tsv", "good\t2\nbad\t-2\nnot bad\t1\n"},
        {"en/learned/words.tsv", "good\t0.5\nbad\t-0.4\nday\t0.3\nbad day\t-1\n"},
    };
    static const struct source own[] = {{"words.tsv", "good\t-3\n"}};
    struct buf both, brand;
    build(shipped, 2, &both);
    build(own, 1, &brand);
    struct lexicon *small = fixture_lexicon(buf_str(&both));
    struct lexicon *override = fixture_lexicon(buf_str(&brand));
    struct scorer with = {.lexicon = small, .options = SCORER_DEFAULT};
    assert_sum(&with, "a good day", 2 + 0.5 + 0.3);
    assert_sum(&with, "a bad day", -2 - 0.4 + 0.3 - 1);
    assert_sum(&with, "it was not bad", 1);
    assert_sum(&with, "not bad day", 1 + 0.3 - 1);
    with.overrides[0] = override;
    assert_sum(&with, "a good day", -3 + 0.3);
    with.overrides[0] = NULL;
    with.options.learned = false;
    assert_sum(&with, "a good day", 2);
    lexicon_close(small);
    lexicon_close(override);
    buf_clear(&both);
    buf_clear(&brand);
}

static void what_is_learned_of_a_mark_counts_once_and_is_shown(void **state)
{
    (void)state;
    static const struct source sources[] = {
        {"en/curated/words.tsv", "plain\t2\n"},
        {"en/learned/words.tsv", "<exclamation>\t0.5\n<question>\t-0.3\n"},
    };
    struct buf marks;
    build(sources, 2, &marks);
    struct lexicon *small = fixture_lexicon(buf_str(&marks));
    struct scorer with = {.lexicon = small, .options = SCORER_DEFAULT};
    assert_sum(&with, "it is on the table.", 0);
    assert_sum(&with, "it is on the table! it is! it is!!!", 0.5);
    assert_sum(&with, "is it on the table? it is!", 0.5 - 0.3);
    with.options.explain = true;
    struct score score;
    score_text(&with, &tokens, STR("it is! is it?"), &score);
    assert_int_equal(score.term_count, 2);
    assert_int_equal(score.terms[0].at, 5);
    assert_int_equal(score.terms[0].n, 1);
    assert_int_equal(score.terms[0].flags, TERM_LEARNED);
    assert_float_equal(score.terms[1].weight, -0.3, 1e-6);
    with.options.learned = false;
    assert_sum(&with, "it is on the table!", 0);
    lexicon_close(small);
    buf_clear(&marks);
}

static void the_compound_is_made_of_the_sum_and_the_words(void **state)
{
    (void)state;
    tokens_read(&tokens, STR("good but very slow. But I wish it was great!! No problem :("));
    struct score score;
    score_tokens(&scorer, &tokens, &score);
    double sum = score_sum(&scorer, &tokens);
    assert_true(fabs(sum) > 0.05);
    assert_true(fabs(sum / sqrt(sum * sum + 1 + 13) - score.compound) < 1e-9);
}

static void only_the_strongest_terms_are_kept_in_text_order(void **state)
{
    (void)state;
    struct buf text = BUF_INIT(64 * KIB);
    for (int i = 0; i < 200; i++) {
        buf_add_z(&text, i % 10 == 0 ? "great. " : "slow. ");
    }
    scorer.options.explain = true;
    struct score score = score_of(buf_str(&text));
    size_t great = 0;
    assert_int_equal(score.term_count, SCORE_TERMS);
    for (size_t i = 0; i < score.term_count; i++) {
        great += score.terms[i].weight > 0;
        assert_true(i == 0 || score.terms[i].at > score.terms[i - 1].at);
    }
    assert_int_equal(great, 20);
    buf_clear(&text);
}

static void assert_sane(struct score score)
{
    assert_true(isfinite(score.compound) && fabs(score.compound) <= 1);
    assert_true(score.confidence >= 0 && score.confidence <= 1);
    assert_true(score.label < LABEL_COUNT && score.term_count <= SCORE_TERMS);
}

static void scored_repeated(const char *piece, size_t times)
{
    struct str one = str_of(piece);
    struct buf text = BUF_INIT(one.n * times);
    for (size_t i = 0; i < times; i++) {
        buf_add(&text, one);
    }
    assert_sane(score_of(buf_str(&text)));
    buf_clear(&text);
}

/* Would not end in a lifetime if any step were quadratic. */
static void huge_texts_take_linear_time(void **state)
{
    (void)state;
    scorer.options.explain = true;
    scored_repeated("not very good but ", 500000);
    scored_repeated("waste of ", 500000);
    scored_repeated("\xF0\x9F\x98\x8D", 1000000);
    scored_repeated("a", 10000000);
    scored_repeated("\xD9\x87", 3000000);
    scored_repeated("!", 5000000);
    scored_repeated("not ", 1000000);
    scored_repeated("\xD9\x86\xD9\x85\xDB\x8C ", 500000);
}

static void any_bytes_have_a_defined_answer(void **state)
{
    (void)state;
    uint64_t seed = 3;
    scorer.options.explain = true;
    for (int round = 0; round < 3000; round++) {
        char text[256];
        size_t n = (size_t)(round % 256);
        for (size_t i = 0; i < n; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[i] = (char)(seed >> 56);
        }
        struct score score = score_of((struct str){text, n});
        assert_sane(score);
        for (size_t i = 0; i < score.term_count; i++) {
            assert_true((size_t)score.terms[i].at + score.terms[i].n <= n);
        }
    }
}

static void nothing_at_all_is_not_scored(void **state)
{
    (void)state;
    struct score score = score_of(STR_NONE);
    assert_int_equal(score.label, LABEL_NONE);
    assert_true(score.compound == 0 && score.confidence == 0);
    assert_int_equal(score_of(STR("\0\0\0")).label, LABEL_NONE);
    assert_int_equal(score_of(STR(" \n\t ")).label, LABEL_NONE);
}

#define LOVED "\U0001F60D"

static void text_make(struct buf *text, uint32_t *seed)
{
    static const char *const pieces[] = {"good",  "bad",   "very", "indeed",       "but",  "not",
                                         "bank",  "sick",  ",",    "sick leave",   "tree", "i wish",
                                         LOVED,   LOVED,   ".",    "goooood",      "BAD",  "fine",
                                         "a bit", "isn't", "!",    "waste of time"};
    for (uint32_t count = 1 + *seed % 13; count > 0; count--) {
        *seed = *seed * 1664525u + 1013904223u;
        buf_addf(text, "%s ", pieces[(*seed >> 8) % (sizeof pieces / sizeof *pieces)]);
    }
}

/* What all that is laid over a text weighs together, by the rules. */
static double weight_of(struct str text, enum laying laying)
{
    struct span_reader reader;
    struct span span;
    double sum = 0, stretch = 0;
    tokens_read(&tokens, text);
    spans_begin(&reader, &scorer, &tokens, LANG_EN, laying);
    while (span_read(&reader, &span)) {
        sum += stretch * rules_apply(&reader);
        stretch = points_of(span.learned_sum);
        for (const struct hit *hit = span.hits; hit < span.hits_end; hit++) {
            stretch += hit_weight(hit, 1);
        }
    }
    return sum + stretch;
}

static void entries_that_bring_nothing_change_no_score(void **state)
{
    (void)state;
    uint32_t seed = 11;
    struct buf text = BUF_INIT(4096);
    for (int i = 0; i < 3000; i++) {
        buf_reset(&text);
        text_make(&text, &seed);
        double all = weight_of(buf_str(&text), LAY_ALL);
        double telling = weight_of(buf_str(&text), LAY_TELLING);
        if (all != telling) {
            fail_msg("\"%.*s\" weighs %g, and %g with all entries", STR_FMT(buf_str(&text)),
                     telling, all);
        }
    }
    buf_clear(&text);
}

static void a_known_word_ends_a_run_of_one_emoji(void **state)
{
    (void)state;
    double run = score_of(STR(LOVED " tree " LOVED)).compound;
    assert_true(run == score_of(STR("tree " LOVED LOVED)).compound);
    assert_true(run < score_of(STR(LOVED " bank " LOVED)).compound);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_scorer, close_scorer)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(terms_show_span_weight_and_what_was_done),
        TEST(weights_of_the_terms_add_up_to_the_compound),
        TEST(explanation_costs_no_change),
        TEST(a_phrase_is_one_term_over_all_of_its_words),
        TEST(the_learned_layer_can_be_left_out),
        TEST(what_is_learned_adds_but_not_within_phrases_or_to_a_brand),
        TEST(what_is_learned_of_a_mark_counts_once_and_is_shown),
        TEST(the_band_of_neutral_is_an_option),
        TEST(a_brand_lexicon_overrides_words_and_phrases),
        TEST(the_compound_is_made_of_the_sum_and_the_words),
        TEST(only_the_strongest_terms_are_kept_in_text_order),
        TEST(huge_texts_take_linear_time),
        TEST(any_bytes_have_a_defined_answer),
        TEST(nothing_at_all_is_not_scored),
        TEST(entries_that_bring_nothing_change_no_score),
        TEST(a_known_word_ends_a_run_of_one_emoji),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
