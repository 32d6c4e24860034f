#include "feed/assertion.h"

#include <jansson.h>
#include <stdlib.h>

/* base64url without padding (RFC 4648 5; RFC 7515 2). */
static struct str base64url(struct arena *arena, struct str bytes)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *out = arena_array(arena, char, bytes.n / 3 * 4 + 5);
    size_t n = 0;
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t here = bytes.n - i < 3 ? bytes.n - i : 3;
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++) {
            group = group << 8 | (k < here ? (unsigned char)bytes.p[i + k] : 0);
        }
        for (size_t k = 0; k <= here; k++) {
            out[n++] = letters[group >> (18 - 6 * k) & 63];
        }
    }
    return (struct str){out, n};
}

static struct str encoded(struct arena *arena, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    if (!text) {
        mem_out();
    }
    struct str out = base64url(arena, str_of(text));
    free(text);
    json_decref(object);
    return out;
}

static struct str content_of(json_t *key, struct str scope, struct str audience, int64_t now,
                             struct arena *arena)
{
    json_t *header = json_pack("{s:s, s:s, s:O}", "alg", "RS256", "typ", "JWT", "kid",
                               json_object_get(key, "private_key_id"));
    json_t *claims =
        json_pack("{s:O, s:s%, s:s%, s:I, s:I}", "iss", json_object_get(key, "client_email"),
                  "scope", scope.p, scope.n, "aud", audience.p, audience.n, "iat", (json_int_t)now,
                  "exp", (json_int_t)(now + ASSERTION_LASTS_S));
    struct str first = encoded(arena, header), second = encoded(arena, claims);
    return str_format(arena, "%.*s.%.*s", STR_FMT(first), STR_FMT(second));
}

bool assertion_read(struct str key_file, struct str scope, struct str audience, int64_t now,
                    struct arena *arena, struct assertion *assertion, struct err *err)
{
    static const char *const wanted[] = {"client_email", "private_key", "private_key_id"};
    json_t *key = json_loadb(key_file.p, key_file.n, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(key)) {
        json_decref(key);
        return err_set(err, "not the key file of a service account: not a JSON object");
    }
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        if (!json_string_length(json_object_get(key, wanted[i]))) {
            json_decref(key);
            return err_set(err, "not the key file of a service account: no %s", wanted[i]);
        }
    }
    assertion->content = content_of(key, scope, audience, now, arena);
    assertion->private_key =
        str_copy(arena, str_of(json_string_value(json_object_get(key, "private_key"))));
    json_decref(key);
    return true;
}

struct str assertion_join(struct arena *arena, const struct assertion *assertion,
                          struct str signature)
{
    struct str text = base64url(arena, signature);
    return str_format(arena, "%.*s.%.*s", STR_FMT(assertion->content), STR_FMT(text));
}
