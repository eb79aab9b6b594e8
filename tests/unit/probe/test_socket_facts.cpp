// What the kernel says of a socket, and what it means: pure values.
#include "core/probe/attempt_socket.h"
#include "core/probe/classify.h"
#include "core/probe/hello.h"
#include "core/probe/socket_facts.h"

#include <QTest>

#include <linux/errqueue.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <vector>

using namespace knockback;

namespace {

IcmpError icmp(ErrorOrigin origin, int type, int code, int errnoValue)
{
    IcmpError out;
    out.origin = origin;
    out.type = static_cast<std::uint8_t>(type);
    out.code = static_cast<std::uint8_t>(code);
    out.errnoValue = errnoValue;
    return out;
}

// One control message in a buffer of its own, as recvmsg(2) would leave it.
struct Control
{
    alignas(cmsghdr) std::array<char, 256> bytes{};
    msghdr message{};

    Control(int level, int type, const void* body, std::size_t size)
    {
        message.msg_control = bytes.data();
        message.msg_controllen = CMSG_SPACE(size);
        cmsghdr* c = CMSG_FIRSTHDR(&message);
        c->cmsg_level = level;
        c->cmsg_type = type;
        c->cmsg_len = CMSG_LEN(size);
        if (size > 0)
            std::memcpy(CMSG_DATA(c), body, size);
    }
};

struct V6Error
{
    sock_extended_err error{};
    sockaddr_in6 offender{};
};

V6Error v6Error(const char* offender, std::uint8_t origin)
{
    V6Error out;
    out.error.ee_errno = EACCES;
    out.error.ee_origin = origin;
    out.error.ee_type = 1;
    out.error.ee_code = 1;
    out.error.ee_info = 1280;
    out.offender.sin6_family = AF_INET6;
    const auto address = IpAddress::parse(QString::fromLatin1(offender));
    std::memcpy(&out.offender.sin6_addr, address->bytes.data(), 16);
    return out;
}

} // namespace

class TestSocketFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // field-notes 0.1, row by row.
    void outcomes_data()
    {
        QTest::addColumn<int>("errnoValue");
        QTest::addColumn<int>("origin");
        QTest::addColumn<int>("type");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* name, int errnoValue, ErrorOrigin origin, int type, int code, Outcome outcome) {
            QTest::newRow(name) << errnoValue << int(origin) << type << code << int(outcome);
        };
        constexpr auto none = ErrorOrigin::none;
        constexpr auto v4 = ErrorOrigin::icmp;
        constexpr auto v6 = ErrorOrigin::icmp6;
        row("reset", ECONNREFUSED, none, 0, 0, Outcome::refused);
        row("3/0 net", ENETUNREACH, v4, 3, 0, Outcome::networkUnreachable);
        row("3/1 host", EHOSTUNREACH, v4, 3, 1, Outcome::hostUnreachable);
        row("3/2 protocol", ENOPROTOOPT, v4, 3, 2, Outcome::error);
        row("3/3 port", ECONNREFUSED, v4, 3, 3, Outcome::refused);
        row("3/7 host unknown", EHOSTDOWN, v4, 3, 7, Outcome::hostUnreachable);
        row("3/8 host isolated", ENONET, v4, 3, 8, Outcome::hostUnreachable);
        row("3/9 net prohibited", ENETUNREACH, v4, 3, 9, Outcome::rejected);
        row("3/10 host prohibited", EHOSTUNREACH, v4, 3, 10, Outcome::rejected);
        row("3/13 admin prohibited", EHOSTUNREACH, v4, 3, 13, Outcome::rejected);
        row("11/0 time exceeded", EHOSTUNREACH, v4, 11, 0, Outcome::hostUnreachable);
        row("11/10 is no prohibition", EHOSTUNREACH, v4, 11, 10, Outcome::hostUnreachable);
        row("v6 1/0 no route", ENETUNREACH, v6, 1, 0, Outcome::networkUnreachable);
        row("v6 1/1 admin", EACCES, v6, 1, 1, Outcome::rejected);
        row("v6 1/3 address", EHOSTUNREACH, v6, 1, 3, Outcome::hostUnreachable);
        row("v6 1/4 port", ECONNREFUSED, v6, 1, 4, Outcome::refused);
        row("v6 1/5 policy", EACCES, v6, 1, 5, Outcome::rejected);
        row("v6 1/6 reject route", EACCES, v6, 1, 6, Outcome::rejected);
        row("v6 3/0 hop limit", EHOSTUNREACH, v6, 3, 0, Outcome::hostUnreachable);
        row("v6 4/1 parameter", EPROTO, v6, 4, 1, Outcome::error);
        row("v6 1/10 is no code we know", EHOSTUNREACH, v6, 1, 10, Outcome::hostUnreachable);
        row("ICMP with EACCES is not our own policy", EACCES, v4, 12, 0, Outcome::error);
        row("only the queue speaks", 0, v4, 3, 3, Outcome::refused);
        row("prohibit route", EACCES, none, 0, 0, Outcome::blockedLocally);
        row("policy", EPERM, none, 0, 0, Outcome::blockedLocally);
        row("blackhole", EINVAL, none, 0, 0, Outcome::blockedLocally);
        row("time out", ETIMEDOUT, none, 0, 0, Outcome::timedOut);
        row("no port", EADDRNOTAVAIL, none, 0, 0, Outcome::noLocalPort);
        row("no descriptors", EMFILE, none, 0, 0, Outcome::noDescriptors);
        row("something else", EIO, none, 0, 0, Outcome::error);
        row("nothing at all", 0, none, 0, 0, Outcome::error);
    }
    void outcomes()
    {
        QFETCH(int, errnoValue);
        QFETCH(int, origin);
        QFETCH(int, type);
        QFETCH(int, code);
        QFETCH(int, outcome);
        const int queued = errnoValue == 0 && origin != 0 ? ECONNREFUSED : errnoValue;
        const Outcome got = failureOutcome(errnoValue, icmp(ErrorOrigin(origin), type, code, queued));
        QCOMPARE(int(got), outcome);
        QVERIFY(!isConnected(got));
    }

    // No errno and no code makes a failure count as a connection.
    void everyErrnoIsAFailure()
    {
        for (int e = 0; e < 200; ++e)
            for (int code = 0; code < 256; ++code)
                for (const auto origin : {ErrorOrigin::none, ErrorOrigin::local, ErrorOrigin::icmp, ErrorOrigin::icmp6})
                    QVERIFY(
                        !isConnected(failureOutcome(e, icmp(origin, origin == ErrorOrigin::icmp6 ? 1 : 3, code, e))));
    }

    void errorMessage()
    {
        const V6Error error = v6Error("2001:db8::9", SO_EE_ORIGIN_ICMP6);
        const Control control(SOL_IPV6, IPV6_RECVERR, &error, sizeof error);
        const IcmpError got = parseErrorControl(control.message);
        QCOMPARE(got.origin, ErrorOrigin::icmp6);
        QCOMPARE(got.errnoValue, EACCES);
        QCOMPARE(int(got.type), 1);
        QCOMPARE(int(got.code), 1);
        QCOMPARE(got.info, 1280u);
        QCOMPARE(got.offender.toString(), QStringLiteral("2001:db8::9"));
    }

    // An IPv6 socket to ::ffff:… names an IPv4 offender: it must compare equal to our own IPv4 addresses.
    void mappedOffender()
    {
        const V6Error error = v6Error("::ffff:192.0.2.9", SO_EE_ORIGIN_ICMP);
        const Control control(SOL_IPV6, IPV6_RECVERR, &error, sizeof error);
        QCOMPARE(parseErrorControl(control.message).offender.toString(), QStringLiteral("192.0.2.9"));
    }

    void noOffender()
    {
        V6Error error = v6Error("::", SO_EE_ORIGIN_ICMP6);
        const Control unspecified(SOL_IPV6, IPV6_RECVERR, &error, sizeof error);
        QVERIFY(parseErrorControl(unspecified.message).offender.isNone());
        error.offender.sin6_family = AF_UNSPEC;
        const Control none(SOL_IPV6, IPV6_RECVERR, &error, sizeof error);
        QVERIFY(parseErrorControl(none.message).offender.isNone());
    }

    // Cut anywhere: nothing is read that is not there, and no address is made of half of one.
    void cutErrorMessage()
    {
        const V6Error error = v6Error("2001:db8::9", SO_EE_ORIGIN_ICMP6);
        for (std::size_t size = 0; size <= sizeof error; ++size) {
            const Control control(SOL_IPV6, IPV6_RECVERR, &error, size);
            const IcmpError got = parseErrorControl(control.message);
            QCOMPARE(got.origin != ErrorOrigin::none, size >= sizeof error.error);
            QCOMPARE(!got.offender.isNone(), size == sizeof error);
        }
    }

    // A length that claims more than the buffer holds.
    void lyingErrorMessage()
    {
        const V6Error error = v6Error("2001:db8::9", SO_EE_ORIGIN_ICMP6);
        Control control(SOL_IPV6, IPV6_RECVERR, &error, sizeof error);
        CMSG_FIRSTHDR(&control.message)->cmsg_len = 100'000;
        (void)parseErrorControl(control.message); // must not read past the buffer: the sanitizer build sees it
        control.message.msg_controllen = sizeof(cmsghdr);
        QCOMPARE(parseErrorControl(control.message).origin, ErrorOrigin::none);
    }

    void otherControlMessages()
    {
        const int number = 7;
        const Control control(SOL_SOCKET, SCM_RIGHTS, &number, sizeof number);
        QCOMPARE(parseErrorControl(control.message).origin, ErrorOrigin::none);
        msghdr empty{};
        QCOMPARE(parseErrorControl(empty).origin, ErrorOrigin::none);
    }

    // A kernel that knows less gives fewer bytes; one that knows more gives more.
    void tcpInfoOfAnyLength()
    {
        std::vector<std::byte> bytes(sizeof(tcp_info) + 64);
        tcp_info info{};
        info.tcpi_state = 1;
        info.tcpi_total_retrans = 3;
        info.tcpi_rtt = 250;
        info.tcpi_segs_in = 4;
        info.tcpi_bytes_received = 1234;
        std::memcpy(bytes.data(), &info, sizeof info);
        const TcpFacts whole = parseTcpInfo(bytes);
        QVERIFY(whole.valid);
        QCOMPARE(whole.totalRetrans, 3u);
        QCOMPARE(whole.segsIn, 4u);
        QCOMPARE(whole.bytesReceived, std::uint64_t{1234});
        const std::size_t old = offsetof(tcp_info, tcpi_total_retrans) + 4;
        const TcpFacts few = parseTcpInfo(std::span(bytes).first(old));
        QVERIFY(few.valid);
        QCOMPARE(few.totalRetrans, 3u);
        QCOMPARE(few.segsIn, 0u);
        QVERIFY(!parseTcpInfo(std::span(bytes).first(old - 1)).valid);
        QVERIFY(!parseTcpInfo({}).valid);
    }

    void httpHello()
    {
        HelloBuffer buffer;
        Endpoint to{*IpAddress::parse(QStringLiteral("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff")), Port{65535}};
        const std::size_t size = writeHello(Protocol::http, to, {}, 0, buffer);
        const std::string text(buffer.data(), size);
        QVERIFY(text.find("Host: [2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535\r\n") != std::string::npos);
        QVERIFY(text.size() < buffer.size() - 1); // the longest there is fits
        QVERIFY(text.ends_with("\r\n\r\n"));
        to.address = *IpAddress::parse(QStringLiteral("192.0.2.1"));
        to.port = Port{8080};
        const std::string v4(buffer.data(), writeHello(Protocol::http, to, {}, 0, buffer));
        QVERIFY(v4.starts_with("HEAD / HTTP/1.1\r\nHost: 192.0.2.1:8080\r\n"));
    }
};

QTEST_GUILESS_MAIN(TestSocketFacts)
#include "test_socket_facts.moc"
