/* The templates of a recipe's request: {name}, {+name} and {[group]}, see config/recipe.h. Pure. */
#ifndef FEED_TEMPLATE_H
#define FEED_TEMPLATE_H

#include "base/buf.h"
#include "base/err.h"
#include "config/recipe.h"

enum template_escape {
    ESCAPE_NONE, /* headers */
    ESCAPE_URL,  /* {name} percent-encoded, {+name} and the template itself as they are */
    ESCAPE_JSON, /* as the inside of a JSON string */
};

/* The value of a name; absent for a known name without one. */
struct template_names {
    struct str (*find)(const void *context, struct str name);
    const void *context;
};

/* Appends the template filled in. False when a name in it has no value, or what came out does not
 * fit or would break a header line: then nothing is appended. */
bool template_fill(struct str text, struct template_names names, enum template_escape escape,
                   struct buf *out);

/* Appends percent-encoded what may not stand in a query value. */
void template_encode(struct str s, struct buf *out);

/* Every name in the recipe's request is one of its parameters, or one the walk gives. */
bool template_check(const struct recipe *recipe, struct err *err) MUST_CHECK;

#endif
