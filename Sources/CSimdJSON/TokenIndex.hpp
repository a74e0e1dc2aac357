#pragma once

#include <simdjson.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

namespace records {

/// Where the tokens of a stretch of JSON start: brackets, commas, colons, strings and scalars.
///
/// This is simdjson's first stage, chosen for the processor at run time: it tells strings from structure, validates
/// UTF-8 and refuses raw control characters in strings. The stretch starts outside a string.
class TokenIndex {
public:
    enum class Outcome { indexed, openString, badUTF8, badControl };

    explicit TokenIndex(size_t capacity) {
        check(simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, parser));
        room = capacity;
    }

    Outcome index(const uint8_t *bytes, size_t length) {
        if (length > room) {
            while (room < length) room *= 2;
            check(parser->set_capacity(room));
        }
        count = 0;
        simdjson::error_code error =
            length ? parser->stage1(bytes, length, simdjson::stage1_mode::regular) : simdjson::EMPTY;
        switch (error) {
        case simdjson::SUCCESS: count = parser->n_structural_indexes; break;
        case simdjson::EMPTY: break;
        case simdjson::UNCLOSED_STRING: return Outcome::openString;
        case simdjson::UTF8_ERROR: return Outcome::badUTF8;
        case simdjson::UNESCAPED_CHARS: return Outcome::badControl;
        default: check(error);
        }
        // Whoever looks one or two tokens ahead lands on the end; simdjson keeps room for three such entries.
        parser->structural_indexes[count] = uint32_t(length);
        parser->structural_indexes[count + 1] = uint32_t(length);
        return Outcome::indexed;
    }

    const uint32_t *positions() const { return parser->structural_indexes.get(); }

    uint32_t count = 0;

private:
    static void check(simdjson::error_code error) {
        if (error == simdjson::SUCCESS) return;
        std::fprintf(stderr, "simdjson: %s\n", simdjson::error_message(error));
        std::abort();
    }

    std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
    size_t room = 0;
};

}  // namespace records
