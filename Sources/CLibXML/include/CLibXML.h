// Reads the records of an XML export of any size into cells: libxml2's push parser behind a narrow door.
//
// libxml2's own headers stay out of sight: they clash with Foundation's. The bytes are UTF-8 whatever the document
// declares. Every DOCTYPE is refused, so there are no entities but the five, and nothing is ever fetched.
#ifndef C_LIB_XML_H
#define C_LIB_XML_H

#include <stddef.h>
#include <stdint.h>

#include "CRecordCells.h"

typedef struct xml_records xml_records;

enum xml_step {
    /// Fill the room, or say that the input has ended.
    XML_STEP_INPUT,
    /// A page is complete: copy it out, then call `xml_records_page_taken`.
    XML_STEP_PAGE,
    /// The document was read to its end.
    XML_STEP_END,
    /// The document cannot be read further; see `xml_records_failure`.
    XML_STEP_FAILED,
};

typedef struct {
    /// The local names of the record path, one behind the other; the last is the record element's.
    const uint8_t *path;
    const uint32_t *path_lengths;
    uint32_t path_count;
    size_t page_bytes;
    size_t page_records;
    size_t record_bytes;
    uint32_t columns;
    uint32_t depth;
    uint32_t attributes;
    /// How many bytes the parser gets at once, at most.
    size_t chunk;
} xml_options;

typedef struct {
    const uint8_t *bytes;
    size_t count;
} xml_text;

/// The records at the front of the sheet that make a page, and what stands around them.
typedef struct {
    size_t record_count;
    xml_text raw;
    /// The start tags of the elements around the records, and their end tags.
    xml_text prologue;
    xml_text epilogue;
} xml_page;

typedef struct {
    enum rc_fault fault;
    uint64_t line;
} xml_failure;

/// The version of libxml2 that is linked at run time: `20914` is 2.9.14.
const char *xml_library_version(void);

xml_records *xml_records_new(const xml_options *options);
void xml_records_free(xml_records *reader);

uint8_t *xml_records_room(xml_records *reader, size_t *count);
/// `count` bytes were put into the room; 0 means that the input has ended.
void xml_records_filled(xml_records *reader, size_t count);
enum xml_step xml_records_advance(xml_records *reader);

rc_sheet *xml_records_sheet(xml_records *reader);
xml_page xml_records_page(xml_records *reader);
void xml_records_page_taken(xml_records *reader);

xml_failure xml_records_failure(const xml_records *reader);
/// Whether the path names an element around the records, and it was there.
int xml_records_saw_parent(const xml_records *reader);
/// Texts and attributes outside the records: their dotted paths from the root, the first of each path.
size_t xml_records_trailer_count(const xml_records *reader);
xml_text xml_records_trailer_path(const xml_records *reader, size_t index);
xml_text xml_records_trailer_value(const xml_records *reader, size_t index);
/// Names of elements outside the records.
size_t xml_records_name_count(const xml_records *reader);
xml_text xml_records_name(const xml_records *reader, size_t index);

// MARK: Text of markup

#define HTML_TEXT_LIMIT (256u << 10)

enum html_outcome {
    HTML_READ,
    /// More than `HTML_TEXT_LIMIT` bytes.
    HTML_TOO_LONG,
    /// More elements are open at once than any page needs.
    HTML_TOO_DEEP,
};

/// The text that a reader of HTML sees: entities decoded, no scripts and styles, white space as a browser shows it, lines
/// where blocks end. Nothing is fetched. The bytes are UTF-8; `text` is to be freed with `html_text_free`.
enum html_outcome html_text_of(const uint8_t *bytes, size_t count, uint8_t **text, size_t *length);
void html_text_free(uint8_t *text);

#endif
