#pragma once

#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "CSimdJSON.h"
#include "Flattener.hpp"

namespace records {

/// The document around the records: checks it token by token, finds the records by their path, and remembers the
/// scalars it passes (paging, totals, errors), a bounded number of them.
class Wrapper {
public:
    enum class Verdict { next, incomplete, failed, records };

    Wrapper(std::vector<std::string> path, int layout, size_t depthLimit)
        : path(std::move(path)), keyed(layout == JSON_LAYOUT_KEYED), single(layout == JSON_LAYOUT_ONE),
          depthLimit(depthLimit) {}

    rc_fault fault = RC_OK;
    rc_reason reason = RC_PLAIN;
    json_path_end pathEnd = JSON_PATH_MISSING;
    std::vector<std::pair<std::string, std::string>> trailer;
    std::vector<std::string> keys;

    bool isDone() const { return place == Place::done; }
    /// The list or object of records has been closed, or the only record has ended.
    void leaveRecords() { afterValue(); }

    /// Takes token `t`, or a key with its colon. `complete`: the window's last token ends with it, being the input's.
    Verdict step(Window &window, uint32_t &t, bool complete) {
        uint8_t byte = window.at(t);
        switch (place) {
        case Place::done: return fail(RC_TRAILING_BYTES, RC_PLAIN);
        case Place::valueOrEnd:
            if (byte == ']') return close(t);
            [[fallthrough]];
        case Place::value: return value(window, t, complete);
        case Place::keyOrEnd:
            if (byte == '}') return close(t);
            [[fallthrough]];
        case Place::key: return key(window, t);
        case Place::commaOrEnd:
            if (byte == (frames.back().object ? '}' : ']')) return close(t);
            if (byte != ',') return fail(RC_MALFORMED, RC_BAD_STRUCTURE);
            ++t;
            place = frames.back().object ? Place::key : Place::value;
            return Verdict::next;
        }
        return fail(RC_MALFORMED, RC_BAD_STRUCTURE);
    }

private:
    enum class Place { value, valueOrEnd, key, keyOrEnd, commaOrEnd, done };
    struct Frame {
        bool object;
        /// How many keys of the record path led here; -1 off the path.
        int matched;
        std::string name;
        std::unordered_set<std::string> seen;
    };
    static constexpr size_t trailerEntries = 256, trailerBytes = 64 << 10, keyCount = 24, seenCount = 4096,
                            droppedEntries = 4096, droppedPath = 256;

    Verdict value(Window &window, uint32_t &t, bool complete) {
        uint8_t byte = window.at(t);
        bool here = matched == int(path.size()) && pathEnd == JSON_PATH_MISSING;
        if (byte == '{' || byte == '[') {
            if (here) {
                bool object = byte == '{';
                // PHP writes an empty map as an empty list.
                if (keyed && !object && t + 1 >= window.count) return Verdict::incomplete;
                bool leads = object == (keyed || single);
                bool fits = leads || (keyed && window.at(t + 1) == ']');
                pathEnd = fits ? JSON_PATH_RECORDS : object ? JSON_PATH_OBJECT : JSON_PATH_LIST;
                // An only record begins here; others begin behind the bracket.
                if (leads) return t += !single, Verdict::records;
            }
            if (frames.size() >= depthLimit) return fail(RC_TOO_DEEP, RC_PLAIN);
            frames.push_back(Frame{byte == '{', byte == '{' && !(here && keyed) ? matched : -1, name, {}});
            place = byte == '{' ? Place::keyOrEnd : Place::valueOrEnd;
            matched = -1;
            name.clear();
            ++t;
            return Verdict::next;
        }
        const uint8_t *start = window.origin + window.tokens[t];
        const uint8_t *end = window.end(t);
        if (byte == '"') {
            if (end < start + 2 || end[-1] != '"') return fail(RC_MALFORMED, RC_BAD_STRUCTURE);
            if (!unescaped(window, start + 1, end - 1)) return fail(RC_MALFORMED, RC_BAD_ESCAPE);
            if (here) pathEnd = JSON_PATH_SCALAR;
            note(text);
        } else {
            uint8_t form = RC_NULL;
            rc_reason bad = readScalar(start, end, form);
            // The last scalar of a window may go on behind it.
            bool last = t + 1 >= window.count && !isStructural(byte);
            if (last && (bad != RC_PLAIN || !complete)) return Verdict::incomplete;
            if (bad != RC_PLAIN) return fail(RC_MALFORMED, isStructural(byte) ? RC_BAD_STRUCTURE : bad);
            if (here) pathEnd = form == RC_NULL ? JSON_PATH_NULL : JSON_PATH_SCALAR;
            if (form != RC_NULL) note(std::string(start, end));
        }
        ++t;
        afterValue();
        return Verdict::next;
    }

    Verdict key(Window &window, uint32_t &t) {
        if (window.at(t) != '"') return fail(RC_MALFORMED, RC_BAD_STRUCTURE);
        if (t + 1 >= window.count) return Verdict::incomplete;
        const uint8_t *start = window.origin + window.tokens[t] + 1;
        const uint8_t *end = window.end(t) - 1;
        if (window.at(t + 1) != ':' || end < start || *end != '"') return fail(RC_MALFORMED, RC_BAD_STRUCTURE);
        if (!unescaped(window, start, end)) return fail(RC_MALFORMED, RC_BAD_ESCAPE);
        Frame &frame = frames.back();
        if (frame.seen.size() < seenCount && !frame.seen.insert(text).second) return fail(RC_DUPLICATE_KEY, RC_PLAIN);
        matched = -1;
        if (frame.matched >= 0 && frame.matched < int(path.size())) {
            noteKey(frame.matched);
            if (text == path[size_t(frame.matched)]) matched = frame.matched + 1;
        }
        name = text;
        t += 2;
        place = Place::value;
        return Verdict::next;
    }

    Verdict close(uint32_t &t) {
        frames.pop_back();
        ++t;
        afterValue();
        return Verdict::next;
    }

    void afterValue() {
        place = frames.empty() ? Place::done : Place::commaOrEnd;
        matched = -1;
        name.clear();
    }

    Verdict fail(rc_fault found, rc_reason why) {
        fault = found;
        reason = why;
        return Verdict::failed;
    }

    bool unescaped(Window &window, const uint8_t *from, const uint8_t *to) {
        text.assign(from, to);
        if (!window.escapes(from, to)) return true;
        uint8_t *out = reinterpret_cast<uint8_t *>(text.data());
        const uint8_t *end = unescape(from, to, out);
        if (end) text.resize(size_t(end - out));
        return end != nullptr;
    }

    void note(const std::string &value) {
        if (trailer.size() >= droppedEntries) return;
        std::string whole;
        for (const Frame &frame : frames)
            if (!frame.name.empty()) whole += whole.empty() ? frame.name : "." + frame.name;
        if (!name.empty()) whole += whole.empty() ? name : "." + name;
        // One that finds no room is not kept, but known to have been there: whoever asks for it must not take it for none.
        bool fits = trailer.size() < trailerEntries && noted + whole.size() + value.size() <= trailerBytes;
        if ((!fits && whole.size() > droppedPath) || !paths.insert(whole).second) return;
        if (fits) noted += whole.size() + value.size();
        trailer.emplace_back(std::move(whole), fits ? value : std::string(1, '\1'));
    }

    void noteKey(int depth) {
        if (depth > keyDepth) {
            keys.clear();
            keyDepth = depth;
        }
        if (depth == keyDepth && keys.size() < keyCount && text.size() <= 64) keys.push_back(text);
    }

    const std::vector<std::string> path;
    const bool keyed, single;
    const size_t depthLimit;
    Place place = Place::value;
    std::vector<Frame> frames;
    /// Of the value that comes next: how much of the record path led to it, and its key.
    int matched = 0;
    std::string name;
    std::string text;
    std::unordered_set<std::string> paths;
    size_t noted = 0;
    int keyDepth = -1;
};

}  // namespace records
