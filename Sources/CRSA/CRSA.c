#include "include/CRSA.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

/* Nobody is asked for a passphrase. */
static int no_passphrase(char *buffer, int size, int rwflag, void *data) {
    (void)buffer, (void)size, (void)rwflag, (void)data;
    return -1;
}

long crsa_sign_sha256(const char *pem, size_t pem_count, const void *bytes, size_t count, uint8_t *signature, size_t room) {
    if (pem_count > INT_MAX) return CRSA_NO_KEY;
    BIO *text = BIO_new_mem_buf(pem, (int)pem_count);
    if (!text) return CRSA_FAILED;
    EVP_PKEY *key = PEM_read_bio_PrivateKey(text, NULL, no_passphrase, NULL);
    BIO_free(text);
    if (!key) return CRSA_NO_KEY;
    long result = CRSA_FAILED;
    EVP_MD_CTX *context = NULL;
    if (EVP_PKEY_base_id(key) != EVP_PKEY_RSA) {
        result = CRSA_NOT_RSA;
    } else if (EVP_PKEY_bits(key) < 2048) {
        result = CRSA_WEAK;
    } else if ((context = EVP_MD_CTX_new())) {
        size_t length = room;
        if ((size_t)EVP_PKEY_size(key) <= room && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
            EVP_DigestSign(context, signature, &length, bytes, count) == 1)
            result = (long)length;
    }
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(key);
    return result;
}
