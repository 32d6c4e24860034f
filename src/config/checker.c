#include "config/checker.h"

#include "base/clock.h"
#include "config/address.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void checker_clear(struct checker *checker)
{
    for (struct loaded *one = checker->loaded; one; one = one->next) {
        recipe_free(one->recipe);
    }
    map_clear(&checker->recipes);
    map_clear(&checker->brands.map);
    map_clear(&checker->sources.map);
    map_clear(&checker->teams.map);
    map_clear(&checker->touchpoints.map);
    arena_clear(&checker->arena);
}

struct way at(const char *format, ...)
{
    struct way way;
    va_list args;
    va_start(args, format);
    vsnprintf(way.text, sizeof way.text, format, args);
    va_end(args);
    return way;
}

bool check_number(struct checker *checker, struct way way, int64_t *value, int64_t fallback,
                  int64_t least, int64_t most)
{
    if (*value == 0) {
        *value = fallback;
        return true;
    }
    return (*value >= least && *value <= most) ||
           FAULT(checker, way, "%lld is not between %lld and %lld", (long long)*value,
                 (long long)least, (long long)most);
}

bool check_duration(struct checker *checker, struct way way, const char *text, int64_t *seconds,
                    int64_t fallback, const char *least, const char *most)
{
    int64_t low = 0, high = 0;
    bool known = duration_parse(str_of(least), &low) && duration_parse(str_of(most), &high);
    assert(known);
    (void)known;
    if (!text) {
        *seconds = fallback;
        return true;
    }
    if (!duration_parse(str_of(text), seconds)) {
        return FAULT(checker, way, "not a duration: \"%s\" (write 90s, 15m, 2h, 7d or 1w)", text);
    }
    return (*seconds >= low && *seconds <= high) ||
           FAULT(checker, way, "%s is not between %s and %s", text, least, most);
}

bool check_zone(struct checker *checker, struct way way, const char *zone)
{
    if (!zone_exists("Asia/Tehran") && !zone_exists(zone)) {
        return FAULT(checker, way, "no time zone but UTC is known here: install tzdata");
    }
    return zone_exists(zone) ||
           FAULT(checker, way, "unknown time zone \"%s\" (as in Asia/Tehran or UTC)", zone);
}

bool check_line(struct checker *checker, struct way way, const char *text)
{
    for (const char *c = text; c && *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7F) {
            return FAULT(checker, way, "the text holds a line break or a control character");
        }
    }
    return true;
}

bool check_address(struct checker *checker, struct way way, const char *address)
{
    return address_valid(str_of(address)) ||
           FAULT(checker, way, "not a mail address: \"%s\" (as in name@example.com)", address);
}

void resolve_path(const struct config *config, char **path)
{
    const char *slash = strrchr(config->path, '/'), *home = getenv("HOME");
    struct str folder = {config->path, slash ? (size_t)(slash - config->path) + 1 : 0};
    if (!*path || **path == '/') {
        return;
    }
    CLEANUP(arena_clear) struct arena arena = {0};
    bool of_home = strncmp(*path, "~/", 2) == 0 && home;
    struct str whole = of_home ? str_format(&arena, "%s/%s", home, *path + 2)
                               : str_format(&arena, "%.*s%s", STR_FMT(folder), *path);
    free(*path);
    *path = mem_strdup(whole.p);
}

bool config_name_valid(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++) {
        if (!isalnum((unsigned char)name[i]) && !(i && strchr("-_.", name[i]))) {
            return false;
        }
    }
    return n > 0 && n <= 64;
}

bool check_names(struct checker *checker, const char *list, const void *records, size_t size,
                 size_t count, struct names *names)
{
    names->list = arena_array(&checker->arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *name;
        bool added;
        memcpy(&name, (const char *)records + i * size, sizeof name);
        struct way way = at("%s/%zu/name", list, i);
        if (!config_name_valid(name)) {
            return FAULT(checker, way,
                         "\"%s\" is no name: at most 64 of a-z A-Z 0-9 and, inside, - _ .", name);
        }
        map_put(&names->map, str_of(name), &added);
        if (!added) {
            return FAULT(checker, way, "the name \"%s\" is taken", name);
        }
        names->list[names->count++] = name;
    }
    return true;
}

bool check_reference(struct checker *checker, struct way way, const char *what,
                     const struct names *names, const char *name)
{
    char words[YAML_CHOICES_MAX];
    return map_get(&names->map, str_of(name)) ||
           FAULT(checker, way, "unknown %s \"%s\"%s", what, name,
                 yaml_choices(str_of(name), names->list, names->count, words));
}

bool check_time_of_day(struct checker *checker, struct way way, const char *text, int *minutes)
{
    struct str rest = str_of(text), hour;
    int64_t h = -1, m = -1;
    bool read = str_take(&rest, ':', &hour) && rest.n == 2 && hour.n && hour.n <= 2 &&
                str_to_int(hour, &h) && str_to_int(rest, &m);
    if (!read || h < 0 || h > 23 || m < 0 || m > 59) {
        return FAULT(checker, way, "not a time of day: \"%s\" (as in 22:00)", text);
    }
    *minutes = (int)(60 * h + m);
    return true;
}

bool check_secret(struct checker *checker, struct way way, struct secret *secret)
{
    if (!!secret->file + !!secret->command + !!secret->env != 1) {
        return FAULT(checker, way, "a secret has one of \"file\", \"command\" and \"env\"");
    }
    resolve_path(checker->config, &secret->file);
    return true;
}

bool check_reference_list(struct checker *checker, struct way way, const char *what,
                          const struct names *names, char **list, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        if (!check_reference(checker, at("%s/%u", way.text, i), what, names, list[i])) {
            return false;
        }
    }
    return true;
}

bool check_brand_list(struct checker *checker, struct way way, char **brands, unsigned count)
{
    return check_reference_list(checker, way, "brand", &checker->brands, brands, count);
}
