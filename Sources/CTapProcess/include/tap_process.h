// Starts a program of somebody else's with nothing of ours but what it is given, and ends it with all that it started.
#ifndef C_TAP_PROCESS_H
#define C_TAP_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

typedef struct {
    /// The program's file; no shell and no PATH is asked.
    const char *path;
    /// Both end with NULL.
    char *const *arguments;
    char *const *environment;
    /// Where it starts.
    const char *folder;
    uint64_t memory_bytes;
    uint64_t cpu_seconds;
    uint64_t open_files;
} tap_command;

/// Starts it in a process group of its own, with an empty input, core dumps off, no further rights to be had, and no
/// descriptor of ours. It is killed when the calling thread ends.
/// - returns its id, and where its output and error output are read; or the negative `errno` of what failed.
pid_t tap_process_start(const tap_command *command, int *output, int *errors);

/// Whether it has ended; its id stays taken until `tap_process_close`.
/// - `status`: what it ended with, or the negative number of the signal that ended it.
int tap_process_has_ended(pid_t process, int *status);

/// Asks its group to end.
void tap_process_ask(pid_t process);

/// Kills what is left of its group, and lets go of its id.
void tap_process_close(pid_t process);

#endif
