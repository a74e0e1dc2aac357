/* libcurl behind a narrow header. */
#ifndef LEADLOOP_CCURL_H
#define LEADLOOP_CCURL_H

/* Version and TLS library that are linked at run time, such as `libcurl/7.88.1 OpenSSL/3.0.17 …`. */
const char *ccurl_version(void);

#endif
