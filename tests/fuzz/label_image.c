/* A damaged image of label words must be refused or give some labels, and never be read outside.
 * The input is a list of patches, each a place (4 bytes) and a byte, laid over a good image that is
 * then signed again, so that the damage gets behind the first check; and it is an image itself. */
#include "image.h"
#include "labels.h"

#include "aspect/label_image.h"

static const struct {
    const char *path, *text;
} sources[] = {
    {"en/labels/curated/needs.tsv",
     "too dear\tprice -\nprice\tprice\nqueue\tconvenience more-\nstaff\tempathy +-, delivery\n"
     "0 days\tafter-purchase, delivery\n"},
    {"en/labels/curated/grammar.tsv", "but\tcontrast\nand\tjoint\nmany\tmore\ntwo\tnumber\n"},
    {"en/labels/learned/intents.tsv", "<question>\tquestion 2\nrefund\tcomplaint 1.5\n"},
    {"en/negators.tsv", "not\tbefore\n"},
    {"fa/labels/curated/needs.tsv",
     "\xda\xaf\xd8\xb1\xd8\xa7\xd9\x86\tprice -\n\xd9\x82\xdb\x8c\xd9\x85\xd8\xaa\tprice\n"},
    {"fa/suffixes.tsv", "\xd9\x87\xd8\xa7\tplural\n\xd9\x85\tpossessive\n"},
};

static const char persian[] = "\xd9\x82\xdb\x8c\xd9\x85\xd8\xaa\xd9\x87\xd8\xa7\xd9\x85 "
                              "\xda\xaf\xd8\xb1\xd8\xa7\xd9\x86 "
                              "\xd8\xa8\xd9\x88\xd8\xaf";
static const char *const texts[] = {
    "Is it not too dear, after 12 days? The staff was bad and many a queue, but a refund!", persian,
    "gheymat geran bood"};

static struct str good_image(void)
{
    static struct buf image; /* of the process, made once */
    if (image.n == 0) {
        image = BUF_INIT(LIMIT_LEXICON_FILE);
        struct label_builder *builder = label_builder_open();
        struct err err = ERR_NONE;
        for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
            if (!label_builder_add_text(builder, sources[i].path, str_of(sources[i].text), &err)) {
                fprintf(stderr, "%s\n", err.text);
                abort();
            }
        }
        EXPECT(label_builder_finish(builder, &image, &err));
        label_builder_close(builder);
    }
    return buf_str(&image);
}

static void check_image(struct str image)
{
    struct label_lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    if (!label_lexicon_of_bytes(image, &lexicon, &err)) {
        expect_message(err.text);
        return;
    }
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        label_text(lexicon, str_of(texts[i]));
    }
    label_lexicon_close(lexicon);
}

static void sign(char *image, size_t n)
{
    struct image_label_header header;
    memcpy(&header, image, sizeof header);
    header.checksum = label_checksum(image + sizeof header, n - sizeof header);
    memcpy(image, &header, sizeof header);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    images_check(&(struct image_kind){sign, check_image}, good_image(), fuzz_input(data, size));
    return 0;
}
