// Thread: the practice server's only.
//
// A small crowd of clients that this program itself sends to its own loopback port, so that a listener with a tiny
// backlog is really full. Bounded: at most kMembers connections to one port at a time, each at most once every kPause.
#pragma once

#include "core/base/clock.h"
#include "core/facts/address.h"
#include "core/practice/loopback.h"

#include <cstdint>
#include <vector>

namespace knockback::practice {

class Crowd
{
public:
    static constexpr int kMembers = 6;
    static constexpr Nanoseconds kPause = std::chrono::milliseconds(150); // before a served member comes back
    static constexpr Nanoseconds kPatience = std::chrono::seconds(9);     // before one gives up and starts anew

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
        MonoTime due; // to start when there is no socket, to give up when there is one
    };
    void start(Member& member, MonoTime now) const;

    Endpoint m_endpoint;
    std::vector<Member> m_members;
};

} // namespace knockback::practice
