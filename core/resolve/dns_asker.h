// Thread: one; an asker belongs to the thread that made it.
//
// Asks DNS servers, each question on a c-ares channel of its own, so that what one server does (silence, a refused
// port, a truncated answer) is known of that server and that question alone. Sockets are opened by our own functions:
// an ICMP error is seen with its errno at once, and a server with a scope (fe80::1%eth0) can be asked.
#pragma once

#include "core/facts/names.h"

#include <chrono>
#include <memory>
#include <span>
#include <vector>

namespace knockback {

class DnsAsk; // dns_ask.h

class DnsAsker
{
public:
    struct Question
    {
        DnsServer server;
        QString name; // fully qualified, without the dot at the end
        Family family = Family::ipv4;
        std::chrono::nanoseconds limit = std::chrono::seconds(2); // sent again after a third of it
        int key = 0;                                              // the caller's, comes back with the answer
    };
    struct Finished
    {
        int key = 0;
        DnsAnswer answer;
    };

    DnsAsker();
    ~DnsAsker();
    DnsAsker(const DnsAsker&) = delete;
    DnsAsker& operator=(const DnsAsker&) = delete;

    // Sends. The answer (always exactly one, at the latest when `limit` is over) comes out of takeFinished().
    void ask(const Question& question);

    // Waits until something happens on a question or on one of `wakeFds` (negative ones are passed over), at most so
    // long.
    void step(std::span<const int> wakeFds, std::chrono::nanoseconds atMost);

    std::vector<Finished> takeFinished();
    bool idle() const;

private:
    void sweep();

    std::vector<std::unique_ptr<DnsAsk>> m_asks;
    std::vector<Finished> m_finished;
};

} // namespace knockback
