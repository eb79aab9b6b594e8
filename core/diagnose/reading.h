// The observations, read once: an AddressView an address, addresses that behave alike in Groups, the names, the list of
// evidence. Rules look at this and never at the raw attempts' outcomes.
// Thread: any; pure. The observations must outlive it.
#pragma once

#include "core/diagnose/after_connect.h"
#include "core/diagnose/evidence.h"
#include "core/diagnose/happening.h"
#include "core/diagnose/names_view.h"
#include "core/diagnose/sequence.h"
#include "core/diagnose/server_view.h"
#include "core/facts/observations.h"

#include <array>
#include <utility>
#include <vector>

namespace knockback {

// What the attempts to one address come to, all together.
enum class Shape : std::uint8_t
{
    untried,    // none has ended yet
    works,      // all connect, and what was due came (a rare late one included)
    late,       // all connect, but many needed a second SYN
    closes,     // all connect and are ended at once, without a byte
    unanswered, // all connect and none is answered
    turnsAway,  // all connect, and it says that it does not serve this client
    upstream,   // all connect and HTTP answers 502, 503 or 504
    reset,      // refused by resets
    icmpReject, // refused by ICMP (with silence between: rejecting hosts limit their ICMP)
    icmpHost,   // ICMP host unreachable (with silence between)
    icmpNetwork,
    icmpTime,
    silent,      // nothing ever came back
    noRoute,     // this machine has no way there
    localReject, // this machine refuses: a route of its own, or a policy
    noPort,      // this machine has no local port left
    noDescriptor,
    mixed,        // some connect, some do not
    manyFailures, // none connects, in more than one way
    other,        // an error of another kind
};

struct Hop
{
    int ttl = 0;
    IpAddress router;
};

// How far SYNs to one port of the address get.
struct PathView
{
    Port port;
    int probes = 0;
    std::vector<Hop> hops; // routers that answered, by TTL
    int answeredAt = 0;    // the lowest TTL with an answer that was not a router's "time exceeded"; 0 = none
    Happening answer = Happening::silent;
};

// So many refusals in a row, after it worked, are no longer chance alone.
inline constexpr int kSince = 3;

struct AddressView
{
    IpAddress address;
    QString source;
    std::vector<const Attempt*> attempts; // that count: this port, not stopped by us
    std::array<int, kHappeningCount> counts{};
    Protocol spoken = Protocol::none; // what is said to the port, or awaited from it
    Shape shape = Shape::untried;
    Sequence sequence; // worked or not
    Sequence quick;    // the same of attempts soon after one another: slow ones jump over stretches
    bool stretches() const { return inStretches(sequence) || inStretches(quick); }
    bool own = false;     // this machine's
    bool excused = false; // not usable from here by nature (no IPv6 here), and the other family serves
    bool beside = false;  // excused because programs here never use it: only DNS gives it, the system's own look-up
                          // gives another one, and that works (a deliberate line in the hosts file)
    bool since = false;   // it worked at first; `shape` is what it has done at every attempt since
    int late = 0;         // worked, with a SYN sent again
    const Attempt* sample = nullptr;     // the latest attempt that shows the shape
    const Attempt* icmpSample = nullptr; // the latest with an ICMP error
    IpAddress offender;                  // of icmpSample
    IcmpMeaning meaning = IcmpMeaning::none;
    const RouteFact* route = nullptr;
    const NeighbourFact* neighbour = nullptr; // of the next hop: the address itself when it is on link
    bool onLink = false;
    const EchoFact* echo = nullptr;
    const OwnFilter* ownFilter = nullptr; // this machine's rules about it, where they were read
    AfterConnectView after;
    std::vector<const Attempt*> controls;       // attempts to other ports: of each port the newest that was answered
    std::vector<const Attempt*> controlSamples; // all of them
    std::vector<const Attempt*> distances;      // with a floor under the TTL of answers, to any port
    std::vector<const Attempt*> sweeps;         // to the port in question, from local ports that had failed
    std::vector<PathView> paths;                // one a port
    std::vector<Hop> hops;                      // of the path to the port in question
    int pathProbes = 0;
    int echoAsked = 0, echoAnswered = 0;
    QStringList macs;   // who answered ARP or ND for it in turn, when it is on link; each once
    bool alive = false; // something of the host answered: another port, echo, ARP or ND, an ICMP error of its own
    QStringList lifeEvidence, lookEvidence, attemptEvidence, pathEvidence, ttlEvidence;
    QString routeEvidence, neighbourEvidence, ownFilterEvidence;
    ServerSight server; // what the server's own facts come to for this address

    void takeControl(const Attempt& a);
    void takePath(const Attempt& a, Happening h);
    int of(Happening h) const { return counts[static_cast<std::size_t>(h)]; }
    int total() const { return static_cast<int>(attempts.size()); }
    int connected() const { return of(Happening::worked) + of(Happening::closed) + of(Happening::unanswered); }
    bool fails() const
    {
        return shape != Shape::untried && shape != Shape::works && shape != Shape::late && shape != Shape::mixed;
    }
    // It worked at first, and so many attempts or more have been refused by resets since, up to the last one. The
    // connections that met its end may have been closed, or left without an answer.
    bool wentDown(int atLeast) const;
    int controlsAnswered() const;
    bool neighbourIsGone() const;            // FAILED or INCOMPLETE
    const PathView* pathTo(Port port) const; // nullptr = not followed
    // The router that answered for most TTLs, and for how many; no address where none did.
    std::pair<IpAddress, int> repeatedRouter() const;
};

// Addresses with the same shape, offender and sign of life.
struct Group
{
    std::vector<const AddressView*> members;
    const AddressView& first() const { return *members.front(); }
    Shape shape() const { return first().shape; }
    int attempts() const;
    int of(Happening h) const;
    QStringList evidence() const;   // of the attempts
    QString where(Port port) const; // "192.0.2.1:80, [2001:db8::1]:80"
    QString addresses() const;      // "192.0.2.1, 2001:db8::1"
};

// Decides view.shape, .sample, .offender and .meaning from view.attempts.
void judgeShape(AddressView& view);

class Reading
{
public:
    explicit Reading(const Observations& observations);
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    const Observations& seen;
    EvidenceBook book;
    NamesView names;
    ServerSide server;
    std::vector<AddressView> addresses; // in the order programs use them
    std::vector<Group> groups;          // in the order of their first address; untried ones are in none
    Port port;
    bool errorQueueWorks = true;

    bool isOwn(const IpAddress& address) const;        // loopback, or one of this machine's
    QString routerName(const IpAddress& router) const; // by reverse DNS; "" = none
    QString whoIs(const IpAddress& router) const;      // "192.0.2.1 (core1.example.net)", for sentences; "?" for none
    // How many segments this machine itself refused to send again since the run began; -1 = not known.
    std::int64_t refusedToSend() const;
    bool anyUntried() const;
    bool usable(Family family) const; // this machine has an address of the family (loopback not counted)
    QString hostPort() const;         // "db.example:5432", for commands and sentences
    // How long the oldest unanswered attempt has been running, at most: the run's age less the time names took.
    std::chrono::nanoseconds age() const;
    std::chrono::nanoseconds elapsed() const; // since the run began, never negative

private:
    void collectAddresses();
    void collectAttempts();
    static void takeThrough(AddressView& view, const std::vector<const Attempt*>& through);
    void collectWay();
    void collectLooks();
    void excuse();
    void group();
    void writeEvidence(AddressView& view);
    void writeWay(AddressView& view);
    void writeOwnFilter(AddressView& view);
    void writeLooks(AddressView& view);
    void writeAfterConnect(AddressView& view);
    void writeDistances(AddressView& view);
    void writePaths(AddressView& view);
    void writeServer();
    void writeServerFirewall();
    void writeServerState();
    void writeServerNginx();
    void writeServerLog();
    AddressView* find(const IpAddress& address);
};

} // namespace knockback
