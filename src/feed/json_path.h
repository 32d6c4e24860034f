/* JSONPath for recipes: a subset of RFC 9535. Pure.
 *
 *     $ @ .name ['name'] ["name"] [3] [-1] [*] .* ['a','b'] ..name
 *     [?@.path] [?@.path == 'text'] [?@.path != 1]      (one comparison with a literal)
 *
 * The leading "$." or "@." may be left out: `user.name` is `@.user.name`. Not in the subset:
 * slices, functions, && and ||; at most one `..` in a path, so that no document makes it slow. */
#ifndef FEED_JSON_PATH_H
#define FEED_JSON_PATH_H

#include "base/err.h"
#include "base/str.h"

#include <jansson.h>

struct json_path;

/* Compiles into the arena; the text must live as long. */
bool json_path_read(struct arena *arena, struct str text, struct json_path **path,
                    struct err *err) MUST_CHECK;

#define JSON_NODES_MAX 100000 /* found by one path; the rest is left out */

struct json_nodes {
    json_t **list; /* borrowed from the document */
    size_t count, capacity;
};

/* Adds what the path finds, in document order. `at` is the @, `root` the $. */
void json_path_find(const struct json_path *path, json_t *root, json_t *at,
                    struct json_nodes *nodes);
/* The first one, or NULL. */
json_t *json_path_first(const struct json_path *path, json_t *root, json_t *at);
void json_nodes_add(struct json_nodes *nodes, json_t *node);
void json_nodes_clear(struct json_nodes *nodes);

/* A scalar as text: strings as they are, numbers in full, true and false; an absent slice for null,
 * arrays and objects. Numbers are written into the arena. */
struct str json_text(struct arena *arena, const json_t *node);

#endif
