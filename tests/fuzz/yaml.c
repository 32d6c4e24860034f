/* YAML as an outline, as a recipe and as nabz.yaml. */
#include "fuzz.h"

#include "base/file.h"
#include "config/config.h"
#include "config/outline.h"
#include "feed/extract.h"

#include <unistd.h>

static void check_outline(struct str text)
{
    struct arena arena = {0};
    struct err err = ERR_NONE;
    const struct node *root = outline_read(text, "f.yaml", &arena, &err);
    if (root) {
        const struct node *found = outline_find(root, STR("fields/0/from"));
        EXPECT(found && found->at.line >= 1 && found->at.column >= 1);
    } else {
        expect_message(err.text);
    }
    arena_clear(&arena);
}

static void check_recipe(const char *path)
{
    struct recipe *recipe = NULL;
    struct err err = ERR_NONE;
    if (!recipe_load(path, &recipe, &err) || !recipe_check(recipe, &err)) {
        expect_message(err.text);
    } else {
        EXPECT(recipe->name && recipe->summary && recipe->request.url);
    }
    recipe_free(recipe);
}

static void check_config(const char *path)
{
    struct config *config = NULL;
    struct err err = ERR_NONE;
    if (!config_load(path, &config, &err)) {
        expect_message(err.text);
    }
    config_free(config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/dev/shm/nabz-fuzz-XXXXXX.yaml";
    int fd = mkstemps(path, 5);
    EXPECT(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    close(fd);
    check_outline(fuzz_input(data, size));
    check_recipe(path);
    check_config(path);
    unlink(path);
    return 0;
}
