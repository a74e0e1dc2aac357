/* SHA-256 and HMAC-SHA-256 of OpenSSL's libcrypto, behind an opaque state so that Swift sees no OpenSSL header. */
#ifndef LEADLOOP_CSHA256_H
#define LEADLOOP_CSHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct csha256_state csha256_state;

/* A new running digest; NULL when memory or the provider is missing. */
csha256_state *csha256_new(void);
void csha256_free(csha256_state *state);
/* 1 on success. */
int csha256_update(csha256_state *state, const void *bytes, size_t count);
/* Writes 32 bytes and starts over; 1 on success. */
int csha256_finish(csha256_state *state, uint8_t digest[32]);
/* Digest of prefix and bytes together, in one call; writes 32 bytes. */
void csha256_of(const void *prefix, size_t prefix_count, const void *bytes, size_t count, uint8_t digest[32]);
/* MD5, by which others hash addresses in the lists that they hand over; never for anything of our own. Writes 16 bytes,
   1 on success. */
int csha256_md5(const void *bytes, size_t count, uint8_t digest[16]);
/* HMAC-SHA-256; writes 32 bytes, 1 on success. */
int csha256_hmac(const void *key, size_t key_count, const void *bytes, size_t count, uint8_t digest[32]);
/* The version that is linked at run time, such as `3.0.17`. */
const char *csha256_version(void);
/* Random bytes of the operating system through libcrypto; 1 on success. */
int csha256_random(void *bytes, size_t count);

#endif
