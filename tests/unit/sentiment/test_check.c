/* The shipped lexicons on the sentences written for them: lexicons/<lang>/check.tsv, the examples
 * of docs/sentiment.md, and Persian in Latin letters. */
#include "fixture.h"

static struct lexicon *lexicon;
static struct scorer scorer;
static struct tokens tokens;

struct tally {
    size_t sentences, wrong, polar, sign;
};

static void check_sentence(struct tally *tally, const char *path, size_t line, struct str text,
                           struct str expected, bool tell)
{
    struct score score;
    score_text(&scorer, &tokens, text, &score);
    const char *label = label_name(score.label);
    bool right = str_eq(expected, str_of(label ? label : "null"));
    bool polar = !str_eq(expected, STR("neutral")) && !str_eq(expected, STR("null"));
    tally->sentences++;
    tally->wrong += !right;
    tally->polar += polar;
    tally->sign += polar && (score.compound > 0) == str_eq(expected, STR("positive"));
    if (!right && tell) {
        print_message("%s:%zu: %s %.2f, not %.*s: %.*s\n", path, line, label ? label : "null",
                      score.compound, STR_FMT(expected), STR_FMT(text));
    }
}

static void file_open(const char *path, struct buf *file)
{
    struct err err = ERR_NONE;
    *file = BUF_INIT(LIMIT_LEXICON_FILE);
    if (!file_read(path, file, &err)) {
        fail_msg("%s", err.text);
    }
}

static struct tally check_file(const char *path, bool tell)
{
    struct buf file;
    struct tally tally = {0};
    file_open(path, &file);
    struct str rest = buf_str(&file), line, text, expected;
    for (size_t number = 1; str_take(&rest, '\n', &line); number++) {
        if (line.n && line.p[0] != '#' && str_take(&line, '\t', &text) &&
            str_take(&line, '\t', &expected)) {
            check_sentence(&tally, path, number, text, expected, tell);
        }
    }
    buf_clear(&file);
    return tally;
}

static void the_sentences_of_the_languages_are_judged_as_written(void **state)
{
    (void)state;
    static const char *const files[] = {SOURCE_DIR "/lexicons/fa/check.tsv",
                                        SOURCE_DIR "/lexicons/en/check.tsv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct tally tally = check_file(files[i], true);
        assert_true(tally.sentences >= 400);
        assert_int_equal(tally.wrong, 0);
    }
}

static void the_sign_of_finglish_is_found(void **state)
{
    (void)state;
    struct tally tally = check_file(TEST_DATA "/sentiment/finglish-held.tsv", false);
    assert_true(tally.polar >= 100);
    assert_true(tally.sign * 100 >= tally.polar * 75);
}

/* A line `| text | label | ... |` of the page with the text in backquotes is an example. */
static void every_example_of_the_documentation_holds(void **state)
{
    (void)state;
    static const char path[] = SOURCE_DIR "/docs/sentiment.md";
    struct buf file;
    struct tally tally = {0};
    file_open(path, &file);
    struct str rest = buf_str(&file), line, cell, text, label;
    for (size_t number = 1; str_take(&rest, '\n', &line); number++) {
        if (str_starts(line, STR("| `")) && str_take(&line, '|', &cell) &&
            str_take(&line, '|', &text) && str_take(&line, '|', &label)) {
            text = str_trim(text);
            check_sentence(&tally, path, number, str_slice(text, 1, text.n - 1), str_trim(label),
                           true);
        }
    }
    buf_clear(&file);
    assert_true(tally.sentences >= 25);
    assert_int_equal(tally.wrong, 0);
}

static int open_lexicon(void **state)
{
    (void)state;
    struct err err = ERR_NONE;
    if (!lexicon_open(BUILD_DIR "/share/nabz/lexicon.image", &lexicon, &err)) {
        fail_msg("%s", err.text);
    }
    scorer = (struct scorer){.lexicon = lexicon, .options = SCORER_DEFAULT};
    return 0;
}

static int close_lexicon(void **state)
{
    (void)state;
    lexicon_close(lexicon);
    tokens_clear(&tokens);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sentences_of_the_languages_are_judged_as_written),
        cmocka_unit_test(the_sign_of_finglish_is_found),
        cmocka_unit_test(every_example_of_the_documentation_holds),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
