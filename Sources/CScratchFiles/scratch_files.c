#include "scratch_files.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { limit = 256 };

static _Atomic(char *) paths[limit];
static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

/* Calls nothing but what a signal handler may. */
static void end(int number) {
    for (int index = 0; index < limit; index++) {
        const char *path = atomic_load(&paths[index]);
        if (path != NULL) unlink(path);
    }
    signal(number, SIG_DFL);
    raise(number);
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
    char *copy = strdup(path);
    if (copy == NULL) return -1;
    listen();
    for (int index = 0; index < limit; index++) {
        char *nobody = NULL;
        if (atomic_compare_exchange_strong(&paths[index], &nobody, copy)) return index;
    }
    free(copy);
    return -1;
}

void scratch_file_keep(int number) {
    if (number < 0 || number >= limit) return;
    free(atomic_exchange(&paths[number], NULL));
}
