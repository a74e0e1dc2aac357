#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace records {

/// Finds the end of a value that cannot be read, by its brackets and strings alone; may go on in later bytes.
class BracketSkipper {
public:
    enum class Outcome { closed, open, mismatched };

    void restart() {
        depth = 0;
        inString = escaped = false;
    }

    /// Moves `p` behind the bracket that closes the value, or to the bracket that does not fit, or to `end`; a value
    /// without brackets is closed by the comma or bracket behind it, where `p` stays.
    Outcome run(const uint8_t *&p, const uint8_t *end) {
        for (; p < end; ++p) {
            uint8_t byte = *p;
            if (byte == '\\') {
                // Outside a string as well: that is how the token index pairs quotes.
                escaped = !escaped;
                continue;
            }
            bool literal = escaped;
            escaped = false;
            if (inString) {
                if (byte == '"' && !literal) inString = false;
                continue;
            }
            switch (byte) {
            case '"': inString = !literal; break;
            case '{': case '[':
                // One bit a level: deeper than this is an attack, and its brackets are not worth counting.
                if (depth >= depthLimit) return Outcome::mismatched;
                if (depth / 64 == kinds.size()) kinds.push_back(0);
                if (byte == '{') kinds[depth / 64] |= uint64_t(1) << depth % 64;
                else kinds[depth / 64] &= ~(uint64_t(1) << depth % 64);
                ++depth;
                break;
            case ',':
                if (depth == 0) return Outcome::closed;
                break;
            case '}': case ']':
                if (depth == 0) return Outcome::closed;
                --depth;
                if ((kinds[depth / 64] >> depth % 64 & 1) != (byte == '}')) return Outcome::mismatched;
                if (depth == 0) {
                    ++p;
                    return Outcome::closed;
                }
                break;
            default: break;
            }
        }
        return Outcome::open;
    }

private:
    static constexpr size_t depthLimit = size_t(1) << 23;
    std::vector<uint64_t> kinds;
    size_t depth = 0;
    bool inString = false;
    bool escaped = false;
};

}  // namespace records
