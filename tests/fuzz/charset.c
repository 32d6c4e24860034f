/* Bytes of a page to UTF-8: the first line of the input is the Content-Type. */
#include "fuzz.h"

#include "feed/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = fuzz_input(data, size), type;
    struct arena arena = {0};
    if (!str_take(&body, '\n', &type)) {
        return 0;
    }
    EXPECT(utf8_valid(charset_to_utf8(&arena, body, type)));
    EXPECT(utf8_valid(charset_to_utf8(&arena, body, STR_NONE)));
    arena_clear(&arena);
    return 0;
}
