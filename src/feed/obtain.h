/* Values a recipe asks a platform for before it asks for mentions: an access token for a client id
 * and secret (RFC 6749), a longer life for a token, the number of a hashtag. Pure: what to ask, and
 * what the answer says; app/poll_obtain.h keeps the values. */
#ifndef FEED_OBTAIN_H
#define FEED_OBTAIN_H

#include "config/recipe.h"
#include "feed/assertion.h"
#include "model/exchange.h"
#include "model/source.h"

struct obtained {
    struct str value;
    int64_t ends_at; /* TIME_NONE: never */
};

/* The one row of that name that is used: the first whose `with` are all given; NULL when the value
 * itself is given and not renewed, or nothing to obtain it with. */
const struct recipe_obtain *obtain_row(const struct recipe *recipe, struct str name,
                                       const struct param *params, size_t param_count);

/* What identifies the value, whoever asks for it: row, `with`, and what it is renewed from. Safe to
 * store. In the arena. */
struct str obtain_key(const struct recipe *recipe, const struct recipe_obtain *row,
                      const struct param *params, size_t param_count, struct arena *arena);

/* The request, in the arena. False when a template of it has no value. Of a row with a key_file the
 * parameter "assertion" must be among the params; obtain_assertion tells what it signs, which wants
 * no other. */
bool obtain_request(const struct recipe *recipe, const struct recipe_obtain *row,
                    const struct param *params, size_t param_count, struct arena *arena,
                    struct request *request, struct err *err) MUST_CHECK;

bool obtain_assertion(const struct recipe *recipe, const struct recipe_obtain *row,
                      const struct param *params, size_t param_count, int64_t now,
                      struct arena *arena, struct assertion *assertion, struct err *err) MUST_CHECK;

/* The value of the answer, in the arena. On false *state is what it means for the source, and err
 * has no secret in it. */
bool obtain_take(const struct recipe *recipe, const struct recipe_obtain *row,
                 const struct param *params, size_t param_count, const struct response *response,
                 struct arena *arena, struct obtained *obtained, enum source_state *state,
                 struct err *err) MUST_CHECK;

/* Whether every value the recipe obtains is given, or what it is obtained with. */
bool obtain_check(const struct recipe *recipe, const struct param *params, size_t param_count,
                  struct err *err) MUST_CHECK;

#endif
