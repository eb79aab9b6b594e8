// Bytes become observations, enumerations in range and out of it, addresses that repeat, times that run backwards: a
// saved session may hold anything. The document must come, with confidences from 0 to 1, and be the same twice.
#include "core/base/byte_reader.h"
#include "core/diagnose/diagnose.h"

#include <cstdlib>
#include <limits>

using namespace knockback;

namespace {

constexpr int kMost = 64;

// Few addresses, so that facts meet; now and then any.
IpAddress address(ByteReader& in)
{
    IpAddress a;
    const std::uint8_t kind = in.u8();
    a.family = static_cast<Family>(kind % 4); // one value is none of the enumeration
    if (kind & 0x80) {
        for (auto& byte : a.bytes)
            byte = in.u8();
        a.scope = in.be32();
        return a;
    }
    a.bytes[0] = kind & 0x40 ? 127 : 203;
    a.bytes[3] = kind & 0x07;
    return a;
}

QString text(ByteReader& in)
{
    QString out;
    for (int n = in.u8() % 24; n > 0; --n)
        out += QChar(static_cast<char16_t>(in.u8() & 0x80 ? in.be16() : in.u8()));
    return out;
}

template <typename Enum>
Enum any(ByteReader& in)
{
    return static_cast<Enum>(in.u8() % 24);
}

std::int64_t time(ByteReader& in)
{
    const std::uint8_t kind = in.u8();
    return kind & 0x80 ? static_cast<std::int64_t>(in.be64()) : static_cast<std::int64_t>(in.be32()) * 1000;
}

Attempt attempt(ByteReader& in)
{
    Attempt a;
    a.id.value = in.be16();
    a.purpose = static_cast<Purpose>(in.u8() % 6);
    a.outcome = any<Outcome>(in);
    a.phase = static_cast<Phase>(in.u8() % 6);
    a.ttl.value = in.u8();
    a.remote = {address(in), Port{static_cast<std::uint16_t>(in.u8() & 1 ? 80 : in.be16())}};
    a.startedWall.ns = time(in);
    a.connectNs = time(in);
    a.endNs = time(in);
    a.errnoValue = static_cast<std::int32_t>(in.u8() & 0x80 ? in.be32() : in.u8());
    a.icmp.origin = static_cast<ErrorOrigin>(in.u8() % 7);
    a.icmp.type = in.u8() % 16;
    a.icmp.code = in.u8() % 16;
    a.icmp.offender = address(in);
    for (TcpFacts* f : {&a.tcp, &a.tcpEnd}) {
        f->valid = in.u8() & 1;
        f->totalRetrans = in.u8();
        f->segsIn = in.u8();
        f->segsOut = in.u8() % 4;
        f->bytesReceived = in.u8();
        f->bytesAcked = in.u8();
    }
    const std::uint8_t flags = in.u8();
    a.selfConnect = flags & 1;
    a.peerClosed = flags & 2;
    a.helloSent = flags & 4;
    a.receivedBytes = flags & 8 ? in.be32() : 0;
    a.bannerSize = in.u8(); // may be more than there is room for
    const auto said = in.take(in.left() > 16 ? 16 : 0);
    std::copy(said.begin(), said.end(), a.banner.begin());
    return a;
}

void names(ByteReader& in, NameReport& n)
{
    n.isLiteral = in.u8() & 1;
    n.took = std::chrono::nanoseconds(time(in));
    n.suggestion = text(in);
    for (int i = in.u8() % 6; i > 0; --i)
        n.hosts.append({text(in), static_cast<int>(in.be32()), address(in), text(in)});
    for (int i = in.u8() % 8; i > 0; --i) {
        DnsAnswer a;
        a.server.endpoint = {address(in), Port{53}};
        a.family = static_cast<Family>(in.u8() % 4);
        a.status = any<DnsStatus>(in);
        a.rcode = in.u8();
        a.took = std::chrono::nanoseconds(time(in));
        for (int k = in.u8() % 4; k > 0; --k)
            a.addresses.append(address(in));
        if (in.u8() & 1)
            a.records.append({text(in), text(in), text(in), in.be32()});
        n.answers.append(a);
    }
    n.system.asked = in.u8() & 1;
    n.system.eai = in.u8() - 128;
    n.system.took = std::chrono::nanoseconds(time(in));
    for (int i = in.u8() % 4; i > 0; --i)
        n.system.addresses.append(address(in));
    for (int i = in.u8() % 6; i > 0; --i)
        n.chosen.append({address(in), text(in)});
    n.config.problem = text(in);
}

TlsFact handshake(ByteReader& in)
{
    TlsFact f;
    f.to = address(in);
    f.name = text(in);
    f.state = static_cast<TlsFact::State>(in.u8() % 10);
    f.alert = static_cast<int>(in.be32());
    const std::uint8_t flags = in.u8();
    f.expired = flags & 1;
    f.notYetValid = flags & 2;
    f.wrongName = flags & 4;
    f.unknownIssuer = flags & 8;
    f.selfSigned = flags & 16;
    f.otherwiseBad = flags & 32;
    f.trustStore = flags & 64;
    f.wantsCertificate = flags & 128;
    f.chain = static_cast<int>(in.be32());
    f.subject = text(in);
    f.verification = text(in);
    f.problem = text(in);
    f.plain = text(in);
    f.notBefore.ns = time(in);
    f.notAfter.ns = time(in);
    f.flow.stalls = static_cast<int>(in.be32());
    return f;
}

QString anyOf(ByteReader& in, std::initializer_list<const char*> known)
{
    const std::uint8_t n = in.u8();
    return n & 0x80 ? text(in) : QString::fromLatin1(*(known.begin() + n % known.size()));
}

std::int64_t number(ByteReader& in)
{
    const std::uint8_t kind = in.u8();
    return kind & 0x80 ? static_cast<std::int64_t>(in.be64()) : kind & 0x40 ? -1 : static_cast<std::int64_t>(kind);
}

int small(ByteReader& in)
{
    return static_cast<int>(in.u8() & 0x80 ? in.be32() : in.u8()) - 1;
}

void listenersAndUnits(ByteReader& in, ServerFacts& f)
{
    for (int i = in.u8() % 5; i > 0; --i) {
        ServerListener l;
        l.address = address(in);
        const std::uint8_t flags = in.u8();
        if (flags & 1)
            l.address.bytes.fill(0);
        l.both = flags & 2;
        l.knowsBoth = flags & 4;
        l.port = flags & 8 ? 80 : small(in);
        l.queue = number(in);
        l.limit = number(in);
        l.process = anyOf(in, {"nginx", "app", "docker-proxy", ""});
        l.unit = anyOf(in, {"nginx.service", "app.service", ""});
        l.interface = flags & 16 ? text(in) : QString();
        for (int n = in.u8() % 3; n > 0; --n)
            l.pids.append(in.u8() % 4);
        f.listeners.append(l);
    }
    for (int i = in.u8() % 4; i > 0; --i) {
        ServerUnit u;
        u.name = anyOf(in, {"nginx.service", "app.service", "app@1.service", "app.socket", ""});
        u.loadState = anyOf(in, {"loaded", "not-found", "masked"});
        u.activeState = anyOf(in, {"active", "inactive", "failed", "activating"});
        u.subState = anyOf(in, {"running", "dead", "auto-restart", "exited"});
        u.unitFileState = anyOf(in, {"enabled", "disabled", "masked", "static"});
        u.result = anyOf(in, {"success", "oom-kill", "start-limit-hit", "exit-code"});
        u.why = anyOf(in, {"listens", "name", "configuration", "socket", ""});
        u.exitStatus = small(in);
        u.restarts = small(in);
        u.mainPid = small(in);
        u.started.ns = time(in);
        u.lastLines << anyOf(in, {"Address already in use", "Too many open files", "error"});
        f.units.append(u);
    }
    for (int i = in.u8() % 4; i > 0; --i) {
        ServerProcess p;
        p.pid = in.u8() % 4;
        p.name = text(in);
        p.state = QChar(in.u8() & 1 ? u'T' : static_cast<char16_t>(in.be16()));
        p.descriptors = number(in);
        p.descriptorLimit = number(in);
        p.closeWait = small(in);
        p.started.ns = time(in);
        f.processes.append(p);
    }
}

void filter(ByteReader& in, ServerFirewall& f)
{
    f.decision = static_cast<ServerFirewall::Decision>(in.u8() % 9);
    f.tool = anyOf(in, {"nftables", "iptables", "firewalld", "ufw", "fail2ban"});
    f.family = anyOf(in, {"inet", "ip", "ip6", ""});
    f.table = text(in);
    f.chain = text(in);
    f.hook = anyOf(in, {"input", "forward", "prerouting", "output"});
    f.handle = number(in);
    f.rule = text(in);
    f.undo = text(in);
    f.set = text(in);
    f.limit = text(in);
    f.ban = in.u8() & 1;
    f.packets = number(in);
    f.rise = number(in);
    if (in.u8() & 1)
        f.uncertain << text(in);
    f.forAddress = anyOf(in, {"", "203.0.0.1"});
}

void totals(ByteReader& in, ServerFacts& f)
{
    for (int i = in.u8() % 4; i > 0; --i) {
        ServerCounters c;
        c.at.ns = time(in);
        for (const char* name : {"listener.drops", "listener.queue", "TcpExt.ListenOverflows", "TcpExt.TCPReqQFullDrop",
                                 "conntrack.drop", "Tcp.PassiveOpens"})
            if (in.u8() & 1)
                c.values.insert(QLatin1String(name), number(in));
        f.counters.append(c);
    }
    f.settings.insert(QStringLiteral("net.core.somaxconn"), in.u8() & 1 ? text(in) : QString::number(number(in)));
    f.settings.insert(QStringLiteral("net.ipv4.tcp_max_syn_backlog"), QString::number(number(in)));
    f.sockets.synReceived = small(in);
    ServerResources& r = f.resources;
    r.load1 = static_cast<double>(number(in));
    r.cpuPressure = static_cast<double>(number(in));
    r.memoryPressure = in.u8() & 1 ? std::numeric_limits<double>::quiet_NaN() : in.u8();
    r.processors = small(in);
    r.filesOpen = number(in);
    r.filesLimit = number(in);
    r.conntrack = number(in);
    r.conntrackLimit = number(in);
    r.kernelLines << anyOf(in, {"nf_conntrack: table full", "Possible SYN flooding on port 80.", "Out of memory"});
    f.nginx.there = in.u8() & 1;
    f.nginx.passTo = text(in);
    for (int i = in.u8() % 4; i > 0; --i) {
        ServerUpstream u;
        u.address = anyOf(in, {"127.0.0.1:3000", "unix:/run/app.sock"});
        u.tried = anyOf(in, {"connected", "refused", "timed-out", "no-file", "not-tried"});
        u.down = in.u8() & 1;
        f.nginx.upstreams.append(u);
    }
    f.skewKnown = in.u8() & 1;
    f.wholeSeconds = in.u8() & 1;
    f.skew = std::chrono::nanoseconds(time(in));
    f.nginx.logReadAt.ns = time(in);
    f.nginx.workerConnections = small(in);
    for (int i = in.u8() % 4; i > 0; --i) {
        ServerLogLine line;
        line.at.ns = time(in);
        line.error = small(in);
        line.connecting = in.u8() & 1;
        line.upstream = anyOf(in, {"127.0.0.1:3000", "unix:/run/app.sock", "app"});
        line.client = anyOf(in, {"192.0.2.9", "::ffff:192.0.2.9", "x"});
        line.text = text(in);
        f.nginx.upstreamLines.append(line);
    }
    f.nginx.listens.append({address(in), small(in), false, true, false, false, small(in), text(in), {}});
}

ServerFacts serverFacts(ByteReader& in)
{
    ServerFacts f;
    f.access = anyOf(in, {"local", "ssh", "transcript"});
    f.machine = text(in);
    f.init = anyOf(in, {"systemd", "openrc"});
    f.port = in.u8() & 1 ? 80 : 0;
    f.at.ns = time(in);
    for (int i = in.u8() % 6; i > 0; --i)
        f.addresses.append(address(in));
    listenersAndUnits(in, f);
    filter(in, f.firewall);
    totals(in, f);
    if (in.u8() & 1)
        f.unseen.append({anyOf(in, {"listeners", "nft"}), anyOf(in, {"no-permission", "no-program", "cut"}), text(in)});
    if (in.u8() & 1) {
        ServerSaying said;
        said.id = QStringLiteral("listeners");
        said.cut = in.u8() & 1;
        for (int n = in.u8() % 64; n > 0; --n)
            said.output += static_cast<char>(in.u8());
        said.output += " *:80 x\n";
        f.sayings.append(said);
    }
    return f;
}

Observations observations(ByteReader& in)
{
    Observations o;
    o.target.host = text(in);
    o.target.typed = text(in);
    o.target.service = text(in);
    o.target.port = Port{static_cast<std::uint16_t>(in.u8() & 1 ? 80 : in.be16())};
    o.target.literal = address(in);
    o.target.options.family = static_cast<Family>(in.u8() % 5);
    o.target.options.source = address(in);
    o.target.options.hello = static_cast<Hello>(in.u8() % (kHelloCount + 2));
    o.started.ns = time(in);
    o.now.ns = time(in);
    o.finished = in.u8() & 1;
    o.server = static_cast<ServerAccess>(in.u8() % 4);
    o.vantage.errorQueueWorks = in.u8() & 1;
    o.vantage.ports = {static_cast<int>(in.be32()), static_cast<int>(in.be32()), static_cast<int>(in.be32()),
                       static_cast<int>(in.be32()), static_cast<int>(in.be32())};
    for (int i = in.u8() % 4; i > 0; --i)
        o.vantage.ownAddresses.append(address(in));
    o.vantage.limits << text(in);
    names(in, o.names);
    for (int i = in.u8() % 4; i > 0; --i) {
        RouteFact f;
        f.to = address(in);
        f.kind = static_cast<RouteFact::Kind>(in.u8() % 12);
        f.gateway = address(in);
        f.interface = text(in);
        o.routes.append(f);
    }
    for (int i = in.u8() % 4; i > 0; --i)
        o.neighbours.append({address(in), text(in), in.u8() & 1 ? QStringLiteral("FAILED") : text(in), text(in), {}});
    for (int i = in.u8() % 4; i > 0; --i) {
        EchoFact f;
        f.to = address(in);
        f.state = static_cast<EchoFact::State>(in.u8() % 7);
        f.roundTrip = std::chrono::nanoseconds(time(in));
        f.offender = address(in);
        o.echoes.append(f);
    }
    for (int i = in.u8() % 3; i > 0; --i) {
        KernelCounters f;
        f.retransFail = time(in);
        o.counters.append(f);
    }
    for (int i = in.u8() % 3; i > 0; --i)
        o.tls.append(handshake(in));
    for (int i = in.u8() % 3; i > 0; --i) {
        LargeFact f;
        f.to = address(in);
        f.state = static_cast<LargeFact::State>(in.u8() % 9);
        f.flow.stalls = static_cast<int>(in.be32());
        f.flow.outOfOrder = in.u8();
        o.large.append(f);
    }
    const std::uint8_t more = in.u8();
    if (more % 3 == 0)
        o.serverFacts = serverFacts(in);
    if ((more & 0x40) != 0) {
        OwnFilter f;
        f.to = address(in);
        f.state = static_cast<OwnFilter::State>(more % 5);
        filter(in, f.rules);
        f.at.ns = time(in);
        f.since.ns = time(in);
        o.ownFilters.append(f);
    }
    // What one attempt does is often repeated: patterns in time need many.
    for (int i = 0; i < kMost && in.left() > 0; ++i) {
        const Attempt a = attempt(in);
        const std::uint8_t spread = in.u8();
        for (int times = spread % 8; times >= 0; --times) {
            o.attempts.push_back(a);
            Attempt& last = o.attempts.back();
            last.floor.value = spread & 0x10 ? static_cast<std::uint8_t>(spread + times) : std::uint8_t{0};
            last.local.port.value = static_cast<std::uint16_t>(spread * times);
            if ((spread & 0x20) != 0) // one after the other, at a pace
                last.startedWall.ns =
                    static_cast<std::int64_t>(static_cast<std::uint64_t>(a.startedWall.ns) +
                                              std::uint64_t{spread} * 20'000'000U * static_cast<std::uint64_t>(times));
        }
    }
    return o;
}

void require(bool is)
{
    if (!is)
        std::abort();
}

bool isShare(double value)
{
    return value >= 0 && value <= 1;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    ByteReader in({data, size});
    const Observations o = observations(in);
    const Diagnosis d = diagnose(o);
    require(isShare(d.verdict.confidence) && !d.verdict.summary.isEmpty());
    require(causeIds().contains(d.verdict.cause));
    double sum = d.verdict.confidence;
    for (const Alternative& a : d.alternatives) {
        require(isShare(a.confidence) && a.cause != d.verdict.cause);
        sum += a.confidence;
    }
    require(sum <= 1.0001);
    for (const Verdict& v : d.also)
        require(isShare(v.confidence));
    for (const Check& c : d.checks)
        require(!c.summary.isEmpty());
    const Diagnosis again = diagnose(o);
    require(again.verdict.cause == d.verdict.cause && again.verdict.summary == d.verdict.summary &&
            again.evidence.size() == d.evidence.size());
    const NextLooks next = nextLooks(o);
    require(next.tls.size() <= 4 && next.large.size() <= 4);
    return 0;
}
