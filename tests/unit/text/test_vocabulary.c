/* What is read from a vocabulary against what is read anew, and the numbers of words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "pieces.h"
#include "text/language.h"
#include "text/vocabulary_table.h"

enum { ROUNDS = 20000, TINY = 32 };

/* What was added up while reading is what the words say, each by itself. */
static void check_tally(const struct tokens *known, const struct tokens *anew)
{
    struct tally tally = {{0}};
    for (const struct token *token = anew->list; token < anew->list + anew->count; token++) {
        if (!(token->flags & TOKEN_HASHTAG)) {
            tally_add(&tally, language_evidence(token));
        }
    }
    assert_memory_equal(&tally, &known->vocabulary->tally, sizeof tally);
}

static void check_reading(struct tokens *tokens)
{
    struct tokens slow = {0};
    uint32_t seed = 11;
    for (int round = 0; round < ROUNDS; round++) {
        struct str text = random_text(&seed);
        tokens_read(tokens, text);
        tokens_split_slowly(&slow, text);
        check_same(tokens, &slow, text);
        check_tally(tokens, &slow);
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

static void a_vocabulary_of_few_lines_reads_the_same(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(TINY)};
    check_reading(&tokens);
    tokens_clear(&tokens);
}

static void the_words_of_long_texts_are_all_heard(void **state)
{
    (void)state;
    struct tokens tokens = {0}, slow = {0};
    struct buf text = BUF_INIT(MIB);
    size_t most = 0;
    uint32_t seed = 23;
    for (int round = 0; round < 200; round++) {
        buf_reset(&text);
        for (uint32_t parts = next_random(&seed) % 100; parts; parts--) {
            struct str part = random_text(&seed);
            assert_true(buf_add(&text, part));
            free((char *)(uintptr_t)part.p);
        }
        tokens_read(&tokens, buf_str(&text));
        tokens_split_slowly(&slow, buf_str(&text));
        check_same(&tokens, &slow, buf_str(&text));
        check_tally(&tokens, &slow);
        most = tokens.count > most ? tokens.count : most;
    }
    assert_true(most > 4 * EVIDENCE_BATCH);
    buf_clear(&text);
    tokens_clear(&tokens);
    tokens_clear(&slow);
}

static void what_was_heard_of_the_text_before_says_nothing(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    tokens_read(&tokens, STR("this is what they said to me about it"));
    assert_int_equal(language_of(&tokens), LANG_EN);
    tokens_split(&tokens, STR("in ghaza kheili khoob bood va man doost dashtam"));
    assert_int_equal(language_of(&tokens), LANG_FA_LATN);
    tokens_clear(&tokens);
}

static bool is_same_word(const struct token *a, const struct token *b)
{
    const uint32_t script = TOKEN_ARABIC | TOKEN_LATIN | TOKEN_LETTER_FA | TOKEN_LETTER_AR |
                            TOKEN_LETTER_UR | TOKEN_LETTER_CKB | TOKEN_LETTER_PS;
    return a->kind == b->kind && (a->flags & script) == (b->flags & script) &&
           str_eq(a->folded, b->folded);
}

/* Of few lines nearly all are given away from one text to the next, but none within a text. */
static void a_number_is_of_one_word_however_few_lines_there_are(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(TINY)};
    uint32_t seed = 17;
    size_t numbered = 0, unnumbered = 0;
    for (int round = 0; round < ROUNDS; round++) {
        struct str text = random_text(&seed);
        tokens_read(&tokens, text);
        for (size_t i = 0; i < tokens.count; i++) {
            assert_true(tokens.list[i].word < WORD_FIRST + TINY);
            numbered += tokens.list[i].word >= WORD_FIRST;
            unnumbered += tokens.list[i].word == 0;
            for (size_t k = 0; k < i; k++) {
                const struct token *a = &tokens.list[i], *b = &tokens.list[k];
                if (a->word >= WORD_FIRST && a->word == b->word) {
                    assert_true(is_same_word(a, b));
                }
            }
        }
        free((char *)(uintptr_t)text.p);
    }
    assert_true(numbered > ROUNDS && unnumbered > 0);
    tokens_clear(&tokens);
}

static void numbers_outlast_the_text(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    tokens_read(&tokens, STR("Good, good GOOD. (good)"));
    uint32_t good = tokens.list[0].word;
    assert_true(good >= WORD_FIRST);
    assert_int_equal(tokens.list[2].word, good);
    assert_int_equal(tokens.list[3].word, good);
    assert_int_equal(tokens.list[6].word, good);
    tokens_read(&tokens, STR("not good"));
    assert_int_equal(tokens.list[1].word, good);
    assert_int_not_equal(tokens.list[0].word, good);
    tokens_read(&tokens, STR("@good https://good.example/x goooood #good"));
    assert_int_equal(tokens.list[0].word, WORD_NAMELESS);
    assert_int_equal(tokens.list[1].word, WORD_NAMELESS);
    assert_int_not_equal(tokens.list[2].word, good); /* kept by what it is, not as it is written */
    assert_int_equal(tokens.list[3].word, good);
    tokens_split(&tokens, STR("good"));
    assert_int_equal(tokens.list[0].word, 0);
    tokens_clear(&tokens);
}

static void *line_notes(const struct tokens *tokens, uint64_t key)
{
    return tokens_line_notes(tokens, &(struct line_notes){.key = key});
}

static void a_vocabulary_that_grew_reads_the_same(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    size_t first = 0;
    for (unsigned i = 0; i < 3000; i++) {
        char text[32];
        snprintf(text, sizeof text, "word %ck%cl%cm%c", (char)('a' + i % 9),
                 (char)('a' + i / 9 % 9), (char)('a' + i / 81 % 9), (char)('a' + i / 729));
        tokens_read(&tokens, str_of(text));
        first = first ? first : tokens.vocabulary->mask;
        assert_int_equal(tokens.count, 2);
        assert_true(str_eq(tokens.list[0].folded, STR("word")));
        assert_true(str_eq(tokens.list[1].folded, str_of(text + strlen("word "))));
        unsigned char *notes = line_notes(&tokens, 1);
        unsigned char *note = notes + LINE_BYTES * tokens.list[1].word;
        assert_int_equal(*note, 0);
        *note = 1;
    }
    assert_true(tokens.vocabulary->mask > first &&
                tokens.vocabulary->mask < VOCABULARY_LINES * LINE_BYTES);
    tokens_clear(&tokens);
}

static void the_word_longest_not_met_gives_way(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(2)};
    tokens_read(&tokens, STR("one"));
    uint32_t one = tokens.list[0].word;
    tokens_read(&tokens, STR("two"));
    uint32_t two = tokens.list[0].word;
    assert_int_not_equal(one, two);
    tokens_read(&tokens, STR("one"));
    tokens_read(&tokens, STR("three"));
    assert_int_equal(tokens.list[0].word, two);
    tokens_read(&tokens, STR("one four five"));
    assert_int_equal(tokens.list[0].word, one);
    assert_int_equal(tokens.list[1].word, two);
    assert_int_equal(tokens.list[2].word, 0);
    tokens_clear(&tokens);
}

#define MI     "\u0645\u06CC"
#define KHAHAM "\u062E\u0648\u0627\u0647\u0645"
#define ZWNJ   "\u200C"

static void two_tokens_have_the_number_of_their_joined_spelling(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    for (int round = 0; round < 3; round++) {
        tokens_read(&tokens, STR(MI ZWNJ KHAHAM " " MI " " KHAHAM));
        assert_int_equal(tokens.count, 4);
        assert_true(tokens_joined_word(&tokens, 0) >= WORD_FIRST);
        assert_int_equal(tokens_joined_word(&tokens, 0), tokens_joined_word(&tokens, 2));
        assert_int_equal(tokens.list[0].word, tokens.list[2].word);
        assert_int_equal(tokens.list[1].word, tokens.list[3].word);
    }
    tokens_split(&tokens, STR(MI ZWNJ KHAHAM));
    assert_int_equal(tokens_joined_word(&tokens, 0), 0);
    tokens_clear(&tokens);
}

static void notes_stay_until_key_or_size_changes(void **state)
{
    (void)state;
    struct tokens tokens = {0};
    assert_null(tokens_notes(&tokens, NOTES_SENTIMENT, 4, 1));
    assert_null(line_notes(&tokens, 1));
    tokens_read(&tokens, STR("one two three"));
    uint32_t *notes = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 1);
    uint64_t *others = tokens_notes(&tokens, NOTES_ASPECT, sizeof *others, 1);
    char *lines = line_notes(&tokens, 1);
    uint32_t two = tokens.list[1].word;
    assert_int_equal(notes[two], 0);
    notes[two] = 7;
    others[two] = 9;
    lines[LINE_BYTES * two + LINE_NOTE_BYTES - 1] = 11;
    tokens_read(&tokens, STR("four two"));
    assert_int_equal(tokens.list[1].word, two);
    notes = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 1);
    assert_int_equal(notes[two], 7);
    assert_int_equal(notes[tokens.list[0].word], 0);
    notes = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 2);
    assert_int_equal(notes[two], 0);
    others = tokens_notes(&tokens, NOTES_ASPECT, sizeof *others, 1);
    assert_int_equal(others[two], 9);
    lines = line_notes(&tokens, 1);
    assert_int_equal(lines[LINE_BYTES * two + LINE_NOTE_BYTES - 1], 11);
    lines = line_notes(&tokens, 2);
    assert_int_equal(lines[LINE_BYTES * two + LINE_NOTE_BYTES - 1], 0);
    tokens_read(&tokens, STR("TWO"));
    assert_int_equal(tokens.list[0].word, two); /* the word itself is there still */
    struct {
        uint64_t a, b;
    } *wider = tokens_notes(&tokens, NOTES_ASPECT, sizeof *wider, 1);
    assert_int_equal(wider[two].a | wider[two].b, 0);
    tokens_clear(&tokens);
}

/* Whether the note of a token is the one that `blank` is all of; else it is zeros. */
static bool is_blank(const unsigned char *notes, const struct token *token, unsigned char blank)
{
    const unsigned char *note = notes + (size_t)token->word * LINE_BYTES;
    assert_int_not_equal(token->word, 0);
    for (size_t i = 0; i < LINE_NOTE_BYTES; i++) {
        assert_int_equal(note[i], *note);
    }
    assert_true(*note == 0 || *note == blank);
    return *note == blank;
}

static void a_new_word_that_the_filter_turns_away_has_the_blank_note(void **state)
{
    (void)state;
    const uint64_t bit = token_hash(STR("good")) % NOTE_FILTER_BITS;
    uint64_t *filter = mem_zalloc(NOTE_FILTER_BITS / 64, sizeof *filter);
    unsigned char blank[LINE_NOTE_BYTES];
    struct tokens tokens = {0};
    filter[bit / 64] |= (uint64_t)1 << bit % 64;
    memset(blank, 5, sizeof blank);
    tokens_read(&tokens, STR("earlier"));
    const struct line_notes with = {.key = 1, .filter = filter, .blank = blank};
    unsigned char *notes = tokens_line_notes(&tokens, &with);
    free(filter); /* it is needed no longer */
    assert_false(is_blank(notes, &tokens.list[0], 5));
    for (size_t round = 0; round < 2; round++) { /* in few lines, and in all that there may be */
        tokens_read(&tokens, STR("good other 7 " KHAHAM " \u060C"));
        notes = tokens_line_notes(&tokens, &with);
        assert_false(is_blank(notes, &tokens.list[0], 5));
        assert_true(is_blank(notes, &tokens.list[1], 5));
        assert_true(is_blank(notes, &tokens.list[2], 5));
        assert_false(is_blank(notes, &tokens.list[3], 5));
        assert_false(is_blank(notes, &tokens.list[4], 5)); /* a mark */
        for (unsigned i = 0; i < 2000; i++) {
            char text[32];
            snprintf(text, sizeof text, "%u", 1000 + i);
            tokens_read(&tokens, str_of(text));
        }
    }
    tokens_read(&tokens, STR("other"));
    notes = line_notes(&tokens, 2);
    assert_false(is_blank(notes, &tokens.list[0], 5));
    tokens_read(&tokens, STR("another"));
    assert_false(is_blank(line_notes(&tokens, 2), &tokens.list[0], 5));
    tokens_clear(&tokens);
}

/* A note says whose it is: of another word it never is found. */
static void check_note(char *note, size_t most, const struct token *token)
{
    if (*note) {
        assert_true(str_eq(str_of(note), token->folded));
    } else {
        assert_true(token->folded.n < most);
        memcpy(note, token->folded.p, token->folded.n);
    }
}

static void notes_are_forgotten_with_their_words(void **state)
{
    (void)state;
    struct tokens tokens = {.vocabulary = vocabulary_new(TINY)};
    for (uint32_t i = 0; i < 20 * TINY; i++) {
        char text[32];
        snprintf(text, sizeof text, "%u w%c %u", (unsigned)i, (char)('a' + i % 26),
                 (unsigned)i / 2);
        tokens_read(&tokens, str_of(text));
        char(*notes)[16] = tokens_notes(&tokens, NOTES_SENTIMENT, sizeof *notes, 1);
        char *lines = line_notes(&tokens, 1);
        for (size_t k = 0; k < tokens.count; k++) {
            const struct token *token = &tokens.list[k];
            if (token->word) {
                check_note(notes[token->word], sizeof *notes, token);
                check_note(lines + LINE_BYTES * token->word, LINE_NOTE_BYTES, token);
            }
        }
    }
    tokens_clear(&tokens);
}

#define WOMAN "\U0001F469"
#define GIRL  "\U0001F467"
#define BOY   "\U0001F466"
#define ZWJ   "\u200D"

#define PARAGRAPH "\u2029"

static void nothing_is_joined_to_the_end_of_a_line(void **state)
{
    (void)state;
    struct tokens tokens = {0}, slow = {0};
    struct str text = STR(MI PARAGRAPH KHAHAM " " KHAHAM PARAGRAPH "!");
    tokens_split_slowly(&slow, text);
    for (int round = 0; round < 3; round++) {
        tokens_read(&tokens, text);
        check_same(&tokens, &slow, text);
    }
    tokens_clear(&tokens);
    tokens_clear(&slow);
}

/* Both begin with the same sixteen bytes. */
static void an_emoji_joined_beyond_its_run_stays_whole(void **state)
{
    (void)state;
    struct tokens tokens = {0}, slow = {0};
    static const char *const texts[] = {WOMAN ZWJ GIRL ZWJ "\xF0\x9F ", WOMAN ZWJ GIRL ZWJ BOY};
    for (size_t i = 0; i < 6; i++) {
        struct str text = str_of(texts[i % 2]);
        tokens_read(&tokens, text);
        tokens_split_slowly(&slow, text);
        check_same(&tokens, &slow, text);
    }
    tokens_clear(&tokens);
    tokens_clear(&slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_reads_as_what_is_new),
        cmocka_unit_test(a_vocabulary_of_few_lines_reads_the_same),
        cmocka_unit_test(the_words_of_long_texts_are_all_heard),
        cmocka_unit_test(what_was_heard_of_the_text_before_says_nothing),
        cmocka_unit_test(a_number_is_of_one_word_however_few_lines_there_are),
        cmocka_unit_test(numbers_outlast_the_text),
        cmocka_unit_test(a_vocabulary_that_grew_reads_the_same),
        cmocka_unit_test(the_word_longest_not_met_gives_way),
        cmocka_unit_test(two_tokens_have_the_number_of_their_joined_spelling),
        cmocka_unit_test(notes_stay_until_key_or_size_changes),
        cmocka_unit_test(a_new_word_that_the_filter_turns_away_has_the_blank_note),
        cmocka_unit_test(notes_are_forgotten_with_their_words),
        cmocka_unit_test(nothing_is_joined_to_the_end_of_a_line),
        cmocka_unit_test(an_emoji_joined_beyond_its_run_stays_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
