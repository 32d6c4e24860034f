/* Two shipped JSON recipes over one body: joins and nested posts, and a Persian shop. */
#include "page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct recipe *x_search, *digikala; /* of the process, loaded once */
    struct str body = fuzz_input(data, size);
    check_page(recipe_of(SOURCE_DIR "/feeds/x-search", &x_search), body, STR_NONE);
    check_page(recipe_of(SOURCE_DIR "/feeds/digikala", &digikala), body, STR_NONE);
    return 0;
}
