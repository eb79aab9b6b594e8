// Thread: the practice server's only.
//
// A small crowd of clients that this program itself sends to its own loopback port, so that a listener with a tiny
// backlog is really full. Bounded: at most kMembers connections to one port at a time, each at most once every 30 ms.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"
#include "core/practice/loopback.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace knockback::practice {

class Crowd
{
public:
    static constexpr int kMembers = 5;
    // Before a served member comes back: unequal and five, so that no steady pace of attempts falls into step with the
    // server's and always comes just before the crowd (or just behind it).
    static constexpr std::array<Nanoseconds, 5> kPauses{std::chrono::milliseconds(30), std::chrono::milliseconds(250),
                                                        std::chrono::milliseconds(60), std::chrono::milliseconds(140),
                                                        std::chrono::milliseconds(30)};
    // One that was dropped tries anew after about this time rather than wait for the kernel's ever rarer SYNs: a slot
    // that somebody else leaves is wanted, too.
    static constexpr Nanoseconds kEager = std::chrono::milliseconds(2000);
    static constexpr Nanoseconds kPatience = std::chrono::seconds(9); // before one gives up and starts anew

    explicit Crowd(const Endpoint& endpoint) : m_endpoint(endpoint), m_members(kMembers) {}

    // Starts who is due, lets go who gave up. Gives the moment when it wants to be called again.
    MonoTime tick(MonoTime now);
    // Is this local port one of the crowd's? Then the server serves it without a word.
    bool has(Port localPort) const;
    // The server is done with the member on this port.
    void served(Port localPort, MonoTime now);

private:
    struct Member
    {
        Fd socket;
        Port port;
        MonoTime due;        // to start when there is no socket, to look at it or give up when there is one
        bool waited = false; // in the queue; it gives up next time
    };
    void start(Member& member, MonoTime now);
    Nanoseconds pause();

    Endpoint m_endpoint;
    std::vector<Member> m_members;
    std::size_t m_pauses = 0; // taken so far
};

} // namespace knockback::practice
