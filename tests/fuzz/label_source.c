/* The compiler of label words. The first line of the input is the path that tells what the rest is;
 * what it makes must be what the labeller takes. */
#include "labels.h"

static void check_image(struct str image, struct str text)
{
    struct label_lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    EXPECT(label_lexicon_of_bytes(image, &lexicon, &err));
    EXPECT(strlen(label_lexicon_version(lexicon)) == 16);
    label_text(lexicon, text);
    label_lexicon_close(lexicon);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = fuzz_input(data, size), path;
    struct arena arena = {0};
    if (!str_take(&input, '\n', &path) || str_find_byte(path, '\0') != STR_NOT_FOUND) {
        return 0;
    }
    struct label_builder *builder = label_builder_open();
    struct err err = ERR_NONE;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    if (!label_builder_add_text(builder, str_z(&arena, path), input, &err) ||
        !label_builder_finish(builder, &image, &err)) {
        expect_message(err.text);
    } else {
        check_image(buf_str(&image), input);
    }
    buf_clear(&image);
    label_builder_close(builder);
    arena_clear(&arena);
    return 0;
}
