#include "net/sign.h"

#include <limits.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <stdio.h>

enum { DIGEST = 32, LEAST_BITS = 2048 };

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

static void key_free(EVP_PKEY **key)
{
    EVP_PKEY_free(*key);
}

static void digest_free(EVP_MD_CTX **digest)
{
    EVP_MD_CTX_free(*digest);
}

static int no_password(char *bytes, int size, int writing, void *user)
{
    (void)bytes, (void)size, (void)writing, (void)user;
    return -1; /* else it would ask the terminal */
}

static EVP_PKEY *key_read(struct str pem)
{
    BIO *bio = pem.n <= INT_MAX ? BIO_new_mem_buf(pem.p, (int)pem.n) : NULL;
    EVP_PKEY *key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_password, NULL) : NULL;
    BIO_free(bio);
    return key;
}

bool sign_rs256(struct str pem, struct str text, struct arena *arena, struct str *signature,
                struct err *err)
{
    CLEANUP(key_free) EVP_PKEY *key = key_read(pem);
    CLEANUP(digest_free) EVP_MD_CTX *digest = EVP_MD_CTX_new();
    size_t n = 0;
    if (!key || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < LEAST_BITS) {
        return err_set(err, "no private RSA key of %d bits or more in PEM", LEAST_BITS);
    }
    const unsigned char *bytes = (const unsigned char *)text.p;
    if (!digest || EVP_DigestSignInit(digest, NULL, EVP_sha256(), NULL, key) != 1 ||
        EVP_DigestSign(digest, NULL, &n, bytes, text.n) != 1) {
        return err_set(err, "the key cannot sign");
    }
    unsigned char *out = arena_array(arena, unsigned char, n);
    if (EVP_DigestSign(digest, out, &n, bytes, text.n) != 1) {
        return err_set(err, "the key cannot sign");
    }
    *signature = (struct str){(const char *)out, n};
    return true;
}
