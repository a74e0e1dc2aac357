/* A receiver over HTTP/1.1 that costs next to nothing, so that the sender is what is measured.

   receiver [--hang | --rows PATH]: prints its port and serves on loopback until its standard input ends. It answers each request with
   204; with --rows by 200 and a list of as many {"status":"created"} as the body names "leadloop" members; with --hang never. At the
   end it prints how many requests came, and the median and 99th percentile of the time between two of them, in microseconds. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 22 };
struct peer {
    int socket;
    size_t filled, room;
    char *bytes;
};

static double *gaps;
static size_t count, capacity;
static double last;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void note(void) {
    double at = now();
    if (count == capacity) {
        capacity = capacity ? capacity * 2 : 1 << 16;
        gaps = realloc(gaps, capacity * sizeof *gaps);
    }
    gaps[count++] = last ? at - last : 0;
    last = at;
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static size_t occurrences(const char *text, size_t length, const char *word) {
    size_t found = 0, size = strlen(word);
    const char *end = text + length;
    while ((text = memmem(text, (size_t)(end - text), word, size))) found++, text += size;
    return found;
}

static void answer(int socket, const char *body, size_t length, const char *rows) {
    static char said[MOST];
    size_t size;
    if (!rows) {
        size = (size_t)snprintf(said, sizeof said, "HTTP/1.1 204 No Content\r\n\r\n");
    } else {
        size_t wanted = occurrences(body, length, rows);
        static char list[MOST];
        size_t filled = (size_t)snprintf(list, sizeof list, "{\"success\":true,\"result\":[");
        for (size_t row = 0; row < wanted; row++)
            filled += (size_t)snprintf(
                list + filled, sizeof list - filled, "%s{\"id\":%zu,\"status\":\"created\"}", row ? "," : "", row + 1);
        filled += (size_t)snprintf(list + filled, sizeof list - filled, "]}");
        size = (size_t)snprintf(
            said, sizeof said, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", filled, list);
    }
    for (size_t sent = 0; sent < size;) {
        ssize_t part = write(socket, said + sent, size - sent);
        if (part < 0 && errno != EAGAIN) return;
        if (part > 0) sent += (size_t)part;
    }
}

/* Answers every whole request that is there; 0 where the connection is to end. */
static int serve(struct peer *peer, int hangs, const char *rows) {
    for (;;) {
        if (peer->filled + (64 << 10) > peer->room) {
            peer->room = peer->room * 2 + (128 << 10);
            peer->bytes = realloc(peer->bytes, peer->room);
        }
        ssize_t read_bytes = read(peer->socket, peer->bytes + peer->filled, peer->room - peer->filled - 1);
        if (read_bytes == 0) return 0;
        if (read_bytes < 0) return errno == EAGAIN;
        peer->filled += (size_t)read_bytes;
        peer->bytes[peer->filled] = 0;
        for (;;) {
            char *end = memmem(peer->bytes, peer->filled, "\r\n\r\n", 4);
            if (!end) break;
            size_t head = (size_t)(end - peer->bytes) + 4, body = 0;
            char *length = strcasestr(peer->bytes, "\r\ncontent-length:");
            if (length && length < end) body = strtoul(length + 17, NULL, 10);
            char *expects = strcasestr(peer->bytes, "\r\nexpect:");
            if (expects && expects < end && peer->filled == head) {
                const char *go = "HTTP/1.1 100 Continue\r\n\r\n";
                if (write(peer->socket, go, strlen(go)) < 0) return 0;
            }
            if (peer->filled < head + body) break;
            note();
            if (!hangs) answer(peer->socket, peer->bytes + head, body, rows);
            memmove(peer->bytes, peer->bytes + head + body, peer->filled - head - body);
            peer->filled -= head + body;
        }
    }
}

int main(int words, char **word) {
    int hangs = words > 1 && !strcmp(word[1], "--hang");
    const char *rows = words > 2 && !strcmp(word[1], "--rows") ? word[2] : NULL;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof place;
    if (bind(listener, (struct sockaddr *)&place, size) || listen(listener, 512)) return 1;
    getsockname(listener, (struct sockaddr *)&place, &size);
    printf("%d\n", ntohs(place.sin_port));
    fflush(stdout);
    int poll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = &input};
    fcntl(0, F_SETFL, O_NONBLOCK);
    int has_input = epoll_ctl(poll, EPOLL_CTL_ADD, 0, &input) == 0;
    for (;;) {
        struct epoll_event events[64];
        int found = epoll_wait(poll, events, 64, has_input ? -1 : 100);
        for (int index = 0; index < found; index++) {
            if (events[index].data.ptr == &input) {
                char byte;
                if (read(0, &byte, 1) == 0) goto end;
            } else if (!events[index].data.ptr) {
                int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1;
                if (connection < 0) continue;
                setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                struct peer *peer = calloc(1, sizeof *peer);
                peer->socket = connection;
                event.data.ptr = peer;
                epoll_ctl(poll, EPOLL_CTL_ADD, connection, &event);
            } else {
                struct peer *peer = events[index].data.ptr;
                if (!serve(peer, hangs, rows)) {
                    close(peer->socket);
                    free(peer->bytes);
                    free(peer);
                }
            }
        }
    }
end:
    if (count > 1) {
        qsort(gaps, count, sizeof *gaps, ascending);
        printf("%zu %.0f %.0f\n", count, gaps[count / 2], gaps[count * 99 / 100]);
    } else {
        printf("%zu 0 0\n", count);
    }
    return 0;
}
