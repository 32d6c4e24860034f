#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "text/finglish.h"
#include "text/token.h"

#define CASES TEST_DATA "/text/finglish.tsv"

/* The lexicon of the header: key -> number of a word, first keys before the others. */
static struct {
    struct {
        uint64_t key;
        size_t line;
    } slots[4096];
    size_t count;
} lexicon;

static size_t lookup(uint64_t key)
{
    for (size_t i = 0; i < lexicon.count; i++) {
        if (lexicon.slots[i].key == key) {
            return lexicon.slots[i].line;
        }
    }
    return 0;
}

static void put(uint64_t key, size_t line)
{
    if (!lookup(key)) {
        assert_true(lexicon.count < sizeof lexicon.slots / sizeof *lexicon.slots);
        lexicon.slots[lexicon.count].key = key;
        lexicon.slots[lexicon.count++].line = line;
    }
}

static size_t keys_of(struct str word, uint64_t keys[FINGLISH_KEYS])
{
    struct tokens tokens = {0};
    tokens_read(&tokens, word);
    assert_int_equal(tokens.count, 1);
    struct str folded = tokens.list[0].folded;
    size_t count = tokens.list[0].flags & TOKEN_ARABIC ? finglish_keys_persian(folded, keys)
                                                       : finglish_keys_latin(folded, keys);
    tokens_clear(&tokens);
    return count;
}

static void put_first(struct arena *arena, const struct test_case *one)
{
    (void)arena;
    uint64_t keys[FINGLISH_KEYS];
    assert_true(keys_of(one->field[0], keys) > 0);
    size_t other = lookup(keys[0]);
    if (other) {
        fail_msg("finglish.tsv:%zu has the first key of line %zu", one->line, other);
    }
    put(keys[0], one->line);
}

static void put_others(struct arena *arena, const struct test_case *one)
{
    (void)arena;
    uint64_t keys[FINGLISH_KEYS];
    size_t count = keys_of(one->field[0], keys);
    for (size_t i = 1; i < count; i++) {
        put(keys[i], one->line);
    }
}

static void find_spellings(struct arena *arena, const struct test_case *one)
{
    (void)arena;
    for (size_t i = 1; i < one->count; i++) {
        uint64_t keys[FINGLISH_KEYS];
        size_t count = keys_of(one->field[i], keys), found = 0;
        for (size_t k = 0; k < count && !found; k++) {
            found = lookup(keys[k]);
        }
        if (found != one->line) {
            fail_msg("finglish.tsv:%zu: %.*s finds line %zu", one->line, STR_FMT(one->field[i]),
                     found);
        }
    }
}

static void every_spelling_finds_its_word_and_no_other(void **state)
{
    (void)state;
    cases_run(CASES, 80, put_first);
    cases_run(CASES, 80, put_others);
    cases_run(CASES, 80, find_spellings);
}

static void words_of_other_scripts_and_lengths_have_no_keys(void **state)
{
    (void)state;
    uint64_t keys[FINGLISH_KEYS];
    assert_int_equal(finglish_keys_latin(STR("a"), keys), 0);
    assert_int_equal(finglish_keys_latin(STR(""), keys), 0);
    assert_int_equal(finglish_keys_latin(STR("12"), keys), 0);
    assert_int_equal(finglish_keys_latin(STR("\u062E\u0648\u0628"), keys), 0);
    assert_int_equal(finglish_keys_persian(STR("khoob"), keys), 0);
    assert_int_equal(finglish_keys_persian(STR("\u062E"), keys), 0);
    char longest[100];
    memset(longest, 'o', sizeof longest);
    assert_int_equal(finglish_keys_latin((struct str){longest, 100}, keys), 0);
    assert_true(finglish_keys_latin((struct str){longest, 40}, keys) > 0);
}

static void keys_are_distinct_and_never_more_than_the_bound(void **state)
{
    (void)state;
    uint64_t keys[FINGLISH_KEYS];
    size_t count = finglish_keys_latin(STR("bakapatasalamanarada"), keys);
    assert_int_equal(count, FINGLISH_KEYS);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < i; k++) {
            assert_true(keys[i] != keys[k]);
        }
    }
}

static void a_key_is_not_the_hash_of_the_word(void **state)
{
    (void)state;
    uint64_t keys[FINGLISH_KEYS];
    finglish_keys_latin(STR("zd"), keys);
    assert_true(keys[0] != token_hash(STR("zd")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_finds_its_word_and_no_other),
        cmocka_unit_test(words_of_other_scripts_and_lengths_have_no_keys),
        cmocka_unit_test(keys_are_distinct_and_never_more_than_the_bound),
        cmocka_unit_test(a_key_is_not_the_hash_of_the_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
