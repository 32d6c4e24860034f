#include "fixture.h"

static struct lexicon_builder *builder;

static int open_builder(void **state)
{
    (void)state;
    builder = lexicon_builder_open();
    return 0;
}

static int close_builder(void **state)
{
    (void)state;
    lexicon_builder_close(builder);
    return 0;
}

static void assert_wrong(const char *path, const char *text, const char *where, const char *what)
{
    struct err err = ERR_NONE;
    assert_false(lexicon_builder_add_text(builder, path, str_of(text), &err));
    if (!strstr(err.text, where) || !strstr(err.text, what)) {
        fail_msg("\"%s\" does not say \"%s\" and \"%s\"", err.text, where, what);
    }
}

static void a_mistake_is_told_with_file_line_and_column(void **state)
{
    (void)state;
    assert_wrong("en/curated/words.tsv", "# x\ngood\tmuch\n", "en/curated/words.tsv:2:6",
                 "not a number from -4 to 4");
    assert_wrong("en/curated/words.tsv", "good\t4.1\n", ":1:6", "not a number from -4 to 4");
    assert_wrong("en/curated/words.tsv", "good\n", ":1:5", "expected a TAB");
    assert_wrong("en/curated/words.tsv", "\t1\n", ":1:1", "no word");
    assert_wrong("en/curated/words.tsv", "a b c d e f g h i\t1\n", ":1:1", "one to eight words");
    assert_wrong("en/curated/words.tsv", "good, bad\t1\n", ":1:1", "words, numbers or emoji");
    assert_wrong("en/negators.tsv", "not\tbehind\n", ":1:5", "before, after, both");
    assert_wrong("en/boosters.tsv", "very\t1.5\n", ":1:6", "from -0.9 to 0.9");
    assert_wrong("en/learned/words.tsv", "a b c d\t1\n", ":1:1", "more than three words");
    assert_wrong("en/learned/words.tsv", "<smiley>\t1\n", ":1:1",
                 "not <exclamation> or <question>");
    assert_wrong("learned/words.tsv", "<question>\t1\n", ":1:1", "in the folder of a language");
    assert_wrong("en/learned/words.tsv", "<question>\t5\n", ":1:12", "from -4 to 4");
    assert_wrong("fa/suffixes.tsv", "ha\tmany\n", ":1:4", "copula, plural");
    assert_wrong("fa/language.tsv", "strength\t0\n", ":1:10", "from 0.1 to 10");
    assert_wrong("fa/language.tsv", "weakness\t1\n", ":1:1", "not strength or together");
    assert_wrong("emoji/language.tsv", "strength\t1\n", ":1:1", "not strength or together");
}

static void an_unknown_kind_of_file_is_told_the_kinds_there_are(void **state)
{
    (void)state;
    assert_wrong("en/curated/nouns.tsv", "good\t1\n", "nouns.tsv", "begins with words, phrases");
}

static void two_values_for_one_word_name_both_places(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    assert_true(lexicon_builder_add_text(builder, "en/curated/words.tsv", STR("good\t1\n"), &err));
    assert_true(
        lexicon_builder_add_text(builder, "en/curated/words-x.tsv", STR("Good\t1\n"), &err));
    assert_wrong("en/curated/words-y.tsv", "\nGOOD\t2\n", "words-y.tsv:2", "words.tsv:1");
}

static void two_roles_for_one_word_name_both_places(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    assert_true(
        lexicon_builder_add_text(builder, "en/negators.tsv", STR("hardly\tbefore\n"), &err));
    assert_wrong("en/boosters.tsv", "hardly\t-0.3\n", "boosters.tsv:1", "negators.tsv:1");
}

static void a_spelling_of_an_unknown_entry_is_refused(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    assert_true(lexicon_builder_add_text(builder, "fa/finglish.tsv",
                                         STR("mrc\t\xD9\x85\xD8\xB1\xD8\xB3\xDB\x8C\n"), &err));
    assert_false(lexicon_builder_finish(builder, &image, &err));
    assert_non_null(strstr(err.text, "fa/finglish.tsv:1"));
    buf_clear(&image);
}

static void build(const char *const *paths, size_t count, struct buf *image)
{
    static const char *const texts[] = {"good\t1\nnot good\t-2\n", "not\tbefore\n", "fine\t2\n"};
    struct lexicon_builder *one = lexicon_builder_open();
    struct err err = ERR_NONE;
    *image = BUF_INIT(LIMIT_LEXICON_FILE);
    for (size_t i = 0; i < count; i++) {
        size_t which = strstr(paths[i], "neg") ? 1 : strstr(paths[i], "learned") ? 2 : 0;
        assert_true(lexicon_builder_add_text(one, paths[i], str_of(texts[which]), &err));
    }
    assert_true(lexicon_builder_finish(one, image, &err));
    lexicon_builder_close(one);
}

static void the_order_of_the_sources_leaves_no_trace(void **state)
{
    (void)state;
    static const char *const one[] = {"en/curated/words.tsv", "en/negators.tsv",
                                      "en/learned/words.tsv"};
    static const char *const other[] = {"en/learned/words.tsv", "en/negators.tsv",
                                        "en/curated/words.tsv"};
    struct buf a, b;
    build(one, 3, &a);
    build(other, 3, &b);
    assert_true(str_eq(buf_str(&a), buf_str(&b)));
    buf_clear(&b);
    build(one, 2, &b);
    assert_false(str_eq(buf_str(&a), buf_str(&b)));
    buf_clear(&a);
    buf_clear(&b);
}

static void no_source_at_all_is_a_lexicon_of_no_language(void **state)
{
    (void)state;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    struct err err = ERR_NONE;
    assert_true(lexicon_builder_finish(builder, &image, &err));
    struct lexicon *lexicon = fixture_lexicon(buf_str(&image));
    struct scorer scorer = {.lexicon = lexicon, .options = SCORER_DEFAULT};
    struct tokens tokens = {0};
    struct score score;
    score_text(&scorer, &tokens, STR("this is a very good thing to have"), &score);
    assert_int_equal(score.label, LABEL_NONE);
    tokens_clear(&tokens);
    lexicon_close(lexicon);
    buf_clear(&image);
}

static void any_bytes_are_an_entry_or_an_error(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < 2000; round++) {
        char text[64];
        for (size_t i = 0; i < sizeof text; i++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[i] = "ab \t\n1-.#\xD9\x86\xFF"[(seed >> 40) % 12];
        }
        struct err err = ERR_NONE;
        struct str source = {text, sizeof text};
        if (!lexicon_builder_add_text(builder, "en/curated/words.tsv", source, &err)) {
            assert_non_null(strstr(err.text, "words.tsv:"));
        }
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_builder, close_builder)

/* Scores a text with what was added to the builder. */
static struct score score_of(struct str text, struct scorer_options options)
{
    struct err err = ERR_NONE;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    struct lexicon *lexicon = NULL;
    struct tokens tokens = {0};
    struct score score;
    assert_true(lexicon_builder_finish(builder, &image, &err));
    assert_true(lexicon_of_bytes(buf_str(&image), &lexicon, &err));
    const struct scorer scorer = {.lexicon = lexicon, .options = options};
    score_text(&scorer, &tokens, text, &score);
    tokens_clear(&tokens);
    lexicon_close(lexicon);
    buf_clear(&image);
    return score;
}

static void what_is_learned_of_a_joined_spelling_does_not_hide_the_curated_word(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct scorer_options options = SCORER_DEFAULT;
    options.learned = false;
    options.explain = true;
    /* khosh-maze apart with a value of a person's, khoshmaze joined with a learned one */
    assert_true(lexicon_builder_add_text(builder, "fa/curated/words.tsv",
                                         STR("\xD8\xAE\xD9\x88\xD8\xB4"
                                             "\xE2\x80\x8C"
                                             "\xD9\x85\xD8\xB2\xD9\x87"
                                             "\t3\n"),
                                         &err));
    assert_true(lexicon_builder_add_text(builder, "fa/learned/words.tsv",
                                         STR("\xD8\xAE\xD9\x88\xD8\xB4\xD9\x85\xD8\xB2\xD9\x87"
                                             "\t0.5\n"),
                                         &err));
    struct score score = score_of(STR("\xD8\xAE\xD9\x88\xD8\xB4\xD9\x85\xD8\xB2\xD9\x87"), options);
    assert_int_equal(score.term_count, 1);
    assert_true(score.terms[0].weight > 2.9f);
}

static void a_folder_is_a_language_and_may_say_its_strength(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    struct lexicon *lexicon = NULL;
    assert_true(lexicon_builder_add_text(builder, "emoji/curated/emoji.tsv", STR("8\t1\n"), &err));
    assert_true(lexicon_builder_add_text(builder, "/x/ar/curated/words.tsv", STR("a\t1\n"), &err));
    assert_true(lexicon_builder_add_text(builder, "fa/language.tsv",
                                         STR("strength\t2\ntogether\t3\n"), &err));
    assert_true(lexicon_builder_add_text(builder, "fa/negators.tsv", STR("b\tafter\n"), &err));
    assert_true(lexicon_builder_finish(builder, &image, &err));
    assert_true(lexicon_of_bytes(buf_str(&image), &lexicon, &err));
    assert_float_equal(lexicon_strength(lexicon, LANG_AR, false), 1, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_FA, false), 2, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_FA_LATN, false), 2, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_MIXED, false), 2, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_AR, true), 1, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_FA, true), 3, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_EN, false), 0, 0);
    assert_float_equal(lexicon_strength(lexicon, LANG_OTHER, false), 0, 0);
    lexicon_close(lexicon);
    buf_clear(&image);
}

#define ARROW "\xD8\xAA\xDB\x8C\xD8\xB1" /* tir with one t, and with the other */
#define BIRD  "\xD8\xB7\xDB\x8C\xD8\xB1"
#define GOOD  "\xD8\xAE\xD9\x88\xD8\xA8"

static void a_latin_spelling_is_of_the_word_that_begins_many_phrases(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    assert_true(
        lexicon_builder_add_text(builder, "fa/learned/words.tsv", STR(BIRD "\t0.2\n"), &err));
    assert_true(lexicon_builder_add_text(builder, "fa/curated/phrases.tsv",
                                         STR(ARROW " " GOOD "\t-3\n" ARROW " 1\t1\n" ARROW
                                                   " 2\t1\n" ARROW " 3\t1\n" ARROW " 4\t1\n"),
                                         &err));
    struct score score = score_of(STR("salam, tir khoob bood kheili mamnoon"), SCORER_DEFAULT);
    assert_int_equal(score.language, LANG_FA_LATN);
    assert_int_equal(score.label, LABEL_NEGATIVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_mistake_is_told_with_file_line_and_column),
        TEST(an_unknown_kind_of_file_is_told_the_kinds_there_are),
        TEST(two_values_for_one_word_name_both_places),
        TEST(two_roles_for_one_word_name_both_places),
        TEST(a_spelling_of_an_unknown_entry_is_refused),
        TEST(the_order_of_the_sources_leaves_no_trace),
        TEST(no_source_at_all_is_a_lexicon_of_no_language),
        TEST(any_bytes_are_an_entry_or_an_error),
        TEST(a_folder_is_a_language_and_may_say_its_strength),
        TEST(a_latin_spelling_is_of_the_word_that_begins_many_phrases),
        TEST(what_is_learned_of_a_joined_spelling_does_not_hide_the_curated_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
