/* The floor the engine is measured against: the barest epoll loop that asks the kernel the same questions.
 *
 *   floor connect  --port P --count N --flight F [--minimal]
 *   floor schedule --targets T --interval-us I --rounds R --open-port P --closed-port Q [--minimal]
 *
 * connect: N connects to 127.0.0.1, F in flight, as fast as it goes. schedule: T targets (127.0.1-32.1-250, ports in
 * turn), each once an interval, phases spread, absolute timerfd, timer slack 1. --minimal leaves out what only a
 * diagnosis needs (error queue, getsockname, drain before close). One JSON line on standard output; times in
 * microseconds. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static int minimal;
static int64_t* samples;     /* connect time, ns */
static int64_t* lateness;    /* ns */
static uint32_t* roundTrips; /* tcpi_rtt, us */
static long done, connected, failed;
static int64_t startOf[1 << 16]; /* by descriptor */
static int epollFd;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static double cpu(void)
{
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e6 + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec);
}

static void fail(const char* what)
{
    perror(what);
    exit(1);
}

static int begin(uint32_t address, int port)
{
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || fd >= (1 << 16))
        fail("socket");
    const int on = 1;
    if (!minimal)
        setsockopt(fd, IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(address)}};
    startOf[fd] = now();
    if (connect(fd, (struct sockaddr*)&to, sizeof to) != 0 && errno != EINPROGRESS)
        fail("connect");
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data = {.fd = fd}};
    if (epoll_ctl(epollFd, EPOLL_CTL_ADD, fd, &event) != 0)
        fail("epoll_ctl");
    return fd;
}

static void finish(int fd, int64_t stamp)
{
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    char control[512];
    char payload[64];
    if (error != 0 && !minimal) {
        struct iovec vector = {payload, sizeof payload};
        struct msghdr message = {
            .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT);
    }
    struct tcp_info info;
    size = sizeof info;
    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size);
    if (!minimal) {
        struct sockaddr_storage local;
        size = sizeof local;
        getsockname(fd, (struct sockaddr*)&local, &size);
        if (error == 0)
            recv(fd, payload, sizeof payload, MSG_DONTWAIT);
    }
    samples[done] = stamp - startOf[fd];
    if (error == 0)
        roundTrips[connected++] = info.tcpi_rtt;
    else if (error != ECONNREFUSED)
        failed++;
    done++;
    close(fd);
}

static int compare64(const void* a, const void* b)
{
    const int64_t x = *(const int64_t*)a, y = *(const int64_t*)b;
    return (x > y) - (x < y);
}

static int compare32(const void* a, const void* b)
{
    const uint32_t x = *(const uint32_t*)a, y = *(const uint32_t*)b;
    return (x > y) - (x < y);
}

static double at64(int64_t* values, long count, double part)
{
    if (count == 0)
        return 0;
    qsort(values, (size_t)count, sizeof *values, compare64);
    return (double)values[(long)((double)(count - 1) * part)] / 1000.0;
}

static double at32(uint32_t* values, long count, double part)
{
    if (count == 0)
        return 0;
    qsort(values, (size_t)count, sizeof *values, compare32);
    return values[(long)((double)(count - 1) * part)];
}

static void report(double usedUs, int64_t wallNs, long late)
{
    printf("{\"attempts\": %ld, \"connected\": %ld, \"failed\": %ld, \"cpu_us\": %.3f, \"cpu_percent\": %.2f, "
           "\"wall_ms\": %.1f, "
           "\"connect_p50\": %.2f, \"connect_p99\": %.2f, \"rtt_p50\": %.1f, \"rtt_p99\": %.1f, \"late_p50\": %.2f, "
           "\"late_p99\": %.2f}\n",
           done, connected, failed, usedUs / (double)done, usedUs / ((double)wallNs / 1e3) * 100.0,
           (double)wallNs / 1e6, at64(samples, done, 0.5), at64(samples, done, 0.99), at32(roundTrips, connected, 0.5),
           at32(roundTrips, connected, 0.99), at64(lateness, late, 0.5), at64(lateness, late, 0.99));
}

static void runConnect(int port, long count, int flight)
{
    struct epoll_event events[64];
    long begun = 0;
    const double cpuBefore = cpu();
    const int64_t began = now();
    while (begun < flight && begun < count) {
        begin(INADDR_LOOPBACK, port);
        begun++;
    }
    while (done < count) {
        const int ready = epoll_wait(epollFd, events, 64, -1);
        const int64_t stamp = now();
        for (int i = 0; i < ready; i++) {
            finish(events[i].data.fd, stamp);
            if (begun < count) {
                begin(INADDR_LOOPBACK, port);
                begun++;
            }
        }
    }
    report(cpu() - cpuBefore, now() - began, 0);
}

static void runSchedule(long targets, int64_t interval, long rounds, int openPort, int closedPort)
{
    struct epoll_event events[64];
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = timer}};
    if (timer < 0 || epoll_ctl(epollFd, EPOLL_CTL_ADD, timer, &event) != 0)
        fail("timerfd");
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    const long count = targets * rounds;
    long begun = 0;
    const double cpuBefore = cpu();
    const int64_t began = now() + 50000000;
    int64_t armed = 0;
    while (done < count) {
        const int64_t due = began + (int64_t)((double)begun * (double)interval / (double)targets);
        if (begun < count && armed != due) {
            const struct itimerspec when = {.it_value = {due / 1000000000, due % 1000000000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
            armed = due;
        }
        const int ready = epoll_wait(epollFd, events, 64, -1);
        const int64_t stamp = now();
        for (int i = 0; i < ready; i++) {
            if (events[i].data.fd != timer) {
                finish(events[i].data.fd, stamp);
                continue;
            }
            uint64_t ticks;
            if (read(timer, &ticks, sizeof ticks) < 0)
                continue;
            for (;;) {
                const int64_t planned = began + (int64_t)((double)begun * (double)interval / (double)targets);
                if (begun >= count || planned > now())
                    break;
                const long target = begun % targets;
                const uint32_t address =
                    0x7f000000u + (uint32_t)((1 + target / 250) << 8) + (uint32_t)(1 + target % 250);
                const int fd = begin(address, target % 2 == 0 ? openPort : closedPort);
                lateness[begun++] = startOf[fd] - planned;
            }
        }
    }
    report(cpu() - cpuBefore, now() - began, count);
}

static long option(int argc, char** argv, const char* name, long otherwise)
{
    for (int i = 2; i + 1 < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return strtol(argv[i + 1], NULL, 10);
    return otherwise;
}

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    for (int i = 2; i < argc; i++)
        minimal |= strcmp(argv[i], "--minimal") == 0;
    const long targets = option(argc, argv, "--targets", 1);
    const long count = option(argc, argv, "--count", targets * option(argc, argv, "--rounds", 1));
    samples = calloc((size_t)count + 64, sizeof *samples);
    lateness = calloc((size_t)count + 64, sizeof *lateness);
    roundTrips = calloc((size_t)count + 64, sizeof *roundTrips);
    epollFd = epoll_create1(EPOLL_CLOEXEC);
    if (samples == NULL || lateness == NULL || roundTrips == NULL || epollFd < 0)
        fail("start");
    if (strcmp(argv[1], "connect") == 0)
        runConnect((int)option(argc, argv, "--port", 0), count, (int)option(argc, argv, "--flight", 64));
    else
        runSchedule(targets, option(argc, argv, "--interval-us", 1000000) * 1000, option(argc, argv, "--rounds", 1),
                    (int)option(argc, argv, "--open-port", 0), (int)option(argc, argv, "--closed-port", 0));
    return failed == 0 ? 0 : 1;
}
