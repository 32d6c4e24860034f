/* What every check of nabz.yaml is made of: a value is good, or the fault is told with its place.
 * Internal to config_check.c, config_sources.c and config_teams.c; all return false with
 * checker->err set. */
#ifndef CONFIG_CHECKER_H
#define CONFIG_CHECKER_H

#include "base/map.h"
#include "config/config.h"
#include "config/recipe.h"
#include "config/yaml.h"

/* The names of a list, to find references in. */
struct names {
    struct map map;
    const char **list;
    size_t count;
};

struct loaded {
    struct loaded *next;
    struct recipe *recipe;
};

struct checker {
    struct config *config;
    struct err *err;
    struct arena arena;
    struct names brands, sources, teams, touchpoints;
    struct map recipes; /* name to struct loaded: many sources share one */
    struct loaded *loaded;
};

void checker_clear(struct checker *checker);

/* Where a value stands, "sources/2/recipe", as yaml_complain wants it. */
struct way {
    char text[128];
};
struct way at(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define FAULT(checker, way, ...)                                                                   \
    yaml_complain((checker)->err, (checker)->config->path, (way).text, __VA_ARGS__)

/* Zero is "not said": it becomes the fallback. */
bool check_number(struct checker *checker, struct way way, int64_t *value, int64_t fallback,
                  int64_t least, int64_t most);
/* text NULL is "not said"; least and most are durations themselves. */
bool check_duration(struct checker *checker, struct way way, const char *text, int64_t *seconds,
                    int64_t fallback, const char *least, const char *most);
bool check_time_of_day(struct checker *checker, struct way way, const char *text, int *minutes);
bool check_zone(struct checker *checker, struct way way, const char *zone);
bool check_address(struct checker *checker, struct way way, const char *address);
/* One line a person may read, or that goes into a header. NULL is fine. */
bool check_line(struct checker *checker, struct way way, const char *text);
/* One source for its value; the file's path is resolved. */
bool check_secret(struct checker *checker, struct way way, struct secret *secret);

/* Makes a path absolute or seen from here: of nabz.yaml's folder, ~ of the user's. NULL is fine. */
void resolve_path(const struct config *config, char **path);

/* Every name of an array of records well-formed and said once; names gets them all. The name is the
 * first member of each record of `size` bytes. */
bool check_names(struct checker *checker, const char *list, const void *records, size_t size,
                 size_t count, struct names *names);
bool check_reference(struct checker *checker, struct way way, const char *what,
                     const struct names *names, const char *name);
bool check_brand_list(struct checker *checker, struct way way, char **brands, unsigned count);
bool check_reference_list(struct checker *checker, struct way way, const char *what,
                          const struct names *names, char **list, unsigned count);

/* The whole lists: config_sources.c, config_teams.c. */
bool check_sources(struct checker *checker);
bool check_imports(struct checker *checker);
bool check_teams(struct checker *checker);
bool check_operator(struct checker *checker); /* after the teams */
/* Mail is configured, or the team of that name, which there is, wants none. */
bool check_can_be_told(struct checker *checker, struct way way, const char *team);

#endif
