#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "text/language.h"
#include "text/word_table.h"
#include "word_source.h"

static void check_case(struct arena *arena, const struct test_case *one)
{
    (void)arena;
    struct tokens tokens = {0};
    tokens_read(&tokens, one->field[1]);
    const char *found = language_name(language_of(&tokens));
    if (!str_eq(str_of(found), one->field[0])) {
        fail_msg("language.tsv:%zu is %s, wants %.*s: %.*s", one->line, found,
                 STR_FMT(one->field[0]), STR_FMT(one->field[1]));
    }
    tokens_clear(&tokens);
}

static void texts_are_in_the_language_the_case_file_says(void **state)
{
    (void)state;
    cases_run(TEST_DATA "/text/language.tsv", 60, check_case);
}

/* The languages of the words of a text, as "fa-Latn en". */
static void check_words(const char *text, const char *wanted)
{
    struct tokens tokens = {0};
    struct buf out = BUF_INIT(1000);
    tokens_read(&tokens, str_of(text));
    enum language whole = language_of(&tokens);
    for (size_t i = 0; i < tokens.count; i++) {
        buf_addf(&out, "%s%s", i ? " " : "", language_name(language_of_token(&tokens, i, whole)));
    }
    assert_string_equal(out.p, wanted);
    buf_clear(&out);
    tokens_clear(&tokens);
}

static void each_word_of_a_mixed_text_has_its_own_language(void **state)
{
    (void)state;
    check_words("kheili bad bood but the delivery was fine",
                "fa-Latn fa-Latn fa-Latn en en en en en");
    check_words("the food was great \u0648\u0644\u06CC \u067E\u06CC\u06A9 bad bood",
                "en en en en fa fa en fa-Latn");
}

static void a_word_without_a_mark_of_its_own_goes_with_its_neighbours(void **state)
{
    (void)state;
    check_words("kheili zesht bood", "fa-Latn fa-Latn fa-Latn");
    check_words("dad it is zesht", "en en en en");
}

static void what_is_no_word_has_no_language(void **state)
{
    (void)state;
    check_words("good 12 !", "en other other");
    check_words("@snapp", "other");
}

static uint32_t kind_of_section(struct str name)
{
    static const char *const kinds[] = {
        "[en]",  "[fa-Latn]",     "[latin-other]", "[fa]",         "[ar]",    "[ur]",
        "[ckb]", "[verb-prefix]", "[ending]",      "[heh-ending]", "[plural]"};
    for (uint32_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (str_eq(name, str_of(kinds[i]))) {
            return 1u << i;
        }
    }
    fail_msg("no such section: %.*s", STR_FMT(name));
    return 0;
}

static bool has_kind(uint64_t hash, uint32_t kind)
{
    return word_kinds(hash) & kind;
}

static void the_table_holds_every_word_of_its_source_and_all_are_folded(void **state)
{
    (void)state;
    const struct word_source source = {SOURCE_DIR "/src/text/language.words", kind_of_section,
                                       has_kind};
    assert_true(check_word_source(&source) > 1000);
    assert_int_equal(word_kinds(token_hash(STR("zzyzx"))), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_in_the_language_the_case_file_says),
        cmocka_unit_test(each_word_of_a_mixed_text_has_its_own_language),
        cmocka_unit_test(a_word_without_a_mark_of_its_own_goes_with_its_neighbours),
        cmocka_unit_test(what_is_no_word_has_no_language),
        cmocka_unit_test(the_table_holds_every_word_of_its_source_and_all_are_folded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
