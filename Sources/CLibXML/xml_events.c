#include <stdlib.h>
#include <string.h>

#include "xml_state.h"

#define NOTE_COUNT 256
#define NOTE_BYTES (64u << 10)
#define NOTE_VALUE_BYTES (8u << 10)
// Of those that found no room it is kept that they were there.
#define NOTE_DROPPED 1024
// Names and tags around the records are few; an export that nests deeper than this in vain is an attack.
#define DEPTH_LIMIT 10000u

static const char nil_namespace[] = "http://www.w3.org/2001/XMLSchema-instance";

static uint64_t line_of(const xml_records *reader) { return (uint64_t)reader->parser->input->line; }

static int is_blank(const uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (bytes[i] != ' ' && bytes[i] != '\n' && bytes[i] != '\t' && bytes[i] != '\r') return 0;
    return 1;
}

// Index of the `<` of the start tag the parser is at: a raw `<` cannot stand in a tag.
static size_t tag_start(xml_records *reader) {
    size_t at = xml_consumed(reader);
    while (at > 0 && reader->bytes[at - 1] != '<') at--;
    return at > 0 ? at - 1 : 0;
}

// MARK: Around the records

static int path_part_is(const xml_records *reader, uint32_t part, const uint8_t *name, size_t length) {
    size_t start = 0;
    for (uint32_t i = 0; i < part; i++) start += reader->path_lengths[i];
    return reader->path_lengths[part] == length && !memcmp(reader->path.bytes + start, name, length);
}

static int ancestor_is(const xml_records *reader, uint32_t part, const xml_ancestor *ancestor) {
    const rc_node *node = &reader->around->nodes[ancestor->node];
    return path_part_is(reader, part, reader->around->names + node->name, node->length);
}

// Whether the innermost ancestors are the first `count` names of the record path.
static int ends_with_path(const xml_records *reader, uint32_t count) {
    if (reader->ancestor_count < count) return 0;
    for (uint32_t i = 0; i < count; i++)
        if (!ancestor_is(reader, i, &reader->ancestors[reader->ancestor_count - count + i])) return 0;
    return 1;
}

static void note(xml_records *reader, const char *attribute, const uint8_t *value, size_t count) {
    if (reader->note_count >= NOTE_DROPPED) return;
    xml_buffer path = {0};
    for (size_t i = 0; i < reader->ancestor_count; i++) {
        const rc_node *node = &reader->around->nodes[reader->ancestors[i].node];
        if (i) xml_buffer_add(&path, ".", 1);
        xml_buffer_add(&path, reader->around->names + node->name, node->length);
    }
    if (attribute) {
        xml_buffer_add(&path, ".@", 2);
        xml_buffer_add(&path, attribute, strlen(attribute));
    }
    int fits = reader->note_count < NOTE_COUNT && count <= NOTE_VALUE_BYTES && reader->note_bytes + path.count + count <= NOTE_BYTES;
    int known = !fits && path.count > 256;
    for (size_t i = 0; i < reader->note_count && !known; i++)
        known = reader->notes[i].path.count == path.count &&
                !memcmp(reader->notes[i].path.bytes, path.bytes, path.count);
    if (known) {
        free(path.bytes);
        return;
    }
    if (!reader->notes) reader->notes = calloc(NOTE_DROPPED, sizeof *reader->notes);
    if (!reader->notes) abort();
    xml_note *made = &reader->notes[reader->note_count++];
    made->path = path;
    xml_buffer_add(&made->value, fits ? value : (const uint8_t *)"\1", fits ? count : 1);
    if (fits) reader->note_bytes += path.count + count;
}

static void open_ancestor(
    xml_records *reader, const char *name, const char *prefix, int namespace_count, const xmlChar **namespaces,
    int attribute_count, const xmlChar **attributes) {
    if (reader->ancestor_count >= reader->options.depth) return xml_fail(reader, RC_TOO_DEEP, line_of(reader));
    xml_ancestor *parent = reader->ancestor_count ? &reader->ancestors[reader->ancestor_count - 1] : NULL;
    uint32_t node = rc_child(
        reader->around, parent ? parent->node : RC_ROOT, parent ? parent->previous : RC_NONE, (const uint8_t *)name,
        (uint32_t)strlen(name));
    if (node == RC_NONE) return xml_fail(reader, RC_TOO_MANY_NAMES, line_of(reader));
    if (parent) {
        parent->previous = node;
        parent->has_children = 1;
    }
    if (reader->ancestor_count == reader->ancestor_room) {
        reader->ancestor_room = reader->ancestor_room ? 2 * reader->ancestor_room : 16;
        reader->ancestors = realloc(reader->ancestors, reader->ancestor_room * sizeof *reader->ancestors);
        if (!reader->ancestors) abort();
    }
    reader->ancestors[reader->ancestor_count++] = (xml_ancestor){
        node, RC_NONE, 0, reader->start_tags.count, reader->end_tags.count, reader->marks.count};
    size_t start = tag_start(reader);
    xml_buffer_add(&reader->start_tags, reader->bytes + start, xml_consumed(reader) - start);
    xml_buffer_add(&reader->start_tags, ">", 1);
    if (prefix) {
        xml_buffer_add(&reader->end_tags, prefix, strlen(prefix));
        xml_buffer_add(&reader->end_tags, ":", 1);
    }
    xml_buffer_add(&reader->end_tags, name, strlen(name));
    xml_buffer_add(&reader->marks, reader->end_tags.bytes + reader->ancestors[reader->ancestor_count - 1].end_tags,
        reader->end_tags.count - reader->ancestors[reader->ancestor_count - 1].end_tags);
    for (int i = 0; i < namespace_count; i++) {
        const char *key = (const char *)namespaces[2 * i], *uri = (const char *)namespaces[2 * i + 1];
        xml_buffer_add(&reader->marks, "\0", 1);
        if (key) xml_buffer_add(&reader->marks, key, strlen(key));
        xml_buffer_add(&reader->marks, "=", 1);
        if (uri) xml_buffer_add(&reader->marks, uri, strlen(uri));
    }
    xml_buffer_add(&reader->marks, "\0", 1);
    reader->ancestors_changed = 1;
    reader->text.count = 0;
    uint32_t around = reader->options.path_count - 1;
    if (around && ends_with_path(reader, around)) reader->saw_parent = 1;
    for (int i = 0; i < attribute_count; i++) {
        const xmlChar **attribute = attributes + 5 * i;
        note(reader, (const char *)attribute[0], attribute[3], (size_t)(attribute[4] - attribute[3]));
    }
}

static void close_ancestor(xml_records *reader) {
    if (reader->ancestor_count == 0) return;
    xml_ancestor *last = &reader->ancestors[reader->ancestor_count - 1];
    if (!last->has_children && reader->text.count) note(reader, NULL, reader->text.bytes, reader->text.count);
    reader->start_tags.count = last->start_tags;
    reader->end_tags.count = last->end_tags;
    reader->marks.count = last->marks;
    reader->root_has_ended = --reader->ancestor_count == 0;
    reader->text.count = 0;
    reader->ancestors_changed = 1;
}

static uint64_t current_frame(xml_records *reader) {
    xml_frame *last = reader->frame_count ? &reader->frames[reader->frame_count - 1] : NULL;
    if (last && (!reader->ancestors_changed || (last->marks.count == reader->marks.count &&
            !memcmp(last->marks.bytes, reader->marks.bytes, reader->marks.count)))) {
        reader->ancestors_changed = 0;
        return last->number;
    }
    uint64_t number = last ? last->number + 1 : 0;
    if (reader->frame_count == reader->frame_room) {
        reader->frame_room = reader->frame_room ? 2 * reader->frame_room : 4;
        reader->frames = realloc(reader->frames, reader->frame_room * sizeof *reader->frames);
        if (!reader->frames) abort();
    }
    xml_frame *made = &reader->frames[reader->frame_count++];
    memset(made, 0, sizeof *made);
    made->number = number;
    xml_buffer_add(&made->prologue, reader->start_tags.bytes, reader->start_tags.count);
    xml_buffer_add(&made->marks, reader->marks.bytes, reader->marks.count);
    for (size_t i = reader->ancestor_count; i-- > 0;) {
        size_t start = reader->ancestors[i].end_tags;
        size_t end = i + 1 < reader->ancestor_count ? reader->ancestors[i + 1].end_tags : reader->end_tags.count;
        xml_buffer_add(&made->epilogue, "</", 2);
        xml_buffer_add(&made->epilogue, reader->end_tags.bytes + start, end - start);
        xml_buffer_add(&made->epilogue, ">", 1);
    }
    reader->ancestors_changed = 0;
    return number;
}

// MARK: Within a record

static void refuse_record(xml_records *reader, enum rc_fault fault) {
    if (reader->record_fault != RC_OK) return;
    rc_sheet_rollback(reader->sheet, reader->before);
    reader->record_fault = fault;
}

static void begin_record(xml_records *reader) {
    size_t start = tag_start(reader), stop = xml_consumed(reader);
    uint64_t line = line_of(reader);
    for (size_t i = start; i < stop; i++) line -= reader->bytes[i] == '\n';
    reader->in_record = 1;
    reader->record_start = start;
    reader->record_line = line;
    reader->record_frame = current_frame(reader);
    reader->record_fault = RC_OK;
    reader->before = rc_sheet_mark(reader->sheet);
    reader->level_count = reader->too_deep = 0;
    if (reader->ancestor_count) reader->ancestors[reader->ancestor_count - 1].has_children = 1;
}

static void end_record(xml_records *reader) {
    size_t stop = xml_consumed(reader), count = stop - reader->record_start;
    if (count > reader->options.record_bytes) {
        refuse_record(reader, RC_TOO_LONG);
        reader->record_fault = RC_TOO_LONG;
    }
    if (reader->record_fault == RC_TOO_LONG) {
        size_t head = reader->options.record_bytes < (64u << 10) ? reader->options.record_bytes : 64u << 10;
        if (count > head) count = head;
    }
    if (reader->sheet->record_count == 0) reader->base = reader->record_start;
    rc_record *record =
        rc_add_record(reader->sheet, reader->record_start - reader->base, count, reader->record_line);
    record->frame = reader->record_frame;
    record->fault = (uint8_t)reader->record_fault;
    reader->in_record = 0;
    reader->root_has_ended = reader->ancestor_count == 0;
}

// The text so far is no value of its own, now that an element stands beside it.
static void set_text_aside(xml_records *reader, xml_level *level) {
    rc_sheet *sheet = reader->sheet;
    size_t count = sheet->arena_count - level->text_start;
    if (!level->has_children && !is_blank(sheet->arena + level->text_start, count))
        xml_buffer_add(&level->mixed, sheet->arena + level->text_start, count);
    if (!level->has_children) sheet->arena_count = level->text_start;
    level->has_children = 1;
}

static void add_attributes(xml_records *reader, xml_level *level, int count, const xmlChar **attributes) {
    rc_sheet *sheet = reader->sheet;
    for (int i = 0; i < count; i++) {
        const xmlChar **attribute = attributes + 5 * i;
        const uint8_t *value = attribute[3];
        size_t length = (size_t)(attribute[4] - attribute[3]);
        const char *local = (const char *)attribute[0], *uri = (const char *)attribute[2];
        if (uri && !strcmp(local, "nil") && !strcmp(uri, nil_namespace)) {
            level->is_nil = (length == 4 && !memcmp(value, "true", 4)) || (length == 1 && *value == '1');
            continue;
        }
        reader->scratch.count = 0;
        xml_buffer_add(&reader->scratch, "@", 1);
        xml_buffer_add(&reader->scratch, local, strlen(local));
        uint32_t node = rc_child(
            sheet, level->node, level->previous, reader->scratch.bytes, (uint32_t)reader->scratch.count);
        if (node == RC_NONE) return xml_fail(reader, RC_TOO_MANY_NAMES, line_of(reader));
        level->previous = node;
        size_t start = sheet->arena_count;
        rc_add_text(sheet, value, length);
        if (!rc_add_cell(sheet, node, start, length, RC_TEXT | RC_IN_ARENA))
            return xml_fail(reader, RC_TOO_MANY_NAMES, line_of(reader));
    }
}

static void open_level(xml_records *reader, const char *name, int count, const xmlChar **attributes) {
    rc_sheet *sheet = reader->sheet;
    if (reader->too_deep || reader->level_count > reader->options.depth) {
        refuse_record(reader, RC_TOO_DEEP);
        if (++reader->too_deep > DEPTH_LIMIT) xml_fail(reader, RC_TOO_DEEP, line_of(reader));
        return;
    }
    xml_level *parent = reader->level_count ? &reader->levels[reader->level_count - 1] : NULL;
    xml_level *level = &reader->levels[reader->level_count++];
    level->node = RC_ROOT;
    level->previous = RC_NONE;
    level->has_children = level->is_nil = 0;
    level->item = parent ? parent->item : 0;
    level->serial = ++sheet->serial;
    level->mixed.count = 0;
    if (!parent) rc_leave_items(sheet);
    if (reader->record_fault != RC_OK) return;
    if (parent) {
        set_text_aside(reader, parent);
        uint32_t node =
            rc_child(sheet, parent->node, parent->previous, (const uint8_t *)name, (uint32_t)strlen(name));
        if (node == RC_NONE) return xml_fail(reader, RC_TOO_MANY_NAMES, line_of(reader));
        parent->previous = level->node = node;
        if (sheet->nodes[node].stamp == parent->serial) {
            rc_next_item(sheet);
            level->item = sheet->item;
        }
        sheet->nodes[node].stamp = parent->serial;
    }
    sheet->item = level->item;
    if (count) add_attributes(reader, level, count, attributes);
    level->text_start = sheet->arena_count;
}

static void close_level(xml_records *reader) {
    if (reader->too_deep) {
        reader->too_deep--;
        return;
    }
    rc_sheet *sheet = reader->sheet;
    xml_level *level = &reader->levels[--reader->level_count];
    if (reader->record_fault != RC_OK) return;
    sheet->item = level->item;
    size_t start = level->text_start, count = sheet->arena_count - start;
    uint8_t form = RC_TEXT | RC_IN_ARENA;
    if (level->has_children) {
        count = level->mixed.count;
        while (count && is_blank(level->mixed.bytes + count - 1, 1)) count--;
        if (count == 0) return;
        start = sheet->arena_count;
        rc_add_text(sheet, level->mixed.bytes, count);
    } else if (level->is_nil && count == 0) {
        form = RC_NULL | RC_IN_ARENA;
    }
    uint32_t node = level->node;
    if (node == RC_ROOT) {
        // The record element itself: only text that says something is a value.
        if (is_blank(sheet->arena + start, count)) return;
        static const uint8_t own[] = {'#', 't', 'e', 'x', 't'};
        node = rc_child(sheet, RC_ROOT, level->previous, own, sizeof own);
    }
    if (node == RC_NONE || !rc_add_cell(sheet, node, start, count, form))
        xml_fail(reader, RC_TOO_MANY_NAMES, line_of(reader));
}

static void add_text(xml_records *reader, const uint8_t *bytes, size_t count) {
    if (!reader->in_record) {
        if (reader->text.count + count <= NOTE_VALUE_BYTES) xml_buffer_add(&reader->text, bytes, count);
        return;
    }
    if (reader->record_fault != RC_OK || reader->level_count == 0) return;
    xml_level *level = &reader->levels[reader->level_count - 1];
    if (!level->has_children) rc_add_text(reader->sheet, bytes, count);
    else if (level->mixed.count || !is_blank(bytes, count)) xml_buffer_add(&level->mixed, bytes, count);
}

// MARK: The parser's events

static void on_start(
    void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespace_count,
    const xmlChar **namespaces, int attribute_count, int defaulted_count, const xmlChar **attributes) {
    xml_records *reader = context;
    (void)uri;
    (void)defaulted_count;
    if (reader->failure.fault != RC_OK) return;
    if ((uint32_t)attribute_count > reader->options.attributes)
        return xml_fail(reader, RC_TOO_MANY_ATTRIBUTES, line_of(reader));
    if (!reader->in_record) {
        uint32_t last = reader->options.path_count - 1;
        if (!path_part_is(reader, last, name, strlen((const char *)name)) || !ends_with_path(reader, last)) {
            open_ancestor(
                reader, (const char *)name, (const char *)prefix, namespace_count, namespaces, attribute_count,
                attributes);
            return;
        }
        begin_record(reader);
    }
    open_level(reader, (const char *)name, attribute_count, attributes);
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) {
    xml_records *reader = context;
    (void)name;
    (void)prefix;
    (void)uri;
    if (reader->failure.fault != RC_OK) return;
    if (!reader->in_record) return close_ancestor(reader);
    close_level(reader);
    if (reader->level_count == 0 && reader->failure.fault == RC_OK) end_record(reader);
}

static void on_text(void *context, const xmlChar *bytes, int count) {
    xml_records *reader = context;
    reader->pending_return = 0;
    if (reader->failure.fault == RC_OK) add_text(reader, bytes, (size_t)count);
}

// The parser leaves line ends in CDATA as they are; in other text they are LF already.
static void on_cdata(void *context, const xmlChar *bytes, int count) {
    xml_records *reader = context;
    if (reader->failure.fault != RC_OK) return;
    const uint8_t *p = bytes, *end = bytes + count;
    if (reader->pending_return && p < end && *p == '\n') p++;
    reader->pending_return = 0;
    while (p < end) {
        const uint8_t *cr = memchr(p, '\r', (size_t)(end - p));
        const uint8_t *stop = cr ? cr : end;
        add_text(reader, p, (size_t)(stop - p));
        if (!cr) return;
        add_text(reader, (const uint8_t *)"\n", 1);
        p = cr + 1;
        reader->pending_return = p == end;
        if (p < end && *p == '\n') p++;
    }
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    xml_records *reader = context;
    (void)name;
    (void)external;
    (void)system;
    xml_fail(reader, RC_DOCTYPE, line_of(reader));
}

void xml_fill_handler(xmlSAXHandler *handler) {
    handler->initialized = XML_SAX2_MAGIC;
    handler->startElementNs = on_start;
    handler->endElementNs = on_end;
    handler->characters = on_text;
    handler->ignorableWhitespace = on_text;
    handler->cdataBlock = on_cdata;
    handler->internalSubset = on_doctype;
}
