// What the C library keeps of memory that nobody uses any more.
#ifndef C_MALLOC_H
#define C_MALLOC_H

/// Gives it back to the system; see malloc_trim(3).
void cmalloc_give_back(void);

#endif
