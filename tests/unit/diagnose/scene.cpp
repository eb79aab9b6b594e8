#include "scene.h"
#include "scene_server.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <functional>
#include <netdb.h>

namespace knockback::test {

namespace {

IpAddress address(Scene& s, const QString& text)
{
    const auto parsed = IpAddress::parse(text);
    if (!parsed)
        s.problem = QStringLiteral("not an address: %1").arg(text);
    return parsed.value_or(IpAddress{});
}

void target(Scene& s, const QStringList& w)
{
    TargetSpec& t = s.seen.target;
    t.typed = t.host = t.asciiHost = w.value(1);
    t.port = Port{static_cast<std::uint16_t>(w.value(2).toUInt())};
    if (const auto literal = IpAddress::parse(t.host)) {
        t.literal = *literal;
        t.kind = literal->family == Family::ipv6 ? HostKind::ipv6 : HostKind::ipv4;
        s.seen.names.isLiteral = true;
        s.seen.names.chosen.append({*literal, QStringLiteral("literal")});
    }
    s.seen.names.host = t.host;
    for (const QString& option : w.mid(3)) {
        if (option == QLatin1String("-4"))
            t.options.family = Family::ipv4;
        else if (option == QLatin1String("-6"))
            t.options.family = Family::ipv6;
        else if (option.startsWith(QLatin1String("source=")))
            t.options.source = address(s, option.mid(7));
        else
            t.service = option;
    }
}

void dns(Scene& s, const QStringList& w)
{
    static const QHash<QString, DnsStatus> kStatus{
        {QStringLiteral("answered"), DnsStatus::answered},       {QStringLiteral("nodata"), DnsStatus::noData},
        {QStringLiteral("nxdomain"), DnsStatus::nxDomain},       {QStringLiteral("servfail"), DnsStatus::servFail},
        {QStringLiteral("refused"), DnsStatus::refused},         {QStringLiteral("timeout"), DnsStatus::timedOut},
        {QStringLiteral("unreachable"), DnsStatus::unreachable}, {QStringLiteral("malformed"), DnsStatus::malformed},
        {QStringLiteral("cname"), DnsStatus::answered}};
    DnsAnswer a;
    const bool fallback = w.value(1).startsWith(QLatin1String("default:")); // what is asked when none is configured
    a.server.endpoint = {address(s, w.value(1).section(QLatin1String("default:"), -1)), Port{53}};
    if (fallback)
        s.seen.names.config.path = QStringLiteral("/etc/resolv.conf");
    a.server.source = fallback ? QStringLiteral("default") : QStringLiteral("resolv.conf");
    a.family = w.value(2) == QLatin1String("AAAA") ? Family::ipv6 : Family::ipv4;
    a.name = s.seen.target.host;
    a.took = std::chrono::milliseconds(2);
    if (!kStatus.contains(w.value(3)))
        s.problem = QStringLiteral("not a DNS status: %1").arg(w.value(3));
    a.status = kStatus.value(w.value(3));
    if (w.value(3) == QLatin1String("cname"))
        a.records.append({QStringLiteral("CNAME"), a.name, QStringLiteral("gone.example"), 60});
    for (const QString& text : w.mid(4))
        a.addresses.append(address(s, text));
    s.seen.names.answers.append(a);
    s.seen.names.at = s.seen.started;
}

void system(Scene& s, const QStringList& w)
{
    static const QHash<QString, int> kEai{{QStringLiteral("EAI_NONAME"), EAI_NONAME},
                                          {QStringLiteral("EAI_AGAIN"), EAI_AGAIN},
                                          {QStringLiteral("EAI_FAIL"), EAI_FAIL},
                                          {QStringLiteral("EAI_MEMORY"), EAI_MEMORY}};
    SystemAnswer& a = s.seen.names.system;
    a.asked = true;
    if (w.value(1) == QLatin1String("ok")) {
        for (const QString& text : w.mid(2))
            a.addresses.append(address(s, text));
    } else if (kEai.contains(w.value(2))) {
        a.eai = kEai.value(w.value(2));
        a.message = w.value(2);
    } else {
        s.problem = QStringLiteral("not a system answer");
    }
}

void route(Scene& s, const QStringList& w)
{
    using Kind = RouteFact::Kind;
    static const QHash<QString, Kind> kKinds{
        {QStringLiteral("on-link"), Kind::unicast},   {QStringLiteral("via"), Kind::unicast},
        {QStringLiteral("local"), Kind::local},       {QStringLiteral("none"), Kind::none},
        {QStringLiteral("unknown"), Kind::unknown},   {QStringLiteral("unreachable"), Kind::unreachable},
        {QStringLiteral("prohibit"), Kind::prohibit}, {QStringLiteral("blackhole"), Kind::blackhole}};
    RouteFact f;
    f.to = address(s, w.value(1));
    if (!kKinds.contains(w.value(2)))
        s.problem = QStringLiteral("not a kind of route: %1").arg(w.value(2));
    f.kind = kKinds.value(w.value(2));
    f.interface = QStringLiteral("eth0");
    if (w.value(2) == QLatin1String("via"))
        f.gateway = address(s, w.value(3));
    s.seen.routes.append(f);
}

void echo(Scene& s, const QStringList& w)
{
    using State = EchoFact::State;
    EchoFact f;
    f.to = address(s, w.value(1));
    f.state = w.value(2) == QLatin1String("answered") ? State::answered
              : w.value(2) == QLatin1String("silent") ? State::silent
              : w.value(2) == QLatin1String("denied") ? State::notPermitted
                                                      : State::failed;
    if (f.state == State::answered)
        f.roundTrip = std::chrono::microseconds(400);
    if (w.value(2) == QLatin1String("error")) {
        f.state = State::icmpError;
        f.offender = address(s, w.value(3));
        f.type = 3;
        f.code = 13;
    }
    s.seen.echoes.append(f);
}

void attempts(Scene& s, const QStringList& w)
{
    const QString times = w.value(3);
    const int n = times.startsWith(QLatin1Char('x')) ? times.mid(1).toInt() : 1;
    const Purpose purpose = w.front() == QLatin1String("burst") ? Purpose::burst : Purpose::observe;
    for (int i = 0; i < n; ++i)
        if (!addAttempt(s, address(s, w.value(1)), s.seen.target.port, purpose, w.value(2)))
            s.problem = QStringLiteral("not an outcome: %1").arg(w.value(2));
}

void sequence(Scene& s, const QStringList& w)
{
    const IpAddress to = address(s, w.value(1));
    for (const QChar c : w.value(2)) {
        const QString what = c == QLatin1Char('C')   ? QStringLiteral("connected")
                             : c == QLatin1Char('L') ? QStringLiteral("late:1")
                             : c == QLatin1Char('R') ? QStringLiteral("refused")
                             : c == QLatin1Char('S') ? QStringLiteral("silent")
                             : c == QLatin1Char('X') ? QStringLiteral("closed")
                                                     : QStringLiteral("icmp:3/3@") + w.value(1);
        addAttempt(s, to, s.seen.target.port, Purpose::observe, what);
    }
}

using Handler = std::function<void(Scene&, const QStringList&)>;

const QHash<QString, Handler>& handlers()
{
    static const QHash<QString, Handler> kHandlers{
        {QStringLiteral("target"), target},
        {QStringLiteral("dns"), dns},
        {QStringLiteral("system"), system},
        {QStringLiteral("route"), route},
        {QStringLiteral("echo"), echo},
        {QStringLiteral("try"), attempts},
        {QStringLiteral("burst"), attempts},
        {QStringLiteral("seq"), sequence},
        {QStringLiteral("server"), addServer},
        {QStringLiteral("tls"),
         [](Scene& s, const QStringList& w) {
             if (!addTls(s, address(s, w.value(1)), w.mid(2)))
                 s.problem = QStringLiteral("not a handshake: %1").arg(w.join(QLatin1Char(' ')));
         }},
        {QStringLiteral("large"),
         [](Scene& s, const QStringList& w) {
             if (!addLarge(s, address(s, w.value(1)), w.value(2)))
                 s.problem = QStringLiteral("not a large answer: %1").arg(w.value(2));
         }},
        {QStringLiteral("hello"),
         [](Scene& s, const QStringList& w) {
             const auto hello = helloFromId(w.value(1));
             if (!hello)
                 s.problem = QStringLiteral("not a hello: %1").arg(w.value(1));
             s.seen.target.options.hello = hello.value_or(Hello::none);
         }},
        {QStringLiteral("proxy"), [](Scene& s, const QStringList& w) { s.seen.vantage.around.proxies << w.value(1); }},
        {QStringLiteral("noproxy"), [](Scene& s, const QStringList& w) { s.seen.vantage.around.noProxy = w.value(1); }},
        {QStringLiteral("tunnel"), [](Scene& s, const QStringList& w) { s.seen.vantage.around.tunnels << w.value(1); }},
        {QStringLiteral("container"),
         [](Scene& s, const QStringList& w) { s.seen.vantage.around.container = w.value(1); }},
        {QStringLiteral("netns"),
         [](Scene& s, const QStringList& w) { s.seen.vantage.around.namespaces << w.value(1); }},
        {QStringLiteral("own"),
         [](Scene& s, const QStringList& w) {
             for (const QString& text : w.mid(1))
                 s.seen.vantage.ownAddresses.append(address(s, text));
         }},
        {QStringLiteral("chosen"),
         [](Scene& s, const QStringList& w) {
             s.seen.names.chosen.append({address(s, w.value(1)), w.value(2)});
         }},
        {QStringLiteral("hosts"),
         [](Scene& s, const QStringList& w) {
             s.seen.names.hosts.append({QStringLiteral("/etc/hosts"), 7, address(s, w.value(1)), s.seen.target.host});
         }},
        {QStringLiteral("slow"),
         [](Scene& s, const QStringList& w) {
             s.seen.names.answers.back().took = std::chrono::milliseconds(w.value(1).toInt());
         }},
        {QStringLiteral("suggestion"), [](Scene& s, const QStringList& w) { s.seen.names.suggestion = w.value(1); }},
        {QStringLiteral("neigh"),
         [](Scene& s, const QStringList& w) {
             s.seen.neighbours.append({address(s, w.value(1)), QStringLiteral("eth0"), w.value(2), w.value(3), {}});
         }},
        {QStringLiteral("gap"), [](Scene& s, const QStringList& w) { s.gapMs = w.value(1).toInt(); }},
        {QStringLiteral("counters"),
         [](Scene& s, const QStringList& w) {
             for (const QString& value : w.mid(1)) {
                 KernelCounters counters;
                 counters.retransFail = value.toLongLong();
                 s.seen.counters.append(counters);
             }
         }},
        {QStringLiteral("floor"),
         [](Scene& s, const QStringList& w) {
             if (!addAttempt(s, address(s, w.value(1)), Port{static_cast<std::uint16_t>(w.value(2).toUInt())},
                             Purpose::distance, w.value(4)))
                 s.problem = QStringLiteral("not an outcome: %1").arg(w.value(4));
             s.seen.attempts.back().floor.value = static_cast<std::uint8_t>(w.value(3).toUInt());
         }},
        {QStringLiteral("sweep"),
         [](Scene& s, const QStringList& w) {
             for (int i = std::max(1, w.value(3).mid(1).toInt()); i > 0; --i)
                 if (!addAttempt(s, address(s, w.value(1)), s.seen.target.port, Purpose::sweep, w.value(2)))
                     s.problem = QStringLiteral("not an outcome: %1").arg(w.value(2));
         }},
        {QStringLiteral("pathto"),
         [](Scene& s, const QStringList& w) {
             const bool router = IpAddress::parse(w.value(4)).has_value();
             const QString what = router ? QStringLiteral("icmp:11/0@") + w.value(4) : w.value(4);
             if (!addAttempt(s, address(s, w.value(1)), Port{static_cast<std::uint16_t>(w.value(2).toUInt())},
                             Purpose::path, what, Ttl{static_cast<std::uint8_t>(w.value(3).toUInt())}))
                 s.problem = QStringLiteral("not an outcome: %1").arg(what);
         }},
        {QStringLiteral("control"),
         [](Scene& s, const QStringList& w) {
             if (!addAttempt(s, address(s, w.value(1)), Port{static_cast<std::uint16_t>(w.value(2).toUInt())},
                             Purpose::control, w.value(3)))
                 s.problem = QStringLiteral("not an outcome: %1").arg(w.value(3));
         }},
        {QStringLiteral("path"),
         [](Scene& s, const QStringList& w) {
             const QString what = w.value(3) == QLatin1String("silent") ? QStringLiteral("silent:900")
                                                                        : QStringLiteral("icmp:11/0@") + w.value(3);
             addAttempt(s, address(s, w.value(1)), s.seen.target.port, Purpose::path, what,
                        Ttl{static_cast<std::uint8_t>(w.value(2).toUInt())});
         }},
        {QStringLiteral("router"),
         [](Scene& s, const QStringList& w) {
             s.seen.routers.append({address(s, w.value(1)), w.value(2), {}});
         }},
        {QStringLiteral("ports"),
         [](Scene& s, const QStringList& w) {
             s.seen.vantage.ports.low = w.value(1).toInt();
             s.seen.vantage.ports.high = w.value(2).toInt();
             s.seen.vantage.ports.toTarget = w.value(3).toInt();
         }},
        {QStringLiteral("server-trouble"),
         [](Scene& s, const QStringList& w) {
             s.seen.server = ServerAccess::ssh;
             s.seen.serverTrouble = ServerTrouble{w.value(1), QStringLiteral("admin@db.example"), {}};
         }},
        {QStringLiteral("own-rules"), addOwnRules},
        {QStringLiteral("own-rule"), addOwnRules},
        {QStringLiteral("own-undo"), addOwnRules},
        {QStringLiteral("own-uncertain"), addOwnRules},
        {QStringLiteral("vantage-limit"),
         [](Scene& s, const QStringList& w) { s.seen.vantage.limits << w.mid(1).join(QLatin1Char(' ')); }},
        {QStringLiteral("resolver-problem"),
         [](Scene& s, const QStringList& w) {
             s.seen.names.config.path = QStringLiteral("/etc/resolv.conf");
             s.seen.names.config.problem = w.mid(1).join(QLatin1Char(' '));
         }},
        {QStringLiteral("tried"), [](Scene& s, const QStringList& w) { s.seen.names.triedNames = w.mid(1); }},
        {QStringLiteral("no-error-queue"),
         [](Scene& s, const QStringList&) { s.seen.vantage.errorQueueWorks = false; }},
        {QStringLiteral("finished"), [](Scene& s, const QStringList&) { s.seen.finished = true; }},
        {QStringLiteral("elapsed"),
         [](Scene& s, const QStringList& w) {
             s.seen.now = s.seen.started + std::chrono::milliseconds(w.value(1).toInt());
         }},
    };
    return kHandlers;
}

} // namespace

Scene parseScene(const QString& name, const QStringList& lines, int firstLine)
{
    Scene s;
    s.name = name;
    s.seen.version = QStringLiteral("test");
    s.seen.started.ns = 1'700'000'000'000'000'000;
    s.seen.now = s.seen.started;
    int number = firstLine - 1;
    for (const QString& line : lines) {
        ++number;
        const QStringList words = line.section(QLatin1Char('#'), 0, 0).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        if (words.isEmpty())
            continue;
        const auto handler = handlers().constFind(words.front());
        if (handler != handlers().constEnd())
            (*handler)(s, words);
        else
            s.expectations.append({number, words});
        if (!s.problem.isEmpty()) {
            s.problem = QStringLiteral("line %1: %2").arg(number).arg(s.problem);
            break;
        }
    }
    return s;
}

QVector<Scene> readScenes(const QString& folder)
{
    QVector<Scene> out;
    const QDir dir(folder);
    for (const QString& file : dir.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name)) {
        QFile in(dir.filePath(file));
        if (!in.open(QIODevice::ReadOnly))
            continue;
        QString name;
        QStringList lines;
        int number = 0;
        int first = 1;
        const auto flush = [&] {
            if (!name.isEmpty()) {
                out.append(parseScene(name, lines, first));
                out.back().file = file;
            }
            lines.clear();
        };
        for (const QString& line : QString::fromUtf8(in.readAll()).split(QLatin1Char('\n'))) {
            ++number;
            if (line.startsWith(QLatin1String("== "))) {
                flush();
                name = line.mid(3).trimmed();
                first = number + 1;
            } else {
                lines << line;
            }
        }
        flush();
    }
    return out;
}

} // namespace knockback::test
