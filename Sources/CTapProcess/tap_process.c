#define _GNU_SOURCE
#include "include/tap_process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int limit(int resource, uint64_t most) {
    struct rlimit now;
    if (getrlimit(resource, &now) != 0) return -1;
    // Nobody may raise what was lowered before.
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) most = now.rlim_max;
    const struct rlimit wanted = {most, most};
    return setrlimit(resource, &wanted);
}

// Between fork and exec in a process with threads: nothing but what a signal handler may call.
static void become(const tap_command *command, int output, int errors, pid_t parent) {
    if (setpgid(0, 0) != 0) return;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) return;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    for (int signal_number = 1; signal_number < NSIG; signal_number++) signal(signal_number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return;
    const int input = open("/dev/null", O_RDONLY);
    if (input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0) return;
    // All others are closed by the exec, the one that tells of its failure among them.
    if (syscall(SYS_close_range, 3, ~0U, CLOSE_RANGE_CLOEXEC) != 0) {
        for (int descriptor = 3; descriptor < 65536; descriptor++) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    umask(077);
    if (chdir(command->folder) != 0) return;
    if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_NOFILE, command->open_files) != 0 ||
        limit(RLIMIT_CPU, command->cpu_seconds) != 0 || limit(RLIMIT_AS, command->memory_bytes) != 0)
        return;
    execve(command->path, command->arguments, command->environment);
}

// Above the three that the child's own come to stand on.
static int pipe_above(int ends[2]) {
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    for (int end = 0; end < 2; end++) {
        if (ends[end] > 2) continue;
        const int moved = fcntl(ends[end], F_DUPFD_CLOEXEC, 3);
        const int error = errno;
        close(ends[end]);
        ends[end] = moved;
        if (moved < 0) {
            close(ends[1 - end]);
            return -error;
        }
    }
    return 0;
}

pid_t tap_process_start(const tap_command *command, int *output, int *errors) {
    int pipes[3][2];
    for (int index = 0; index < 3; index++) {
        const int error = pipe_above(pipes[index]);
        if (error == 0) continue;
        while (index-- > 0) {
            close(pipes[index][0]);
            close(pipes[index][1]);
        }
        return error;
    }
    const pid_t parent = getpid();
    const pid_t process = fork();
    const int fork_error = errno;
    if (process == 0) {
        become(command, pipes[0][1], pipes[1][1], parent);
        const int error = errno;
        if (write(pipes[2][1], &error, sizeof error) < 0) _exit(126);
        _exit(127);
    }
    for (int index = 0; index < 3; index++) close(pipes[index][1]);
    int error = process < 0 ? fork_error : 0;
    if (process > 0) {
        ssize_t count;
        int said = 0;
        do count = read(pipes[2][0], &said, sizeof said);
        while (count < 0 && errno == EINTR);
        if (count == sizeof said) {
            error = said == 0 ? EPERM : said;
            tap_process_close(process);
        }
    }
    close(pipes[2][0]);
    if (error != 0) {
        close(pipes[0][0]);
        close(pipes[1][0]);
        return -error;
    }
    *output = pipes[0][0];
    *errors = pipes[1][0];
    return process;
}

int tap_process_has_ended(pid_t process, int *status) {
    siginfo_t info = {0};
    if (waitid(P_PID, (id_t)process, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return 0;
    *status = info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
    return 1;
}

void tap_process_ask(pid_t process) { kill(-process, SIGTERM); }

void tap_process_close(pid_t process) {
    // As long as it is not waited for, its number is nobody else's.
    kill(-process, SIGKILL);
    kill(process, SIGKILL);
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
}
