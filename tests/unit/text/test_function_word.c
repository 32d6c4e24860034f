#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/function_word.h"
#include "word_source.h"

static enum word_role role_of(const char *word)
{
    struct tokens tokens = {0};
    tokens_split(&tokens, str_of(word));
    enum word_role role = function_word_role(token_hash(tokens_joined(&tokens, 0, tokens.count)));
    tokens_clear(&tokens);
    return role;
}

static void check_role(const char *const *words, size_t count, enum word_role role)
{
    for (size_t i = 0; i < count; i++) {
        if (role_of(words[i]) != role) {
            fail_msg("%s has the role %d", words[i], (int)role_of(words[i]));
        }
    }
}

#define CHECK_ROLE(role, ...)                                                                      \
    do {                                                                                           \
        static const char *const words[] = {__VA_ARGS__};                                          \
        check_role(words, sizeof words / sizeof *words, role);                                     \
    } while (0)

/* In C the Persian words are escaped: shod, mishe, barayeshan, kardam, in-ke, dige, miumad. */
static void what_holds_a_sentence_together_is_known_in_all_three_spellings(void **state)
{
    (void)state;
    CHECK_ROLE(ROLE_HOLDS, "the", "The", "was", "i'm", "again", "kard", "dige", "mikonan", "kheili",
               "begam", "oomade", "\u0634\u062F", "\u0645\u06CC\u0634\u0647",
               "\u0645\u06CC\u200C\u0634\u0647", "\u0628\u0631\u0627\u06CC\u0634\u0627\u0646",
               "\u06A9\u0631\u062F\u0645", "\u0627\u06CC\u0646\u200C\u06A9\u0647",
               "\u062F\u06CC\u06AF\u0647", "\u0645\u06CC\u0648\u0645\u062F");
}

/* nist, nemikone with and without a ZWNJ, nayumad, nadan, nemiumad, nistesh; bedun, hich. */
static void a_negation_says_which_of_its_neighbours_it_negates(void **state)
{
    (void)state;
    CHECK_ROLE(ROLE_NEGATES_NEXT, "not", "don't", "dont", "never", "bedoone",
               "\u0628\u062F\u0648\u0646", "\u0647\u06CC\u0686");
    CHECK_ROLE(ROLE_NEGATES_LAST, "nist", "nemikone", "nashod", "nayoomad",
               "\u0646\u06CC\u0633\u062A", "\u0646\u0645\u06CC\u06A9\u0646\u0647",
               "\u0646\u0645\u06CC\u200C\u06A9\u0646\u0647", "\u0646\u06CC\u0648\u0645\u062F",
               "\u0646\u062F\u0627\u062F\u0646", "\u0646\u0645\u06CC\u0648\u0645\u062F",
               "\u0646\u06CC\u0633\u062A\u0634");
}

/* sard, bad, narm, nan (bread), baz (open), bazi (game), nazar (opinion), zud (early). */
static void what_names_or_judges_something_tells_it_however_often_it_is_said(void **state)
{
    (void)state;
    CHECK_ROLE(ROLE_TELLS, "cold", "delivery", "good", "bad", "broken", "zorbic", "", "sard", "baz",
               "bazi", "nazar", "shoor", "\u0633\u0631\u062F", "\u0628\u062F", "\u0628\u062F\u0647",
               "\u0646\u0631\u0645", "\u0646\u0627\u0646", "\u0628\u0627\u0632",
               "\u0628\u0627\u0632\u06CC", "\u0646\u0638\u0631", "\u0632\u0648\u062F");
}

static uint32_t role_of_section(struct str name)
{
    return str_eq(name, STR("[function]"))       ? ROLE_HOLDS
           : str_eq(name, STR("[negates-next]")) ? ROLE_NEGATES_NEXT
           : str_eq(name, STR("[negates-last]")) ? ROLE_NEGATES_LAST
                                                 : ROLE_TELLS;
}

static bool has_role(uint64_t hash, uint32_t role)
{
    return (uint32_t)function_word_role(hash) == role;
}

static void the_table_holds_every_word_of_its_source_and_all_are_folded(void **state)
{
    (void)state;
    const struct word_source source = {SOURCE_DIR "/src/text/function.words", role_of_section,
                                       has_role};
    assert_true(check_word_source(&source) > 1500);
}

static void the_hashes_lie_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < function_count; i++) {
        assert_in_range(function_table[i] & 3, ROLE_HOLDS, ROLE_NEGATES_LAST);
        assert_true(!i || function_table[i - 1] >> 2 < function_table[i] >> 2);
        assert_int_equal(function_word_role(function_table[i]), function_table[i] & 3);
    }
    assert_int_equal(function_word_role(0), ROLE_TELLS);
    assert_int_equal(function_word_role(UINT64_MAX), ROLE_TELLS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_holds_a_sentence_together_is_known_in_all_three_spellings),
        cmocka_unit_test(a_negation_says_which_of_its_neighbours_it_negates),
        cmocka_unit_test(what_names_or_judges_something_tells_it_however_often_it_is_said),
        cmocka_unit_test(the_table_holds_every_word_of_its_source_and_all_are_folded),
        cmocka_unit_test(the_hashes_lie_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
