/* Signatures over OpenSSL's libcrypto. Pure. */
#ifndef NET_SIGN_H
#define NET_SIGN_H

#include "base/err.h"
#include "base/str.h"

#define SIGN_TEXT_MAX 65

/* HMAC-SHA-256 (RFC 2104, FIPS 180-4): how the other side of a webhook can tell that a body is ours
 * and whole. Writes 64 lower-case hexadecimal digits. Returns its last argument. */
const char *sign_hmac_sha256(struct str key, struct str body, char text[SIGN_TEXT_MAX]);

/* RS256 (RSASSA-PKCS1-v1_5 over SHA-256, RFC 7518 3.3) by a private RSA key of 2048 bits or more,
 * PEM without a password. The signature's bytes live in the arena. err has nothing of the key. */
bool sign_rs256(struct str pem, struct str text, struct arena *arena, struct str *signature,
                struct err *err) MUST_CHECK;

#endif
