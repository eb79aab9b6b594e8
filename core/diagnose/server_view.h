// What the server says of itself, read for the port in question. Only facts of the very machine that has the address
// count; those of another one (a translation, a balancer, a wrong name) are said, and nothing is concluded from them.
// Thread: any; pure. The observations must outlive it.
#pragma once

#include "core/diagnose/server_log.h"
#include "core/facts/observations.h"

#include <vector>

namespace knockback {

struct AddressView;

enum class SameMachine : std::uint8_t
{
    noFacts,
    yes,
    unknown, // its own addresses could not be seen, or it was asked about another port
    no,
};

// What the facts come to for one address.
struct ServerSight
{
    SameMachine machine = SameMachine::noFacts;
    bool listenersSeen = false;                 // else an empty list means nothing
    bool handedOn = false;                      // packets to the port are sent on (a container): its list is another's
    std::vector<const ServerListener*> takes;   // listen on the port, for this address
    std::vector<const ServerListener*> perhaps; // … where that could not be seen for certain
    std::vector<const ServerListener*> otherAddress; // on the port, for other addresses of this family only
    std::vector<const ServerListener*> otherFamily;  // on the port, for the other family only
    bool is() const { return machine == SameMachine::yes; }
    bool nothingListens() const { return listenersSeen && !handedOn && takes.empty() && perhaps.empty(); }
};

class ServerSide
{
public:
    ServerSide() = default;
    explicit ServerSide(const Observations& seen);

    const ServerFacts* facts = nullptr; // nullptr = nobody asked, or nothing came
    const ServerUnit* unit = nullptr;   // the most telling one of those that belong to the port
    QStringList listenerEvidence, unitEvidence, firewallEvidence, counterEvidence, processEvidence, resourceEvidence,
        nginxEvidence, logEvidence;
    TiedLog log; // of nginx, to the attempts to this very server

    ServerSight sightOf(const AddressView& view) const;
    bool stale() const { return m_stale; } // from another time than the attempts
    bool unseen(const char* what) const;
    QString machine() const; // how to call it: its host name, or where it was asked

    // How much a counter rose between the first and the last look; -1 = not seen twice.
    std::int64_t rise(const char* counter) const;
    std::int64_t last(const char* counter) const; // -1 = not seen
    double seconds() const;                       // between these looks; 0 = there was but one
    // Attempts that went wrong, or late, between the first and the last look at the counters.
    int troubledMeanwhile(const AddressView& view) const;

    const ServerProcess* processOf(const ServerListener& listener) const;
    const ServerProcess* process(int pid) const;
    // A listener of the unit (or of the service usual for the port) on another port; nullptr = none.
    const ServerListener* elsewhere() const;
    std::int64_t setting(const char* name) const; // -1 = not seen

private:
    SameMachine machineOf(const AddressView& view) const;
    bool listenersSeen() const;

    const Observations* m_seen = nullptr;
    bool m_stale = false;
};

// Its queue holds as many as it may: the kernel keeps backlog + 1.
bool isFull(const ServerListener& listener);
// "nginx.service" → "nginx.service", with what a shell needs; never empty.
QString unitWord(const ServerUnit& unit);

} // namespace knockback
