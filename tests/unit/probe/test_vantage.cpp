// The vantage's parsers: netlink's answers as if they were hostile, the texts of /proc, the SYN timetable.
#include "core/probe/netlink.h"
#include "core/probe/surroundings.h"
#include "core/probe/vantage.h"
#include "core/probe/vantage_text.h"

#include <QTest>

#include <linux/inet_diag.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <vector>

using namespace knockback;

namespace {

// A message as the kernel writes one.
class Builder
{
public:
    template <typename T>
    Builder& put(const T& value)
    {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(&value);
        m_bytes.insert(m_bytes.end(), bytes, bytes + sizeof value);
        pad();
        return *this;
    }
    Builder& attribute(std::uint16_t type, const std::vector<std::uint8_t>& value)
    {
        const nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), type};
        put(header);
        m_bytes.insert(m_bytes.end(), value.begin(), value.end());
        pad();
        return *this;
    }
    Builder& number(std::uint16_t type, std::uint32_t value)
    {
        std::vector<std::uint8_t> bytes(4);
        std::memcpy(bytes.data(), &value, 4);
        return attribute(type, bytes);
    }
    const std::vector<std::uint8_t>& bytes() const { return m_bytes; }

private:
    void pad() { m_bytes.resize((m_bytes.size() + 3) & ~std::size_t{3}); }
    std::vector<std::uint8_t> m_bytes;
};

std::vector<std::uint8_t> datagram(std::uint16_t type, const std::vector<std::uint8_t>& payload)
{
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + payload.size());
    header.nlmsg_seq = 7;
    std::vector<std::uint8_t> out(sizeof header);
    std::memcpy(out.data(), &header, sizeof header);
    out.insert(out.end(), payload.begin(), payload.end());
    out.resize((out.size() + 3) & ~std::size_t{3});
    return out;
}

rtmsg routeHeader(int family, int type)
{
    rtmsg out{};
    out.rtm_family = static_cast<unsigned char>(family);
    out.rtm_type = static_cast<unsigned char>(type);
    return out;
}

} // namespace

class TestVantage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void route()
    {
        const auto bytes =
            Builder()
                .put(routeHeader(AF_INET, RTN_UNICAST))
                .number(RTA_OIF, 3)
                .attribute(RTA_GATEWAY, {192, 0, 2, 1})
                .attribute(RTA_PREFSRC, {192, 0, 2, 7})
                .attribute(RTA_METRICS, Builder().number(RTAX_HOPLIMIT, 9).number(RTAX_MTU, 1400).bytes())
                .bytes();
        const auto got = parseRouteMessage(bytes);
        QVERIFY(got.has_value());
        QCOMPARE(int(got->type), int(RTN_UNICAST));
        QCOMPARE(got->interface, 3u);
        QCOMPARE(got->gateway.toString(), QStringLiteral("192.0.2.1"));
        QCOMPARE(got->preferredSource.toString(), QStringLiteral("192.0.2.7"));
        QCOMPARE(got->mtu, 1400u);
    }

    // An IPv4 route by an IPv6 gateway; a reject route of IPv6 with the error inside.
    void oddRoutes()
    {
        std::vector<std::uint8_t> via(18);
        via[0] = AF_INET6;
        via[2] = 0xfe;
        via[3] = 0x80;
        via[17] = 1;
        const auto other = parseRouteMessage(
            Builder().put(routeHeader(AF_INET, RTN_UNICAST)).number(RTA_OIF, 4).attribute(RTA_VIA, via).bytes());
        QCOMPARE(other->gateway.family, Family::ipv6);
        QCOMPARE(other->gateway.scope, 4u);
        rta_cacheinfo info{};
        info.rta_error = static_cast<std::uint32_t>(-EACCES);
        std::vector<std::uint8_t> cache(sizeof info);
        std::memcpy(cache.data(), &info, sizeof info);
        const auto reject = parseRouteMessage(
            Builder().put(routeHeader(AF_INET6, RTN_PROHIBIT)).attribute(RTA_CACHEINFO, cache).bytes());
        QCOMPARE(reject->errnoValue, EACCES);
    }

    // Attributes too short for what they hold, of length 0, or longer than the message.
    void brokenAttributes()
    {
        const auto shortOnes = Builder()
                                   .put(routeHeader(AF_INET, RTN_UNICAST))
                                   .attribute(RTA_OIF, {1, 2})
                                   .attribute(RTA_GATEWAY, {192, 0, 2})
                                   .attribute(RTA_VIA, {10})
                                   .attribute(RTA_METRICS, {1, 2, 3})
                                   .attribute(RTA_CACHEINFO, {1})
                                   .bytes();
        const auto got = parseRouteMessage(shortOnes);
        QVERIFY(got.has_value());
        QCOMPARE(got->interface, 0u);
        QVERIFY(got->gateway.isNone());
        QCOMPARE(got->mtu, 0u);
        for (const std::uint16_t length : {0, 1, 3, 60000}) {
            const auto lying = Builder()
                                   .put(routeHeader(AF_INET, RTN_UNICAST))
                                   .put(nlattr{length, RTA_OIF})
                                   .number(RTA_OIF, 9)
                                   .bytes();
            QCOMPARE(parseRouteMessage(lying)->interface, 0u); // nothing after it is believed
        }
    }

    void messages()
    {
        auto two = datagram(RTM_NEWROUTE, {1, 2, 3});
        const auto second = datagram(NLMSG_DONE, {});
        two.insert(two.end(), second.begin(), second.end());
        NetlinkMessages reader(two);
        const auto first = reader.next();
        QCOMPARE(int(first->type), int(RTM_NEWROUTE));
        QCOMPARE(first->payload.size(), std::size_t{3});
        QCOMPARE(first->sequence, 7u);
        QCOMPARE(int(reader.next()->type), int(NLMSG_DONE));
        QVERIFY(!reader.next().has_value());
        QVERIFY(!reader.isDamaged());
    }

    // Cut at any byte, or with any length: it ends, and it says that it is damaged.
    void brokenMessages()
    {
        const auto whole = datagram(RTM_NEWROUTE, {1, 2, 3, 4});
        for (std::size_t size = 1; size < whole.size(); ++size) {
            NetlinkMessages reader(Bytes(whole).first(size));
            while (reader.next()) {
            }
            QVERIFY(reader.isDamaged());
        }
        for (const std::uint32_t length : {0u, 1u, 15u, 21u, 0x7fffffffu, 0xffffffffu}) {
            auto lying = whole;
            std::memcpy(lying.data(), &length, 4);
            NetlinkMessages reader(lying);
            QVERIFY(!reader.next().has_value());
            QVERIFY(reader.isDamaged());
        }
    }

    void errors()
    {
        const auto bytes = [](std::int32_t value) {
            std::vector<std::uint8_t> out(4);
            std::memcpy(out.data(), &value, 4);
            return out;
        };
        QCOMPARE(parseNetlinkError(bytes(0)), std::optional(0));
        QCOMPARE(parseNetlinkError(bytes(-ENETUNREACH)), std::optional(ENETUNREACH));
        QCOMPARE(parseNetlinkError(bytes(5)), std::nullopt);
        QCOMPARE(parseNetlinkError(bytes(std::numeric_limits<std::int32_t>::min())), std::nullopt);
        QCOMPARE(parseNetlinkError({}), std::nullopt);
    }

    void neighbour()
    {
        ndmsg header{};
        header.ndm_family = AF_INET;
        header.ndm_ifindex = 2;
        header.ndm_state = NUD_FAILED;
        const auto got = parseNeighbourMessage(
            Builder().put(header).attribute(NDA_DST, {192, 0, 2, 9}).attribute(NDA_LLADDR, {2, 0, 0, 0, 0, 1}).bytes());
        QCOMPARE(got->address.toString(), QStringLiteral("192.0.2.9"));
        QCOMPARE(got->interface, 2u);
        QCOMPARE(got->linkAddress.toHex(':'), QByteArray("02:00:00:00:00:01"));
        // A hardware address longer than any there is.
        const auto longOne = parseNeighbourMessage(
            Builder().put(header).attribute(NDA_LLADDR, std::vector<std::uint8_t>(200, 1)).bytes());
        QVERIFY(longOne->linkAddress.isEmpty());
        header.ndm_ifindex = -1;
        QVERIFY(!parseNeighbourMessage(Builder().put(header).bytes()).has_value());
        QVERIFY(!parseNeighbourMessage({}).has_value());
    }

    void socket()
    {
        inet_diag_msg m{};
        m.idiag_family = AF_INET;
        m.idiag_state = 6;
        m.id.idiag_sport = htons(40000);
        m.id.idiag_dport = htons(80);
        m.id.idiag_src[0] = htonl(0xc0000207);
        m.id.idiag_dst[0] = htonl(0xc0000201);
        const auto got = parseSocketMessage(Builder().put(m).bytes());
        QCOMPARE(got->local.toString(), QStringLiteral("192.0.2.7:40000"));
        QCOMPARE(got->remote.toString(), QStringLiteral("192.0.2.1:80"));
        QCOMPARE(int(got->state), 6);
        const auto bytes = Builder().put(m).bytes();
        QVERIFY(!parseSocketMessage(Bytes(bytes).first(bytes.size() - 4)).has_value());
        m.idiag_family = AF_UNIX;
        QVERIFY(!parseSocketMessage(Builder().put(m).bytes()).has_value());
    }

    // net/ipv4/tcp_timer.c; the ladders of field-notes 0.2.
    void synTimetable()
    {
        QCOMPARE(synResendSeconds(6, std::nullopt), (QVector<double>{1, 3, 7, 15, 31, 63}));
        QCOMPARE(synResendSeconds(6, 4), (QVector<double>{1, 2, 3, 4, 5, 7, 11, 19, 35, 67}));
        QCOMPARE(synResendSeconds(6, 0), (QVector<double>{1, 3, 7, 15, 31, 63}));
        QCOMPARE(synResendSeconds(2, 4), (QVector<double>{1, 2, 3, 4, 5, 7}));
        QCOMPARE(synResendSeconds(1, std::nullopt), (QVector<double>{1}));
        // Never more than two minutes between two of them.
        const auto longest = synResendSeconds(127, 127);
        QCOMPARE(longest.size(), qsizetype{254});
        for (qsizetype i = 1; i < longest.size(); ++i)
            QVERIFY(longest[i] - longest[i - 1] <= 120.0);
        QVERIFY(synResendSeconds(0, 4).isEmpty());
        QVERIFY(synResendSeconds(-1, 4).isEmpty());
        QVERIFY(synResendSeconds(1'000'000, 4).isEmpty());
        QCOMPARE(synResendSeconds(1, -5), (QVector<double>{1}));
    }

    void texts()
    {
        QCOMPARE(parseSysctlNumber("6\n"), std::optional(6));
        QCOMPARE(parseSysctlNumber("6 7"), std::nullopt);
        QCOMPARE(parseSysctlNumber(""), std::nullopt);
        QCOMPARE(parseSysctlNumber("99999999999"), std::nullopt);
        const QByteArray netstat =
            "TcpExt: SyncookiesSent TCPRetransFail\nTcpExt: 3 42\nIpExt: TCPRetransFail\nIpExt: 7\n";
        QCOMPARE(parseNetstatCounter(netstat, "TcpExt:", "TCPRetransFail"), std::optional<std::int64_t>(42));
        QCOMPARE(parseNetstatCounter(netstat, "IpExt:", "TCPRetransFail"), std::optional<std::int64_t>(7));
        QCOMPARE(parseNetstatCounter(netstat, "TcpExt:", "Nothing"), std::nullopt);
        QCOMPARE(parseNetstatCounter("TcpExt: A B\nTcpExt: 1\n", "TcpExt:", "B"), std::nullopt);
        QCOMPARE(parseNetstatCounter("TcpExt: A\nTcpExt: -1\n", "TcpExt:", "A"), std::nullopt);
        QCOMPARE(parseNetstatCounter("", "TcpExt:", "A"), std::nullopt);
        QCOMPARE(parsePortRange("32768\t60999\n"), std::optional(std::pair(32768, 60999)));
        QCOMPARE(parsePortRange("60999 32768"), std::nullopt);
        QCOMPARE(parsePortRange("0 70000"), std::nullopt);
        QCOMPARE(parsePortRange("1"), std::nullopt);
        QCOMPARE(countReservedPorts("\n", 1000, 2000), 0);
        QCOMPARE(countReservedPorts("999,1000-1009,1005-1010,2000,x,-,5000-", 1000, 2000), 12);
        QCOMPARE(countReservedPorts("1-65535", 1000, 1009), 10);
        QCOMPARE(countReservedPorts("2000-1000", 1000, 2000), 0);
        QCOMPARE(parseKernelVersion(QStringLiteral("6.18.44-fc-v657")), std::optional(std::pair(6, 18)));
        QCOMPARE(parseKernelVersion(QStringLiteral("5.8")), std::optional(std::pair(5, 8)));
        QCOMPARE(parseKernelVersion(QStringLiteral("linux")), std::nullopt);
        QCOMPARE(parseKernelVersion(QStringLiteral("x.1")), std::nullopt);
    }

    void osRelease()
    {
        QCOMPARE(parsePrettyName("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"),
                 QStringLiteral("Debian GNU/Linux 12 (bookworm)"));
        QCOMPARE(parsePrettyName("PRETTY_NAME='One \\\"two\\\"'"), QStringLiteral("One \"two\""));
        QCOMPARE(parsePrettyName("PRETTY_NAME=Plain"), QStringLiteral("Plain"));
        QCOMPARE(parsePrettyName("PRETTY_NAME=\""), QStringLiteral("\""));
        QCOMPARE(parsePrettyName(QByteArray()), QString());
        QVERIFY(parsePrettyName("PRETTY_NAME=" + QByteArray(5000, 'x')).size() == 200);
    }

    void proxies()
    {
        QCOMPARE(parseProxy(QStringLiteral("http://user:secret@proxy.example:3128/")),
                 QStringLiteral("proxy.example:3128"));
        QCOMPARE(parseProxy(QStringLiteral("socks5h://[2001:db8::1]:1080")), QStringLiteral("[2001:db8::1]:1080"));
        QCOMPARE(parseProxy(QStringLiteral("a@b@proxy")), QStringLiteral("proxy"));
        QCOMPARE(parseProxy(QStringLiteral(" proxy.example:8080 ")), QStringLiteral("proxy.example:8080"));
        QCOMPARE(parseProxy(QString()), QString());
    }

    void surroundings()
    {
        qputenv("https_proxy", "http://user:secret@proxy.example:3128");
        qputenv("no_proxy", "localhost");
        const Surroundings around = readSurroundings();
        qunsetenv("https_proxy");
        qunsetenv("no_proxy");
        QVERIFY(around.proxies.contains(QStringLiteral("https_proxy=proxy.example:3128")));
        QVERIFY(!around.proxies.join(QLatin1Char(' ')).contains(QStringLiteral("secret")));
        QCOMPARE(around.noProxy, QStringLiteral("localhost"));
        QVERIFY(!around.tunnels.contains(QStringLiteral("lo")));
    }

    // On the machine the test runs on: everything that can be had unprivileged anywhere.
    void here()
    {
        const VantageFacts facts = readVantage();
        QVERIFY(!facts.kernel.isEmpty());
        QVERIFY(facts.ownAddresses.contains(*IpAddress::parse(QStringLiteral("127.0.0.1"))));
        QVERIFY(!facts.syn.resendSeconds.isEmpty());
        QVERIFY(facts.ports.low > 0 && facts.ports.high >= facts.ports.low);
        const RouteFact own = readRoute(*IpAddress::parse(QStringLiteral("127.0.0.1")));
        QCOMPARE(own.kind, RouteFact::Kind::local);
        QCOMPARE(own.interface, QStringLiteral("lo"));
        QCOMPARE(readRoute({}).kind, RouteFact::Kind::unknown);
        QCOMPARE(readNeighbour(*IpAddress::parse(QStringLiteral("127.0.0.1"))).state, QString());
    }
};

QTEST_GUILESS_MAIN(TestVantage)
#include "test_vantage.moc"
