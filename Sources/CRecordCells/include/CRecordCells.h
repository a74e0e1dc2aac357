// The rows a reader of nested records fills in: cells over shared columns, and the column names as a tree of paths.
//
// A path is a node below the node of the member that holds it; a column is a node that ever had a value. Names are
// looked up by prediction first: after member A of an object, the member that followed A the last time is expected.
// Failing to allocate memory ends the process.
#ifndef C_RECORD_CELLS_H
#define C_RECORD_CELLS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/// No node, no column, no frame.
#define RC_NONE UINT32_MAX
/// The node of the record itself.
#define RC_ROOT 0u
/// Bit of `rc_cell.form`: the value stands in the arena, not in the raw bytes.
#define RC_IN_ARENA 0x80u

/// How the export spelled a value; the numbers are those of `RecordPage.Form`.
enum { RC_NULL = 0, RC_TEXT = 1, RC_NUMBER = 2, RC_FLAG = 3, RC_EMPTY = 4 };

/// Why a record was refused or an export ended; the words for them stand beside the readers.
enum rc_fault {
    RC_OK = 0,
    RC_MALFORMED,
    RC_TRUNCATED,
    RC_DUPLICATE_KEY,
    RC_TOO_DEEP,
    RC_TOO_LONG,
    RC_NOT_A_RECORD,
    RC_TOO_MANY_COLUMNS,
    RC_TOO_MANY_NAMES,
    RC_TOO_MANY_ATTRIBUTES,
    RC_TAG_TOO_LONG,
    RC_DOCTYPE,
    RC_EMPTY_EXPORT,
    RC_TRAILING_BYTES,
    RC_WRONG_PLACE,
};

/// What exactly was malformed.
enum rc_reason {
    RC_PLAIN = 0,
    RC_BAD_UTF8,
    RC_BAD_CONTROL,
    RC_BAD_ESCAPE,
    RC_BAD_NUMBER,
    RC_BAD_LITERAL,
    RC_BAD_STRUCTURE,
    RC_BAD_BRACKETS,
    RC_BAD_LINE,
};

/// Items beyond this many in one record are not told apart.
#define RC_LAST_ITEM UINT16_MAX

/// One value. The layout is that of `RecordPage.Cell`: column, start, count, form, item.
typedef struct {
    uint32_t column;
    uint32_t start;
    uint32_t count;
    uint8_t form;
    /// Which item of a list it stands in, counted through the record; 0 outside of lists.
    uint16_t item;
} rc_cell;

/// One record, read or refused.
typedef struct {
    /// Where its raw bytes start, counted from the start of the page's raw bytes.
    uint32_t raw_start;
    uint32_t raw_count;
    /// One past its last cell and its last byte in the arena.
    uint32_t cell_end;
    uint32_t arena_end;
    /// 1-based line of its first byte.
    uint64_t line;
    /// Which frame it stands in; readers of one frame leave it 0.
    uint64_t frame;
    uint8_t fault;
    uint8_t reason;
    /// What the fault speaks of, as a slice of the raw bytes; empty where it speaks of the record.
    uint32_t at;
    uint32_t at_count;
} rc_record;

typedef struct {
    uint32_t parent;
    uint32_t name;
    uint32_t length;
    uint32_t column;
    /// The member that was first in this node's object, and the one that followed this node, the last time.
    uint32_t first;
    uint32_t next;
    uint32_t chain;
    /// The object in which the member was last seen; two sightings in one object are a duplicate.
    uint64_t stamp;
} rc_node;

typedef struct {
    uint32_t name;
    uint32_t length;
    uint32_t chain;
} rc_column;

typedef struct {
    rc_cell *cells;
    size_t cell_count, cell_room;
    rc_record *records;
    size_t record_count, record_room;
    uint8_t *arena;
    size_t arena_count, arena_room;

    rc_node *nodes;
    uint32_t node_count, node_limit, node_room;
    rc_column *columns;
    uint32_t column_count, column_limit, column_room;
    uint8_t *names;
    size_t name_count, name_room;
    uint32_t *node_buckets;
    uint32_t *column_buckets;
    uint32_t bucket_mask;
    /// Number of the last object opened.
    uint64_t serial;
    /// The item that values stand in now, and the number of the last item of the record.
    uint16_t item, last_item;
} rc_sheet;

/// A point to come back to when a record turns out to be unreadable or incomplete.
typedef struct {
    size_t cell_count, arena_count, name_count;
    uint32_t node_count, column_count;
} rc_mark;

rc_sheet *rc_sheet_new(uint32_t column_limit);
void rc_sheet_free(rc_sheet *sheet);

rc_mark rc_sheet_mark(const rc_sheet *sheet);
/// Forgets cells, arena, names and columns that came after `mark`.
void rc_sheet_rollback(rc_sheet *sheet, rc_mark mark);
/// Copies the cells of the first `record_count` records to `out`, which has room for them, where values in the arena
/// move behind `raw_count` raw bytes.
void rc_sheet_copy_cells(const rc_sheet *sheet, size_t record_count, uint32_t raw_count, void *out);
/// Forgets the first `record_count` records; the others count their raw bytes from `raw_start` on.
void rc_sheet_drop(rc_sheet *sheet, size_t record_count, uint32_t raw_start);

uint32_t rc_find_child(rc_sheet *sheet, uint32_t parent, uint32_t previous, const uint8_t *name, uint32_t length);
uint32_t rc_make_column(rc_sheet *sheet, uint32_t node);
void rc_more_cells(rc_sheet *sheet);
void rc_more_arena(rc_sheet *sheet, size_t count);
/// Appends a record whose cells and arena end where the sheet's end now.
rc_record *rc_add_record(rc_sheet *sheet, size_t raw_start, size_t raw_count, uint64_t line);

static inline int rc_same_bytes(const uint8_t *left, const uint8_t *right, uint32_t count) {
    uint64_t a, b;
    if (count >= 8) {
        for (uint32_t i = 0; i + 8 <= count; i += 8) {
            memcpy(&a, left + i, 8);
            memcpy(&b, right + i, 8);
            if (a != b) return 0;
        }
        memcpy(&a, left + count - 8, 8);
        memcpy(&b, right + count - 8, 8);
        return a == b;
    }
    if (count >= 4) {
        uint32_t c, d, e, f;
        memcpy(&c, left, 4);
        memcpy(&d, right, 4);
        memcpy(&e, left + count - 4, 4);
        memcpy(&f, right + count - 4, 4);
        return c == d && e == f;
    }
    for (uint32_t i = 0; i < count; i++)
        if (left[i] != right[i]) return 0;
    return 1;
}

/// The member `name` of the object at `parent`, made if it is new; `previous` is the member before it, `RC_NONE` for
/// the first. `RC_NONE` when there are too many names.
static inline uint32_t rc_child(
    rc_sheet *sheet, uint32_t parent, uint32_t previous, const uint8_t *name, uint32_t length) {
    uint32_t guess = previous == RC_NONE ? sheet->nodes[parent].first : sheet->nodes[previous].next;
    if (guess < sheet->node_count) {
        const rc_node *node = &sheet->nodes[guess];
        if (node->length == length && node->parent == parent &&
            rc_same_bytes(sheet->names + node->name, name, length))
            return guess;
    }
    return rc_find_child(sheet, parent, previous, name, length);
}

/// Appends a value of `node`; 0 when there are too many columns.
static inline int rc_add_cell(rc_sheet *sheet, uint32_t node, size_t start, size_t count, uint8_t form) {
    uint32_t column = sheet->nodes[node].column;
    if (column == RC_NONE) {
        column = rc_make_column(sheet, node);
        if (column == RC_NONE) return 0;
    }
    if (sheet->cell_count == sheet->cell_room) rc_more_cells(sheet);
    rc_cell *cell = &sheet->cells[sheet->cell_count++];
    cell->column = column;
    cell->start = (uint32_t)start;
    cell->count = (uint32_t)count;
    cell->form = form;
    cell->item = sheet->item;
    return 1;
}

/// Values stand outside of items: a record begins.
static inline void rc_leave_items(rc_sheet *sheet) { sheet->item = sheet->last_item = 0; }

/// Values stand in the next item; the caller goes back to the item around it when it ends.
static inline void rc_next_item(rc_sheet *sheet) {
    if (sheet->last_item < RC_LAST_ITEM) sheet->last_item++;
    sheet->item = sheet->last_item;
}

/// Room for `count` more bytes in the arena; the caller writes there and adds to `arena_count`.
static inline uint8_t *rc_arena_room(rc_sheet *sheet, size_t count) {
    if (sheet->arena_room - sheet->arena_count < count) rc_more_arena(sheet, count);
    return sheet->arena + sheet->arena_count;
}

static inline void rc_add_text(rc_sheet *sheet, const uint8_t *bytes, size_t count) {
    if (count == 0) return;
    memcpy(rc_arena_room(sheet, count), bytes, count);
    sheet->arena_count += count;
}

#ifdef __cplusplus
}
#endif

#endif
