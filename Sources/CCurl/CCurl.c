#include "include/CCurl.h"

#include <dlfcn.h>
#include <stddef.h>

/* Loaded when somebody asks: libcurl brings two dozen libraries with it, and a run that only reads files would wait for
   each of them to be loaded and linked. */
const char *ccurl_version(void) {
    void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!library) return NULL;
    const char *(*version)(void) = (const char *(*)(void))dlsym(library, "curl_version");
    return version ? version() : NULL;
}
