/* A request of a recipe, filled in: from templates and values to what goes over the wire. Serves
 * walk.c and obtain.c. Pure. */
#ifndef FEED_WALK_ASK_H
#define FEED_WALK_ASK_H

#include "base/mem.h"
#include "feed/template.h"
#include "model/exchange.h"
#include "model/source.h"

/* Values of a recipe's parameters for templates outside of a walk; what stands last of a name
 * counts, then the recipe's own default. */
struct ask_values {
    const struct recipe *recipe;
    const struct param *params;
    size_t count;
};
struct str ask_value(const void *values, struct str name);

/* Whose ids the items of a source with these parameters have (recipe.h: service); absent: its own,
 * or a parameter is not known. In the arena. */
struct str ask_service(const struct recipe *recipe, const struct param *params, size_t count,
                       struct arena *arena);

/* The URL with its query, or with its other_query; false when something it must have has no value,
 * or it is too long. In the arena. */
bool ask_url(const struct recipe_request *from, bool other, struct template_names names,
             struct arena *arena, struct str *url);

/* Method, headers and body of the request to that URL; the rest is {0}. Headers, query items and
 * bodies that name something empty are left out. Secrets are copied into the arena. */
void ask_fill(const struct recipe_request *from, struct template_names names, struct str url,
              struct arena *arena, struct request *request);

#endif
