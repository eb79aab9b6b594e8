/* Accepts and closes, on 0.0.0.0 and every port from LOW to HIGH, until it is killed: the other end of the benchmarks.
 *
 *   listener LOW HIGH
 *
 * Writes "ready" when it listens. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char** argv)
{
    if (argc != 3)
        return 2;
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    const int poll = epoll_create1(EPOLL_CLOEXEC);
    for (long port = strtol(argv[1], NULL, 10); port <= strtol(argv[2], NULL, 10); port++) {
        const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int on = 1;
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
        struct epoll_event event = {.events = EPOLLIN, .data = {.fd = fd}};
        if (fd < 0 || bind(fd, (struct sockaddr*)&at, sizeof at) != 0 || listen(fd, 4096) != 0 ||
            epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) != 0) {
            perror("listener");
            return 1;
        }
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[64];
        const int ready = epoll_wait(poll, events, 64, -1);
        for (int i = 0; i < ready; i++)
            for (int peer; (peer = accept4(events[i].data.fd, NULL, NULL, SOCK_CLOEXEC)) >= 0;)
                close(peer);
    }
}
