#pragma once

#include "Reader.hpp"

namespace records {

/// One document with its records in a list, in an object by key, or with a single one.
class DocumentReader final : public Reader {
public:
    DocumentReader(const json_options &options, std::vector<std::string> path)
        : Reader(options), wrapper(std::move(path), options.layout, options.depth),
          keyed(options.layout == JSON_LAYOUT_KEYED), single(options.layout == JSON_LAYOUT_ONE) {
        static const uint8_t key[] = {'$', 'k', 'e', 'y'};
        if (keyed) keyNode = rc_child(sheet, RC_ROOT, RC_NONE, key, sizeof key);
    }

    Wrapper wrapper;

private:
    /// What comes next among the records.
    enum class Place { recordOrEnd, record, commaOrEnd };
    enum class Step { next, incomplete, left };

    void walk() override {
        while (!pageIsFull() && state == State::reading) {
            if (token >= window.count) {
                input.pos = windowStart + window.length;
                return closeWindow();
            }
            sawToken = true;
            switch (inRecords ? stepAmongRecords() : stepThroughWrapper()) {
            case Step::next: break;
            case Step::left: return closeWindow();
            case Step::incomplete:
                input.pos = windowStart + window.tokens[token];
                return closeWindow();
            }
        }
    }

    Step stepThroughWrapper() {
        switch (wrapper.step(window, token, windowIsComplete && windowIsLast)) {
        case Wrapper::Verdict::next: return Step::next;
        case Wrapper::Verdict::incomplete: return Step::incomplete;
        case Wrapper::Verdict::records:
            inRecords = true;
            place = single ? Place::record : Place::recordOrEnd;
            return Step::next;
        case Wrapper::Verdict::failed: break;
        }
        fail(wrapper.fault, wrapper.reason, windowStart + window.tokens[token]);
        return Step::next;
    }

    Step stepAmongRecords() {
        uint8_t byte = window.at(token);
        if (place != Place::record && byte == (keyed ? '}' : ']')) {
            ++token;
            inRecords = false;
            wrapper.leaveRecords();
            return Step::next;
        }
        if (place != Place::commaOrEnd) return record();
        if (byte != ',') return broken(token);
        ++token;
        place = Place::record;
        return Step::next;
    }

    Step record() {
        const uint8_t *start = window.origin + window.tokens[token];
        uint32_t value = token;
        if (keyed) {
            if (*start != '"') return broken(token);
            if (token + 1 >= window.count) return Step::incomplete;
            if (window.at(token + 1) != ':') return broken(token + 1);
            value += 2;
            if (value >= window.count) return Step::incomplete;
        }
        const uint8_t *base = beginRecord(start);
        const uint8_t *from = window.origin + window.tokens[value];
        if (*from != '{') return notARecord(start, from, value);
        bool named = !keyed || addKey(start, window.end(token), base);
        uint32_t t = value;
        auto outcome = flattener.read(window, t, base);
        if (outcome == Flattener::Outcome::done && named) {
            const uint8_t *stop = window.origin + window.tokens[t - 1] + 1;
            addRecord(start, stop);
            return recordEnds(t, stop);
        }
        if (outcome == Flattener::Outcome::incomplete) {
            // With more input the window may show the rest; without, the brackets tell cut off from malformed.
            if (!windowIsComplete) return rc_sheet_rollback(sheet, marked()), Step::incomplete;
            return refuseByBrackets(start, from, RC_MALFORMED, RC_BAD_STRUCTURE);
        }
        if (outcome == Flattener::Outcome::done) return refuseByBrackets(start, from, RC_MALFORMED, RC_BAD_ESCAPE);
        return refuseByBrackets(start, from, flattener.fault, flattener.reason);
    }

    bool addKey(const uint8_t *start, const uint8_t *stop, const uint8_t *base) {
        if (stop < start + 2 || stop[-1] != '"') return false;
        const uint8_t *text = start + 1;
        size_t count = size_t(stop - start) - 2;
        if (!window.escapes(text, text + count)) return rc_add_cell(sheet, keyNode, size_t(text - base), count, RC_TEXT);
        uint8_t *out = rc_arena_room(sheet, count);
        uint8_t *written = unescape(text, text + count, out);
        if (!written) return false;
        int added = rc_add_cell(sheet, keyNode, sheet->arena_count, size_t(written - out), RC_TEXT | RC_IN_ARENA);
        sheet->arena_count += size_t(written - out);
        return added;
    }

    Step notARecord(const uint8_t *start, const uint8_t *from, uint32_t value) {
        if (*from == '[') return refuseByBrackets(start, from, RC_NOT_A_RECORD, RC_PLAIN);
        if (isStructural(*from)) return broken(value);
        const uint8_t *stop = window.end(value);
        uint8_t form = RC_NULL;
        rc_reason bad = *from == '"' ? RC_PLAIN : readScalar(from, stop, form);
        bool last = value + 1 >= window.count && *from != '"';
        if (last && (!windowIsComplete || (windowIsLast && bad != RC_PLAIN))) return Step::incomplete;
        refuseRecord(start, stop, bad == RC_PLAIN ? RC_NOT_A_RECORD : RC_MALFORMED, bad);
        return recordEnds(value + 1, stop);
    }

    /// Refuses the record whose value starts at `from`, and goes on behind it if its brackets can be trusted.
    Step refuseByBrackets(const uint8_t *start, const uint8_t *from, rc_fault fault, rc_reason reason) {
        const uint8_t *p = from;
        auto outcome = skipBrackets(p, end());
        if (outcome == BracketSkipper::Outcome::open) return rc_sheet_rollback(sheet, marked()), Step::incomplete;
        if (outcome == BracketSkipper::Outcome::mismatched) {
            refuseRecord(start, p + 1, RC_MALFORMED, RC_BAD_BRACKETS);
            fail(RC_MALFORMED, RC_BAD_BRACKETS, positionOf(p));
            return Step::next;
        }
        refuseRecord(start, p, fault, reason);
        uint32_t t = token;
        while (t < window.count && window.origin + window.tokens[t] < p) ++t;
        return recordEnds(t, p);
    }

    Step recordEnds(uint32_t next, const uint8_t *stop) {
        token = next;
        behindRecord();
        input.pos = positionOf(stop);
        return input.pos > windowStart + window.length ? Step::left : Step::next;
    }

    void behindRecord() {
        place = Place::commaOrEnd;
        if (!single) return;
        inRecords = false;
        wrapper.leaveRecords();
    }

    Step broken(uint32_t t) {
        fail(RC_MALFORMED, RC_BAD_STRUCTURE, windowStart + window.tokens[t]);
        return Step::next;
    }

    /// Before the last quote that opens a string, as far as its neighbour tells; the index finds out if it does not.
    size_t cutBefore(size_t limit) override {
        const uint8_t *bytes = input.bytes();
        for (size_t i = limit; i-- > input.pos + 1;) {
            if (bytes[i] != '"') continue;
            size_t before = i - 1;
            while (before > input.pos && isSpace(bytes[before])) --before;
            uint8_t byte = bytes[before];
            if (byte == ',' || byte == ':' || byte == '{' || byte == '[') return i;
        }
        return limit;
    }

    const uint8_t *itemEnd() override {
        itemIsRecord = itemIsBroken = false;
        const uint8_t *p = blanks(here());
        if (p == end()) return input.ended ? p : nullptr;
        if (standsAtRecord() && (!keyed || *p == '"')) {
            const uint8_t *value = p;
            if (keyed) {
                value = tokenEnd(value);
                if (value) value = blanks(value);
                if (!value || value == end()) return nullptr;
                if (*value != ':') return *value == '"' ? value : value + 1;
                value = blanks(value + 1);
                if (value == end()) return nullptr;
            }
            if (*value == '{' || *value == '[') {
                skipper.restart();
                auto outcome = skipper.run(value, end());
                if (outcome == BracketSkipper::Outcome::open) return nullptr;
                itemIsRecord = true;
                itemIsBroken = outcome == BracketSkipper::Outcome::mismatched;
                return itemIsBroken ? value + 1 : value;
            }
            if (!isStructural(*value)) {
                itemIsRecord = true;
                return tokenEnd(value);
            }
        }
        // The token behind is looked at together with a key, which wants a colon, a scalar, which might go on, and a
        // list that stands for an empty object.
        bool list = keyed && *p == '[';
        bool alone = isStructural(*p) && !list;
        p = tokenEnd(p);
        if (!p || alone) return p;
        p = blanks(p);
        if (p == end()) return input.ended ? p : nullptr;
        if (list && *p == '"') return tokenEnd(p);
        return isStructural(*p) || (list && *p < 0x80) ? p + 1 : p;
    }

    const uint8_t *tokenEnd(const uint8_t *p) {
        if (*p == '"') {
            for (++p; p < end(); ++p) {
                if (*p == '"') return p + 1;
                if (*p == '\\') ++p;
            }
            return nullptr;
        }
        if (isStructural(*p)) return p + 1;
        while (p < end() && *p != '"' && !isSpace(*p) && !isStructural(*p)) p += *p == '\\' && p + 1 < end() ? 2 : 1;
        // A quote inside a scalar opens a string that is part of it, as the token index sees it.
        if (p < end() && *p == '"') return tokenEnd(p);
        return p < end() || input.ended ? p : nullptr;
    }

    const uint8_t *blanks(const uint8_t *p) {
        while (p < end() && isSpace(*p)) ++p;
        return p;
    }

    void refuseItem(const uint8_t *stop, rc_reason reason) override {
        const uint8_t *start = blanks(here());
        if (!itemIsRecord) {
            if (wrapper.isDone()) return fail(RC_TRAILING_BYTES, RC_PLAIN, positionOf(start));
            return fail(RC_MALFORMED, reason, positionOf(start));
        }
        beginRecord(start);
        refuseRecord(start, stop, RC_MALFORMED, itemIsBroken ? RC_BAD_BRACKETS : reason);
        recordEnds(0, stop);
        if (itemIsBroken) fail(RC_MALFORMED, RC_BAD_BRACKETS, positionOf(stop) - 1);
    }

    bool standsAtRecord() const override { return inRecords && place != Place::commaOrEnd; }

    bool skip(const uint8_t *&p, const uint8_t *stop) override {
        auto outcome = skipper.run(p, stop);
        if (outcome == BracketSkipper::Outcome::mismatched) fail(RC_MALFORMED, RC_BAD_BRACKETS, positionOf(p));
        if (outcome != BracketSkipper::Outcome::closed) return false;
        behindRecord();
        return true;
    }

    void endOfInput() override {
        const uint8_t *rest = blanks(here());
        if (rest == end() && wrapper.isDone()) {
            state = State::ended;
            return;
        }
        if (!sawToken && rest == end()) return fail(RC_EMPTY_EXPORT, RC_PLAIN, input.have);
        if (rest < end() && standsAtRecord()) {
            beginRecord(rest);
            refuseRecord(rest, end(), RC_TRUNCATED, RC_PLAIN);
        }
        fail(RC_TRUNCATED, RC_PLAIN, input.have);
    }

    const bool keyed, single;
    uint32_t keyNode = RC_NONE;
    bool inRecords = false;
    Place place = Place::recordOrEnd;
    bool sawToken = false;
    /// The single item in the window is a record; its brackets do not fit.
    bool itemIsRecord = false;
    bool itemIsBroken = false;
};

}  // namespace records
