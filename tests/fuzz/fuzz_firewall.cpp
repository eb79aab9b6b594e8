// Rules of both tools: the first letter says whose, and what the packet is.
#include "core/inspect/firewall.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

namespace {

IpAddress address(const char* text)
{
    return IpAddress::parse(QLatin1String(text)).value_or(IpAddress{});
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 1 || size > 200'000)
        return 0;
    const QByteArray text(reinterpret_cast<const char*>(data + 1), static_cast<qsizetype>(size - 1));
    const bool v6 = (data[0] & 1) != 0, nft = (data[0] & 2) != 0;
    ServerSaying said;
    said.id = nft ? QStringLiteral("nft") : v6 ? QStringLiteral("ip6tables") : QStringLiteral("iptables");
    said.output = text;
    Packet packet;
    packet.source = address(v6 ? "fd77:1::2" : "10.77.1.2");
    packet.destination = address(v6 ? "fd77:2::2" : "10.77.2.2");
    packet.port = 22;
    packet.inInterface = (data[0] & 4) != 0 ? QStringLiteral("eth0") : QString();
    packet.loopback = (data[0] & 8) != 0;
    packet.leaving = (data[0] & 16) != 0;
    packet.outInterface = packet.inInterface;
    ServerSaying sets = said;
    sets.id = QStringLiteral("ipset");
    const ServerFirewall answer = decide({said, sets}, packet, {said});
    const bool decided = answer.decision != ServerFirewall::Decision::unknown &&
                         answer.decision != ServerFirewall::Decision::none &&
                         answer.decision != ServerFirewall::Decision::accept;
    if (decided == answer.rule.isEmpty() || answer.uncertain.size() > 8 || answer.rise > 0)
        std::abort();
    if (answer.undo.contains(QLatin1Char('\n')) || answer.undo.contains(QChar(0x1b)))
        std::abort();
    return 0;
}
