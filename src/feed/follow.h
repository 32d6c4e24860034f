/* Asking a platform which mentions are still there (follow_deletes of a recipe). Pure: what to ask,
 * and what the answer says; app/poll_follow.h keeps what was asked. */
#ifndef FEED_FOLLOW_H
#define FEED_FOLLOW_H

#include "config/recipe.h"
#include "model/exchange.h"
#include "model/source.h"

/* The request for those ids, in the arena; `params` has room for one more behind the last. False
 * when a template of it has no value. */
bool follow_request(const struct recipe *recipe, struct param *params, size_t param_count,
                    const struct str *ids, size_t count, struct arena *arena,
                    struct request *request, struct err *err) MUST_CHECK;

/* Sets gone[i] for each id that the answer says, or by leaving it out says, is no more. An answer
 * in which none of the ids is found either way is not believed: what is erased does not come back.
 * False with err, which has no secret in it, when the answer tells nothing. */
bool follow_take(const struct recipe *recipe, const struct param *params, size_t param_count,
                 const struct response *response, const struct str *ids, size_t count, bool *gone,
                 struct err *err) MUST_CHECK;

#endif
