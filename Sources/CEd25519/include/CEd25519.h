/* Ed25519 signatures (RFC 8032) of OpenSSL's libcrypto, so that Swift sees no OpenSSL header. */
#ifndef LEADLOOP_CED25519_H
#define LEADLOOP_CED25519_H

#include <stddef.h>
#include <stdint.h>

/* Signs bytes with the private key whose seed is given; writes 64 bytes, 1 on success. */
int ced25519_sign(const uint8_t seed[32], const void *bytes, size_t count, uint8_t signature[64]);
/* The public key that belongs to a seed; writes 32 bytes, 1 on success. */
int ced25519_public(const uint8_t seed[32], uint8_t key[32]);

#endif
