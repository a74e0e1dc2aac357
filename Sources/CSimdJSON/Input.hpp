#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace records {

/// The bytes that are still needed: those of the page under construction, and those not yet read.
class Input {
public:
    ~Input() { std::free(memory); }
    Input() = default;
    Input(const Input &) = delete;
    Input &operator=(const Input &) = delete;

    /// Where reading stands, and one past the last byte there is; positions move when `room` makes place.
    size_t pos = 0;
    size_t have = 0;
    bool ended = false;

    uint8_t *bytes() { return memory; }
    size_t available() const { return have - pos; }

    /// Makes room for `count` bytes behind `have`, forgetting what stands before `keep`; returns how far the rest
    /// moved to the front.
    size_t makeRoom(size_t count, size_t keep) {
        if (capacity - have >= count && memory) return 0;
        if (keep > 0) {
            lineOf(keep);
            std::memmove(memory, memory + keep, have - keep);
            pos -= keep;
            have -= keep;
            counted -= keep;
        }
        if (capacity - have < count) {
            size_t wanted = capacity ? capacity : count;
            while (wanted - have < count) wanted *= 2;
            // One byte more than that is a window's end mark.
            void *larger = std::realloc(memory, wanted + 64);
            if (!larger) {
                std::fputs("out of memory\n", stderr);
                std::abort();
            }
            memory = static_cast<uint8_t *>(larger);
            capacity = wanted;
        }
        return keep;
    }

    /// The 1-based line of a position, which never lies before the one asked for last.
    uint64_t lineOf(size_t position) {
        while (counted < position) {
            const void *found = std::memchr(memory + counted, '\n', position - counted);
            if (!found) {
                counted = position;
                break;
            }
            counted = size_t(static_cast<const uint8_t *>(found) - memory) + 1;
            ++line;
        }
        return line;
    }

    /// Forgets the bytes from `position` on, whose lines are counted.
    void cut(size_t position) {
        lineOf(have);
        have = pos = counted = position;
    }

private:
    uint8_t *memory = nullptr;
    size_t capacity = 0;
    size_t counted = 0;
    uint64_t line = 1;
};

}  // namespace records
