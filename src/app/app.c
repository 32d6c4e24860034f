#include "app/app.h"

#include "base/version.h"
#include "text/fold.h"

/* Grows when text_fold would give other words: the search index is then made anew. */
enum { FOLD_VERSION = 2 };

/* Few: one for each kind of site. */
struct app_recipes {
    struct app_recipes *next;
    const char *name;
    struct recipe *recipe;
};

static void fold(void *user, struct str text, struct buf *folded)
{
    (void)user;
    struct arena arena = {0};
    buf_add(folded, text_fold(&arena, text));
    arena_clear(&arena);
}

struct store_fold app_fold(void)
{
    return (struct store_fold){.fold = fold, .version = FOLD_VERSION};
}

static const struct str *terms_of(struct arena *arena, char *const *words, unsigned count)
{
    struct str *terms = arena_array(arena, struct str, count);
    for (unsigned i = 0; i < count; i++) {
        terms[i] = str_of(words[i]);
    }
    return terms;
}

static bool build_matcher(struct app *app, struct err *err)
{
    const struct config *config = app->config;
    struct query *queries = arena_array(&app->arena, struct query, config->brand_count);
    struct str *names = arena_array(&app->arena, struct str, config->brand_count);
    for (unsigned i = 0; i < config->brand_count; i++) {
        const struct config_brand *brand = &config->brands[i];
        names[i] = str_of(brand->name);
        queries[i] = (struct query){
            .any = terms_of(&app->arena, brand->any, brand->any_count),
            .any_count = brand->any_count,
            .all = terms_of(&app->arena, brand->all, brand->all_count),
            .all_count = brand->all_count,
            .none = terms_of(&app->arena, brand->none, brand->none_count),
            .none_count = brand->none_count,
        };
    }
    app->brands = names;
    app->brand_count = config->brand_count;
    app->matcher = matcher_build(&app->arena, queries, config->brand_count, err);
    return app->matcher || err_wrap(err, "%s: brands", config->path);
}

/* Each word is a query of its own, so that a match tells which one was said. */
static bool build_rule_words(struct app *app, struct err *err)
{
    const struct config *config = app->config;
    app->rule_words = arena_array(&app->arena, const struct matcher *, config->rule_count + 1u);
    for (unsigned r = 0; r < config->rule_count; r++) {
        const struct config_rule *rule = &config->rules[r];
        const struct str *words = terms_of(&app->arena, rule->words, rule->word_count);
        struct query *queries = arena_array(&app->arena, struct query, rule->word_count + 1u);
        for (unsigned i = 0; i < rule->word_count; i++) {
            queries[i] = (struct query){.any = &words[i], .any_count = 1};
        }
        if (rule->word_count > 0) {
            app->rule_words[r] = matcher_build(&app->arena, queries, rule->word_count, err);
            if (!app->rule_words[r]) {
                return err_wrap(err, "%s: rule %s: words", config->path, rule->name);
            }
        }
    }
    return true;
}

bool app_open(struct app *app, const struct config *config, struct store *store, int64_t now,
              struct err *err)
{
    *app = (struct app){.config = config, .store = store, .now = now, .news_since = TIME_NONE};
    if (!build_matcher(app, err) || !build_rule_words(app, err) ||
        !lexicons_open(&app->lexicons, config, err)) {
        app_close(app);
        return false;
    }
    app->lexicons.scorer.options.explain = true;
    return true;
}

void app_close(struct app *app)
{
    lexicons_close(&app->lexicons);
    for (struct app_recipes *one = app->recipes; one; one = one->next) {
        recipe_free(one->recipe);
    }
    map_clear(&app->obtaining);
    tokens_clear(&app->tokens);
    arena_clear(&app->arena);
    *app = (struct app){0};
}

const struct recipe *app_recipe(struct app *app, const char *name, struct err *err)
{
    struct app_recipes *one = app->recipes;
    while (one && strcmp(one->name, name) != 0) {
        one = one->next;
    }
    if (!one) {
        struct recipe *recipe;
        if (!recipe_load(name, &recipe, err)) {
            return NULL;
        }
        one = arena_new(&app->arena, struct app_recipes);
        *one = (struct app_recipes){app->recipes, name, recipe};
        app->recipes = one;
    }
    return one->recipe;
}

struct str app_agent(const struct config *config, struct arena *arena)
{
    const char *contact = config ? config->contact : NULL;
    return str_format(arena, "nabz/%s%s%s%s", NABZ_VERSION, contact ? " (+" : "",
                      contact ? contact : "", contact ? ")" : "");
}

size_t app_about(const struct app *app, const struct config_source *source,
                 size_t about[MENTION_BRANDS])
{
    size_t count = 0;
    for (size_t i = 0; source->about_count && i < app->brand_count && count < MENTION_BRANDS; i++) {
        if (config_has_brand(source->about, source->about_count, app->brands[i].p)) {
            about[count++] = i;
        }
    }
    return count;
}

size_t app_brand(const struct app *app, struct str name)
{
    size_t i = 0;
    while (i < app->brand_count && !str_eq(app->brands[i], name)) {
        i++;
    }
    return i;
}

bool app_says_brand(const struct app *app, struct str folded)
{
    for (unsigned b = 0; b < app->config->brand_count; b++) {
        const struct config_brand *brand = &app->config->brands[b];
        for (unsigned t = 0; t < brand->any_count; t++) {
            if (str_eq(folded, str_of(brand->any[t]))) {
                return true;
            }
        }
    }
    return false;
}
