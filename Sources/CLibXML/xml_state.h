// What the feeding side (xml_records.c) and the parser's events (xml_events.c) of one reader share.
#ifndef XML_STATE_H
#define XML_STATE_H

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include "CLibXML.h"

/// Bytes that grow.
typedef struct {
    uint8_t *bytes;
    size_t count, room;
} xml_buffer;

/// An open element of a record.
typedef struct {
    uint32_t node;
    /// The attribute or element in it that came last.
    uint32_t previous;
    int has_children;
    int is_nil;
    /// Which item its values stand in: one of its own where an element of its name stands before it.
    uint16_t item;
    /// Number of the element; what stands in it is stamped with it.
    uint64_t serial;
    /// Where its text begins in the arena, while no element came in it.
    size_t text_start;
    /// Its text where elements stand in it as well.
    xml_buffer mixed;
} xml_level;

/// An open element around the records.
typedef struct {
    uint32_t node;
    uint32_t previous;
    int has_children;
    size_t start_tags, end_tags, marks;
} xml_ancestor;

/// The tags around a run of records. `marks` says which elements and namespaces they are: where it is the same, so is
/// what the records mean, whatever other attributes the tags have.
typedef struct {
    uint64_t number;
    xml_buffer prologue, epilogue, marks;
} xml_frame;

typedef struct {
    xml_buffer path, value;
} xml_note;

struct xml_records {
    xml_options options;
    xml_buffer path;
    uint32_t *path_lengths;
    xmlParserCtxtPtr parser;

    // The bytes that are still needed. `bytes[i]` is byte `origin + i` of what the parser was fed.
    uint8_t *bytes;
    size_t room, have, fed;
    int64_t origin;
    int ended, finished, started;

    rc_sheet *sheet;
    /// Where the page's raw bytes begin, as an index of `bytes`; of use while the sheet has records.
    size_t base;
    /// How many records of the sheet belong to the page in the making, as far as they were looked at.
    size_t page_records;
    int page_is_closed;

    // Around the records
    rc_sheet *around;
    xml_ancestor *ancestors;
    size_t ancestor_count, ancestor_room;
    xml_buffer start_tags, end_tags, marks, text;
    int ancestors_changed, saw_parent;
    xml_frame *frames;
    size_t frame_count, frame_room;
    xml_note *notes;
    size_t note_count, note_room, note_bytes;

    // Within a record
    int in_record;
    size_t record_start;
    uint64_t record_line, record_frame;
    rc_mark before;
    /// Why the record is refused when it ends; its content is passed over.
    enum rc_fault record_fault;
    xml_level *levels;
    uint32_t level_count;
    /// Elements open below what `levels` can hold.
    uint32_t too_deep;
    xml_buffer scratch;
    /// The last piece of a CDATA section ended in CR.
    int pending_return;

    /// The document's element has been closed.
    int root_has_ended;
    /// The parser found the document not well-formed, with all the bytes there and before a token that has no end.
    int saw_error, error_is_inside;
    /// Where it stood before it was told that there are no more bytes.
    size_t waits_at;
    uint64_t error_line;
    xml_failure failure;
    /// Where the parser stood when it failed.
    size_t failed_at;
};

void xml_fill_handler(xmlSAXHandler *handler);
void xml_fail(xml_records *reader, enum rc_fault fault, uint64_t line);

uint8_t *xml_buffer_room(xml_buffer *buffer, size_t count);
void xml_buffer_add(xml_buffer *buffer, const void *bytes, size_t count);

/// Index in `bytes` of the byte the parser takes next.
size_t xml_consumed(xml_records *reader);

#endif
