#include "fixture.h"

#include "aspect/label_image.h"

static void mistakes_are_told_with_their_place(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"food\n", "x.tsv:1:5: expected a TAB and a value"},
        {"# c\nfood\tprize -\n", "x.tsv:2:6: no need, stage, touchpoint or intent of that name"},
        {"food\tprice ?\n", "x.tsv:1:12: not one of + - +- +? -? more+ more-"},
        {"food\tcomplaint 9\n", "nor a weight from -8 to 8: \"9\""},
        {"...\tprice\n", "x.tsv:1:1: an entry is one to eight words"},
        {"\tprice\n", "x.tsv:1:1: no word in this entry"},
        {"a b c d e f g h i\tprice\n", "x.tsv:1:1: an entry is one to eight words"},
        {"<mood>\tprice\n", "x.tsv:1:1: no feature of that name"},
        {"food\tprice -\nFood\tprice +\n", "x.tsv:2:6: another line says otherwise"},
        {"<question>\tquestion 1, price -\n",
         "x.tsv:1:24: a feature says only stages and intents: \"price -\""},
        {"<always>\tdelivery\n", "x.tsv:1:10: a feature says only stages and intents"},
        {"# c\n<always>\tcontrast\n", "x.tsv:2:10: a feature says only stages and intents"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_NONE;
        struct label_builder *builder = label_builder_open();
        assert_false(label_builder_add_text(builder, "x.tsv", str_of(cases[i][0]), &err));
        if (!strstr(err.text, cases[i][1])) {
            fail_msg("%s\n  is not %s", err.text, cases[i][1]);
        }
        label_builder_close(builder);
    }
}

static void a_feature_negates_and_contrasts_nothing(void **state)
{
    (void)state;
    static const char *const files[] = {"en/negators.tsv", "en/contrast.tsv"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct err err = ERR_NONE;
        struct label_builder *builder = label_builder_open();
        assert_false(label_builder_add_text(builder, files[i], STR("<question>\tbefore\n"), &err));
        assert_non_null(strstr(err.text, ".tsv:1:1: a feature says only stages and intents"));
        label_builder_close(builder);
    }
}

static void the_same_words_in_any_order_are_the_same_bytes(void **state)
{
    (void)state;
    struct buf one, other;
    label_lexicon_close(compiled(&one, "en/x", "food\tprice\nlate\tconvenience -, delivery\n"));
    label_lexicon_close(compiled(&other, "en/x", "late\tdelivery, convenience -\nFOOD\tprice\n"));
    assert_true(str_eq(buf_str(&one), buf_str(&other)));
    buf_clear(&one);
    buf_clear(&other);
}

static void another_weight_is_another_version(void **state)
{
    (void)state;
    struct buf one, other;
    struct label_lexicon *a = compiled(&one, "en/x", "late\tcomplaint 1\n");
    struct label_lexicon *b = compiled(&other, "en/x", "late\tcomplaint 1.1\n");
    assert_string_not_equal(label_lexicon_version(a), label_lexicon_version(b));
    assert_int_equal(label_lexicon_entries(a), 2);
    label_lexicon_close(a);
    label_lexicon_close(b);
    buf_clear(&one);
    buf_clear(&other);
}

/* Needs are summed up in another row than stages: one among the weights would be written beyond it.
 */
static void a_need_among_the_weights_is_refused(void **state)
{
    (void)state;
    struct buf image;
    struct err err = ERR_NONE;
    struct label_lexicon *lexicon = NULL;
    label_lexicon_close(compiled(&image, "en/x", "food\tprice -\n"));
    struct image_label_header *header = (void *)image.p;
    struct image_label_node *nodes = (void *)(image.p + header->nodes.at);
    for (uint32_t i = 0; i < header->nodes.count; i++) {
        nodes[i].polar_count = 0;
    }
    header->checksum = label_checksum(header + 1, image.n - sizeof *header);
    assert_false(label_lexicon_of_bytes(buf_str(&image), &lexicon, &err));
    assert_non_null(strstr(err.text, "an entry points outside of the image"));
    buf_clear(&image);
}

static void a_damaged_or_cut_image_is_refused(void **state)
{
    (void)state;
    struct buf image;
    struct err err = ERR_NONE;
    struct label_lexicon *lexicon = NULL;
    unsigned seed = 5;
    label_lexicon_close(compiled(&image, "en/x", "food\tprice -\nso late\tdelivery -\n"));
    for (int round = 0; round < 2000; round++) {
        /* Behind the header; within it a flag nobody reads may be anything. */
        size_t at = 300 + (size_t)rand_r(&seed) % (image.n - 300);
        char flip = (char)(1 << rand_r(&seed) % 8);
        image.p[at] ^= flip;
        assert_false(label_lexicon_of_bytes(buf_str(&image), &lexicon, &err));
        image.p[at] ^= flip;
        size_t cut = (size_t)rand_r(&seed) % image.n;
        assert_false(label_lexicon_of_bytes((struct str){image.p, cut}, &lexicon, &err));
    }
    buf_clear(&image);
}

static void a_phrase_is_found_in_every_joined_spelling(void **state)
{
    (void)state;
    struct fixture f;
    struct buf image;
    char text[256];
    /* baste bandi, written apart, with a ZWNJ, joined; then khub. */
    static const char *const spellings[] = {
        "\xD8\xA8\xD8\xB3\xD8\xAA\xD9\x87 \xD8\xA8\xD9\x86\xD8\xAF\xDB\x8C "
        "\xD8\xAE\xD9\x88\xD8\xA8",
        "\xD8\xA8\xD8\xB3\xD8\xAA\xD9\x87\xE2\x80\x8C\xD8\xA8\xD9\x86\xD8\xAF\xDB\x8C "
        "\xD8\xAE\xD9\x88\xD8\xA8",
        "\xD8\xA8\xD8\xB3\xD8\xAA\xD9\x87\xD8\xA8\xD9\x86\xD8\xAF\xD9\x8A \xD8\xAE\xD9\x88\xD8\xA8",
        "baste bandi khoob bood kheili"};
    fixture_open(&f);
    struct label_lexicon *words =
        compiled(&image, "fa/x",
                 "\xD8\xA8\xD8\xB3\xD8\xAA\xD9\x87 \xD8\xA8\xD9\x86\xD8\xAF\xDB\x8C\tdesign\n");
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        labelled(&f, words, spellings[i]);
        assert_string_equal(written(&f.labels, text, sizeof text), "design+ | | - |");
    }
    label_lexicon_close(words);
    buf_clear(&image);
    fixture_close(&f);
}

/* An entry that ends in a form of a verb is known in its others; one that ends in a form with a
 * star is left as it is, and so is a single word. */
static void a_phrase_is_found_in_every_form_of_its_verb(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool found;
    } cases[] = {{"they never answers", true},
                 {"they never answer", true},
                 {"they never answering", true},
                 {"they never", false},
                 {"always answering", true},
                 {"always answer", false},
                 {"answers", true},
                 {"answer", false}};
    struct fixture f;
    struct err err = ERR_NONE;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    struct label_lexicon *words = NULL;
    struct label_builder *builder = label_builder_open();
    fixture_open(&f);
    assert_true(label_builder_add_text(
        builder, "en/needs.tsv",
        STR("never answers\tprice -\nalways answering\tprice -\nanswers\tprice -\n"), &err));
    assert_true(
        label_builder_add_text(builder, "en/verbs.tsv", STR("answers\tanswer answering*\n"), &err));
    assert_false(label_builder_add_text(builder, "en/verbs.tsv", STR("said\tanswer\n"), &err));
    assert_string_equal(err.text, "en/verbs.tsv:1:6: another verb has this form: \"answer\"");
    assert_true(label_builder_finish(builder, &image, &err));
    assert_true(label_lexicon_of_bytes(buf_str(&image), &words, &err));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        labelled(&f, words, cases[i].text);
        assert_int_equal(f.labels.needs[NEED_PRICE] != LABEL_NONE, cases[i].found);
    }
    label_lexicon_close(words);
    label_builder_close(builder);
    buf_clear(&image);
    fixture_close(&f);
}

/* "They do not answer": hich javab nemidan, with ham before the last word, but not elsewhere. */
static void too_may_stand_before_the_last_word_of_a_persian_phrase(void **state)
{
    (void)state;
#define JAVAB   "\xD8\xAC\xD9\x88\xD8\xA7\xD8\xA8"
#define NEMIDAN "\xD9\x86\xD9\x85\xDB\x8C\xD8\xAF\xD9\x86"
#define HAM     "\xD9\x87\xD9\x85"
    struct fixture f;
    struct buf image;
    char text[256];
    fixture_open(&f);
    struct label_lexicon *words = compiled(&image, "fa/x", JAVAB " " NEMIDAN "\taccessibility -\n");
    static const char *const cases[][2] = {
        {JAVAB " " NEMIDAN, "accessibility- | | - |"},
        {JAVAB " " HAM " " NEMIDAN, "accessibility- | | - |"},
        {JAVAB " " HAM " " HAM " " NEMIDAN, "| | - |"},
        {HAM " " NEMIDAN, "| | - |"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        labelled(&f, words, cases[i][0]);
        assert_string_equal(written(&f.labels, text, sizeof text), cases[i][1]);
    }
    label_lexicon_close(words);
    buf_clear(&image);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told_with_their_place),
        cmocka_unit_test(a_feature_negates_and_contrasts_nothing),
        cmocka_unit_test(the_same_words_in_any_order_are_the_same_bytes),
        cmocka_unit_test(another_weight_is_another_version),
        cmocka_unit_test(a_need_among_the_weights_is_refused),
        cmocka_unit_test(a_damaged_or_cut_image_is_refused),
        cmocka_unit_test(a_phrase_is_found_in_every_joined_spelling),
        cmocka_unit_test(a_phrase_is_found_in_every_form_of_its_verb),
        cmocka_unit_test(too_may_stand_before_the_last_word_of_a_persian_phrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
