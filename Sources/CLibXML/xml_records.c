#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xml_state.h"

// A tag that has not ended after so many bytes is looked at: libxml2 compares every attribute with every other.
#define LONG_TAG (16u << 10)
#define HEAD_BYTES (64u << 10)

const char *xml_library_version(void) { return xmlParserVersion; }

uint8_t *xml_buffer_room(xml_buffer *buffer, size_t count) {
    if (buffer->room - buffer->count < count) {
        size_t wanted = buffer->room ? buffer->room : 64;
        while (wanted - buffer->count < count) wanted *= 2;
        uint8_t *larger = realloc(buffer->bytes, wanted);
        if (!larger) {
            fputs("out of memory\n", stderr);
            abort();
        }
        buffer->bytes = larger;
        buffer->room = wanted;
    }
    return buffer->bytes + buffer->count;
}

void xml_buffer_add(xml_buffer *buffer, const void *bytes, size_t count) {
    if (count == 0) return;
    memcpy(xml_buffer_room(buffer, count), bytes, count);
    buffer->count += count;
}

// Where the tag, section or reference begins that the bytes end in; their end where there is none.
static size_t open_token(const xml_records *reader) {
    const uint8_t *start = reader->bytes, *end = start + reader->fed, *p = end;
    // In a comment or an instruction, tags are no tags.
    const uint8_t *waiting = start + reader->waits_at;
    size_t rest = (size_t)(end - waiting);
    if (rest >= 4 && !memcmp(waiting, "<!--", 4) && !memmem(waiting + 4, rest - 4, "-->", 3)) return reader->waits_at;
    if (rest >= 2 && !memcmp(waiting, "<?", 2) && !memmem(waiting, rest, "?>", 2)) return reader->waits_at;
    while (p > start && p[-1] != '<') p--;
    if (p == start) return reader->fed;
    const uint8_t *tag = p - 1;
    uint8_t quote = 0;
    for (; p < end && (quote || *p != '>'); p++)
        if (quote ? *p == quote : (*p == '"' || *p == '\'') && tag[1] != '!' && tag[1] != '?') quote = quote ? 0 : *p;
    if (p == end) return (size_t)(tag - start);
    for (const uint8_t *back = end; back > p; back--) {
        if (back[-1] == '&') return (size_t)(back - 1 - start);
        if (back[-1] == ';' || back[-1] == ' ' || back[-1] == '\n') break;
    }
    return reader->fed;
}

// An error of namespaces alone is none: prefixes are not looked at.
static void note_error(void *context, xmlErrorPtr error) {
    xml_records *reader = context;
    if (error->level < XML_ERR_FATAL || reader->saw_error) return;
    reader->saw_error = 1;
    reader->error_line = error->line > 0 ? (uint64_t)error->line : 1;
    int is_open = error->code == XML_ERR_DOCUMENT_END && !reader->root_has_ended;
    reader->error_is_inside = !is_open && xml_consumed(reader) < open_token(reader);
}

xml_records *xml_records_new(const xml_options *options) {
    xml_records *reader = calloc(1, sizeof *reader);
    if (!reader) abort();
    reader->options = *options;
    size_t path_bytes = 0;
    for (uint32_t i = 0; i < options->path_count; i++) path_bytes += options->path_lengths[i];
    xml_buffer_add(&reader->path, options->path, path_bytes);
    reader->path_lengths = malloc((options->path_count + 1) * sizeof *reader->path_lengths);
    reader->levels = calloc((size_t)options->depth + 1, sizeof *reader->levels);
    if (!reader->path_lengths || !reader->levels) abort();
    memcpy(reader->path_lengths, options->path_lengths, options->path_count * sizeof *reader->path_lengths);
    reader->options.path = NULL;
    reader->options.path_lengths = NULL;
    reader->sheet = rc_sheet_new(options->columns);
    reader->around = rc_sheet_new(options->columns);
    reader->ancestors_changed = 1;

    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    xml_fill_handler(&handler);
    handler.serror = (xmlStructuredErrorFunc)note_error;
    reader->parser = xmlCreatePushParserCtxt(&handler, reader, NULL, 0, NULL);
    if (!reader->parser) abort();
    // NOENT: the five entities in attribute values; there are no others without a DOCTYPE.
    xmlCtxtUseOptions(reader->parser, XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_IGNORE_ENC);
    return reader;
}

static void free_frame(xml_frame *frame) {
    free(frame->prologue.bytes);
    free(frame->epilogue.bytes);
    free(frame->marks.bytes);
}

void xml_records_free(xml_records *reader) {
    if (!reader) return;
    xmlFreeParserCtxt(reader->parser);
    rc_sheet_free(reader->sheet);
    rc_sheet_free(reader->around);
    for (uint32_t i = 0; i <= reader->options.depth; i++) free(reader->levels[i].mixed.bytes);
    for (size_t i = 0; i < reader->frame_count; i++) free_frame(&reader->frames[i]);
    for (size_t i = 0; i < reader->note_count; i++) {
        free(reader->notes[i].path.bytes);
        free(reader->notes[i].value.bytes);
    }
    free(reader->path.bytes);
    free(reader->path_lengths);
    free(reader->bytes);
    free(reader->ancestors);
    free(reader->start_tags.bytes);
    free(reader->end_tags.bytes);
    free(reader->marks.bytes);
    free(reader->text.bytes);
    free(reader->frames);
    free(reader->notes);
    free(reader->levels);
    free(reader->scratch.bytes);
    free(reader);
}

size_t xml_consumed(xml_records *reader) {
    long at = xmlByteConsumed(reader->parser);
    return at < 0 ? 0 : (size_t)(at - reader->origin);
}

void xml_fail(xml_records *reader, enum rc_fault fault, uint64_t line) {
    if (reader->failure.fault != RC_OK) return;
    reader->failure = (xml_failure){fault, line};
    reader->failed_at = xml_consumed(reader);
    xmlStopParser(reader->parser);
}

// The first byte that is still needed.
static size_t first_needed(xml_records *reader) {
    if (reader->sheet->record_count) return reader->base;
    if (reader->in_record) return reader->record_start;
    return reader->started ? xml_consumed(reader) : 0;
}

uint8_t *xml_records_room(xml_records *reader, size_t *count) {
    size_t wanted = reader->options.chunk;
    if (reader->room - reader->have < wanted) {
        size_t keep = first_needed(reader);
        if (keep) {
            memmove(reader->bytes, reader->bytes + keep, reader->have - keep);
            reader->have -= keep;
            reader->fed -= keep;
            reader->origin += (int64_t)keep;
            reader->base -= keep < reader->base ? keep : reader->base;
            reader->record_start -= keep < reader->record_start ? keep : reader->record_start;
        }
        if (reader->room - reader->have < wanted) {
            size_t larger = reader->room ? reader->room : wanted;
            while (larger - reader->have < wanted) larger *= 2;
            uint8_t *bytes = realloc(reader->bytes, larger);
            if (!bytes) {
                fputs("out of memory\n", stderr);
                abort();
            }
            reader->bytes = bytes;
            reader->room = larger;
        }
    }
    *count = wanted;
    return reader->bytes + reader->have;
}

void xml_records_filled(xml_records *reader, size_t count) {
    reader->have += count;
    if (count == 0) reader->ended = 1;
}

// Whether the records at the sheet's front make a page: enough of them, or the next stands in another frame.
static int page_is_closed(xml_records *reader) {
    const rc_sheet *sheet = reader->sheet;
    while (!reader->page_is_closed && reader->page_records < sheet->record_count) {
        const rc_record *record = &sheet->records[reader->page_records];
        if (record->frame != sheet->records[0].frame) {
            reader->page_is_closed = 1;
            break;
        }
        reader->page_records++;
        reader->page_is_closed = reader->page_records >= reader->options.page_records ||
                                 (size_t)record->raw_start + record->raw_count >= reader->options.page_bytes;
    }
    // Much may stand between two records that is none.
    if (sheet->record_count && !reader->in_record && reader->fed - reader->base > 2 * reader->options.page_bytes)
        reader->page_is_closed = 1;
    return reader->page_is_closed;
}

// How much of what is there the parser gets next: whole characters.
static size_t next_chunk(xml_records *reader) {
    size_t count = reader->have - reader->fed;
    if (count > reader->options.chunk) count = reader->options.chunk;
    const uint8_t *end = reader->bytes + reader->fed + count;
    size_t back = 0;
    while (back < count && back < 3 && (end[-1 - (long)back] & 0xC0) == 0x80) back++;
    if (back < count && end[-1 - (long)back] >= 0xC0) {
        uint8_t lead = end[-1 - (long)back];
        size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (length > back + 1) return count - back - 1;
    }
    return count;
}

// A start tag that goes on and on: counts its attributes before libxml2 compares them.
static void look_at_long_tag(xml_records *reader) {
    size_t start = xml_consumed(reader);
    size_t length = reader->fed - start;
    if (length <= LONG_TAG) return;
    uint64_t line = (uint64_t)xmlSAX2GetLineNumber(reader->parser);
    if (length > reader->options.record_bytes) return xml_fail(reader, RC_TAG_TOO_LONG, line);
    const uint8_t *p = reader->bytes + start, *end = reader->bytes + reader->fed;
    if (*p != '<' || p[1] == '!' || p[1] == '?') return;
    uint32_t attributes = 0;
    for (; p < end; p++) {
        if (*p != '"' && *p != '\'') continue;
        const uint8_t *close = memchr(p + 1, *p, (size_t)(end - p - 1));
        if (!close) break;
        attributes++;
        p = close;
    }
    if (attributes > reader->options.attributes) xml_fail(reader, RC_TOO_MANY_ATTRIBUTES, line);
}

// A record that is too long is read on without keeping more of it than its head.
static void shorten_record(xml_records *reader) {
    if (!reader->in_record) return;
    size_t consumed = xml_consumed(reader);
    if (consumed - reader->record_start <= reader->options.record_bytes) return;
    if (reader->record_fault != RC_TOO_LONG) {
        reader->record_fault = RC_TOO_LONG;
        rc_sheet_rollback(reader->sheet, reader->before);
    }
    size_t head = reader->options.record_bytes < HEAD_BYTES ? reader->options.record_bytes : HEAD_BYTES;
    size_t kept = reader->record_start + head;
    memmove(reader->bytes + kept, reader->bytes + consumed, reader->have - consumed);
    reader->have -= consumed - kept;
    reader->fed -= consumed - kept;
    reader->origin += (int64_t)(consumed - kept);
}

static int well_begun(xml_records *reader) {
    size_t count = reader->have < 4 ? reader->have : 4;
    if (memchr(reader->bytes, 0, count)) return 0;
    size_t i = 0;
    while (i < reader->have && memchr(" \t\r\n", reader->bytes[i], 4)) i++;
    if (i == reader->have) {
        if (reader->ended) xml_fail(reader, RC_EMPTY_EXPORT, 1);
        return 1;
    }
    return reader->bytes[i] == '<';
}

// Ends the record that the document broke off in.
static void end_broken_record(xml_records *reader, enum rc_fault fault) {
    if (!reader->in_record) return;
    rc_sheet_rollback(reader->sheet, reader->before);
    size_t stop = fault == RC_TRUNCATED ? reader->have : reader->failed_at;
    if (stop < reader->record_start || stop > reader->have) stop = reader->have;
    size_t count = stop - reader->record_start;
    if (count > reader->options.record_bytes) count = reader->options.record_bytes;
    if (!reader->sheet->record_count) reader->base = reader->record_start;
    rc_record *record = rc_add_record(
        reader->sheet, reader->record_start - reader->base, count, reader->record_line);
    record->frame = reader->record_frame;
    record->fault = (uint8_t)fault;
    reader->in_record = 0;
}

static void feed(xml_records *reader) {
    if (!reader->started) {
        if (reader->have >= 3 && !memcmp(reader->bytes, "\xEF\xBB\xBF", 3)) {
            memmove(reader->bytes, reader->bytes + 3, reader->have -= 3);
        }
        reader->started = 1;
        if (!well_begun(reader)) return xml_fail(reader, RC_MALFORMED, 1);
        if (reader->failure.fault != RC_OK) return;
    }
    size_t count = next_chunk(reader);
    const char *chunk = (const char *)reader->bytes + reader->fed;
    int is_last = reader->ended && reader->fed + count == reader->have;
    reader->fed += count;
    if (count) xmlParseChunk(reader->parser, chunk, (int)count, 0);
    if (reader->failure.fault == RC_OK && reader->parser->wellFormed) {
        look_at_long_tag(reader);
        shorten_record(reader);
    }
    int line = reader->parser->input ? reader->parser->input->line : 0;
    if (reader->failure.fault == RC_OK && !reader->parser->wellFormed) {
        xml_fail(reader, RC_MALFORMED, reader->error_line);
    } else if (reader->failure.fault == RC_OK && (is_last || count == 0)) {
        reader->waits_at = xml_consumed(reader);
        // What only the end of the input makes wrong was cut off there, be it within a character.
        xmlParseChunk(reader->parser, NULL, 0, 1);
        reader->finished = 1;
        if (reader->saw_error && reader->error_is_inside) xml_fail(reader, RC_MALFORMED, reader->error_line);
        else if (!reader->parser->wellFormed || !is_last) xml_fail(reader, RC_TRUNCATED, line > 0 ? (uint64_t)line : 1);
    }
    if (reader->failure.fault != RC_OK) end_broken_record(reader, reader->failure.fault);
}

enum xml_step xml_records_advance(xml_records *reader) {
    for (;;) {
        if (page_is_closed(reader)) return XML_STEP_PAGE;
        if (reader->failure.fault != RC_OK)
            return reader->sheet->record_count ? XML_STEP_PAGE : XML_STEP_FAILED;
        if (reader->finished) return reader->sheet->record_count ? XML_STEP_PAGE : XML_STEP_END;
        size_t waiting = reader->have - reader->fed;
        // The first bytes say whether it is text at all; a character may be cut by the end of the input.
        if (!reader->ended && waiting < (reader->started ? 4 : 64)) return XML_STEP_INPUT;
        feed(reader);
    }
}

rc_sheet *xml_records_sheet(xml_records *reader) { return reader->sheet; }

xml_page xml_records_page(xml_records *reader) {
    xml_page page = {0};
    page.record_count = reader->page_records;
    if (page.record_count == 0) return page;
    const rc_record *last = &reader->sheet->records[page.record_count - 1];
    page.raw = (xml_text){reader->bytes + reader->base, (size_t)last->raw_start + last->raw_count};
    for (size_t i = 0; i < reader->frame_count; i++) {
        const xml_frame *frame = &reader->frames[i];
        if (frame->number != last->frame) continue;
        page.prologue = (xml_text){frame->prologue.bytes, frame->prologue.count};
        page.epilogue = (xml_text){frame->epilogue.bytes, frame->epilogue.count};
    }
    return page;
}

void xml_records_page_taken(xml_records *reader) {
    rc_sheet *sheet = reader->sheet;
    size_t count = reader->page_records;
    if (count == 0) return;
    uint32_t cells = sheet->records[count - 1].cell_end;
    uint32_t arena = sheet->records[count - 1].arena_end;
    uint32_t next = count < sheet->record_count ? sheet->records[count].raw_start : 0;
    rc_sheet_drop(sheet, count, next);
    reader->base += next;
    if (reader->in_record) {
        reader->before.cell_count -= cells;
        reader->before.arena_count -= arena;
        for (uint32_t i = 0; i < reader->level_count; i++) reader->levels[i].text_start -= arena;
    }
    reader->page_records = 0;
    reader->page_is_closed = 0;
    // The last frame is the one that records go on in.
    size_t kept = 0;
    for (size_t i = 0; i < reader->frame_count; i++) {
        xml_frame frame = reader->frames[i];
        int used = i + 1 == reader->frame_count;
        for (size_t k = 0; k < sheet->record_count && !used; k++) used = sheet->records[k].frame == frame.number;
        if (used) reader->frames[kept++] = frame;
        else free_frame(&frame);
    }
    reader->frame_count = kept;
}

xml_failure xml_records_failure(const xml_records *reader) { return reader->failure; }
int xml_records_saw_parent(const xml_records *reader) { return reader->saw_parent; }
size_t xml_records_trailer_count(const xml_records *reader) { return reader->note_count; }

xml_text xml_records_trailer_path(const xml_records *reader, size_t index) {
    return (xml_text){reader->notes[index].path.bytes, reader->notes[index].path.count};
}

xml_text xml_records_trailer_value(const xml_records *reader, size_t index) {
    return (xml_text){reader->notes[index].value.bytes, reader->notes[index].value.count};
}

size_t xml_records_name_count(const xml_records *reader) {
    return reader->around->node_count - 1 < 24 ? reader->around->node_count - 1 : 24;
}

xml_text xml_records_name(const xml_records *reader, size_t index) {
    const rc_node *node = &reader->around->nodes[index + 1];
    return (xml_text){reader->around->names + node->name, node->length};
}
