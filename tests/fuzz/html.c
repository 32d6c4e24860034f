/* HTML to text, and character references. */
#include "fuzz.h"

#include "text/html.h"

enum { CAP = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct str html = fuzz_input(data, size);
    struct str text = html_to_text(&arena, html, CAP);
    expect_clean(text, CAP);
    struct str all = html_to_text(&arena, html, 4 * size + 4);
    EXPECT(all.n < CAP || text.n > 0);
    for (size_t i = 0; i < size; i++) {
        uint32_t code = 0;
        struct str rest = str_slice(html, i, size);
        size_t n = rest.p[0] == '&' ? html_reference(rest, &code) : 0;
        EXPECT(n == 0 || (n > 2 && n <= rest.n && code <= 0x10FFFF));
    }
    struct str plain = html_unescape(&arena, html);
    EXPECT(plain.n <= size);
    arena_clear(&arena);
    return 0;
}
