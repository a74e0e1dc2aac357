/* Rows in memory as a table that SQLite can select from, so that one statement inserts thousands of them: a statement of
   its own for each row costs more than the row. */
#ifndef LEADLOOP_CROWBATCH_H
#define LEADLOOP_CROWBATCH_H

#include <stdint.h>

enum { ROW_BATCH_NULL = 0, ROW_BATCH_INTEGER = 1, ROW_BATCH_TEXT = 2, ROW_BATCH_BLOB = 3 };

/* One value. `number` is the integer, or where the text or blob begins among the batch's bytes. */
typedef struct row_batch_cell {
    int64_t number;
    uint32_t count;
    uint8_t kind;
} row_batch_cell;

/* Rows, one after the other, and the bytes that their cells point into. All must stay until the statement has ended. */
typedef struct row_batch {
    const row_batch_cell *cells;
    int64_t rows;
    int columns;
    const uint8_t *bytes;
} row_batch;

/* Makes `row_batch(?)` with its columns c0, c1 … known to a connection (`sqlite3 *`); the code is SQLite's. */
int row_batch_register(void *connection);
/* Binds a batch to the parameter of a statement (`sqlite3_stmt *`); the code is SQLite's. */
int row_batch_bind(void *statement, int parameter, const row_batch *batch);

#endif
