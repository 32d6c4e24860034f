/* What is read from a vocabulary against what is read anew, and the numbers of words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pieces.h"
#include "text/language.h"
#include "text/vocabulary_table.h"

enum { ROUNDS = 20000, TINY = 40 };

static void check_reading(struct tokens *tokens)
{
    struct tokens slow = {0};
    uint32_t seed = 11;
    for (int round = 0; round < ROUNDS; round++) {
        struct str text = random_text(&seed);
        tokens_read(tokens, text);
        tokens_split_slowly(&slow, text);
        check_same(tokens, &slow, text);
        assert_int_equal(language_of(tokens), language_of(&slow));
        free((char *)(uintptr_t)text.p);
    }
    tokens_clear(&slow);
}

static void what_is_known_reads_as_what_is_new(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    check_reading(&tokens);
    tokens_clear(&tokens);
}

static void a_vocabulary_that_forgets_reads_the_same(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(TINY)};
    check_reading(&tokens);
    tokens_clear(&tokens);
}

static void no_more_words_are_kept_than_allowed(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(TINY)};
    const struct vocabulary *v = tokens.vocabulary;
    uint32_t seed = 3, forgotten = 0;
    size_t before = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct str text = random_text(&seed);
        tokens_read(&tokens, text);
        assert_true(v->word_count <= TINY && v->run_count <= TINY);
        assert_true(v->more_count <= TINY + RUN_TOKENS);
        forgotten += v->word_count < before;
        before = v->word_count;
        free((char *)(uintptr_t)text.p);
    }
    assert_true(forgotten > 100);
    tokens_clear(&tokens);
}

static bool is_same_word(const struct token *a, const struct token *b)
{
    const uint32_t script = TOKEN_ARABIC | TOKEN_LATIN | TOKEN_LETTER_FA | TOKEN_LETTER_AR |
                            TOKEN_LETTER_UR | TOKEN_LETTER_CKB | TOKEN_LETTER_PS;
    return a->kind == b->kind && (a->flags & script) == (b->flags & script) &&
           str_eq(a->folded, b->folded);
}

static void words_have_one_number_and_no_other_word_has_it(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    uint32_t seed = 17;
    for (int round = 0; round < ROUNDS; round++) {
        struct str text = random_text(&seed);
        tokens_read(&tokens, text);
        for (size_t i = 0; i < tokens.count; i++) {
            for (size_t k = 0; k < i; k++) {
                const struct token *a = &tokens.list[i], *b = &tokens.list[k];
                if (a->word >= WORD_FIRST && b->word) {
                    assert_int_equal(is_same_word(a, b), a->word == b->word);
                }
            }
        }
        free((char *)(uintptr_t)text.p);
    }
    tokens_clear(&tokens);
}

static void numbers_outlast_the_text(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    tokens_read(&tokens, STR("good not")); /* a word met but once has no number */
    assert_int_equal(tokens.list[0].word, 0);
    tokens_read(&tokens, STR("Good, good GOOD. goooood (good)"));
    uint32_t good = tokens.list[0].word;
    assert_true(good >= WORD_FIRST);
    assert_int_equal(tokens.list[2].word, good);
    assert_int_equal(tokens.list[3].word, good);
    assert_int_equal(tokens.list[5].word, good);
    assert_int_equal(tokens.list[7].word, good);
    tokens_read(&tokens, STR("not good"));
    assert_int_equal(tokens.list[1].word, good);
    assert_int_not_equal(tokens.list[0].word, good);
    tokens_read(&tokens, STR("@good https://good.example/x #good"));
    assert_int_equal(tokens.list[0].word, WORD_NAMELESS);
    assert_int_equal(tokens.list[1].word, WORD_NAMELESS);
    assert_int_equal(tokens.list[2].word, good);
    tokens_split(&tokens, STR("good"));
    assert_int_equal(tokens.list[0].word, 0);
    tokens_clear(&tokens);
}

#define MI     "\u0645\u06CC"
#define KHAHAM "\u062E\u0648\u0627\u0647\u0645"
#define ZWNJ   "\u200C"

static void what_a_zwnj_joins_is_one_word_with_its_joined_spelling(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    for (int round = 0; round < 4; round++) { /* met, numbered, then known */
        tokens_read(&tokens, STR(MI ZWNJ KHAHAM " " MI KHAHAM " " MI " " KHAHAM));
        assert_int_equal(tokens.count, 5);
        if (round < 2) {
            continue;
        }
        assert_true(tokens.list[0].joined);
        assert_int_equal(tokens.list[0].joined, tokens.list[2].word);
        assert_int_equal(tokens.list[0].word, tokens.list[3].word);
        assert_int_equal(tokens.list[1].word, tokens.list[4].word);
        assert_int_equal(tokens.list[3].joined, 0);
    }
    tokens_clear(&tokens);
}

static void notes_stay_until_key_or_size_changes(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    assert_null(tokens_notes(&tokens, NOTES_SENTIMENT, 4, 1));
    tokens_read(&tokens, STR("one two three"));
    tokens_read(&tokens, STR("one two three"));
    uint32_t *notes = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 1);
    uint64_t *others = tokens_notes(&tokens, NOTES_ASPECT, sizeof *others, 1);
    uint32_t two = tokens.list[1].word;
    assert_int_equal(notes[two], 0);
    notes[two] = 7;
    others[two] = 9;
    for (uint32_t i = 0; i < 2000; i++) { /* the vocabulary grows a few times */
        char text[32];
        snprintf(text, sizeof text, "%u %u two", (unsigned)i, (unsigned)i);
        tokens_read(&tokens, str_of(text));
    }
    assert_int_equal(tokens.list[2].word, two);
    notes = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 1);
    assert_int_equal(notes[two], 7);
    assert_int_equal(notes[tokens.list[1].word], 0);
    notes = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 2);
    assert_int_equal(notes[two], 0);
    others = tokens_notes(&tokens, NOTES_ASPECT, sizeof *others, 1);
    assert_int_equal(others[two], 9);
    struct {
        uint64_t a, b;
    } *wider = tokens_notes(&tokens, NOTES_ASPECT, sizeof *wider, 1);
    assert_int_equal(wider[two].a | wider[two].b, 0);
    tokens_clear(&tokens);
}

static void notes_are_forgotten_with_the_words(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(TINY)};
    for (uint32_t i = 0; i < 20 * TINY; i++) {
        char text[32];
        snprintf(text, sizeof text, "%u %u %u", (unsigned)i, (unsigned)i, (unsigned)i / 2);
        tokens_read(&tokens, str_of(text));
        char(*notes)[16] = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 1);
        for (size_t k = 0; k < tokens.count; k++) {
            char *note = notes[tokens.list[k].word];
            const struct token *token = &tokens.list[k];
            if (token->word && *note) {
                assert_true(str_eq(str_of(note), token->folded));
            } else if (token->word) {
                memcpy(note, token->folded.p, token->folded.n);
            }
        }
    }
    tokens_clear(&tokens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_reads_as_what_is_new),
        cmocka_unit_test(a_vocabulary_that_forgets_reads_the_same),
        cmocka_unit_test(no_more_words_are_kept_than_allowed),
        cmocka_unit_test(words_have_one_number_and_no_other_word_has_it),
        cmocka_unit_test(numbers_outlast_the_text),
        cmocka_unit_test(what_a_zwnj_joins_is_one_word_with_its_joined_spelling),
        cmocka_unit_test(notes_stay_until_key_or_size_changes),
        cmocka_unit_test(notes_are_forgotten_with_the_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
