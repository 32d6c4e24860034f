#include "net/sign.h"

#include <limits.h>
#include <openssl/hmac.h>
#include <stdio.h>

enum { DIGEST = 32 };

const char *sign_hmac_sha256(struct str key, struct str body, char text[SIGN_TEXT_MAX])
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (key.n > INT_MAX ||
        !HMAC(EVP_sha256(), key.p ? key.p : "", (int)key.n,
              (const unsigned char *)(body.p ? body.p : ""), body.n, digest, &size)) {
        mem_out(); /* the one way it fails */
    }
    for (size_t i = 0; i < DIGEST; i++) {
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    }
    return text;
}
