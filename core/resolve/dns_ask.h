// Thread: one. One question to one server, on a c-ares channel and sockets of its own.
#pragma once

#include "core/facts/names.h"

#include <chrono>
#include <cstdint>
#include <poll.h>
#include <span>
#include <vector>

struct ares_channeldata;
struct iovec;

namespace knockback {

class DnsAsk
{
public:
    // Nothing is sent yet. `answer` says server, name and family.
    DnsAsk(int key, DnsAnswer answer, std::chrono::nanoseconds limit);
    ~DnsAsk();
    DnsAsk(const DnsAsk&) = delete;
    DnsAsk& operator=(const DnsAsk&) = delete;

    void send();
    bool done() const { return m_done; }
    int key() const { return m_key; }
    const DnsAnswer& answer() const { return m_answer; }

    // What to wait for: adds its sockets, and gives how long until something has to be done without any of them.
    std::chrono::nanoseconds prepare(std::vector<pollfd>& sockets);
    // After the wait: these sockets, of those it added, have something. Also with none: time may be over.
    void process(std::span<const pollfd> sockets);

private:
    // The sockets c-ares works with (ares_set_socket_functions(3)); `user` is this DnsAsk.
    static int openSocket(int family, int type, int protocol, void* user);
    static int closeSocket(int fd, void* user);
    static int connectSocket(int fd, void* user);
    static ssize_t receive(int fd, std::span<std::uint8_t> into, int flags, void* from, unsigned* fromSize, void* user);
    static ssize_t sendParts(int fd, const iovec* parts, int count, void* user);
    static void answered(void* user, int status, int timeouts, unsigned char* message, int size);

    bool openChannel();
    bool isDatagram(int fd) const;
    void failed(int fd, int error);
    void sawDatagram(std::span<const std::uint8_t> bytes);
    void finish(std::span<const std::uint8_t> message);

    const int m_key;
    DnsAnswer m_answer;
    const std::chrono::nanoseconds m_limit;
    ares_channeldata* m_channel = nullptr;
    std::uint16_t m_id = 0;
    MonoTime m_start;
    bool m_done = false;
    int m_udpErrno = 0;                    // the server cannot be reached by UDP
    int m_tcpErrno = 0;                    // nor by TCP, after a truncated answer
    bool m_sawOther = false;               // datagrams came that were no answer to this question
    int m_otherRcode = -1;                 // of those, the response code of one that carried our id
    std::vector<std::uint8_t> m_truncated; // the last truncated answer, for when TCP fails
    std::vector<int> m_datagramSockets;
};

} // namespace knockback
