// Google's libphonenumber behind a C door: digits and a region become E.164.
#ifndef C_PHONE_NUMBER_H
#define C_PHONE_NUMBER_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum phone_outcome {
    /// Digits of E.164, without the plus.
    PHONE_E164,
    /// Calling code and national digits of a number that no plan has room for: too short, too long, or local only.
    PHONE_IMPOSSIBLE,
    /// Nothing was read: no region, or no calling code such as this.
    PHONE_UNREADABLE,
};

/// Reads ASCII digits, with a leading `+` where they begin with a calling code.
///
/// `region` is two capital letters, or null where none is known. Writes at most 32 digits; `count` says how many.
enum phone_outcome phone_read(const char *digits, size_t length, const char *region, uint8_t *written, size_t *count);

/// The version of protobuf that libphonenumber keeps its plans with: 3021012 for 3.21.12.
int phone_protobuf_version(void);

#ifdef __cplusplus
}
#endif

#endif
