#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "CRecordCells.h"

namespace records {

inline bool isSpace(uint8_t byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

inline bool isStructural(uint8_t byte) {
    return byte == ',' || byte == ':' || byte == '{' || byte == '}' || byte == '[' || byte == ']';
}

inline bool isDigit(uint8_t byte) { return uint8_t(byte - '0') < 10; }

/// The number grammar of RFC 8259, section 6; the spelling is kept, so nothing is converted.
inline bool isNumber(const uint8_t *p, const uint8_t *end) {
    if (p < end && *p == '-') ++p;
    if (p == end || !isDigit(*p)) return false;
    if (*p++ != '0')
        while (p < end && isDigit(*p)) ++p;
    if (p < end && *p == '.') {
        const uint8_t *fraction = ++p;
        while (p < end && isDigit(*p)) ++p;
        if (p == fraction) return false;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        if (++p < end && (*p == '+' || *p == '-')) ++p;
        const uint8_t *exponent = p;
        while (p < end && isDigit(*p)) ++p;
        if (p == exponent) return false;
    }
    return p == end;
}

/// Says which form the scalar has, or why it is none.
inline rc_reason readScalar(const uint8_t *p, const uint8_t *end, uint8_t &form) {
    size_t count = size_t(end - p);
    switch (*p) {
    case 'n':
        form = RC_NULL;
        return count == 4 && !std::memcmp(p, "null", 4) ? RC_PLAIN : RC_BAD_LITERAL;
    case 't':
        form = RC_FLAG;
        return count == 4 && !std::memcmp(p, "true", 4) ? RC_PLAIN : RC_BAD_LITERAL;
    case 'f':
        form = RC_FLAG;
        return count == 5 && !std::memcmp(p, "false", 5) ? RC_PLAIN : RC_BAD_LITERAL;
    case '-': case '0': case '1': case '2': case '3': case '4':
    case '5': case '6': case '7': case '8': case '9':
        form = RC_NUMBER;
        return isNumber(p, end) ? RC_PLAIN : RC_BAD_NUMBER;
    default: return RC_BAD_LITERAL;
    }
}

/// The code unit of four hexadecimal digits, or -1.
inline int32_t hexUnit(const uint8_t *p) {
    int32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
        uint8_t byte = p[i], lower = uint8_t(byte | 0x20);
        if (isDigit(byte)) unit = unit << 4 | (byte - '0');
        else if (lower >= 'a' && lower <= 'f') unit = unit << 4 | (lower - 'a' + 10);
        else return -1;
    }
    return unit;
}

/// Writes the text of a string's inside to `out`, which has room for as many bytes; `nullptr` on an escape that JSON
/// does not know. A surrogate without its partner is refused: UTF-8 cannot hold it.
inline uint8_t *unescape(const uint8_t *p, const uint8_t *end, uint8_t *out) {
    while (p < end) {
        const void *found = std::memchr(p, '\\', size_t(end - p));
        const uint8_t *slash = found ? static_cast<const uint8_t *>(found) : end;
        std::memcpy(out, p, size_t(slash - p));
        out += slash - p;
        if (slash == end) return out;
        p = slash + 1;
        if (p == end) return nullptr;
        switch (*p++) {
        case '"': *out++ = '"'; continue;
        case '\\': *out++ = '\\'; continue;
        case '/': *out++ = '/'; continue;
        case 'b': *out++ = '\b'; continue;
        case 'f': *out++ = '\f'; continue;
        case 'n': *out++ = '\n'; continue;
        case 'r': *out++ = '\r'; continue;
        case 't': *out++ = '\t'; continue;
        case 'u': break;
        default: return nullptr;
        }
        if (end - p < 4) return nullptr;
        int32_t scalar = hexUnit(p);
        p += 4;
        if (scalar < 0 || (scalar >= 0xDC00 && scalar <= 0xDFFF)) return nullptr;
        if (scalar >= 0xD800 && scalar <= 0xDBFF) {
            if (end - p < 6 || p[0] != '\\' || p[1] != 'u') return nullptr;
            int32_t low = hexUnit(p + 2);
            if (low < 0xDC00 || low > 0xDFFF) return nullptr;
            p += 6;
            scalar = 0x10000 + ((scalar - 0xD800) << 10) + (low - 0xDC00);
        }
        if (scalar < 0x80) {
            *out++ = uint8_t(scalar);
        } else if (scalar < 0x800) {
            *out++ = uint8_t(0xC0 | scalar >> 6);
            *out++ = uint8_t(0x80 | (scalar & 0x3F));
        } else if (scalar < 0x10000) {
            *out++ = uint8_t(0xE0 | scalar >> 12);
            *out++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
            *out++ = uint8_t(0x80 | (scalar & 0x3F));
        } else {
            *out++ = uint8_t(0xF0 | scalar >> 18);
            *out++ = uint8_t(0x80 | (scalar >> 12 & 0x3F));
            *out++ = uint8_t(0x80 | (scalar >> 6 & 0x3F));
            *out++ = uint8_t(0x80 | (scalar & 0x3F));
        }
    }
    return out;
}

}  // namespace records
