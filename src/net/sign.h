/* HMAC-SHA-256 (RFC 2104, FIPS 180-4) over OpenSSL's libcrypto: how the other side of a webhook can
 * tell that a body is ours and whole. Pure. */
#ifndef NET_SIGN_H
#define NET_SIGN_H

#include "base/str.h"

#define SIGN_TEXT_MAX 65

/* Writes 64 lower-case hexadecimal digits. Returns its last argument. */
const char *sign_hmac_sha256(struct str key, struct str body, char text[SIGN_TEXT_MAX]);

#endif
