#define OPENSSL_SUPPRESS_DEPRECATED /* SHA256_* costs a third of EVP_* for short records and is the same code */
#include "include/CSHA256.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct csha256_state {
    SHA256_CTX context;
};

csha256_state *csha256_new(void) {
    csha256_state *state = malloc(sizeof *state);
    if (state && !SHA256_Init(&state->context)) {
        free(state);
        return NULL;
    }
    return state;
}

void csha256_free(csha256_state *state) { free(state); }

int csha256_update(csha256_state *state, const void *bytes, size_t count) { return SHA256_Update(&state->context, bytes, count); }

int csha256_finish(csha256_state *state, uint8_t digest[32]) {
    return SHA256_Final(digest, &state->context) && SHA256_Init(&state->context);
}

void csha256_of(const void *prefix, size_t prefix_count, const void *bytes, size_t count, uint8_t digest[32]) {
    SHA256_CTX context;
    SHA256_Init(&context);
    SHA256_Update(&context, prefix, prefix_count);
    SHA256_Update(&context, bytes, count);
    SHA256_Final(digest, &context);
}

int csha256_md5(const void *bytes, size_t count, uint8_t digest[16]) { return MD5(bytes, count, digest) != NULL; }

int csha256_hmac(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t digest[32]) {
    /* RFC 2104, over the code that costs a third for short texts; a key as long as a block or shorter is used as it is. */
    if (key_count <= 64) {
        uint8_t inner[64], outer[64];
        memset(inner, 0x36, sizeof inner);
        memset(outer, 0x5c, sizeof outer);
        for (size_t index = 0; index < key_count; index++) {
            inner[index] ^= ((const uint8_t *)key)[index];
            outer[index] ^= ((const uint8_t *)key)[index];
        }
        csha256_of(inner, sizeof inner, bytes, count, digest);
        csha256_of(outer, sizeof outer, digest, 32, digest);
        OPENSSL_cleanse(inner, sizeof inner);
        OPENSSL_cleanse(outer, sizeof outer);
        return 1;
    }
    unsigned int length = 32;
    return HMAC(EVP_sha256(), key, (int)key_count, bytes, count, digest, &length) != NULL && length == 32;
}

int csha256_random(void *bytes, size_t count) { return RAND_bytes(bytes, (int)count) == 1; }

const char *csha256_version(void) { return OpenSSL_version(OPENSSL_VERSION_STRING); }
