/* The lexicon compiler. The first line of the input is the path that tells what the rest is. */
#include "fuzz.h"

#include "base/limits.h"
#include "sentiment/compile.h"
#include "sentiment/score.h"

#include <math.h>

/* What the compiler makes must be what the scorer takes. */
static void check_image(struct str image, struct str text)
{
    struct lexicon *lexicon = NULL;
    struct err err = ERR_NONE;
    EXPECT(lexicon_of_bytes(image, &lexicon, &err));
    EXPECT(lexicon_verify(lexicon, &err));
    struct lexicon_counts counts = lexicon_counts(lexicon);
    EXPECT(counts.curated + counts.learned == 0 || counts.words > 0);
    struct scorer scorer = {.lexicon = lexicon, .options = SCORER_DEFAULT};
    struct tokens tokens = {0};
    struct score score;
    score_text(&scorer, &tokens, text, &score);
    EXPECT(fabs(score.compound) <= 1);
    tokens_clear(&tokens);
    lexicon_close(lexicon);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str input = fuzz_input(data, size), path;
    struct arena arena = {0};
    if (!str_take(&input, '\n', &path) || str_find_byte(path, '\0') != STR_NOT_FOUND) {
        return 0;
    }
    struct lexicon_builder *builder = lexicon_builder_open();
    struct err err = ERR_NONE;
    struct buf image = BUF_INIT(LIMIT_LEXICON_FILE);
    if (!lexicon_builder_add_text(builder, str_z(&arena, path), input, &err) ||
        !lexicon_builder_finish(builder, &image, &err)) {
        expect_message(err.text);
    } else {
        check_image(buf_str(&image), input);
    }
    buf_clear(&image);
    lexicon_builder_close(builder);
    arena_clear(&arena);
    return 0;
}
