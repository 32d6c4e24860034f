/* The draft of a recipe from any page: what is written loads, is a recipe, and reads the page. */
#include "page.h"

#include "feed/draft.h"

#include <stdio.h>
#include <unistd.h>

static void expect_recipe(const struct draft *draft, struct str body)
{
    struct arena arena = {0};
    const char *path = str_format(&arena, "/tmp/fuzz-draft-%ld.yaml", (long)getpid()).p;
    struct recipe *recipe = NULL;
    struct err err = ERR_NONE;
    FILE *out = fopen(path, "wb");
    EXPECT(out);
    fwrite(draft->recipe.p, 1, draft->recipe.n, out);
    fclose(out);
    EXPECT(recipe_load(path, &recipe, &err));
    EXPECT(recipe_check(recipe, &err));
    remove(path);
    check_page(recipe, body, STR_NONE);
    recipe_free(recipe);
    arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = fuzz_input(data, size);
    struct draft_page page = {.name = "t", .url = STR("https://h.example/a?b=\"c\""), .body = body};
    struct arena arena = {0};
    struct draft draft;
    if (draft_make(&page, &arena, &draft)) {
        expect_recipe(&draft, body);
    }
    for (size_t i = 0; i < draft.linked_count; i++) {
        EXPECT(str_starts(draft.linked[i], STR("http")));
    }
    buf_clear(&draft.recipe);
    arena_clear(&arena);
    return 0;
}
