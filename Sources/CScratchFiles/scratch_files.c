#include "scratch_files.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { limit = 256, room = 4096 };
enum { is_free, is_written, is_listed };

/* A handler on another thread may read a path at any time: paths stand in memory that is never given back, and none is
 * written over once a handler has begun to read. */
static struct {
    atomic_int state;
    char path[room];
} files[limit];
static atomic_bool is_ending;
static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

/* Calls nothing but what a signal handler may. */
static void end(int number) {
    atomic_store(&is_ending, 1);
    for (int index = 0; index < limit; index++) {
        if (atomic_load(&files[index].state) == is_listed) unlink(files[index].path);
    }
    signal(number, SIG_DFL);
    raise(number);
}

/* A process that is ending has no more to do, and must not put anything where a file has just stood. */
static void stay_if_ending(void) {
    while (atomic_load(&is_ending)) pause();
}

static void listen(void) {
    static atomic_flag listening = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&listening)) return;
    for (size_t index = 0; index < sizeof signals / sizeof *signals; index++) {
        struct sigaction action;
        if (sigaction(signals[index], NULL, &action) != 0 || action.sa_handler != SIG_DFL) continue;
        memset(&action, 0, sizeof action);
        action.sa_handler = end;
        sigemptyset(&action.sa_mask);
        sigaction(signals[index], &action, NULL);
    }
}

int scratch_file_drop(const char *path) {
    const size_t count = strlen(path) + 1;
    if (count > room) return -1;
    listen();
    for (int index = 0; index < limit; index++) {
        int state = is_free;
        if (!atomic_compare_exchange_strong(&files[index].state, &state, is_written)) continue;
        /* A handler that begins from here on sees that the path is not whole. */
        stay_if_ending();
        memcpy(files[index].path, path, count);
        atomic_store(&files[index].state, is_listed);
        /* One that had passed by already takes the file for nobody's: it must not be made. */
        stay_if_ending();
        return index;
    }
    return -1;
}

void scratch_file_keep(int number) {
    if (number < 0 || number >= limit) return;
    atomic_store(&files[number].state, is_free);
    /* A handler may have read it a moment ago, and is about to let go of the file. */
    stay_if_ending();
}
