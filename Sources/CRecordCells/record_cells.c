#include "CRecordCells.h"

#include <stdio.h>
#include <stdlib.h>

// A path longer than this is no column name but an attack or a mix-up of keys and values.
#define PATH_LIMIT 4096
#define NAME_BYTES_LIMIT (8u << 20)

static void *grown(void *memory, size_t *room, size_t needed, size_t size) {
    size_t wanted = *room ? *room : 64;
    while (wanted < needed) wanted *= 2;
    void *larger = realloc(memory, wanted * size);
    if (!larger) {
        fputs("out of memory\n", stderr);
        abort();
    }
    *room = wanted;
    return larger;
}

static void *grown32(void *memory, uint32_t *room, uint32_t needed, size_t size) {
    size_t wide = *room;
    memory = grown(memory, &wide, needed, size);
    *room = (uint32_t)wide;
    return memory;
}

static uint32_t hashed(uint32_t seed, const uint8_t *bytes, size_t count) {
    uint64_t hash = seed * UINT64_C(0x9E3779B97F4A7C15) + count;
    while (count >= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
        hash ^= hash >> 32;
        bytes += 8;
        count -= 8;
    }
    uint64_t word = 0;
    if (count) memcpy(&word, bytes, count);
    hash = (hash ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    return (uint32_t)(hash ^ hash >> 32);
}

static uint32_t node_bucket(const rc_sheet *sheet, const rc_node *node) {
    return hashed(node->parent, sheet->names + node->name, node->length) & sheet->bucket_mask;
}

static uint32_t column_bucket(const rc_sheet *sheet, const rc_column *column) {
    return hashed(0, sheet->names + column->name, column->length) & sheet->bucket_mask;
}

rc_sheet *rc_sheet_new(uint32_t column_limit) {
    size_t none = 0;
    rc_sheet *sheet = grown(NULL, &none, 1, sizeof *sheet);
    memset(sheet, 0, sizeof *sheet);
    sheet->column_limit = column_limit;
    // Objects and lists are paths without a column of their own.
    sheet->node_limit = 2 * column_limit + 64;
    uint32_t buckets = 256;
    while (buckets < sheet->node_limit) buckets *= 2;
    sheet->bucket_mask = buckets - 1;
    none = 0;
    sheet->node_buckets = grown(NULL, &none, buckets, sizeof *sheet->node_buckets);
    none = 0;
    sheet->column_buckets = grown(NULL, &none, buckets, sizeof *sheet->column_buckets);
    memset(sheet->node_buckets, 0xFF, buckets * sizeof *sheet->node_buckets);
    memset(sheet->column_buckets, 0xFF, buckets * sizeof *sheet->column_buckets);
    sheet->nodes = grown32(NULL, &sheet->node_room, 1, sizeof *sheet->nodes);
    sheet->nodes[RC_ROOT] = (rc_node){RC_NONE, 0, 0, RC_NONE, RC_NONE, RC_NONE, RC_NONE, 0};
    sheet->node_count = 1;
    return sheet;
}

void rc_sheet_free(rc_sheet *sheet) {
    if (!sheet) return;
    free(sheet->cells);
    free(sheet->records);
    free(sheet->arena);
    free(sheet->nodes);
    free(sheet->columns);
    free(sheet->names);
    free(sheet->node_buckets);
    free(sheet->column_buckets);
    free(sheet);
}

rc_mark rc_sheet_mark(const rc_sheet *sheet) {
    return (rc_mark){
        sheet->cell_count, sheet->arena_count, sheet->name_count, sheet->node_count, sheet->column_count};
}

void rc_sheet_rollback(rc_sheet *sheet, rc_mark mark) {
    sheet->cell_count = mark.cell_count;
    sheet->arena_count = mark.arena_count;
    // A bucket's chain starts with its newest entry, so taking the newest out first keeps every chain whole.
    while (sheet->node_count > mark.node_count) {
        const rc_node *node = &sheet->nodes[--sheet->node_count];
        sheet->node_buckets[node_bucket(sheet, node)] = node->chain;
    }
    if (sheet->column_count > mark.column_count) {
        while (sheet->column_count > mark.column_count) {
            const rc_column *column = &sheet->columns[--sheet->column_count];
            sheet->column_buckets[column_bucket(sheet, column)] = column->chain;
        }
        for (uint32_t i = 0; i < sheet->node_count; i++)
            if (sheet->nodes[i].column != RC_NONE && sheet->nodes[i].column >= mark.column_count)
                sheet->nodes[i].column = RC_NONE;
    }
    sheet->name_count = mark.name_count;
}

void rc_sheet_copy_cells(const rc_sheet *sheet, size_t record_count, uint32_t raw_count, void *out) {
    size_t count = record_count ? sheet->records[record_count - 1].cell_end : 0;
    rc_cell *copies = out;
    for (size_t i = 0; i < count; i++) {
        rc_cell cell = sheet->cells[i];
        cell.start += raw_count & (0u - (cell.form >> 7));
        cell.form &= 0x7F;
        copies[i] = cell;
    }
}

void rc_sheet_drop(rc_sheet *sheet, size_t record_count, uint32_t raw_start) {
    if (record_count == 0) return;
    uint32_t cells = sheet->records[record_count - 1].cell_end;
    uint32_t arena = sheet->records[record_count - 1].arena_end;
    sheet->cell_count -= cells;
    sheet->arena_count -= arena;
    sheet->record_count -= record_count;
    if (sheet->cell_count) memmove(sheet->cells, sheet->cells + cells, sheet->cell_count * sizeof *sheet->cells);
    if (sheet->arena_count) memmove(sheet->arena, sheet->arena + arena, sheet->arena_count);
    memmove(sheet->records, sheet->records + record_count, sheet->record_count * sizeof *sheet->records);
    for (size_t i = 0; i < sheet->cell_count; i++) {
        rc_cell *cell = &sheet->cells[i];
        cell->start -= cell->form & RC_IN_ARENA ? arena : raw_start;
    }
    for (size_t i = 0; i < sheet->record_count; i++) {
        sheet->records[i].raw_start -= raw_start;
        sheet->records[i].cell_end -= cells;
        sheet->records[i].arena_end -= arena;
    }
}

static uint32_t add_name(rc_sheet *sheet, const uint8_t *bytes, uint32_t length) {
    if (sheet->name_room - sheet->name_count < length + 8u)
        sheet->names = grown(sheet->names, &sheet->name_room, sheet->name_count + length + 8, 1);
    uint32_t start = (uint32_t)sheet->name_count;
    if (length) memcpy(sheet->names + start, bytes, length);
    sheet->name_count += length;
    return start;
}

static void expect(rc_sheet *sheet, uint32_t parent, uint32_t previous, uint32_t node) {
    if (previous == RC_NONE)
        sheet->nodes[parent].first = node;
    else
        sheet->nodes[previous].next = node;
}

uint32_t rc_find_child(rc_sheet *sheet, uint32_t parent, uint32_t previous, const uint8_t *name, uint32_t length) {
    uint32_t *bucket = &sheet->node_buckets[hashed(parent, name, length) & sheet->bucket_mask];
    for (uint32_t i = *bucket; i != RC_NONE; i = sheet->nodes[i].chain) {
        const rc_node *node = &sheet->nodes[i];
        if (node->parent == parent && node->length == length &&
            rc_same_bytes(sheet->names + node->name, name, length)) {
            expect(sheet, parent, previous, i);
            return i;
        }
    }
    if (sheet->node_count >= sheet->node_limit || length > PATH_LIMIT || sheet->name_count > NAME_BYTES_LIMIT)
        return RC_NONE;
    if (sheet->node_count == sheet->node_room)
        sheet->nodes = grown32(sheet->nodes, &sheet->node_room, sheet->node_count + 1, sizeof *sheet->nodes);
    uint32_t made = sheet->node_count++;
    uint32_t start = add_name(sheet, name, length);
    sheet->nodes[made] = (rc_node){parent, start, length, RC_NONE, RC_NONE, RC_NONE, *bucket, 0};
    *bucket = made;
    expect(sheet, parent, previous, made);
    return made;
}

uint32_t rc_make_column(rc_sheet *sheet, uint32_t node) {
    uint8_t path[PATH_LIMIT];
    size_t start = sizeof path;
    for (uint32_t i = node; i != RC_ROOT && i != RC_NONE; i = sheet->nodes[i].parent) {
        const rc_node *part = &sheet->nodes[i];
        if (start < part->length + 1u) return RC_NONE;
        if (i != node) path[--start] = '.';
        start -= part->length;
        if (part->length) memcpy(path + start, sheet->names + part->name, part->length);
    }
    uint32_t length = (uint32_t)(sizeof path - start);
    // Different nodes may spell the same path: {"a.b": 1} and {"a": {"b": 1}} are one column.
    uint32_t *bucket = &sheet->column_buckets[hashed(0, path + start, length) & sheet->bucket_mask];
    for (uint32_t i = *bucket; i != RC_NONE; i = sheet->columns[i].chain) {
        const rc_column *column = &sheet->columns[i];
        if (column->length == length && rc_same_bytes(sheet->names + column->name, path + start, length))
            return sheet->nodes[node].column = i;
    }
    if (sheet->column_count >= sheet->column_limit || sheet->name_count > NAME_BYTES_LIMIT) return RC_NONE;
    if (sheet->column_count == sheet->column_room)
        sheet->columns =
            grown32(sheet->columns, &sheet->column_room, sheet->column_count + 1, sizeof *sheet->columns);
    uint32_t made = sheet->column_count++;
    uint32_t name = add_name(sheet, path + start, length);
    sheet->columns[made] = (rc_column){name, length, *bucket};
    *bucket = made;
    return sheet->nodes[node].column = made;
}

void rc_more_cells(rc_sheet *sheet) {
    sheet->cells = grown(sheet->cells, &sheet->cell_room, sheet->cell_count + 1, sizeof *sheet->cells);
}

void rc_more_arena(rc_sheet *sheet, size_t count) {
    sheet->arena = grown(sheet->arena, &sheet->arena_room, sheet->arena_count + count, 1);
}

rc_record *rc_add_record(rc_sheet *sheet, size_t raw_start, size_t raw_count, uint64_t line) {
    if (sheet->record_count == sheet->record_room)
        sheet->records =
            grown(sheet->records, &sheet->record_room, sheet->record_count + 1, sizeof *sheet->records);
    rc_record *record = &sheet->records[sheet->record_count++];
    memset(record, 0, sizeof *record);
    record->raw_start = (uint32_t)raw_start;
    record->raw_count = (uint32_t)raw_count;
    record->cell_end = (uint32_t)sheet->cell_count;
    record->arena_end = (uint32_t)sheet->arena_count;
    record->line = line;
    return record;
}
