/* The outline of a YAML document: every value with its place in the file, straight from the events
 * of libyaml. Serves config/yaml.c, which checks it against a schema and looks up places in it.
 * Refuses what yaml.h says is refused. All memory is the arena's. */
#ifndef CONFIG_OUTLINE_H
#define CONFIG_OUTLINE_H

#include "base/err.h"
#include "base/str.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAPPING };

struct place {
    size_t line, column; /* from 1 */
};

struct node {
    enum node_kind kind;
    struct place at;
    struct str text; /* of a scalar */
    bool plain;      /* a scalar without quotes */
    struct str key;  /* when it is the value of a mapping */
    struct place key_at;
    size_t count;          /* of children */
    struct node *children; /* the first one */
    struct node *next;     /* sibling */
};

/* The root of the only document in text, or NULL with err; name is the file's in the errors. */
struct node *outline_read(struct str text, const char *name, struct arena *arena, struct err *err);

/* What stands at "sources/2/recipe", or the last value above it that is there. */
const struct node *outline_find(const struct node *root, struct str way);

#endif
