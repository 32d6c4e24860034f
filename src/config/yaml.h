/* YAML files as C structs: a schema (a table of libcyaml) says what may stand where, yaml_load
 * fills the struct or says what is wrong and where:
 *
 *     nabz.yaml:12:3: unknown key "intervall": did you mean "interval"?
 *
 * libcyaml 1.3 fills the struct. What the file may hold is checked before that on the events of
 * libyaml, because libcyaml knows no place for an unknown or missing key, takes any word for yes,
 * and reads 010 as eight. A file is refused when it is not UTF-8, larger than LIMIT_CONFIG_FILE,
 * deeper than YAML_DEPTH, has more than one document, or uses aliases (so no bombs of them and no
 * merge keys). Whole numbers are decimal without leading zeros; a bool is yes, no, true or
 * false. Blocking file reads, no global state.
 *
 * https://github.com/tlsa/libcyaml/blob/v1.3.1/docs/guide.md */
#ifndef CONFIG_YAML_H
#define CONFIG_YAML_H

#include "base/err.h"
#include "base/str.h"

#include <cyaml/cyaml.h>

#define YAML_DEPTH 32 /* levels of lists and mappings */

/* A flag of ours among libcyaml's: a whole number that may be left out, but not be 0, so that 0 in
 * the struct always means "not said". */
#define YAML_FLAG_NOT_ZERO (1 << 30)

/* (yaml_drop is not called yaml_free because libyaml exports that name.)
 *
 * The schema must be a mapping by pointer (CYAML_FLAG_POINTER). On true *data is the struct, to be
 * given back with yaml_drop and the same schema; what an optional key left out is zero. The path
 * stands in front of every error as it was given. */
bool yaml_load(const char *path, const struct cyaml_schema_value *schema, void **data,
               struct err *err) MUST_CHECK;
void yaml_drop(const struct cyaml_schema_value *schema, void *data); /* data may be NULL */

#define YAML_CHOICES_MAX 512
/* The end of a complaint about an unknown name: `: did you mean "x"?`, else `: known here: a, b`,
 * else "". Returns words. */
const char *yaml_choices(struct str word, const char *const *names, size_t count,
                         char words[YAML_CHOICES_MAX]);

/* For what is wrong with a file that loaded: sets `path:line:column: <formatted>`, where place
 * names the value by its way from the top, keys and list positions from zero:
 * "sources/2/recipe". A place that is not there is told by the nearest one above it. Reads the
 * file again. Always returns false. */
bool yaml_complain(struct err *err, const char *path, const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
