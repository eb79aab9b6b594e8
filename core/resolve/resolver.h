// Names to addresses, by source. c-ares for each DNS server on its own, getaddrinfo(3) for what the system itself would
// use.
#pragma once

#include "core/base/result.h"
#include "core/facts/names.h"
#include "core/facts/target.h"

#include <chrono>
#include <functional>
#include <stop_token>

namespace knockback {

struct ResolvePaths
{ // replaced by tests
    QString resolvConf = QStringLiteral("/etc/resolv.conf");
    QString hosts = QStringLiteral("/etc/hosts");
    QString nsswitch = QStringLiteral("/etc/nsswitch.conf");
    QString systemdResolved =
        QStringLiteral("/run/systemd/resolve/resolv.conf"); // read where resolv.conf names its stub
};

struct ResolveOptions
{
    Family family = Family::none;
    QVector<Endpoint> extraServers;
    std::chrono::milliseconds perServer{2000}; // one question's limit, retries included
    ResolvePaths paths;
    bool suggest = true;   // where nothing was found, try a few names one edit away
    bool askSystem = true; // false: getaddrinfo(3) is left alone (it reads the real /etc and asks the real servers,
                           // whatever `paths` says)
};

// Parsers of hostile text, pure. A line that cannot be read is skipped and never fatal.
ResolverConfig parseResolvConf(const QByteArray& text, const QString& path);
QVector<HostsEntry> parseHosts(const QByteArray& text, const QString& path, const QString& host);
QString parseNsswitchHosts(const QByteArray& text);
// In these three the words are plain ASCII; a server's address may be what inet_aton(3) takes, as in glibc.
// The fully qualified names resolv.conf's search list and ndots make of a host, in the order they are tried.
QStringList searchNames(const QString& asciiHost, const ResolverConfig& config);

class Resolver
{
public:
    explicit Resolver(ResolveOptions options) : m_options(std::move(options)) {}

    // Reads the files named in `paths` and the environment (LOCALDOMAIN, RES_OPTIONS), asks every server of
    // resolv.conf, those behind systemd-resolved's stub and the extra ones the same questions, and the system through
    // getaddrinfo(3) beside them. What could not be read stands in config.problem, a sentence each.
    //
    // How a name's search list is walked: each server for itself, A and AAAA side by side, the next name only after a
    // clean "no" (NXDOMAIN, no data, SERVFAIL, REFUSED), as glibc does; a silent or unreachable server is not asked for
    // further names. An IP literal is answered from itself. A name of the hosts file under `localhost` is not asked for
    // (RFC 6761).
    //
    // Thread: a worker (blocks). All servers and families are asked side by side; returns when all have answered or
    // timed out, at most perServer (2 × perServer where slow servers walk a search list) plus getaddrinfo's share: it
    // is waited for 1 s longer than perServer. A suggestion adds at most 1 s, and only where every server said at once
    // that the name does not exist. `partial` (may be empty) is called in this thread whenever something new is known.
    // Asked to stop, it returns what it has within 50 ms.
    NameReport resolve(const TargetSpec& target, std::stop_token stop,
                       const std::function<void(const NameReport&)>& partial = {}) const;

private:
    ResolveOptions m_options;
};

} // namespace knockback
