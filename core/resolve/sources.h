// Thread: any; reads files and the environment of this process.
//
// What this machine says about names, before anybody is asked.
#pragma once

#include "core/resolve/resolver.h"

namespace knockback {

struct NameSources
{
    ResolverConfig config;     // with the servers behind systemd-resolved and the extra ones
    QVector<HostsEntry> hosts; // lines that name the host
    QByteArray hostsText;      // the whole file, for near misses
};

// What cannot be read is said in config.problem and is never fatal.
NameSources readSources(const ResolvePaths& paths, const QVector<Endpoint>& extraServers, const QString& asciiHost);

} // namespace knockback
