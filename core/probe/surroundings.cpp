#include "core/probe/surroundings.h"

#include "core/probe/vantage_text.h"

#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <sys/socket.h>

namespace knockback {

namespace {

// In the order in which curl and most others look; the small letters first.
void readProxies(Surroundings& out)
{
    for (const char* const name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "ftp_proxy", "socks_proxy"}) {
        const QString server = parseProxy(qEnvironmentVariable(name));
        if (!server.isEmpty())
            out.proxies << QStringLiteral("%1=%2").arg(QLatin1String(name), server);
    }
    constexpr qsizetype kMost = 500;
    out.noProxy = qEnvironmentVariable("no_proxy", qEnvironmentVariable("NO_PROXY")).left(kMost);
}

// linux/if_arp.h: what has no link of its own. Interfaces of tun, WireGuard and IPsec have the type "none".
bool endsElsewhere(unsigned short type)
{
    constexpr std::array<unsigned short, 7> kTypes{ARPHRD_NONE,  ARPHRD_PPP, ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT,
                                                   ARPHRD_IPGRE, 823 /* ARPHRD_IP6GRE */};
    return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

void readTunnels(Surroundings& out)
{
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0)
        return; // said by readVantage(), which asks the same
    for (const ifaddrs* i = first; i != nullptr; i = i->ifa_next) {
        if ((i->ifa_flags & IFF_UP) == 0 || i->ifa_addr == nullptr || i->ifa_addr->sa_family != AF_PACKET)
            continue;
        if (endsElsewhere(reinterpret_cast<const sockaddr_ll*>(i->ifa_addr)->sll_hatype))
            out.tunnels << QString::fromLocal8Bit(i->ifa_name);
    }
    ::freeifaddrs(first);
}

QString readContainer()
{
    if (qEnvironmentVariableIsSet("KUBERNETES_SERVICE_HOST"))
        return QStringLiteral("kubernetes");
    if (QFile::exists(QStringLiteral("/.dockerenv")))
        return QStringLiteral("docker");
    if (QFile::exists(QStringLiteral("/run/.containerenv")))
        return QStringLiteral("podman");
    constexpr qsizetype kMost = 40;
    return qEnvironmentVariable("container").left(kMost); // systemd's container interface; LXC, nspawn, Flatpak
}

} // namespace

Surroundings readSurroundings()
{
    Surroundings out;
    readProxies(out);
    readTunnels(out);
    out.container = readContainer();
    constexpr qsizetype kMost = 16;
    out.namespaces = QDir(QStringLiteral("/run/netns")).entryList(QDir::Files | QDir::System, QDir::Name).mid(0, kMost);
    return out;
}

} // namespace knockback
