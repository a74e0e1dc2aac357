#include "include/CIDN2.h"

#include <idn2.h>
#include <string.h>

const char *idn2_library_version(void) { return idn2_check_version(NULL); }

size_t idn2_ascii_domain(const char *domain, size_t length, char *written, size_t room) {
    // A name has 253 bytes at most; in UTF-8 each may stand for four.
    char text[1024];
    if (length == 0 || length >= sizeof text || memchr(domain, 0, length)) return 0;
    memcpy(text, domain, length);
    text[length] = 0;
    char *ascii = NULL;
    const int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES;
    if (idn2_to_ascii_8z(text, &ascii, flags) != IDN2_OK) return 0;
    const size_t count = strlen(ascii);
    const int fits = count <= room;
    if (fits) memcpy(written, ascii, count);
    idn2_free(ascii);
    return fits ? count : 0;
}
