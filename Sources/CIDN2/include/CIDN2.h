// Domain names in their ASCII form, by libidn2: IDNA 2008 with the mapping of UTS 46.
#ifndef C_IDN2_H
#define C_IDN2_H

#include <stddef.h>

/// Writes the A-labels of a domain in UTF-8, `münchen.example` as `xn--mnchen-3ya.example`.
/// - returns how many bytes were written, 0 where this is no domain name or the room does not hold it.
size_t idn2_ascii_domain(const char *domain, size_t length, char *written, size_t room);

/// The version of the library that is loaded.
const char *idn2_library_version(void);

#endif
