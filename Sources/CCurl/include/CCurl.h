/* libcurl behind a narrow header. */
#ifndef LEADLOOP_CCURL_H
#define LEADLOOP_CCURL_H

/* Version and TLS library that are there at run time, such as `libcurl/7.88.1 OpenSSL/3.0.17 …`; NULL without libcurl. */
const char *ccurl_version(void);

#endif
