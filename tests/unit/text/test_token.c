#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases.h"
#include "text/fold_table.h"
#include "text/token.h"

/* "W[good]Ls" for each token, flags sorted as `letters` below. */
static void render(const struct tokens *tokens, struct buf *out)
{
    static const struct {
        uint32_t flag;
        char letter;
    } letters[] = {
        {TOKEN_HASHTAG, 'H'}, {TOKEN_TAG, 'T'},       {TOKEN_ARABIC, 'A'},   {TOKEN_LATIN, 'L'},
        {TOKEN_JOINED, 'j'},  {TOKEN_STRETCHED, 's'}, {TOKEN_CAPITALS, 'C'}, {TOKEN_ZWNJ, 'z'},
    };
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->list[i];
        struct str folded = str_eq(token->folded, STR("\n")) ? STR("\\n") : token->folded;
        buf_addf(out, "%s%c[%.*s]", i ? " " : "", "WN@UESM"[token->kind], STR_FMT(folded));
        for (size_t k = 0; k < sizeof letters / sizeof *letters; k++) {
            if (token->flags & letters[k].flag) {
                buf_add_byte(out, letters[k].letter);
            }
        }
    }
}

static void check_case(struct arena *arena, const struct test_case *one)
{
    (void)arena;
    struct tokens tokens = {0};
    struct buf out = BUF_INIT(1 << 16);
    tokens_read(&tokens, one->field[0]);
    render(&tokens, &out);
    if (!str_eq(buf_str(&out), one->field[1])) {
        fail_msg("token.tsv:%zu\n  has   %.*s\n  wants %.*s", one->line, STR_FMT(buf_str(&out)),
                 STR_FMT(one->field[1]));
    }
    buf_clear(&out);
    tokens_clear(&tokens);
}

static void texts_are_cut_and_folded_as_the_case_file_says(void **state)
{
    (void)state;
    cases_run(TEST_DATA "/text/token.tsv", 55, check_case);
}

/* Spans ascend and do not overlap, folded forms follow one another, hashes are token_hash. */
static void check_invariants(struct str text)
{
    struct tokens tokens = {0};
    tokens_read(&tokens, text);
    size_t at = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        const struct token *token = &tokens.list[i];
        assert_true(token->at >= at && token->n > 0);
        at = token->at + token->n;
        assert_true(at <= text.n);
        assert_true(token->folded.n > 0);
        assert_true(tokens_hash(token->folded) == token_hash(token->folded));
        if (i) {
            assert_ptr_equal(token->folded.p, token[-1].folded.p + token[-1].folded.n);
        }
    }
    tokens_clear(&tokens);
}

static void any_bytes_keep_the_invariants(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "good",
        "GOOOOD",
        "\xD8\xAE\xD9\x88\xD8\xA8",
        "\xE2\x80\x8C",
        " ",
        "&amp;",
        "#",
        "@",
        "a@b.co",
        "http://",
        "www.",
        ".",
        "1",
        ",",
        ":)",
        "\xF0\x9F\x91\x8D",
        "\xE2\x80\x8D",
        "\xEF\xB8\x8F",
        "\xFF",
        "\xD9",
        "'",
        "\n",
        "_",
        "&#1740;",
        "\xF0\x9F\x87\xAE",
        "\xEF\xBB\xBB",
        "\xD9\x8E",
        "(((",
        "<3",
        "\xE2\x83\xA3",
    };
    uint32_t seed = 11;
    for (int round = 0; round < 20000; round++) {
        char text[200];
        size_t n = 0;
        for (int i = 0; i < 12; i++) {
            seed = seed * 1664525u + 1013904223u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        char *exact = malloc(n); /* so that the sanitizer sees a read behind the end */
        memcpy(exact, text, n);
        check_invariants((struct str){exact, n});
        free(exact);
    }
}

static void folding_a_folded_word_changes_nothing(void **state)
{
    (void)state;
    struct tokens once = {0}, twice = {0};
    for (uint32_t code = 0x80; code < FOLD_LAST; code++) {
        char text[8];
        uint32_t entry = fold_entry(code);
        enum fold_class class = fold_class(entry);
        if (class < FOLD_LATIN || class > FOLD_OTHER || (code >= 0xD800 && code < 0xE000)) {
            continue;
        }
        struct str s = {text, 0};
        for (int shift = code < 0x800 ? 6 : code < 0x10000 ? 12 : 18; shift >= 0; shift -= 6) {
            unsigned lead = code < 0x800 ? 0xC0 : code < 0x10000 ? 0xE0 : 0xF0;
            text[s.n] = (char)((s.n ? 0x80u : lead) | (code >> shift & 0x3F));
            s.n++;
        }
        tokens_read(&once, s);
        assert_int_equal(once.count, 1);
        tokens_read(&twice, once.list[0].folded);
        assert_int_equal(twice.count, 1);
        assert_true(str_eq(once.list[0].folded, twice.list[0].folded));
    }
    tokens_clear(&once);
    tokens_clear(&twice);
}

static void every_known_double_survives_and_its_stretching_meets_it(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    for (size_t i = 0; i < fold_double_count; i++) {
        const char *word = fold_doubles[i].word;
        tokens_read(&tokens, str_of(word));
        assert_int_equal(tokens.count, 1);
        assert_true(str_eq(tokens.list[0].folded, str_of(word)));
        assert_int_equal(tokens.list[0].flags & TOKEN_STRETCHED, 0);
        char stretched[256];
        size_t n = 0;
        for (const char *p = word; *p;) { /* each letter four times */
            size_t bytes = (unsigned char)*p < 0x80 ? 1 : 2;
            for (int k = 0; k < 4; k++, n += bytes) {
                memcpy(stretched + n, p, bytes);
            }
            p += bytes;
        }
        tokens_read(&tokens, (struct str){stretched, n});
        assert_true(str_eq(tokens.list[0].folded, str_of(word)));
        assert_int_equal(tokens.list[0].flags & TOKEN_STRETCHED, TOKEN_STRETCHED);
    }
    tokens_clear(&tokens);
}

static void the_joined_spelling_of_parts_has_the_hash_of_the_joined_word(void **state)
{
    (void)state;
    struct tokens parts = {0}, whole = {0};
    tokens_read(&parts, STR("digi_kala x"));
    tokens_read(&whole, STR("digikala"));
    assert_true(token_hash(tokens_joined(&parts, 0, 2)) == token_hash(whole.list[0].folded));
    assert_int_equal(tokens_joined(&parts, 1, 0).n, 0);
    tokens_clear(&parts);
    tokens_clear(&whole);
}

#define HASH_EMPTY 0x1ff5c2923a788d2cu
#define HASH_GOOD  0x04343195df2e689du
#define HASH_LONG  0xfd2bdfb5b059abc1u

static void hashes_are_part_of_a_file_format_and_never_change(void **state)
{
    (void)state;
    assert_true(token_hash(STR("")) == HASH_EMPTY);
    assert_true(token_hash(STR("good")) == HASH_GOOD);
    assert_true(token_hash(STR("a word of more than sixteen bytes")) == HASH_LONG);
}

static void empty_tokens_lie_behind_the_last(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    char text[1000];
    for (size_t n = 0; n < sizeof text; n += 2) {
        tokens_read(&tokens, (struct str){text, n});
        assert_int_equal(tokens.count, n / 2);
        for (size_t i = 0; i < TOKENS_BEHIND; i++) {
            assert_int_equal(tokens.list[tokens.count + i].n, 0);
            assert_int_equal(tokens.list[tokens.count + i].word, 0);
        }
        memcpy(text + n, "a ", 2);
    }
    tokens_clear(&tokens);
}

static void check_time(const char *piece, size_t times)
{
    size_t n = strlen(piece);
    char *text = malloc(n * times);
    for (size_t i = 0; i < times; i++) {
        memcpy(text + i * n, piece, n);
    }
    check_invariants((struct str){text, n * times});
    free(text);
}

static void hostile_floods_are_read_in_linear_time(void **state)
{
    (void)state;
    static const char *const floods[] = {
        "a",
        "a.",
        "a@",
        "a@b.c",
        "&",
        "&amp;",
        "&amp",
        "#",
        "#a",
        "<",
        "<3",
        ":",
        ":x",
        "(",
        "^_",
        "-",
        "http://",
        "1,",
        "'",
        "a'",
        "\xF0\x9F\x91\x8D\xE2\x80\x8D",
        "\xF0\x9F\x87\xAE",
        "\xD9\x8E",
        "\xE2\x80\x8C",
        "!",
        "\xFF",
        "_",
        "@.",
        "www.",
    };
    for (size_t i = 0; i < sizeof floods / sizeof *floods; i++) {
        check_time(floods[i], 200000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cut_and_folded_as_the_case_file_says),
        cmocka_unit_test(any_bytes_keep_the_invariants),
        cmocka_unit_test(folding_a_folded_word_changes_nothing),
        cmocka_unit_test(every_known_double_survives_and_its_stretching_meets_it),
        cmocka_unit_test(the_joined_spelling_of_parts_has_the_hash_of_the_joined_word),
        cmocka_unit_test(hashes_are_part_of_a_file_format_and_never_change),
        cmocka_unit_test(empty_tokens_lie_behind_the_last),
        cmocka_unit_test(hostile_floods_are_read_in_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
