#include "include/CRE2.h"

#include <re2/re2.h>

#include <cstdio>
#include <string>
#include <vector>

struct re2_pattern {
    re2::RE2 compiled;
};

re2_pattern *re2_pattern_new(const char *text, size_t length, int64_t memory, char *reason, size_t room) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory);
    auto *pattern = new re2_pattern{{re2::StringPiece(text, length), options}};
    if (pattern->compiled.ok()) return pattern;
    std::snprintf(reason, room, "%s", pattern->compiled.error().c_str());
    delete pattern;
    return nullptr;
}

void re2_pattern_free(re2_pattern *pattern) { delete pattern; }

int re2_pattern_groups(const re2_pattern *pattern) { return pattern->compiled.NumberOfCapturingGroups(); }

int re2_pattern_group(const re2_pattern *pattern, const char *name, size_t length) {
    const auto &groups = pattern->compiled.NamedCapturingGroups();
    const auto found = groups.find(std::string(name, length));
    return found == groups.end() ? -1 : found->second;
}

int re2_pattern_match(
    const re2_pattern *pattern, const uint8_t *text, size_t length, int group, ptrdiff_t *start, size_t *count) {
    const re2::StringPiece piece(reinterpret_cast<const char *>(text), length);
    std::vector<re2::StringPiece> groups(static_cast<size_t>(group) + 1);
    if (!pattern->compiled.Match(piece, 0, length, re2::RE2::UNANCHORED, groups.data(), group + 1)) return 0;
    const auto &found = groups[static_cast<size_t>(group)];
    *start = found.data() ? found.data() - piece.data() : -1;
    *count = found.size();
    return 1;
}
