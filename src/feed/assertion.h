/* The signed assertion by which a service account asks for an access token (RFC 7523, a JWT of RFC
 * 7519 signed as RFC 7515 has it; developers.google.com/identity/protocols/oauth2/service-account).
 * Pure: the signature itself is net/sign.h's. */
#ifndef FEED_ASSERTION_H
#define FEED_ASSERTION_H

#include "base/err.h"
#include "base/str.h"

#define ASSERTION_LASTS_S 3600 /* the longest Google takes */

struct assertion {
    struct str content;     /* header and claims, what is signed */
    struct str private_key; /* PEM */
};

/* From the key file that Google hands out: a JSON object with client_email, private_key and
 * private_key_id. The errors hold nothing of the key. In the arena, which the caller wipes. */
bool assertion_read(struct str key_file, struct str scope, struct str audience, int64_t now,
                    struct arena *arena, struct assertion *assertion, struct err *err) MUST_CHECK;

/* content.signature, as it is sent. */
struct str assertion_join(struct arena *arena, const struct assertion *assertion,
                          struct str signature);

#endif
