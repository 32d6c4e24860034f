#include "fixture.h"
#include "sentiment/find.h"

enum { WORDS = 3000, LETTERS_MOST = 8 };

/* Folded Persian words, of two letters to LETTERS_MOST. */
static char words[WORDS][2 * LETTERS_MOST + 1];

static uint32_t random_below(uint64_t *state, uint32_t n)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33) % n;
}

/* No letter stands twice in a row: so no word is stretched. */
static void words_make(void)
{
    static const char letters[][3] = {"\xD8\xA8", "\xD8\xAA", "\xD8\xAF", "\xD8\xB1",
                                      "\xD8\xB3", "\xD9\x82", "\xD9\x84", "\xD9\x88",
                                      "\xDA\xA9", "\xDA\xAF", "\xDB\x8C", "\xD9\x85"};
    const uint32_t count = sizeof letters / sizeof *letters;
    uint64_t state = 7;
    for (size_t i = 0; i < WORDS; i++) {
        uint32_t letter = random_below(&state, count),
                 n = 2 + random_below(&state, LETTERS_MOST - 1);
        for (size_t k = 0; k < n; k++) {
            letter = (letter + 1 + random_below(&state, count - 1)) % count;
            memcpy(words[i] + 2 * k, letters[letter], sizeof letters[letter]);
        }
    }
}

/* Of every other word: entries, and the ending that is asked for. */
static struct buf image_make(void)
{
    struct lexicon_builder *builder = lexicon_builder_open();
    struct buf text = BUF_INIT(1 << 20), image = BUF_INIT(LIMIT_LEXICON_FILE);
    struct err err = ERR_NONE;
    for (size_t i = 0; i < WORDS; i += 2) {
        buf_addf(&text, "%s\t1\n", words[i]);
    }
    assert_true(lexicon_builder_add_text(builder, "fa/curated/words.tsv", buf_str(&text), &err));
    assert_true(lexicon_builder_add_text(builder, "fa/suffixes.tsv",
                                         STR("\xD9\x87\xD8\xA7\tplural\n"), &err));
    assert_true(lexicon_builder_finish(builder, &image, &err));
    lexicon_builder_close(builder);
    buf_clear(&text);
    return image;
}

static void
a_word_of_three_letters_is_known_without_its_ending_whatever_it_begins_with(void **state)
{
    (void)state;
    words_make();
    struct buf image = image_make();
    struct lexicon *lexicon = fixture_lexicon(buf_str(&image));
    const struct reading r = {.lexicon = lexicon};
    struct tokens tokens = {0};
    struct buf written = BUF_INIT(64);
    size_t known = 0;
    for (size_t i = 0; i < WORDS; i++) {
        buf_reset(&written);
        buf_addf(&written, "%s\xD9\x87\xD8\xA7", words[i]);
        tokens_split(&tokens, buf_str(&written));
        struct found found = find_place(&r, tokens.list[0].folded, true);
        uint32_t stem = find_word(lexicon, token_hash(str_of(words[i])));
        stem = strlen(words[i]) >= IMAGE_STEM_BYTES && has_entry(&r, stem) ? stem : 0;
        assert_int_equal(found.place.exact, 0);
        assert_int_equal(found.place.stem, stem);
        known += stem != 0;
    }
    assert_in_range(known, WORDS / 3, WORDS);
    tokens_clear(&tokens);
    buf_clear(&written);
    lexicon_close(lexicon);
    buf_clear(&image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_word_of_three_letters_is_known_without_its_ending_whatever_it_begins_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
