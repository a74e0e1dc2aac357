#include "include/CPhoneNumber.h"

#include <google/protobuf/stubs/common.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

namespace phones = i18n::phonenumbers;
using Util = phones::PhoneNumberUtil;

phone_outcome phone_read(const char *digits, size_t length, const char *region, uint8_t *written, size_t *count) {
    // Made with the first number: it unpacks the plans of all countries, some ten milliseconds.
    static const Util &util = *Util::GetInstance();
    static const std::string nowhere = "ZZ";
    phones::PhoneNumber number;
    *count = 0;
    const std::string home = region ? std::string(region, 2) : nowhere;
    if (util.Parse(std::string(digits, length), home, &number) != Util::NO_PARSING_ERROR) return PHONE_UNREADABLE;
    std::string text;
    util.Format(number, Util::E164, &text);
    if (text.size() < 2 || text.size() > 33 || text[0] != '+') return PHONE_UNREADABLE;
    *count = text.size() - 1;
    std::memcpy(written, text.data() + 1, *count);
    // E.164 has room for 15 digits; some plans of the library hold longer ones, which nobody abroad can dial.
    const bool fits = util.IsPossibleNumberWithReason(number) == Util::IS_POSSIBLE && *count <= 15;
    return fits ? PHONE_E164 : PHONE_IMPOSSIBLE;
}

// The library refuses to start with another one than it was compiled for.
int phone_protobuf_version(void) { return GOOGLE_PROTOBUF_VERSION; }
