#include "cases.h"

#include "config/recipe.h"

static bool load(const char *path, struct err *err)
{
    struct recipe *recipe = NULL;
    bool loaded = recipe_load(path, &recipe, err);
    recipe_free(recipe);
    return loaded;
}

/* recipe_load puts "recipe <path>: " in front; the cases begin behind it. */
static bool load_bare(const char *path, struct err *err)
{
    struct err told = ERR_NONE;
    if (load(path, &told)) {
        return true;
    }
    return err_set(err, "%s", told.text + strlen("recipe : ") + strlen(path));
}

static void faults_are_told_with_their_place_and_the_nearest_key(void **state)
{
    (void)state;
    assert_true(run_cases(TEST_DATA "/config/recipe.txt", load_bare) >= 10);
}

static void every_word_of_a_field_is_its_own(void **state)
{
    (void)state;
    for (int a = 0; a < FIELDS; a++) {
        const char *word = recipe_field_word((enum recipe_field_name)a);
        assert_true(word[0] != '\0');
        for (int b = 0; b < a; b++) {
            assert_string_not_equal(word, recipe_field_word((enum recipe_field_name)b));
        }
    }
}

static void a_recipe_that_is_not_there_is_told_by_its_name(void **state)
{
    struct err err = ERR_NONE;
    (void)state;
    assert_false(load("no-such-site", &err));
    assert_contains(err.text, "no recipe 'no-such-site'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_with_their_place_and_the_nearest_key),
        cmocka_unit_test(every_word_of_a_field_is_its_own),
        cmocka_unit_test(a_recipe_that_is_not_there_is_told_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
