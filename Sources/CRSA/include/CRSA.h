/* Signatures with an RSA key of OpenSSL's libcrypto, so that Swift sees no OpenSSL header. */
#ifndef LEADLOOP_CRSA_H
#define LEADLOOP_CRSA_H

#include <stddef.h>
#include <stdint.h>

enum {
    CRSA_NO_KEY = -1,   /* the text holds no private key in PEM, or one with a passphrase */
    CRSA_NOT_RSA = -2,  /* a key of another kind */
    CRSA_WEAK = -3,     /* fewer than 2048 bits */
    CRSA_FAILED = -4
};

/* RSASSA-PKCS1-v1_5 with SHA-256 (RS256 of RFC 7518) over bytes, with a private key in PEM. Writes at most `room` bytes.
   Returns how many, or one of the above. */
long crsa_sign_sha256(const char *pem, size_t pem_count, const void *bytes, size_t count, uint8_t *signature, size_t room);

#endif
