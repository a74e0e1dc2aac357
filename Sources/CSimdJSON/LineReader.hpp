#pragma once

#include "Reader.hpp"

namespace records {

/// One record a line: a line end never stands inside a record, so it is where reading goes on after a bad one.
class LineReader final : public Reader {
public:
    using Reader::Reader;

private:
    void walk() override {
        while (!pageIsFull() && state == State::reading) {
            size_t stop = windowStart + window.length;
            if (input.pos >= stop) return closeWindow();
            const void *found = std::memchr(here(), '\n', stop - input.pos);
            const uint8_t *next = found ? static_cast<const uint8_t *>(found) + 1 : input.bytes() + stop;
            line(next);
            input.pos = positionOf(next);
        }
    }

    /// Reads the line that ends before `next`, whose first token is `token`.
    void line(const uint8_t *next) {
        size_t lineEnd = size_t(next - window.origin);
        if (token >= window.count || window.tokens[token] >= lineEnd) return;
        sawLine = true;
        const uint8_t *start = window.origin + window.tokens[token];
        const uint8_t *stop = trimmed(start, next);
        const uint8_t *base = beginRecord(start);
        if (*start == '{') {
            uint32_t t = token;
            auto outcome = flattener.read(window, t, base);
            bool alone = outcome == Flattener::Outcome::done && window.tokens[t - 1] < lineEnd &&
                         (t >= window.count || window.tokens[t] >= lineEnd);
            if (alone) {
                token = t;
                return addRecord(start, stop);
            }
            bool within = outcome == Flattener::Outcome::refused && window.tokens[t] < lineEnd;
            if (within) refuse(start, stop, next, flattener.fault, flattener.reason);
            else refuse(start, stop, next, RC_MALFORMED, RC_BAD_LINE);
        } else {
            uint8_t form;
            bool value = *start == '[' || *start == '"' || readScalar(start, stop, form) == RC_PLAIN;
            refuse(start, stop, next, value ? RC_NOT_A_RECORD : RC_MALFORMED, value ? RC_PLAIN : RC_BAD_LITERAL);
        }
        while (token < window.count && window.tokens[token] < lineEnd) ++token;
    }

    /// A last line without its line end whose brackets are open was cut off.
    void refuse(const uint8_t *start, const uint8_t *stop, const uint8_t *next, rc_fault fault, rc_reason reason) {
        bool cutOff = false;
        if (input.ended && next == end() && next[-1] != '\n') {
            const uint8_t *p = start;
            skipper.restart();
            cutOff = skipper.run(p, stop) == BracketSkipper::Outcome::open;
        }
        refuseRecord(start, stop, cutOff ? RC_TRUNCATED : fault, cutOff ? RC_PLAIN : reason);
        if (cutOff) fail(RC_TRUNCATED, RC_PLAIN, positionOf(start));
    }

    const uint8_t *trimmed(const uint8_t *start, const uint8_t *stop) {
        while (stop > start && isSpace(stop[-1])) --stop;
        return stop;
    }

    size_t cutBefore(size_t limit) override {
        const uint8_t *bytes = input.bytes();
        for (size_t i = limit; i > input.pos; --i)
            if (bytes[i - 1] == '\n') return i;
        return 0;
    }

    const uint8_t *itemEnd() override {
        const void *found = std::memchr(here(), '\n', input.available());
        if (found) return static_cast<const uint8_t *>(found) + 1;
        return input.ended ? end() : nullptr;
    }

    void refuseItem(const uint8_t *next, rc_reason reason) override {
        sawLine = true;
        const uint8_t *start = here();
        while (isSpace(*start)) ++start;
        beginRecord(start);
        refuse(start, trimmed(start, next), next, RC_MALFORMED, reason);
        input.pos = positionOf(next);
    }

    bool standsAtRecord() const override { return true; }

    bool skip(const uint8_t *&p, const uint8_t *stop) override {
        const void *found = std::memchr(p, '\n', size_t(stop - p));
        p = found ? static_cast<const uint8_t *>(found) + 1 : stop;
        return found;
    }

    void endOfInput() override {
        if (sawLine) state = State::ended;
        else fail(RC_EMPTY_EXPORT, RC_PLAIN, input.have);
    }

    bool sawLine = false;
};

}  // namespace records
