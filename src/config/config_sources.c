#include "config/checker.h"

#include "base/clock.h"
#include "base/file.h"

#include <assert.h>
#include <dirent.h>
#include <unistd.h>

static_assert(offsetof(struct config_source, name) == 0, "check_names wants the name first");
static_assert(offsetof(struct config_import, name) == 0, "check_names wants the name first");

/* ---- recipes ---- */

/* The names of the recipes the program came with, for an unknown one. */
static void list_recipes(struct checker *checker, struct names *names)
{
    enum { MOST = 1000 };
    DIR *folder = opendir(file_data_path(&checker->arena, "feeds"));
    names->list = arena_array(&checker->arena, const char *, MOST);
    for (struct dirent *entry; folder && names->count < MOST && (entry = readdir(folder));) {
        if (entry->d_name[0] != '.') {
            names->list[names->count++] = str_z(&checker->arena, str_of(entry->d_name));
        }
    }
    if (folder) {
        closedir(folder);
    }
}

/* Whether there is such a recipe: not found is told with the nearest name, all else by its loader.
 */
static bool check_recipe_name(struct checker *checker, struct way way, char **recipe)
{
    if (strchr(*recipe, '/')) {
        resolve_path(checker->config, recipe);
        return access(*recipe, F_OK) == 0 || FAULT(checker, way, "no such file: %s", *recipe);
    }
    const char *below = str_format(&checker->arena, "feeds/%s/recipe.yaml", *recipe).p;
    if (access(file_data_path(&checker->arena, below), F_OK) == 0) {
        return true;
    }
    struct names names = {.count = 0};
    char words[YAML_CHOICES_MAX];
    list_recipes(checker, &names);
    return FAULT(checker, way, "unknown recipe \"%s\"%s", *recipe,
                 yaml_choices(str_of(*recipe), names.list, names.count, words));
}

/* NULL with the fault told. */
static const struct recipe *find_recipe(struct checker *checker, struct way way, char **name)
{
    if (!check_recipe_name(checker, way, name)) {
        return NULL;
    }
    bool added;
    union map_value *slot = map_put(&checker->recipes, str_of(*name), &added);
    if (added) {
        struct loaded *loaded = arena_new(&checker->arena, struct loaded);
        loaded->next = checker->loaded;
        checker->loaded = slot->pointer = loaded;
        if (!recipe_load(*name, &loaded->recipe, checker->err)) {
            return NULL;
        }
    }
    return ((const struct loaded *)slot->pointer)->recipe;
}

/* ---- parameters ---- */

struct given {
    struct checker *checker;
    const struct recipe *recipe;
    struct map names;
};

/* A parameter that the recipe knows and that was not given before. */
static bool take_name(struct given *given, struct way way, struct str name, bool secretly)
{
    const struct recipe *recipe = given->recipe;
    const char **names = arena_array(&given->checker->arena, const char *, recipe->param_count);
    const struct recipe_param *param = NULL;
    bool added;
    for (unsigned i = 0; i < recipe->param_count; i++) {
        names[i] = recipe->params[i].name;
        param = str_eq(str_of(names[i]), name) ? &recipe->params[i] : param;
    }
    if (!param) {
        char words[YAML_CHOICES_MAX];
        return FAULT(given->checker, way, "recipe %s has no parameter \"%.*s\"%s", recipe->name,
                     STR_FMT(name), yaml_choices(name, names, recipe->param_count, words));
    }
    if (param->secret && !secretly) {
        return FAULT(given->checker, way, "\"%s\" is a secret: it belongs under \"secrets\"",
                     param->name);
    }
    map_put(&given->names, name, &added);
    return added || FAULT(given->checker, way, "\"%s\" stands here twice", param->name);
}

static bool check_ends(struct checker *checker, struct way way, struct secret *secret)
{
    return !secret->ends || time_parse(str_of(secret->ends), &secret->ends_at) ||
           FAULT(checker, way, "not a date: \"%s\" (as in 2026-12-31)", secret->ends);
}

static bool take_with(struct given *given, struct way way, const char *text)
{
    struct str rest = str_of(text), name;
    return str_take(&rest, '=', &name) && rest.p && name.n
               ? take_name(given, way, name, false)
               : FAULT(given->checker, way, "not name=value: \"%s\"", text);
}

static bool nothing_missing(const struct given *given, struct way way)
{
    for (unsigned i = 0; i < given->recipe->param_count; i++) {
        const struct recipe_param *param = &given->recipe->params[i];
        if (param->required && !param->fallback && !map_get(&given->names, str_of(param->name))) {
            return FAULT(given->checker, way, "recipe %s wants the %s \"%s\"", given->recipe->name,
                         param->secret ? "secret" : "parameter", param->name);
        }
    }
    return true;
}

static bool check_parameters(struct checker *checker, unsigned i, struct config_source *source,
                             const struct recipe *recipe)
{
    struct given given = {checker, recipe, {.count = 0}};
    bool good = true;
    for (unsigned k = 0; good && k < source->secret_count; k++) {
        struct way way = at("sources/%u/secrets/%u", i, k);
        good = check_secret(checker, way, &source->secrets[k]) &&
               check_ends(checker, at("%s/ends", way.text), &source->secrets[k]) &&
               take_name(&given, way, str_of(source->secrets[k].name), true);
    }
    for (unsigned k = 0; good && k < source->with_count; k++) {
        good = take_with(&given, at("sources/%u/with/%u", i, k), source->with[k]);
    }
    good = good && nothing_missing(&given, at("sources/%u", i));
    map_clear(&given.names);
    return good;
}

/* ---- the rest ---- */

static bool check_proxy(struct checker *checker, struct way way, const char *proxy)
{
    static const char *const schemes[] = {"http://", "https://", "socks5://", "socks5h://"};
    if (!proxy) {
        return true;
    }
    if (strchr(proxy, '@')) {
        return FAULT(checker, way,
                     "a password in the proxy's URL would be no secret: it is not "
                     "supported");
    }
    for (size_t i = 0; i < CYAML_ARRAY_LEN(schemes); i++) {
        if (str_starts(str_of(proxy), str_of(schemes[i]))) {
            return check_line(checker, way, proxy);
        }
    }
    return FAULT(checker, way, "not a proxy: \"%s\" (as in http://host:3128 or socks5h://host)",
                 proxy);
}

static bool check_cost(struct checker *checker, struct way way, const double *cost,
                       const struct recipe *recipe)
{
    if (cost && !recipe->price.currency) {
        return FAULT(checker, way, "recipe %s knows no price", recipe->name);
    }
    return !cost || (*cost > 0 && *cost <= 1e9) || FAULT(checker, way, "not a sum: %g", *cost);
}

static bool check_source(struct checker *checker, unsigned i, struct config_source *source)
{
    struct way way = at("sources/%u/recipe", i);
    const struct recipe *recipe = find_recipe(checker, way, &source->recipe);
    if (recipe && recipe->disabled && !source->disabled) {
        return FAULT(checker, way, "recipe %s must not be used: %s", recipe->name,
                     recipe->disabled);
    }
    return recipe && check_parameters(checker, i, source, recipe) &&
           check_duration(checker, at("sources/%u/interval", i), source->interval,
                          &source->interval_s, 0, "60s", "30d") &&
           check_brand_list(checker, at("sources/%u/about", i), source->about,
                            source->about_count) &&
           check_number(checker, at("sources/%u/budget_day", i), &source->budget_day, 0, 1,
                        100000000) &&
           check_cost(checker, at("sources/%u/cost_day", i), source->cost_day, recipe) &&
           check_cost(checker, at("sources/%u/cost_month", i), source->cost_month, recipe) &&
           check_proxy(checker, at("sources/%u/proxy", i), source->proxy);
}

bool check_sources(struct checker *checker)
{
    struct config *config = checker->config;
    bool good = check_names(checker, "sources", config->sources, sizeof *config->sources,
                            config->source_count, &checker->sources);
    for (unsigned i = 0; good && i < config->source_count; i++) {
        good = check_source(checker, i, &config->sources[i]);
    }
    return good;
}

static bool check_import(struct checker *checker, unsigned i, struct config_import *import)
{
    if (import->source && !config_name_valid(import->source)) {
        return FAULT(checker, at("imports/%u/source", i),
                     "no name: at most 64 of a-z A-Z 0-9 and, inside, - _ .");
    }
    if (!import->time_zone) {
        import->time_zone = mem_strdup(checker->config->time_zone);
    }
    return check_zone(checker, at("imports/%u/time_zone", i), import->time_zone);
}

bool check_imports(struct checker *checker)
{
    struct config *config = checker->config;
    struct names names = {.count = 0};
    bool good = check_names(checker, "imports", config->imports, sizeof *config->imports,
                            config->import_count, &names);
    map_clear(&names.map);
    for (unsigned i = 0; good && i < config->import_count; i++) {
        good = check_import(checker, i, &config->imports[i]);
    }
    return good;
}
