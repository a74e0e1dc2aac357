#define _GNU_SOURCE
#include "include/CLibraryFile.h"

#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

struct search {
    const char *name;
    char *written;
    size_t room;
    size_t count;
};

static int visit(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct search *search = context;
    if (!info->dlpi_name || !strstr(info->dlpi_name, search->name)) return 0;
    // The loaded name is a link, which tells the first number only.
    char path[PATH_MAX];
    const char *found = realpath(info->dlpi_name, path) ? strstr(path, search->name) : NULL;
    if (!found) return 0;
    const char *version = found + strlen(search->name);
    const size_t count = strlen(version);
    if (count == 0 || count > search->room) return 0;
    memcpy(search->written, version, count);
    search->count = count;
    return 1;
}

size_t library_file_version(const char *name, char *written, size_t room) {
    struct search search = {name, written, room, 0};
    dl_iterate_phdr(visit, &search);
    return search.count;
}
