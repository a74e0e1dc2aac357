#include "include/CCurl.h"

#include <openssl/crypto.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

void ccurl_thread_ends(void) { OPENSSL_thread_stop(); }

/* Lets OpenSSL itself check the name while it shakes hands: libcurl would take the subject's common name where a
   certificate has no alternative names, which RFC 9110, section 4.3.4 no longer allows. */
static CURLcode require_name(CURL *handle, void *context, void *host) {
    (void)handle;
    X509_VERIFY_PARAM *parameters = SSL_CTX_get0_param((SSL_CTX *)context);
    X509_VERIFY_PARAM_set_hostflags(
        parameters, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host) == 1) return CURLE_OK;
    return X509_VERIFY_PARAM_set1_host(parameters, host, 0) == 1 ? CURLE_OK : CURLE_SSL_CONNECT_ERROR;
}

CURLcode ccurl_require_name(CURL *handle, const char *host) {
    CURLcode result = curl_easy_setopt(handle, CURLOPT_SSL_CTX_DATA, (void *)host);
    if (result == CURLE_OK) result = curl_easy_setopt(handle, CURLOPT_SSL_CTX_FUNCTION, require_name);
    return result;
}
