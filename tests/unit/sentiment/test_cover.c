/* The cover of generated texts by generated lexicons, and what is learned beside it, against the
 * rule of cover.h taken literally: every entry tried at every word, from the right. */
#include "fixture.h"

#include "sentiment/reader.h"

#include <stdlib.h>

enum { WORDS = 7, ENTRIES = 24, LONGEST = 4, TEXT_WORDS = 14, LEARNED = 12 };

static const char *const words[WORDS] = {"alfa", "bravo", "delta", "hotel",
                                         "lima", "oscar", "papa"};

static uint32_t seed = 3;

static uint32_t chance(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

struct entry {
    uint32_t words[LONGEST], length;
    uint32_t tenths; /* of its valence; 0 for a negator, which has none */
};

struct made {
    struct entry entries[ENTRIES], learned[LEARNED];
    size_t count, learned_count;
    struct buf image;
    struct lexicon *lexicon;
};

static bool same_words(const struct entry *a, const uint32_t *b, uint32_t length)
{
    return a->length == length && memcmp(a->words, b, length * sizeof *b) == 0;
}

/* Adds an entry of so many words, unless its words are there already. */
static void entry_add(struct entry *entries, size_t *count, uint32_t length, uint32_t tenths)
{
    struct entry entry = {.length = length, .tenths = tenths};
    for (uint32_t i = 0; i < length; i++) {
        entry.words[i] = chance(WORDS);
    }
    for (size_t i = 0; i < *count; i++) {
        if (same_words(&entries[i], entry.words, length)) {
            return;
        }
    }
    entries[(*count)++] = entry;
}

static void entry_write(const struct entry *entry, struct buf *text)
{
    for (uint32_t k = 0; k < entry->length; k++) {
        buf_addf(text, "%s%s", k ? " " : "", words[entry->words[k]]);
    }
    if (entry->tenths) {
        buf_addf(text, "\t%u.%u\n", entry->tenths / 10, entry->tenths % 10);
    } else {
        buf_addf(text, "\tbefore\n");
    }
}

static void lexicon_make(struct made *made, size_t entries)
{
    struct lexicon_builder *builder = lexicon_builder_open();
    struct err err = ERR_NONE;
    struct buf judged = BUF_INIT(1 << 16), negators = BUF_INIT(1 << 16);
    struct buf learned = BUF_INIT(1 << 16);
    *made = (struct made){.image = BUF_INIT(LIMIT_LEXICON_FILE)};
    while (entries--) {
        entry_add(made->entries, &made->count, 1 + chance(LONGEST), chance(4) ? 1 + chance(40) : 0);
    }
    for (size_t i = 0; i < LEARNED; i++) {
        entry_add(made->learned, &made->learned_count, 1 + chance(IMAGE_LEARNED_MAX),
                  1 + chance(40));
    }
    for (size_t i = 0; i < made->count; i++) {
        entry_write(&made->entries[i], made->entries[i].tenths ? &judged : &negators);
    }
    for (size_t i = 0; i < made->learned_count; i++) {
        entry_write(&made->learned[i], &learned);
    }
    if (!lexicon_builder_add_text(builder, "en/learned/words.tsv", buf_str(&learned), &err) ||
        !lexicon_builder_add_text(builder, "en/curated/words.tsv", buf_str(&judged), &err) ||
        !lexicon_builder_add_text(builder, "en/negators.tsv", buf_str(&negators), &err) ||
        !lexicon_builder_finish(builder, &made->image, &err)) {
        fail_msg("%s", err.text);
    }
    made->lexicon = fixture_lexicon(buf_str(&made->image));
    lexicon_builder_close(builder);
    buf_clear(&judged);
    buf_clear(&negators);
    buf_clear(&learned);
}

static void made_clear(struct made *made)
{
    lexicon_close(made->lexicon);
    buf_clear(&made->image);
}

/* A sentence of words, some of which end a clause. */
struct text {
    uint32_t words[TEXT_WORDS], count;
    bool comma[TEXT_WORDS];
};

static void text_make(struct text *text, struct buf *written)
{
    *text = (struct text){.count = 1 + chance(TEXT_WORDS)};
    for (uint32_t i = 0; i < text->count; i++) {
        text->words[i] = chance(WORDS);
        text->comma[i] = chance(8) == 0;
        buf_addf(written, "%s%s ", words[text->words[i]], text->comma[i] ? "," : "");
    }
}

static bool in_one_clause(const struct text *text, uint32_t from, uint32_t length)
{
    for (uint32_t i = from; i + 1 < from + length; i++) {
        if (text->comma[i]) {
            return false;
        }
    }
    return from + length <= text->count;
}

struct cover {
    uint64_t gain;
    uint32_t length; /* 0: the word stays bare */
    bool brand;
};

/* Adds the best of the entries of that length to what is known of word i. */
static void try_entry(const struct made *made, bool brand, const struct text *text, uint32_t i,
                      uint32_t length, struct cover *best)
{
    for (size_t k = 0; k < made->count && in_one_clause(text, i, length); k++) {
        const struct entry *e = &made->entries[k];
        uint64_t judged = e->tenths ? 160u + e->tenths : 0;
        uint64_t gain = 160u * (length * length + (brand ? 1000u : 0u)) + judged;
        if (same_words(e, &text->words[i], length) && gain * 10 + best[length].gain > best->gain) {
            *best = (struct cover){gain * 10 + best[length].gain, length, brand};
        }
    }
}

static void check_cover(const struct span *span, const struct text *text, const struct cover *best,
                        struct str written)
{
    const struct hit *found = span->hits;
    for (uint32_t i = 0; i < text->count; i += best[i].length ? best[i].length : 1) {
        if (best[i].length == 0) {
            continue;
        }
        if (found == span->hits_end || found->first != i || found->last != i + best[i].length - 1 ||
            found->brand != best[i].brand) {
            fail_msg("word %u of \"%.*s\" is covered otherwise", i, STR_FMT(written));
        }
        found++;
    }
    assert_ptr_equal(found, span->hits_end);
}

/* Whether each of so many words from one on is of a phrase or of a brand. */
static bool is_said(const struct span *span, uint32_t from, uint32_t length)
{
    uint32_t said = 0;
    for (const struct hit *hit = span->hits; hit < span->hits_end; hit++) {
        for (uint32_t i = hit->first; i <= hit->last; i++) {
            said += i >= from && i < from + length && (hit->first < hit->last || hit->brand);
        }
    }
    return said == length;
}

static void check_learned(const struct made *shipped, const struct span *span,
                          const struct text *text, struct str written)
{
    int32_t sum = 0;
    for (uint32_t i = 0; i < text->count; i++) {
        for (size_t k = 0; k < shipped->learned_count; k++) {
            const struct entry *e = &shipped->learned[k];
            if (in_one_clause(text, i, e->length) && same_words(e, &text->words[i], e->length) &&
                !is_said(span, i, e->length)) {
                sum += (int32_t)e->tenths * (LEARNED_UNITS / 10);
            }
        }
    }
    if (span->learned_sum != sum) {
        fail_msg("what is learned of \"%.*s\" is %d, not %d", STR_FMT(written), sum,
                 span->learned_sum);
    }
}

static void check_text(const struct made *shipped, const struct made *brand)
{
    struct buf written = BUF_INIT(4096);
    struct text text;
    struct tokens tokens = {0};
    struct span_reader reader;
    struct span span;
    text_make(&text, &written);
    tokens_read(&tokens, buf_str(&written));
    struct scorer scorer = {.lexicon = shipped->lexicon,
                            .overrides = {brand ? brand->lexicon : NULL},
                            .options = SCORER_DEFAULT};
    spans_begin(&reader, &scorer, &tokens, LANG_EN, LAY_TELLING);
    assert_true(span_read(&reader, &span));
    assert_int_equal(span.unit_count, text.count);
    struct cover best[TEXT_WORDS + LONGEST + 1] = {0};
    for (uint32_t i = text.count; i-- > 0;) {
        best[i].gain = best[i + 1].gain;
        for (uint32_t length = 1; length <= LONGEST; length++) {
            try_entry(shipped, false, &text, i, length, &best[i]);
            if (brand) {
                try_entry(brand, true, &text, i, length, &best[i]);
            }
        }
    }
    check_cover(&span, &text, best, buf_str(&written));
    check_learned(shipped, &span, &text, buf_str(&written));
    tokens_clear(&tokens);
    buf_clear(&written);
}

static void check_lexicons(bool with_brand)
{
    for (int round = 0; round < 60; round++) {
        struct made shipped, brand;
        lexicon_make(&shipped, ENTRIES);
        lexicon_make(&brand, 6);
        for (int i = 0; i < 60; i++) {
            check_text(&shipped, with_brand ? &brand : NULL);
        }
        made_clear(&shipped);
        made_clear(&brand);
    }
}

static void the_cover_gains_most_and_what_is_learned_lies_beside_it(void **state)
{
    (void)state;
    check_lexicons(false);
}

static void words_of_a_brand_go_before_those_of_the_shipped_lexicon(void **state)
{
    (void)state;
    check_lexicons(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cover_gains_most_and_what_is_learned_lies_beside_it),
        cmocka_unit_test(words_of_a_brand_go_before_those_of_the_shipped_lexicon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
