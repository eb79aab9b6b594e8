// A small network of its own for tests on the real kernel: client — router — server, IPv4 and IPv6, made of network
// namespaces and veth pairs that are linked to nothing else. Needs root and the ip and nft programs.
//
//   client 10.77.1.2, fd77:1::2 — 10.77.1.1, fd77:1::1 router 10.77.2.1, fd77:2::1 — server 10.77.2.2, fd77:2::2
//
// Thread: one, except inNamespace(), which any may call.
#pragma once

#include <QString>
#include <QStringList>

#include <functional>

namespace knockback::test {

class NetLab
{
public:
    enum class Host
    {
        client,
        router,
        server
    };

    NetLab();
    ~NetLab(); // deletes the namespaces
    NetLab(const NetLab&) = delete;
    NetLab& operator=(const NetLab&) = delete;

    // "" when it is there, else why it cannot be (no root, no ip program, …).
    QString problem() const { return m_problem; }

    QString name(Host host) const;
    // `ip ARGUMENTS` in that namespace. False where it failed; the reason is put on standard error.
    bool ip(Host host, const QString& arguments) const;
    // The rules of `nft -f`, given to a table of their own which replaces the one before; "" takes it away.
    bool rules(Host host, const QString& chains) const;
    // Writes /proc/sys/net/PATH there.
    bool sysctl(Host host, const QString& path, const QString& value) const;

    // Runs in a new thread that lives in that namespace, as nobody unless asRoot: threads and sockets made there stay
    // there.
    void inNamespace(Host host, const std::function<void()>& body, bool asRoot = false) const;

private:
    bool run(const QStringList& command, const QString& input = {}) const;
    bool setUp();

    QString m_prefix;
    QString m_problem;
};

// Skip on a desk, fail where CI is set (Qt Test's macros must stand in the test function itself).
bool mustNotSkip();

} // namespace knockback::test
