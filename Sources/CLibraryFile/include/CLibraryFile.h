// Of libraries that do not tell their version: the one in the name of the file that was loaded.
#ifndef C_LIBRARY_FILE_H
#define C_LIBRARY_FILE_H

#include <stddef.h>

/// Writes what stands behind `name` in the name of the loaded file, `9.0.0` of `libre2.so.9.0.0` for `libre2.so.`.
/// - returns how many bytes were written, 0 where no such library is loaded as a file of its own.
size_t library_file_version(const char *name, char *written, size_t room);

#endif
