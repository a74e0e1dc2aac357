#pragma once

#include <vector>

#include "CRecordCells.h"
#include "Scalars.hpp"

namespace records {

/// A stretch of input with its tokens.
struct Window {
    /// Byte 0 of the token positions; the byte behind the stretch is readable and NUL.
    const uint8_t *origin = nullptr;
    const uint32_t *tokens = nullptr;
    uint32_t count = 0;
    /// The first backslash at or behind `searchedFrom`, as positions from `origin`: strings between the two need no
    /// unescaping.
    size_t backslash = 0;
    size_t searchedFrom = 0;
    size_t length = 0;

    uint8_t at(uint32_t token) const { return origin[tokens[token]]; }

    /// One past the last byte of a scalar or string token: what follows it is white space or the next token.
    const uint8_t *end(uint32_t token) const {
        const uint8_t *start = origin + tokens[token];
        const uint8_t *p = origin + tokens[token + 1];
        while (p > start + 1 && isSpace(p[-1])) --p;
        return p;
    }

    bool escapes(const uint8_t *from, const uint8_t *to) {
        size_t start = size_t(from - origin);
        if (start < searchedFrom || backslash < start) findBackslash(start);
        return backslash < size_t(to - origin);
    }

    void findBackslash(size_t start) {
        const void *found = start < length ? std::memchr(origin + start, '\\', length - start) : nullptr;
        searchedFrom = start;
        backslash = found ? size_t(static_cast<const uint8_t *>(found) - origin) : SIZE_MAX;
    }
};

/// Turns the tokens of one record into cells; strict RFC 8259, no recursion.
class Flattener {
public:
    enum class Outcome { done, incomplete, refused };

    Flattener(rc_sheet *sheet, uint32_t depthLimit) : sheet(sheet), levels(size_t(depthLimit) + 1) {}

    /// Why the last record was refused, and the bytes it speaks of.
    rc_fault fault = RC_OK;
    rc_reason reason = RC_PLAIN;
    const uint8_t *at = nullptr;
    size_t atCount = 0;

    /// Reads the object whose `{` is token `t`; `base` is where values count their start from. Moves `t` behind the
    /// token that ended the record, or to the one that spoilt it.
    Outcome read(Window &window, uint32_t &t, const uint8_t *base) {
        Level *level = levels.data();
        Level *const deepest = levels.data() + levels.size() - 1;
        *level = Level{RC_ROOT, RC_NONE, ++sheet->serial, 0, false};
        uint32_t target = RC_ROOT;
        ++t;
        if (window.at(t) == '}') return ++t, Outcome::done;

    key: {
        if (window.at(t) != '"' || window.at(t + 1) != ':') return refuse(window, t, RC_MALFORMED, RC_BAD_STRUCTURE);
        const uint8_t *name = window.origin + window.tokens[t] + 1;
        const uint8_t *end = window.end(t) - 1;
        if (end < name || *end != '"') return refuse(window, t, RC_MALFORMED, RC_BAD_STRUCTURE);
        size_t length = size_t(end - name);
        const uint8_t *spelled = name;
        if (window.escapes(name, end)) {
            scratch.resize(length + 1);
            const uint8_t *written = unescape(name, end, scratch.data());
            if (!written) return refuse(window, t, RC_MALFORMED, RC_BAD_ESCAPE);
            name = scratch.data();
            length = size_t(written - name);
        }
        target = rc_child(sheet, level->node, level->previous, name, uint32_t(length));
        if (target == RC_NONE) return refuse(window, t, RC_TOO_MANY_COLUMNS, RC_PLAIN);
        rc_node &node = sheet->nodes[target];
        if (node.stamp == level->serial) {
            at = spelled;
            atCount = size_t(end - spelled);
            fault = RC_DUPLICATE_KEY;
            reason = RC_PLAIN;
            return Outcome::refused;
        }
        node.stamp = level->serial;
        level->previous = target;
        t += 2;
    }

    value:
        switch (window.at(t)) {
        case '"': {
            const uint8_t *text = window.origin + window.tokens[t] + 1;
            const uint8_t *end = window.end(t) - 1;
            if (end < text || *end != '"') return refuse(window, t, RC_MALFORMED, RC_BAD_STRUCTURE);
            int added;
            if (window.escapes(text, end)) {
                uint8_t *out = rc_arena_room(sheet, size_t(end - text));
                uint8_t *written = unescape(text, end, out);
                if (!written) return refuse(window, t, RC_MALFORMED, RC_BAD_ESCAPE);
                added = rc_add_cell(
                    sheet, target, sheet->arena_count, size_t(written - out), RC_TEXT | RC_IN_ARENA);
                sheet->arena_count += size_t(written - out);
            } else {
                added = rc_add_cell(sheet, target, size_t(text - base), size_t(end - text), RC_TEXT);
            }
            if (!added) return refuse(window, t, RC_TOO_MANY_COLUMNS, RC_PLAIN);
            ++t;
            break;
        }
        case '{': case '[': {
            bool list = window.at(t) == '[';
            if (window.at(t + 1) == (list ? ']' : '}')) {
                if (!rc_add_cell(sheet, target, 0, 0, RC_EMPTY))
                    return refuse(window, t, RC_TOO_MANY_COLUMNS, RC_PLAIN);
                t += 2;
                break;
            }
            if (level == deepest) return refuse(window, t, RC_TOO_DEEP, RC_PLAIN);
            bool item = !list && level->list;
            *++level = Level{target, RC_NONE, list ? 0 : ++sheet->serial, sheet->item, list};
            if (item) rc_next_item(sheet);
            ++t;
            if (list) goto value;
            goto key;
        }
        default: {
            const uint8_t *text = window.origin + window.tokens[t];
            const uint8_t *end = window.end(t);
            uint8_t form = RC_NULL;
            rc_reason bad = readScalar(text, end, form);
            if (bad != RC_PLAIN) return refuse(window, t, RC_MALFORMED, bad);
            if (!rc_add_cell(sheet, target, size_t(text - base), form == RC_NULL ? 0 : size_t(end - text), form))
                return refuse(window, t, RC_TOO_MANY_COLUMNS, RC_PLAIN);
            ++t;
        }
        }

    next:
        uint8_t mark = window.at(t);
        if (mark == ',') {
            ++t;
            if (!level->list) goto key;
            target = level->node;
            goto value;
        }
        if (mark != (level->list ? ']' : '}')) return refuse(window, t, RC_MALFORMED, RC_BAD_STRUCTURE);
        ++t;
        if (level == levels.data()) return Outcome::done;
        sheet->item = level->around;
        --level;
        goto next;
    }

private:
    struct Level {
        uint32_t node;
        uint32_t previous;
        uint64_t serial;
        /// The item that the object or list stands in.
        uint16_t around;
        bool list;
    };

    Outcome refuse(const Window &window, uint32_t t, rc_fault found, rc_reason why) {
        // The last token may go on behind the window, and a key is judged together with its colon.
        if (t >= window.count || (t + 1 >= window.count && found == RC_MALFORMED)) return Outcome::incomplete;
        fault = found;
        reason = why;
        at = nullptr;
        atCount = 0;
        return Outcome::refused;
    }

    rc_sheet *sheet;
    std::vector<Level> levels;
    std::vector<uint8_t> scratch;
};

}  // namespace records
