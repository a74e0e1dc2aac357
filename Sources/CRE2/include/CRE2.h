// Google's RE2 behind a C door: patterns whose matching takes time in proportion to the text, whatever is written in them.
#ifndef C_RE2_H
#define C_RE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct re2_pattern re2_pattern;

/// Compiles a pattern of UTF-8, taking at most `memory` bytes for program and caches together.
///
/// Null where RE2 refuses it; then `reason` holds why, ended by a zero byte and cut to its room. May be matched from several
/// threads at once.
re2_pattern *re2_pattern_new(const char *text, size_t length, int64_t memory, char *reason, size_t room);
void re2_pattern_free(re2_pattern *pattern);
/// How many groups the pattern captures.
int re2_pattern_groups(const re2_pattern *pattern);
/// The number of a named group; -1 where none is called so.
int re2_pattern_group(const re2_pattern *pattern, const char *name, size_t length);
/// Looks for the first match anywhere in the text, and tells where its group lies; group 0 is the whole match.
/// - returns 1 where the pattern matches; `start` is -1 where the group took no part in it.
int re2_pattern_match(
    const re2_pattern *pattern, const uint8_t *text, size_t length, int group, ptrdiff_t *start, size_t *count);

#ifdef __cplusplus
}
#endif

#endif
