#pragma once

#include <algorithm>

#include "BracketSkipper.hpp"
#include "Flattener.hpp"
#include "Input.hpp"
#include "TokenIndex.hpp"
#include "Wrapper.hpp"

namespace records {

/// What readers of lines and of documents have in common: the input, its windows of tokens, the page in the making.
///
/// A window is indexed as a whole. Where that fails because of some bad bytes, the stretch is gone through item by item
/// (a line, a record, a token of the wrapper), so that only the item that holds them is refused.
class Reader {
public:
    explicit Reader(const json_options &options)
        : options(options), tokens(options.window), sheet(rc_sheet_new(options.columns)),
          flattener(sheet, options.depth), windowBytes(options.window) {}
    virtual ~Reader() { rc_sheet_free(sheet); }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    json_step advance() {
        for (;;) {
            if (pageIsFull()) return JSON_STEP_PAGE;
            if (state == State::ended) return sheet->record_count ? JSON_STEP_PAGE : JSON_STEP_END;
            if (state == State::failed) return sheet->record_count ? JSON_STEP_PAGE : JSON_STEP_FAILED;
            if (!windowIsOpen && input.available() < windowBytes && !input.ended) return JSON_STEP_INPUT;
            if (skipping) {
                skipOn();
            } else if (windowIsOpen || openWindow()) {
                exchangeMark();
                walk();
                exchangeMark();
            }
        }
    }

    uint8_t *room(size_t &count) {
        if (sheet->record_count == 0) base = input.pos;
        count = windowBytes - input.available();
        size_t moved = input.makeRoom(count, base);
        base -= moved;
        slowUntil -= std::min(slowUntil, moved);
        return input.bytes() + input.have;
    }

    void filled(size_t count) {
        input.have += count;
        if (count == 0) input.ended = true;
    }

    json_text page() {
        if (sheet->record_count == 0) return {nullptr, 0};
        const rc_record &last = sheet->records[sheet->record_count - 1];
        return {input.bytes() + base, size_t(last.raw_start) + last.raw_count};
    }

    void pageTaken() {
        rc_sheet_drop(sheet, sheet->record_count, 0);
        base = input.pos;
    }

    rc_sheet *records() const { return sheet; }
    json_failure failure() const { return failed; }

protected:
    enum class State { reading, ended, failed };

    /// Goes through the open window until a page is full, the window is used up, or nothing more can be read.
    virtual void walk() = 0;
    /// Where a window that may reach to `limit` is best cut; 0 for nowhere.
    virtual size_t cutBefore(size_t limit) = 0;
    /// One past the item at `input.pos`, or `nullptr` where it is not complete.
    virtual const uint8_t *itemEnd() = 0;
    /// The item up to `stop` holds bytes that cannot stand in JSON.
    virtual void refuseItem(const uint8_t *stop, rc_reason reason) = 0;
    /// Whether a record is what stands at `input.pos`.
    virtual bool standsAtRecord() const = 0;
    /// Moves `p` behind a record that is too long; false where it goes on behind `stop`.
    virtual bool skip(const uint8_t *&p, const uint8_t *stop) = 0;
    /// No more input, and what is left at `input.pos` is nothing or incomplete.
    virtual void endOfInput() = 0;

    const uint8_t *here() { return input.bytes() + input.pos; }
    const uint8_t *end() { return input.bytes() + input.have; }
    size_t positionOf(const uint8_t *p) { return size_t(p - input.bytes()); }

    bool pageIsFull() const {
        return sheet->record_count &&
               (sheet->record_count >= options.page_records || input.pos - base >= options.page_bytes);
    }

    void fail(rc_fault fault, rc_reason reason, size_t position) {
        failed = {fault, reason, input.lineOf(position)};
        state = State::failed;
        windowIsOpen = false;
    }

    /// A record starts here: if it is the page's first, values count from here.
    const uint8_t *beginRecord(const uint8_t *start) {
        if (sheet->record_count == 0) base = positionOf(start);
        before = rc_sheet_mark(sheet);
        rc_leave_items(sheet);
        return input.bytes() + base;
    }

    /// What the sheet held before the record that began last.
    rc_mark marked() const { return before; }

    /// The record that began at `start` is read, unless it is too long after all.
    void addRecord(const uint8_t *start, const uint8_t *stop) {
        if (size_t(stop - start) > options.record_bytes) return refuseRecord(start, stop, RC_TOO_LONG, RC_PLAIN);
        size_t position = positionOf(start);
        rc_add_record(sheet, position - base, size_t(stop - start), input.lineOf(position));
    }

    void refuseRecord(const uint8_t *start, const uint8_t *stop, rc_fault fault, rc_reason reason) {
        rc_sheet_rollback(sheet, before);
        size_t position = positionOf(start), count = size_t(stop - start);
        if (count > options.record_bytes) fault = RC_TOO_LONG;
        // What is kept of a record that is too long is enough to recognise it by.
        if (fault == RC_TOO_LONG) count = std::min({count, options.record_bytes, size_t(64) << 10});
        rc_record *record = rc_add_record(sheet, position - base, count, input.lineOf(position));
        record->fault = uint8_t(fault);
        record->reason = uint8_t(reason);
        if (fault == RC_DUPLICATE_KEY) {
            record->at = uint32_t(flattener.at - start);
            record->at_count = uint32_t(flattener.atCount);
        }
    }

    /// Moves `p` to the end of the value that it points to, as brackets and strings show it.
    BracketSkipper::Outcome skipBrackets(const uint8_t *&p, const uint8_t *stop) {
        exchangeMark();
        skipper.restart();
        auto outcome = skipper.run(p, stop);
        exchangeMark();
        return outcome;
    }

    /// The window is used up to `input.pos`.
    void closeWindow() {
        windowIsOpen = false;
        size_t longest = std::max(options.record_bytes + 4096, options.window);
        if (input.pos > windowStart) {
            windowBytes = options.window;
        } else if (windowIsLast) {
            endOfInput();
        } else if (windowIsItem) {
            fail(RC_MALFORMED, RC_BAD_STRUCTURE, input.pos);
        } else if (windowBytes < longest) {
            windowBytes = std::min(2 * windowBytes, longest);
        } else if (standsAtRecord()) {
            beginRecord(here());
            refuseRecord(here(), end(), RC_TOO_LONG, RC_PLAIN);
            windowBytes = options.window;
            slowUntil = 0;
            skipper.restart();
            skipping = true;
        } else {
            fail(RC_TOO_LONG, RC_PLAIN, input.pos);
        }
    }

    const json_options options;
    Input input;
    TokenIndex tokens;
    rc_sheet *const sheet;
    Flattener flattener;
    BracketSkipper skipper;
    State state = State::reading;

    Window window;
    size_t windowStart = 0;
    uint32_t token = 0;
    bool windowIsOpen = false;
    /// The window reaches to the end of the input, or to the string that is open there.
    bool windowIsLast = false;
    /// The window's last token ends where the window ends.
    bool windowIsComplete = false;
    /// The window holds a single item.
    bool windowIsItem = false;

private:
    /// While a window is walked the byte behind it is NUL, which is no token; outside, it is what was read.
    void exchangeMark() { std::swap(input.bytes()[windowStart + window.length], mark); }

    bool openWindow() {
        if (!started) {
            started = true;
            if (input.have >= 3 && !std::memcmp(input.bytes(), "\xEF\xBB\xBF", 3)) input.pos = 3;
        }
        windowStart = input.pos;
        windowIsItem = input.pos < slowUntil;
        if (windowIsItem) return openItem();
        size_t limit = input.pos + std::min(input.available(), windowBytes);
        windowIsLast = input.ended && limit == input.have;
        windowIsComplete = windowIsLast;
        size_t cut = windowIsLast ? limit : cutBefore(limit);
        if (cut == 0) return closeWindow(), false;
        auto outcome = index(cut);
        if (outcome == TokenIndex::Outcome::openString && options.layout != JSON_LAYOUT_LINES) {
            // The string that is open at the cut began at the last quote.
            size_t quote = lastQuote(cut);
            if (quote == input.pos) return closeWindow(), false;
            windowIsComplete = false;
            outcome = index(quote);
        }
        if (outcome == TokenIndex::Outcome::indexed) return windowIsOpen = true;
        slowUntil = cut;
        return false;
    }

    bool openItem() {
        const uint8_t *stop = itemEnd();
        windowIsLast = input.ended && (!stop || stop == end());
        windowIsComplete = standsAtRecord();
        if (!stop) {
            windowIsItem = false;
            return closeWindow(), false;
        }
        switch (index(positionOf(stop))) {
        case TokenIndex::Outcome::indexed: return windowIsOpen = true;
        case TokenIndex::Outcome::openString: refuseItem(stop, RC_BAD_STRUCTURE); break;
        case TokenIndex::Outcome::badUTF8: refuseItem(stop, RC_BAD_UTF8); break;
        case TokenIndex::Outcome::badControl: refuseItem(stop, RC_BAD_CONTROL); break;
        }
        return false;
    }

    TokenIndex::Outcome index(size_t cut) {
        window.origin = input.bytes() + windowStart;
        window.length = cut - windowStart;
        auto outcome = tokens.index(window.origin, window.length);
        window.tokens = tokens.positions();
        window.count = tokens.count;
        window.findBackslash(0);
        token = 0;
        return outcome;
    }

    size_t lastQuote(size_t cut) {
        const uint8_t *p = input.bytes();
        for (size_t i = cut; i-- > input.pos;) {
            if (p[i] != '"') continue;
            size_t slashes = 0;
            while (i > input.pos + slashes && p[i - 1 - slashes] == '\\') ++slashes;
            if (slashes % 2 == 0) return i;
        }
        return input.pos;
    }

    /// Goes on behind a record that is too long; what is not its head is forgotten on the way.
    void skipOn() {
        const uint8_t *p = here();
        if (skip(p, end())) {
            skipping = false;
            input.pos = positionOf(p);
        } else if (state == State::reading && input.ended) {
            fail(RC_TRUNCATED, RC_PLAIN, input.have);
        } else if (state == State::reading) {
            if (sheet->record_count == 0) base = input.pos;
            input.cut(base + page().count);
        }
    }

    uint8_t mark = 0;
    bool started = false;
    bool skipping = false;
    size_t windowBytes;
    /// Where the page's raw bytes start.
    size_t base = 0;
    /// Before this position the input is indexed item by item.
    size_t slowUntil = 0;
    rc_mark before = {};
    json_failure failed = {};
};

}  // namespace records
