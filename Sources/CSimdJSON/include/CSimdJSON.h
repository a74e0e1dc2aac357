// Reads the records of a JSON export of any size into cells: simdjson behind a C door.
//
// The caller fills the room it is given and asks for the next step; the reader holds one page and one window of the
// input. Positions are 32 bit, so `page_bytes + 2 * record_bytes` must stay below 2 GiB.
#ifndef C_SIMD_JSON_H
#define C_SIMD_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "CRecordCells.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct json_records json_records;

enum { JSON_LAYOUT_LINES = 0, JSON_LAYOUT_ARRAY = 1, JSON_LAYOUT_KEYED = 2, JSON_LAYOUT_ONE = 3 };

enum json_step {
    /// Fill the room, or say that the input has ended.
    JSON_STEP_INPUT,
    /// A page is complete: copy it out, then call `json_records_page_taken`.
    JSON_STEP_PAGE,
    /// The export was read to its end.
    JSON_STEP_END,
    /// The export cannot be read further; see `json_records_failure`.
    JSON_STEP_FAILED,
};

/// What stands at the end of the record path.
enum json_path_end {
    JSON_PATH_MISSING,
    JSON_PATH_RECORDS,
    JSON_PATH_NULL,
    JSON_PATH_LIST,
    JSON_PATH_OBJECT,
    JSON_PATH_SCALAR,
};

typedef struct {
    int layout;
    /// The keys of the record path, one behind the other.
    const uint8_t *path;
    const uint32_t *path_lengths;
    uint32_t path_count;
    size_t page_bytes;
    size_t page_records;
    size_t record_bytes;
    uint32_t columns;
    uint32_t depth;
    /// How many bytes are indexed at once; more where a record is longer.
    size_t window;
} json_options;

typedef struct {
    enum rc_fault fault;
    enum rc_reason reason;
    uint64_t line;
} json_failure;

typedef struct {
    const uint8_t *bytes;
    size_t count;
} json_text;

/// The version of simdjson that this was built with.
const char *json_library_version(void);

json_records *json_records_new(const json_options *options);
void json_records_free(json_records *reader);

uint8_t *json_records_room(json_records *reader, size_t *count);
/// `count` bytes were put into the room; 0 means that the input has ended.
void json_records_filled(json_records *reader, size_t count);
enum json_step json_records_advance(json_records *reader);

rc_sheet *json_records_sheet(json_records *reader);
/// The raw bytes of the page; those of its records are slices of them.
json_text json_records_page(json_records *reader);
void json_records_page_taken(json_records *reader);

json_failure json_records_failure(const json_records *reader);
enum json_path_end json_records_path_end(const json_records *reader);
/// Scalars outside the records: their dotted paths and texts, the first of each path.
size_t json_records_trailer_count(const json_records *reader);
json_text json_records_trailer_path(const json_records *reader, size_t index);
json_text json_records_trailer_value(const json_records *reader, size_t index);
/// The keys that stand where the record path could not be followed further.
size_t json_records_key_count(const json_records *reader);
json_text json_records_key(const json_records *reader, size_t index);

#ifdef __cplusplus
}
#endif

#endif
