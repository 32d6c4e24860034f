/* A saved answer: its parameters, headers and body, taken through a recipe with every kind of row.
 */
#include "page.h"

#include "feed/saved.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct recipe *recipe;
    struct buf lines = BUF_INIT(64 * MIB);
    struct err err = ERR_NONE;
    struct str rest, line;
    if (!saved_read(recipe_of(SOURCE_DIR "/feeds/x-search", &recipe), fuzz_input(data, size),
                    &lines, &err)) {
        expect_message(err.text);
        buf_reset(&lines);
    }
    rest = buf_str(&lines);
    while (str_take(&rest, '\n', &line) && line.n) {
        json_t *json = json_loadb(line.p, line.n, JSON_REJECT_DUPLICATES, NULL);
        EXPECT(json_is_object(json));
        json_decref(json);
    }
    buf_clear(&lines);
    return 0;
}
