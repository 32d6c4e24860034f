/* Runs tests/cases/sentiment/rules.tsv on the small lexicon: adding a case needs no C. */
#include "fixture.h"

#include "sentiment/trace.h"

#include <math.h>

static struct buf image;
static struct scorer scorer;
static struct tokens tokens;

static struct score score_of(struct str text)
{
    struct score score;
    score_text(&scorer, &tokens, text, &score);
    return score;
}

/* What the compound is made of, without what the number of words makes of it. */
static double sum_of(struct str text)
{
    tokens_read(&tokens, text);
    return score_sum(&scorer, &tokens);
}

static bool has_label(struct str text, enum label label)
{
    return score_of(text).label == label;
}

static bool is_stronger(struct str text, struct str other)
{
    double a = score_of(text).compound, b = score_of(other).compound;
    return a * b > 0 && fabs(a) > fabs(b) + 1e-6;
}

static bool holds(struct str kind, struct str text, struct str other)
{
    if (str_eq(kind, STR("stronger"))) {
        return is_stronger(text, other);
    }
    if (str_eq(kind, STR("same"))) {
        return fabs(sum_of(text) - sum_of(other)) < 1e-9;
    }
    if (str_eq(kind, STR("null"))) {
        return has_label(text, LABEL_NONE);
    }
    char name[32];
    snprintf(name, sizeof name, "%.*s", STR_FMT(kind));
    enum label label = label_from_name(name);
    if (label == LABEL_NONE) {
        fail_msg("unknown kind of case: %s", name);
    }
    return has_label(text, label);
}

static void every_case_of_the_rules_holds(void **state)
{
    (void)state;
    struct buf file = BUF_INIT(LIMIT_LEXICON_FILE);
    struct err err = ERR_NONE;
    if (!file_read(TEST_DATA "/sentiment/rules.tsv", &file, &err)) {
        fail_msg("%s", err.text);
    }
    struct str rest = buf_str(&file), line;
    size_t number = 0, cases = 0, wrong = 0;
    while (str_take(&rest, '\n', &line)) {
        number++;
        struct str column[4] = {0};
        for (size_t i = 0; i < 4 && str_take(&line, '\t', &column[i]); i++) {
        }
        if (!column[1].p || column[0].p[0] == '#') {
            continue;
        }
        cases++;
        if (!holds(column[0], column[1], column[2])) {
            wrong++;
            print_message("rules.tsv:%zu: not %.*s: %.*s (%.3f) | %.*s (%.3f): %.*s\n", number,
                          STR_FMT(column[0]), STR_FMT(column[1]), score_of(column[1]).compound,
                          STR_FMT(column[2]), score_of(column[2]).compound, STR_FMT(column[3]));
        }
    }
    buf_clear(&file);
    assert_int_equal(wrong, 0);
    assert_true(cases > 80);
}

static int open_lexicon(void **state)
{
    (void)state;
    fixture_image(&image);
    scorer =
        (struct scorer){.lexicon = fixture_lexicon(buf_str(&image)), .options = SCORER_DEFAULT};
    scorer.options.neutral_band = 0.25; /* the cases do not depend on where it is shipped */
    return 0;
}

static int close_lexicon(void **state)
{
    (void)state;
    struct lexicon *lexicon;
    memcpy(&lexicon, &scorer.lexicon, sizeof lexicon);
    lexicon_close(lexicon);
    tokens_clear(&tokens);
    buf_clear(&image);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_rules_holds),
    };
    return cmocka_run_group_tests(tests, open_lexicon, close_lexicon);
}
