#define _GNU_SOURCE
#include "beneath.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { READING = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY };

static int pretends;

/* glibc has no wrapper. */
static int guarded_open(int folder, const char *name, int flags) {
    struct open_how how = {.flags = (unsigned)flags, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    if (pretends) {
        errno = ENOSYS;
        return -1;
    }
    return (int)syscall(SYS_openat2, folder, name, &how, sizeof how);
}

static int is_single(const char *name) {
    return *name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static int open_in(int folder, const char *name) {
    struct stat status;
    /* A device may do something when it is opened, so that it is looked at first. */
    int look = guarded_open(folder, name, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    int is_unknown = look < 0 && (errno == ENOSYS || errno == EPERM);
    if (is_unknown) {
        if (!is_single(name)) {
            errno = EXDEV;
            return -1;
        }
        look = openat(folder, name, O_PATH | O_CLOEXEC | O_NOFOLLOW);
    }
    if (look < 0) return -1;
    int failed = fstat(look, &status);
    close(look);
    if (failed != 0) return -1;
    if (S_ISLNK(status.st_mode)) {
        errno = ELOOP;
        return -1;
    }
    if (!S_ISREG(status.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    return is_unknown ? openat(folder, name, READING) : guarded_open(folder, name, READING);
}

int beneath_open(const char *path, const char *name) {
    int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -1;
    int opened = open_in(folder, name);
    int reason = errno;
    close(folder);
    errno = reason;
    return opened;
}

int beneath_move(const char *from, const char *to) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
    /* A file system that knows no such renaming: a second name is given to nothing that exists either. */
    if (errno != EINVAL && errno != ENOSYS) return -1;
    if (link(from, to) != 0) return -1;
    return unlink(from);
}

int beneath_is_guarded(void) {
    int descriptor = guarded_open(AT_FDCWD, ".", O_PATH | O_CLOEXEC);
    if (descriptor < 0) return 0;
    close(descriptor);
    return 1;
}

void beneath_pretend_unguarded(int is_so) { pretends = is_so; }
