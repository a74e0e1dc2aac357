#ifndef SCRATCH_FILES_H
#define SCRATCH_FILES_H

/// Lets go of a file when the process is told to end: SIGINT, SIGTERM and SIGHUP unlink it and end the process as they
/// would have anyway. A signal that somebody else ignores or handles stays theirs.
/// Returns its number for `scratch_file_keep`, or -1 where there are too many or the path is too long.
int scratch_file_drop(const char *path);

/// Forgets a file again; what happens to it is the caller's.
void scratch_file_keep(int number);

#endif
