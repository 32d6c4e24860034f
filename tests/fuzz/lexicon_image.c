/* A damaged lexicon image must be refused or give some score, and never be read outside. The input
 * is a list of patches, each a place (4 bytes) and a byte, laid over a good image whose header is
 * then signed again, so that the damage gets behind the first check; and it is an image itself. */
#include "image.h"

#include "base/limits.h"
#include "sentiment/compile.h"
#include "sentiment/image.h"
#include "sentiment/score.h"

#include <math.h>

static const struct {
    const char *path, *text;
} sources[] = {
    {"en/curated/words.tsv", "good\t2\nbad\t-2.5\nnot bad\t1\nout of order\t-2\n"},
    {"en/negators.tsv", "not\tbefore\n"},
    {"en/boosters.tsv", "very\t0.3\n"},
    {"fa/curated/words.tsv", "\xd8\xae\xd9\x88\xd8\xa8\t2\n\xd8\xa8\xd8\xaf\t-2\n"},
    {"fa/suffixes.tsv", "\xd9\x87\xd8\xa7\tplural\n\xd9\x85\tpossessive\n"},
};

static const char persian[] =
    "\xd8\xae\xd9\x88\xd8\xa8\xd9\x87\xd8\xa7\xd9\x85 \xd9\x86\xd9\x85\xdb\x8c\xe2\x80\x8c"
    "\xd8\xae\xd9\x88\xd8\xa8\xd9\x85 \xd8\xa8\xd8\xaf \xd8\xa8\xd9\x88\xd8\xaf";
static const char *const texts[] = {"not very good, out of order! bad", persian,
                                    "kheili khoob nist bad"};

static struct str good_image(void)
{
    static struct buf image; /* of the process, made once */
    if (image.n == 0) {
        image = BUF_INIT(LIMIT_LEXICON_FILE);
        struct lexicon_builder *builder = lexicon_builder_open();
        struct err err = ERR_NONE;
        for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
            if (!lexicon_builder_add_text(builder, sources[i].path, str_of(sources[i].text),
                                          &err)) {
                fprintf(stderr, "%s\n", err.text);
                abort();
            }
        }
        EXPECT(lexicon_builder_finish(builder, &image, &err));
        lexicon_builder_close(builder);
    }
    return buf_str(&image);
}

static void check_image(struct str image)
{
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    if (!lexicon_of_bytes(image, &lexicon, &err)) {
        expect_message(err.text);
        return;
    }
    struct scorer scorer = {.lexicon = lexicon, .options = SCORER_DEFAULT};
    scorer.options.explain = true;
    struct tokens tokens = {0};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct score score;
        score_text(&scorer, &tokens, str_of(texts[i]), &score);
        EXPECT(score.term_count <= SCORE_TERMS);
    }
    tokens_clear(&tokens);
    lexicon_close(lexicon);
}

static void sign(char *image, size_t n)
{
    (void)n;
    struct image_header header;
    memcpy(&header, image, sizeof header);
    header.header_checksum = 0;
    header.header_checksum = image_checksum(&header, sizeof header);
    memcpy(image, &header, sizeof header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    images_check(&(struct image_kind){sign, check_image}, good_image(), fuzz_input(data, size));
    return 0;
}
