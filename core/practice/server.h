// Thread: constructed and destroyed by the owner; everything else happens in its own thread.
//
// One epoll loop that behaves badly in one chosen way. Clients are bounded, nothing they send is kept beyond a
// request's head.
#pragma once

#include "core/base/worker.h"
#include "core/practice/crowd.h"
#include "core/practice/loopback.h"
#include "core/practice/practice.h"

#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

namespace knockback::practice {

enum class Fault
{
    closed,
    silent,
    closes,
    resets,
    slowAccept,
    flapping,
    healthy,
    http502
};

class Server final : public PracticeTarget
{
public:
    static constexpr std::size_t kMostClients = 64;
    static constexpr std::size_t kMostHead = 8192;                              // bytes of a request that are looked at
    static constexpr Nanoseconds kClientLimit = std::chrono::minutes(2);        // then a client is let go
    static constexpr Nanoseconds kEndingLimit = std::chrono::seconds(1);        // for the client's FIN after ours
    static constexpr Nanoseconds kAcceptEvery = std::chrono::milliseconds(300); // slow-accept
    static constexpr int kTinyBacklog = 1;                              // slow-accept: the queue holds backlog + 1
    static constexpr Nanoseconds kUp = std::chrono::milliseconds(4000); // flapping
    static constexpr Nanoseconds kDown = std::chrono::milliseconds(2500);

    static Result<std::unique_ptr<PracticeTarget>> start(Fault fault, const QString& id, Port port);
    ~Server() override = default;

    Endpoint endpoint() const override { return m_bound.endpoints.front(); }
    QString fault() const override { return m_id; }

private:
    struct Client
    {
        Fd socket;
        std::string head;
        bool ending = false; // our FIN is out, theirs is awaited
        MonoTime limit;
    };

    Server(Fault fault, QString id, BoundPort bound);
    Status open();
    Status listenAll(bool on);
    void run(const std::stop_token& stop);
    MonoTime dueWork(MonoTime now); // timers; gives the next moment
    void acceptFrom(int listener, MonoTime now, int most);
    void greet(Fd socket, MonoTime now);
    bool readable(Client& client, MonoTime now); // false: let it go
    bool watch(int fd);
    void ignore(int fd);
    bool isListener(int fd) const;
    void endPolitely(Client& client, MonoTime now);
    void flap(MonoTime now);
    bool paced() const { return m_fault == Fault::slowAccept; }

    const Fault m_fault;
    const QString m_id;
    BoundPort m_bound;
    Fd m_epoll;
    Fd m_wake;
    std::unordered_map<int, Client> m_clients;
    std::vector<Crowd> m_crowds; // one a bound address, slow-accept only
    bool m_listening = false;
    MonoTime m_nextAccept;
    MonoTime m_nextFlap;
    std::unique_ptr<Worker> m_worker; // last: stopped and joined before anything it uses dies
};

} // namespace knockback::practice
