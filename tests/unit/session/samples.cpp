#include "samples.h"

#include <cstring>

namespace knockback::test {

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}
Phrase phrase(const char* id, const QStringList& args = {})
{
    return {s(id), args, static_cast<int>(args.size())};
}

TcpFacts tcp(std::uint32_t seed)
{
    TcpFacts out;
    out.valid = true;
    out.state = 1;
    out.retransmits = static_cast<std::uint8_t>(seed % 3);
    out.totalRetrans = seed % 5;
    out.rttUs = 1000 + seed;
    out.rttVarUs = 500 + seed;
    out.segsIn = 2 + seed % 7;
    out.segsOut = 4'294'967'295U - seed % 11;
    out.sndMss = 1448;
    out.bytesReceived = 1'000'000'000'000ULL + seed;
    out.bytesAcked = 1 + seed;
    return out;
}

} // namespace

IpAddress address(const char* text)
{
    return IpAddress::parse(s(text)).value();
}

Attempt attempt(std::uint64_t id, std::int64_t atNs)
{
    Attempt a;
    const auto n = static_cast<std::uint32_t>(id);
    a.id.value = id;
    a.target = 0;
    a.purpose = static_cast<Purpose>(n % 4);
    a.outcome = static_cast<Outcome>(n % kOutcomeCount);
    a.phase = static_cast<Phase>(n % 4);
    a.ttl.value = n % 2 ? static_cast<std::uint8_t>(n % 255) : std::uint8_t{0};
    a.remote = {address(n % 3 == 0 ? "2001:db8::7" : "192.0.2.1"), Port{5432}};
    if (n % 7 == 0)
        a.remote.address = {};
    if (n % 5 != 0)
        a.local = {address(n % 3 == 0 ? "fe80::1%4" : "198.51.100.9"),
                   Port{static_cast<std::uint16_t>(30000 + n % 30000)}};
    a.startedWall.ns = atNs;
    a.started.ns = atNs - kStart + 77;
    a.lateNs = n % 1000;
    a.connectNs = n % 4 == 1 ? -1 : 50'000 + static_cast<std::int64_t>(n % 997) * 1000;
    a.endNs = n % 9 == 0 ? -1 : 70'000 + static_cast<std::int64_t>(n % 997) * 1000;
    a.firstByteNs = n % 2 ? 60'000 : -1;
    a.errnoValue = n % 2 ? 111 : 0;
    if (n % 6 == 0) {
        a.icmp = {static_cast<ErrorOrigin>(1 + n / 6 % 4), 3, 13, 113, 1400, address("203.0.113.1")};
        if (n % 12 == 0)
            a.icmp.offender = {};
    }
    if (n % 2)
        a.tcp = tcp(n);
    if (n % 8 == 3)
        a.tcpEnd = tcp(n + 1);
    a.selfConnect = n % 11 == 0;
    a.peerClosed = n % 3 == 0;
    a.helloSent = n % 4 == 0;
    a.bannerSize = n % 10 == 0 ? static_cast<std::uint16_t>(1 + n % kBannerKept) : std::uint16_t{0};
    for (std::size_t i = 0; i < a.bannerSize; ++i)
        a.banner[i] = static_cast<std::uint8_t>(n + i * 31);
    a.receivedBytes = a.bannerSize;
    return a;
}

TargetSpec target(const QString& host)
{
    TargetSpec t;
    t.typed = s("DB.Example ");
    t.kind = HostKind::ipv6;
    t.host = host;
    t.asciiHost = s("xn--db.example");
    t.literal = address("2001:db8::7");
    t.port.value = 5432;
    t.service = s("postgresql");
    auto& o = t.options;
    o.interval = std::chrono::nanoseconds(123'456'789);
    o.timeout = std::chrono::seconds(7);
    o.duration = std::chrono::seconds(90);
    o.count = 12345;
    o.burst = 17;
    o.family = Family::ipv6;
    o.source = address("192.0.2.9");
    o.interface = s("eth0");
    o.dnsServers = {{address("192.0.2.53"), Port{53}}, {address("2001:db8::53"), Port{5353}}};
    o.afterConnect = std::chrono::milliseconds(777);
    o.hello = Hello::http;
    return t;
}

NameReport names()
{
    NameReport n;
    n.host = s("db.example");
    n.asciiHost = s("db.example");
    n.isLiteral = true;
    n.config = {s("/etc/resolv.conf"),
                s("odd “line” 3"),
                {{{address("192.0.2.53"), Port{53}}, s("resolv.conf")}},
                {s("example"), s("corp")},
                2,
                s("files dns")};
    n.hosts = {{s("/etc/hosts"), 7, address("192.0.2.1"), s("db.example")}};
    DnsAnswer a;
    a.server = {{address("192.0.2.53"), Port{53}}, s("option")};
    a.name = s("db.example.");
    a.family = Family::ipv4;
    a.status = DnsStatus::otherRcode;
    a.rcode = 9;
    a.errnoValue = 111;
    a.truncated = true;
    a.records = {{s("CNAME"), s("db.example"), s("x.example"), 300},
                 {s("A"), s("x.example"), s("192.0.2.1"), 4'294'967'295U}};
    a.addresses = {address("192.0.2.1")};
    a.at = {kStart + 5};
    a.took = std::chrono::nanoseconds(1234567);
    n.answers = {a, a};
    n.system = {true,
                -2,
                5,
                s("Name or service not known"),
                {address("192.0.2.1"), address("fe80::1%3")},
                std::chrono::nanoseconds(99)};
    n.triedNames = {s("db.example.example"), s("db.example")};
    n.suggestion = s("db1.example");
    n.at = {kStart + 9};
    n.took = std::chrono::nanoseconds(5'000'000'001);
    n.chosen = {{address("192.0.2.1"), s("dns")}};
    return n;
}

RouteFact route()
{
    return {address("192.0.2.1"),
            RouteFact::Kind::thrown,
            101,
            s("eth0"),
            address("192.0.2.254"),
            address("192.0.2.9"),
            1400,
            s("why not"),
            {kStart + 1}};
}

NeighbourFact neighbour()
{
    return {address("192.0.2.254"), s("eth0"), s("FAILED"), s("02:00:00:00:00:01"), {kStart + 2}};
}

EchoFact echo()
{
    return {address("192.0.2.1"),
            EchoFact::State::icmpError,
            std::chrono::nanoseconds(-1),
            3,
            13,
            address("192.0.2.254"),
            113,
            {kStart + 3}};
}

RouterFact router()
{
    return {address("192.0.2.254"), QStringLiteral("core1.example.net"), {kStart + 4}};
}

TlsFact tls()
{
    TlsFact f;
    f.to = address("192.0.2.1");
    f.port.value = 443;
    f.name = s("db.example");
    f.state = TlsFact::State::established;
    f.version = s("TLSv1.3");
    f.cipher = s("TLS_AES_256_GCM_SHA384");
    f.alert = 46;
    f.wantsCertificate = true;
    f.chain = 3;
    f.subject = s("CN=db.example\u202e");
    f.issuer = s("CN=an issuer");
    f.names = {s("db.example"), s("*.db.example")};
    f.notBefore = {kStart - 5};
    f.notAfter = {kStart + 5};
    f.expired = f.wrongName = f.selfSigned = true;
    f.trustStore = false;
    f.verification = s("certificate has expired");
    f.problem = s("none");
    f.plain = s("HTTP/1.1");
    f.flow = {1, 2, 3, 4, 5, 6, 7, 2};
    f.at = {kStart + 4};
    f.took = std::chrono::milliseconds(7);
    return f;
}

LargeFact large()
{
    return {address("192.0.2.1"),     Port{80},     LargeFact::State::stalled,
            {9, 8, 7, 6, 5, 4, 3, 1}, {kStart + 5}, std::chrono::seconds(3)};
}

VantageFacts vantage()
{
    VantageFacts v;
    v.kernel = s("6.1.0");
    v.machine = s("desk");
    v.distribution = s("Debian GNU/Linux 12");
    v.timeZone = s("Europe/Berlin");
    v.ownAddresses = {address("192.0.2.9"), address("fe80::9%2")};
    v.interfaces = {s("lo"), s("eth0")};
    v.syn = {5, 4, {1, 2.5, 7}};
    v.ports = {32768, 60999, 3, 12, 7};
    v.around = {
        {s("https_proxy=proxy.example:3128")}, s("localhost,.corp.example"), {s("wg0")}, s("docker"), {s("blue")}};
    v.errorQueueWorks = false;
    v.limits = {s("Something could not be read.")};
    return v;
}

Diagnosis diagnosis()
{
    Diagnosis d;
    d.version = s("0.1.0");
    d.started = {kStart};
    d.elapsed = std::chrono::nanoseconds(412'000'000);
    d.host = s("db.example");
    d.port.value = 5432;
    d.service = s("postgresql");
    d.addresses = {{address("192.0.2.1"), s("dns"), Outcome::refused, 5, 1}};
    d.verdict = {s("service-not-listening"),
                 0.97,
                 Pattern::underLoad,
                 Side::dns,
                 s("192.0.2.1"),
                 s("core1.example.net"),
                 phrase("diagnose.a", {s("x%1"), s("东西")}),
                 {phrase("diagnose.b")},
                 {s("e1")},
                 {{s("server"), phrase("t"), {s("ss -ltn"), s("# note\nline")}, phrase("v"), {phrase("u", {s("x")})}}}};
    d.also = {d.verdict};
    d.alternatives = {{s("firewall-reject-reset"), 0.02, phrase("w"), phrase("tell")}};
    for (int i = 0; i < kCheckCount; ++i) {
        Check& c = d.checks[static_cast<std::size_t>(i)];
        c = {static_cast<CheckId>(i),
             static_cast<CheckStatus>(i % 5),
             phrase("c1"),
             phrase("c2"),
             {phrase("c3")},
             {phrase("c4")},
             {s("ip r")},
             {s("e1")}};
    }
    d.evidence = {{s("e1"),
                   s("attempts"),
                   s("kernel"),
                   {kStart + 4},
                   phrase("e", {s("5")}),
                   QString(QChar(0x1b)) + s("[31mraw\r\n\"\\")}};
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        d.outcomes[i] = static_cast<std::uint32_t>(i * 1000);
    d.attempts = 9'007'199'254'740'993; // more than a double holds
    d.latency = {1, 2, 3, 4, 9'007'199'254'740'993};
    d.synRetransmits = 7;
    d.chain = {s("nginx"),
               s("198.51.100.7"),
               s("203.0.113.2:80"),
               LegState::works,
               {{s("127.0.0.1:3000"), s("refused"), LegState::fails, false, true, 3}}};
    d.observed = std::chrono::seconds(3);
    d.longestGood = std::chrono::seconds(2);
    d.limits = {phrase("l")};
    d.settled = true;
    return d;
}

Session header()
{
    Session h;
    h.uuid = s("5f0c6a9e-0000-4000-8000-000000000001");
    h.version = s("0.1.0");
    h.started = {kStart};
    SessionTarget t;
    t.spec = target();
    h.targets = {t};
    return h;
}

QString difference(const Attempt& a, const Attempt& b)
{
#define KB_SAME(field)                                                                                                 \
    if (!(a.field == b.field))                                                                                         \
    return s(#field) + s(" of attempt ") + QString::number(a.id.value)
    KB_SAME(id);
    KB_SAME(target);
    KB_SAME(purpose);
    KB_SAME(outcome);
    KB_SAME(phase);
    KB_SAME(ttl);
    KB_SAME(remote);
    KB_SAME(local);
    KB_SAME(startedWall);
    KB_SAME(started);
    KB_SAME(lateNs);
    KB_SAME(connectNs);
    KB_SAME(firstByteNs);
    KB_SAME(endNs);
    KB_SAME(errnoValue);
    KB_SAME(icmp.origin);
    KB_SAME(icmp.type);
    KB_SAME(icmp.code);
    KB_SAME(icmp.errnoValue);
    KB_SAME(icmp.info);
    KB_SAME(icmp.offender);
#define KB_SAME_TCP(part)                                                                                              \
    KB_SAME(part.valid);                                                                                               \
    KB_SAME(part.state);                                                                                               \
    KB_SAME(part.retransmits);                                                                                         \
    KB_SAME(part.totalRetrans);                                                                                        \
    KB_SAME(part.rttUs);                                                                                               \
    KB_SAME(part.rttVarUs);                                                                                            \
    KB_SAME(part.segsIn);                                                                                              \
    KB_SAME(part.segsOut);                                                                                             \
    KB_SAME(part.sndMss);                                                                                              \
    KB_SAME(part.bytesReceived);                                                                                       \
    KB_SAME(part.bytesAcked)
    KB_SAME_TCP(tcp);
    KB_SAME_TCP(tcpEnd);
    KB_SAME(selfConnect);
    KB_SAME(peerClosed);
    KB_SAME(helloSent);
    KB_SAME(bannerSize);
    KB_SAME(receivedBytes);
    KB_SAME(banner);
#undef KB_SAME_TCP
#undef KB_SAME
    return {};
}

QString difference(const std::vector<Attempt>& a, const std::vector<Attempt>& b)
{
    if (a.size() != b.size())
        return s("sizes: %1 and %2").arg(a.size()).arg(b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
        if (const QString one = difference(a[i], b[i]); !one.isEmpty())
            return one;
    return {};
}

} // namespace knockback::test
