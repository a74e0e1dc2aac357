#include "CRowBatch.h"

#include <sqlite3.h>
#include <string.h>

#define MAX_COLUMNS 64
#define POINTER_KIND "row_batch"

typedef struct {
    sqlite3_vtab_cursor base;
    const row_batch *batch;
    int64_t row;
} cursor;

static int on_connect(sqlite3 *db, void *aux, int argc, const char *const *argv, sqlite3_vtab **out, char **error) {
    (void)aux, (void)argc, (void)argv, (void)error;
    char sql[32 + MAX_COLUMNS * 4 + 16] = "CREATE TABLE x(";
    size_t length = strlen(sql);
    for (int column = 0; column < MAX_COLUMNS; column++) {
        sqlite3_snprintf((int)(sizeof sql - length), sql + length, column ? ",c%d" : "c%d", column);
        length += strlen(sql + length);
    }
    sqlite3_snprintf((int)(sizeof sql - length), sql + length, ",batch HIDDEN)");
    int code = sqlite3_declare_vtab(db, sql);
    if (code != SQLITE_OK) return code;
    /* Only our own statements may name it, never a view or trigger of the file. */
    sqlite3_vtab_config(db, SQLITE_VTAB_DIRECTONLY);
    sqlite3_vtab *made = sqlite3_malloc(sizeof *made);
    if (!made) return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    *out = made;
    return SQLITE_OK;
}

static int on_disconnect(sqlite3_vtab *base) {
    sqlite3_free(base);
    return SQLITE_OK;
}

static int on_best_index(sqlite3_vtab *base, sqlite3_index_info *info) {
    (void)base;
    for (int index = 0; index < info->nConstraint; index++) {
        if (info->aConstraint[index].iColumn != MAX_COLUMNS || !info->aConstraint[index].usable) continue;
        info->aConstraintUsage[index].argvIndex = 1;
        info->aConstraintUsage[index].omit = 1;
        info->estimatedCost = 1;
        return SQLITE_OK;
    }
    return SQLITE_CONSTRAINT; /* not without a batch */
}

static int on_open(sqlite3_vtab *base, sqlite3_vtab_cursor **out) {
    (void)base;
    cursor *made = sqlite3_malloc(sizeof *made);
    if (!made) return SQLITE_NOMEM;
    memset(made, 0, sizeof *made);
    *out = &made->base;
    return SQLITE_OK;
}

static int on_close(sqlite3_vtab_cursor *base) {
    sqlite3_free(base);
    return SQLITE_OK;
}

static int on_filter(sqlite3_vtab_cursor *base, int number, const char *name, int argc, sqlite3_value **argv) {
    (void)number, (void)name;
    cursor *at = (cursor *)base;
    at->row = 0;
    at->batch = argc == 1 ? sqlite3_value_pointer(argv[0], POINTER_KIND) : NULL;
    return SQLITE_OK;
}

static int on_next(sqlite3_vtab_cursor *base) {
    ((cursor *)base)->row++;
    return SQLITE_OK;
}

static int on_eof(sqlite3_vtab_cursor *base) {
    const cursor *at = (const cursor *)base;
    return !at->batch || at->row >= at->batch->rows;
}

static int on_column(sqlite3_vtab_cursor *base, sqlite3_context *result, int column) {
    const cursor *at = (const cursor *)base;
    const row_batch *batch = at->batch;
    if (column >= batch->columns) return SQLITE_OK; /* NULL */
    const row_batch_cell *cell = batch->cells + at->row * batch->columns + column;
    switch (cell->kind) {
    case ROW_BATCH_INTEGER: sqlite3_result_int64(result, cell->number); break;
    case ROW_BATCH_TEXT:
        sqlite3_result_text(result, (const char *)batch->bytes + cell->number, (int)cell->count, SQLITE_STATIC);
        break;
    case ROW_BATCH_BLOB:
        sqlite3_result_blob(result, batch->bytes + cell->number, (int)cell->count, SQLITE_STATIC);
        break;
    default: break;
    }
    return SQLITE_OK;
}

static int on_rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *rowid) {
    *rowid = ((cursor *)base)->row;
    return SQLITE_OK;
}

/* Without xCreate it exists in every database at once, under the module's name. */
static const sqlite3_module module = {
    .xConnect = on_connect,
    .xBestIndex = on_best_index,
    .xDisconnect = on_disconnect,
    .xOpen = on_open,
    .xClose = on_close,
    .xFilter = on_filter,
    .xNext = on_next,
    .xEof = on_eof,
    .xColumn = on_column,
    .xRowid = on_rowid,
};

int row_batch_register(void *connection) {
    return sqlite3_create_module_v2(connection, "row_batch", &module, NULL, NULL);
}

int row_batch_bind(void *statement, int parameter, const row_batch *batch) {
    return sqlite3_bind_pointer(statement, parameter, (void *)batch, POINTER_KIND, NULL);
}
