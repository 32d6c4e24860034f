#include "config/config.h"

#include "base/file.h"
#include "base/nearest.h"
#include "config/config_check.h"
#include "config/config_schema.h"

#include <stdlib.h>
#include <unistd.h>

/* $VARIABLE/below, or ~/<home>/below; NULL when neither variable is set. */
static const char *under(const char *variable, const char *home, const char *below,
                         struct arena *arena)
{
    const char *root = getenv(variable);
    if (root && *root) {
        return str_format(arena, "%s/%s", root, below).p;
    }
    root = getenv("HOME");
    return root && *root ? str_format(arena, "%s/%s/%s", root, home, below).p : NULL;
}

const char *config_find(const char *named, struct arena *arena, struct err *err)
{
    if (named) {
        return named;
    }
    const char *const places[] = {
        "nabz.yaml",
        under("XDG_CONFIG_HOME", ".config", "nabz/nabz.yaml", arena),
        "/etc/nabz/nabz.yaml",
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i] && access(places[i], F_OK) == 0) {
            return places[i];
        }
    }
    err_set(err,
            "no configuration: neither ./nabz.yaml, %s%s/etc/nabz/nabz.yaml (nabz init "
            "writes one to start from)",
            places[1] ? places[1] : "", places[1] ? " nor " : "nor ");
    return NULL;
}

static void set_default_database(struct config *config)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const char *path = under("XDG_DATA_HOME", ".local/share", "nabz/nabz.db", &arena);
    config->database = mem_strdup(path ? path : "/var/lib/nabz/nabz.db");
}

bool config_load(const char *path, struct config **config, struct err *err)
{
    void *data = NULL;
    if (!yaml_load(path, &config_schema, &data, err)) {
        return false;
    }
    struct config *loaded = data;
    loaded->path = mem_strdup(path);
    if (!loaded->database) {
        set_default_database(loaded);
    }
    if (!config_check(loaded, err)) {
        config_free(loaded);
        return false;
    }
    *config = loaded;
    return true;
}

void config_free(struct config *config)
{
    if (config) {
        free(config->path);
        yaml_drop(&config_schema, config);
    }
}

bool config_sample(struct buf *yaml, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    return file_read(file_data_path(&arena, "sample.yaml"), yaml, err);
}

const struct config_brand *config_brand(const struct config *config, const char *name)
{
    for (unsigned i = 0; i < config->brand_count; i++) {
        if (strcmp(config->brands[i].name, name) == 0) {
            return &config->brands[i];
        }
    }
    return NULL;
}

const struct config_source *config_source(const struct config *config, const char *name)
{
    for (unsigned i = 0; i < config->source_count; i++) {
        if (strcmp(config->sources[i].name, name) == 0) {
            return &config->sources[i];
        }
    }
    return NULL;
}

static bool no_such(const struct config *config, const char *what, const char *name,
                    const char *const *names, size_t count, struct err *err)
{
    const char *near = nearest_name(str_of(name), names, count);
    return err_set(err, near ? "no %s '%s' in %s; did you mean '%s'?" : "no %s '%s' in %s", what,
                   name, config->path, near);
}

bool config_no_source(const struct config *config, const char *name, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const char **names = arena_array(&arena, const char *, config->source_count + 1);
    for (unsigned i = 0; i < config->source_count; i++) {
        names[i] = config->sources[i].name;
    }
    return no_such(config, "source", name, names, config->source_count, err);
}

bool config_no_brand(const struct config *config, const char *name, struct err *err)
{
    CLEANUP(arena_clear) struct arena arena = {0};
    const char **names = arena_array(&arena, const char *, config->brand_count + 1);
    for (unsigned i = 0; i < config->brand_count; i++) {
        names[i] = config->brands[i].name;
    }
    return no_such(config, "brand", name, names, config->brand_count, err);
}

const struct config_team *config_team(const struct config *config, const char *name)
{
    for (unsigned i = 0; i < config->team_count; i++) {
        if (strcmp(config->teams[i].name, name) == 0) {
            return &config->teams[i];
        }
    }
    return NULL;
}

bool config_has_brand(char *const *brands, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(brands[i], name) == 0) {
            return true;
        }
    }
    return count == 0;
}
