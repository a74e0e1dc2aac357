/* libcurl for Swift: its calls that take any number of arguments, each with the one argument it wants. */
#ifndef LEADLOOP_CCURL_H
#define LEADLOOP_CCURL_H

#include <curl/curl.h>

/* Version and TLS library that are linked at run time, such as `libcurl/7.88.1 OpenSSL/3.0.17 …`. */
static inline const char *ccurl_version(void) { return curl_version(); }

/* The file, and the folder, of authorities' certificates that it was built to look in; NULL where there is none, or an older one
   than 7.70 is linked and does not say. */
static inline const char *ccurl_authorities_file(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info->age >= CURLVERSION_SEVENTH ? info->cainfo : NULL;
}
static inline const char *ccurl_authorities_folder(void) {
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);
    return info->age >= CURLVERSION_SEVENTH ? info->capath : NULL;
}

/* What the body's callback returns to be asked again later. */
#define CCURL_PAUSE ((size_t)CURL_WRITEFUNC_PAUSE)

/* What the callback that is asked for bytes of an upload returns where it has none to give and should have. */
#define CCURL_ABORT ((size_t)CURL_READFUNC_ABORT)

typedef size_t (*ccurl_bytes_callback)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode ccurl_set_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_size(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode ccurl_set_bytes_callback(CURL *handle, CURLoption option, ccurl_bytes_callback callback) {
    return curl_easy_setopt(handle, option, callback);
}
static inline CURLcode ccurl_set_seek_callback(CURL *handle, curl_seek_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_SEEKFUNCTION, callback);
}
static inline CURLcode ccurl_set_socket_callback(CURL *handle, curl_opensocket_callback callback) {
    return curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, callback);
}
static inline CURLcode ccurl_set_host_key_callback(CURL *handle, curl_sshhostkeycallback callback) {
    return curl_easy_setopt(handle, CURLOPT_SSH_HOSTKEYFUNCTION, callback);
}
static inline CURLcode ccurl_set_known_key_callback(CURL *handle, curl_sshkeycallback callback) {
    return curl_easy_setopt(handle, CURLOPT_SSH_KEYFUNCTION, callback);
}
static inline CURLcode ccurl_get_number(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_get_size(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_get_text(CURL *handle, CURLINFO info, const char **value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode ccurl_get_certificates(CURL *handle, struct curl_certinfo **value) {
    return curl_easy_getinfo(handle, CURLINFO_CERTINFO, value);
}
static inline CURLMcode ccurl_multi_set_number(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
/* Lets go of what OpenSSL keeps of the calling thread, which it would else do by itself once the thread has ended. */
void ccurl_thread_ends(void);

/* The transfer that a message says is done, and how it ended; NULL where it is none. */
static inline CURL *ccurl_done(const CURLMsg *message, CURLcode *result) {
    if (message->msg != CURLMSG_DONE) return NULL;
    *result = message->data.result;
    return message->easy_handle;
}

/* Has a certificate refused that does not name a host (a name, or an IP address without brackets) under its alternative names.
   The text is kept by whoever asks, for as long as the handle. */
CURLcode ccurl_require_name(CURL *handle, const char *host);

#endif
