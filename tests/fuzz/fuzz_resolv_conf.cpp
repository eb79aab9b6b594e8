// resolv.conf, and the search list made of it for a host.
#include "core/resolve/resolver.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const ResolverConfig config = parseResolvConf(text, QStringLiteral("fuzz"));
    if (config.servers.isEmpty() || config.servers.size() > 3 || config.ndots < 0 || config.ndots > 15 ||
        config.problem.size() > 2000)
        std::abort();
    for (const DnsServer& server : config.servers)
        if (server.endpoint.address.isNone() || server.endpoint.port.value != 53)
            std::abort();
    for (const char* host : {"db", "db.example", "db."})
        for (const QString& name : searchNames(QString::fromLatin1(host), config))
            if (name.isEmpty() || name.size() > 253)
                std::abort();
    return 0;
}
