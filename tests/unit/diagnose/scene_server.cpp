// What the server says of itself, in the words of the scenes: lines that begin with "server".
//
//   server access local|ssh|transcript [WHERE] · server machine NAME · server addresses ADDRESS … · server from ADDRESS
//   server elevated · server at MS                                  MS from the start of the scene
//   server listener none | ADDRESS PORT [queue=N limit=N pids=N,N process= unit= interface= container= both maybe-both
//   activated cut] server unit NAME ACTIVE SUB [WHY] [file= load= result= code= status= restarts= changed=MS started=MS
//   backlog=N listens=WHERE]
//   server log TEXT                                                of the unit named last
//   server process PID NAME STATE [fd=N/N closewait=N started=MS unit= command=A_B]
//   server sockets [syn=N established=N] · server counters MS NAME=N … · server setting NAME VALUE
//   server firewall DECISION [tool= family= table= chain= hook= handle= packets= rise= with= limit= set= for= unless=
//   ban] server rule TEXT · server undo TEXT · server uncertain TEXT   of the firewall server resources [load= cpus=
//   cpu= memory= io= files=N/N conntrack=N/N] · server kernel TEXT server nginx listen ADDRESS|* PORT WHERE [backlog=N]
//   | pass TEXT | stream | upstream ADDRESS TRIED [down] [backup] | error TEXT | problem TEXT · server unseen WHAT
//   REASON [TEXT]
//   server skew MS [whole]                                         its clock minus ours; whole: read to a second only
//   server nginx line MS|- CLIENT UPSTREAM ERRNO TEXT              of its log, MS by the server's clock, - = no zone
//   server nginx workers CONNECTIONS [FILES]                       worker_connections, worker_rlimit_nofile
//   server nginx read MS                                           when the log was read, by ours
#include "scene_server.h"

#include <QHash>
#include <functional>

namespace knockback::test {

namespace {

struct Line
{
    Scene& scene;
    ServerFacts& facts;
    QStringList words; // after "server"
    QString value(const char* key) const
    {
        const QString start = QLatin1String(key) + QLatin1Char('=');
        for (const QString& word : words)
            if (word.startsWith(start))
                return word.mid(start.size());
        return {};
    }
    std::int64_t number(const char* key, std::int64_t otherwise) const
    {
        const QString text = value(key);
        return text.isEmpty() ? otherwise : text.toLongLong();
    }
    double real(const char* key) const { return value(key).isEmpty() ? -1 : value(key).toDouble(); }
    bool flag(const char* word) const { return words.contains(QLatin1String(word)); }
    QString rest(int from) const { return words.mid(from).join(QLatin1Char(' ')); }
    WallTime time(const QString& ms) const
    {
        return ms.isEmpty() ? WallTime{} : scene.seen.started + std::chrono::milliseconds(ms.toLongLong());
    }
    IpAddress address(const QString& text) const
    {
        const auto parsed = IpAddress::parse(text);
        if (!parsed)
            scene.problem = QStringLiteral("not an address: %1").arg(text);
        return parsed.value_or(IpAddress{});
    }
    std::pair<std::int64_t, std::int64_t> of(const char* key) const
    {
        const QString text = value(key);
        if (text.isEmpty())
            return {-1, -1};
        return {text.section(QLatin1Char('/'), 0, 0).toLongLong(), text.section(QLatin1Char('/'), 1).toLongLong()};
    }
};

void access(Line& l)
{
    l.facts.access = l.words.value(1);
    l.facts.where = l.rest(2);
}

void listener(Line& l)
{
    if (l.facts.sayings.isEmpty())
        l.facts.sayings.append({QStringLiteral("listeners"), QStringLiteral("ss -H -ltnpme"), {}, 0, false, 0});
    if (l.flag("cut"))
        l.facts.sayings.first().cut = true;
    if (l.words.value(1) == QLatin1String("none"))
        return;
    ServerListener s;
    s.address = l.address(l.words.value(1));
    s.port = l.words.value(2).toInt();
    s.queue = l.number("queue", 0);
    s.limit = l.number("limit", 511);
    s.process = l.value("process");
    s.unit = l.value("unit");
    s.interface = l.value("interface");
    s.container = l.value("container");
    s.both = l.flag("both");
    s.knowsBoth = !l.flag("maybe-both");
    s.socketActivated = l.flag("activated");
    for (const QString& pid : l.value("pids").split(QLatin1Char(','), Qt::SkipEmptyParts))
        s.pids.append(pid.toInt());
    l.facts.sayings.first().output += "LISTEN " + QByteArray::number(s.queue) + ' ' + QByteArray::number(s.limit) +
                                      ' ' + l.words.value(1).toUtf8() + ':' + QByteArray::number(s.port) + " *:*\n";
    l.facts.listeners.append(s);
}

void unit(Line& l)
{
    ServerUnit u;
    u.name = l.words.value(1);
    u.activeState = l.words.value(2);
    u.subState = l.words.value(3);
    const QString why = l.words.value(4);
    u.why = why.contains(QLatin1Char('=')) || why == QLatin1String("unrelated") ? QString() : why;
    u.loadState = l.value("load").isEmpty() ? QStringLiteral("loaded") : l.value("load");
    u.unitFileState = l.value("file");
    u.result = l.value("result");
    u.exitCode = static_cast<int>(l.number("code", -1));
    u.exitStatus = static_cast<int>(l.number("status", -1));
    u.restarts = static_cast<int>(l.number("restarts", -1));
    u.changed = l.time(l.value("changed"));
    u.started = l.time(l.value("started"));
    u.backlog = l.number("backlog", -1);
    if (!l.value("listens").isEmpty())
        u.listens << l.value("listens") + QStringLiteral(" (Stream)");
    l.facts.units.append(u);
}

void process(Line& l)
{
    ServerProcess p;
    p.pid = l.words.value(1).toInt();
    p.name = l.words.value(2);
    p.state = l.words.value(3).isEmpty() ? QChar() : l.words.value(3).front();
    std::tie(p.descriptors, p.descriptorLimit) = l.of("fd");
    p.closeWait = static_cast<int>(l.number("closewait", -1));
    p.started = l.time(l.value("started"));
    p.unit = l.value("unit");
    p.command = l.value("command").replace(QLatin1Char('_'), QLatin1Char(' '));
    l.facts.processes.append(p);
}

void counters(Line& l)
{
    ServerCounters c;
    c.at = l.time(l.words.value(1));
    for (const QString& word : l.words.mid(2))
        c.values.insert(word.section(QLatin1Char('='), 0, 0), word.section(QLatin1Char('='), 1).toLongLong());
    l.facts.counters.append(c);
}

void firewall(Line& l)
{
    using Decision = ServerFirewall::Decision;
    static const QHash<QString, Decision> kDecisions{
        {QStringLiteral("unknown"), Decision::unknown},   {QStringLiteral("none"), Decision::none},
        {QStringLiteral("accept"), Decision::accept},     {QStringLiteral("drop"), Decision::drop},
        {QStringLiteral("reject"), Decision::rejectIcmp}, {QStringLiteral("reset"), Decision::rejectReset},
        {QStringLiteral("limited"), Decision::limited}};
    ServerFirewall& f = l.facts.firewall;
    if (!kDecisions.contains(l.words.value(1)))
        l.scene.problem = QStringLiteral("not a decision: %1").arg(l.words.value(1));
    f.decision = kDecisions.value(l.words.value(1));
    f.tool = l.value("tool");
    f.family = l.value("family");
    f.table = l.value("table");
    f.chain = l.value("chain");
    f.hook = l.value("hook").isEmpty() ? QStringLiteral("input") : l.value("hook");
    f.handle = l.number("handle", -1);
    f.packets = l.number("packets", -1);
    f.rise = l.number("rise", -1);
    f.with = l.value("with");
    f.limit = l.value("limit");
    f.set = l.value("set");
    f.forAddress = l.value("for");
    f.unlessSource = l.value("unless");
    f.ban = l.flag("ban");
}

void resources(Line& l)
{
    ServerResources& s = l.facts.resources;
    s.load1 = l.real("load");
    s.processors = static_cast<int>(l.number("cpus", -1));
    s.cpuPressure = l.real("cpu");
    s.memoryPressure = l.real("memory");
    s.ioPressure = l.real("io");
    std::tie(s.filesOpen, s.filesLimit) = l.of("files");
    std::tie(s.conntrack, s.conntrackLimit) = l.of("conntrack");
}

void nginx(Line& l)
{
    ServerNginx& n = l.facts.nginx;
    n.there = true;
    const QString what = l.words.value(1);
    if (what == QLatin1String("listen")) {
        ServerNginx::Listen listen;
        listen.any = l.words.value(2) == QLatin1String("*");
        if (!listen.any)
            listen.address = l.address(l.words.value(2));
        listen.port = l.words.value(3).toInt();
        listen.where = l.words.value(4);
        listen.backlog = static_cast<int>(l.number("backlog", -1));
        n.listens.append(listen);
    } else if (what == QLatin1String("pass")) {
        n.passTo = l.words.value(2);
        n.passWhere = l.words.value(3);
        n.location = QStringLiteral("/");
    } else if (what == QLatin1String("stream")) {
        n.location.clear();
    } else if (what == QLatin1String("workers")) {
        n.workerConnections = l.words.value(2).toInt();
        n.descriptorLimit = l.words.value(3, QStringLiteral("-1")).toInt();
    } else if (what == QLatin1String("read")) {
        n.logReadAt = l.time(l.words.value(2));
    } else if (what == QLatin1String("line")) {
        ServerLogLine line;
        if (l.words.value(2) != QLatin1String("-"))
            line.at.ns = l.time(l.words.value(2)).ns / 1'000'000'000 * 1'000'000'000;
        line.client = l.words.value(3);
        line.upstream = l.words.value(4);
        line.error = l.words.value(5).toInt();
        line.connecting = line.error != 0;
        const QString text = l.rest(6); // "*3 connect() …" of this connection; else of one of its own
        line.text =
            QStringLiteral("2023/11/14 22:13:20 [error] 7#7: %1%2, client: %3, upstream: \"http://%4/\"")
                .arg(text.startsWith(QLatin1Char('*')) ? QString()
                                                       : QStringLiteral("*%1 ").arg(n.upstreamLines.size() + 900),
                     text, line.client, line.upstream);
        n.upstreamLines.append(line);
    } else if (what == QLatin1String("upstream")) {
        ServerUpstream u;
        u.name = n.passTo;
        u.address = l.words.value(2);
        u.tried = l.words.value(3);
        u.down = l.flag("down");
        u.backup = l.flag("backup");
        n.upstreams.append(u);
    } else if (what == QLatin1String("error")) {
        n.errorLines << l.rest(2);
    } else if (what == QLatin1String("problem")) {
        n.problem = l.rest(3);
        n.problemAt = l.words.value(2);
    } else {
        l.scene.problem = QStringLiteral("not of nginx: %1").arg(what);
    }
}

const QHash<QString, std::function<void(Line&)>>& handlers()
{
    static const QHash<QString, std::function<void(Line&)>> kHandlers{
        {QStringLiteral("access"), access},
        {QStringLiteral("listener"), listener},
        {QStringLiteral("unit"), unit},
        {QStringLiteral("process"), process},
        {QStringLiteral("counters"), counters},
        {QStringLiteral("firewall"), firewall},
        {QStringLiteral("resources"), resources},
        {QStringLiteral("nginx"), nginx},
        {QStringLiteral("machine"), [](Line& l) { l.facts.machine = l.words.value(1); }},
        {QStringLiteral("from"), [](Line& l) { l.facts.seenFrom = l.words.value(1); }},
        {QStringLiteral("elevated"), [](Line& l) { l.facts.elevated = true; }},
        {QStringLiteral("init"), [](Line& l) { l.facts.init = l.words.value(1); }},
        {QStringLiteral("skew"),
         [](Line& l) {
             l.facts.skewKnown = true;
             l.facts.skew = std::chrono::milliseconds(l.words.value(1).toLongLong());
             l.facts.wholeSeconds = l.flag("whole");
         }},
        {QStringLiteral("port"), [](Line& l) { l.facts.port = l.words.value(1).toInt(); }},
        {QStringLiteral("at"), [](Line& l) { l.facts.at = l.time(l.words.value(1)); }},
        {QStringLiteral("addresses"),
         [](Line& l) {
             for (const QString& text : l.words.mid(1))
                 l.facts.addresses.append(l.address(text));
         }},
        {QStringLiteral("log"),
         [](Line& l) {
             if (l.facts.units.isEmpty())
                 l.scene.problem = QStringLiteral("a log without a unit");
             else
                 l.facts.units.back().lastLines << l.rest(1);
         }},
        {QStringLiteral("sockets"),
         [](Line& l) {
             l.facts.sockets.synReceived = static_cast<int>(l.number("syn", -1));
             l.facts.sockets.established = static_cast<int>(l.number("established", -1));
         }},
        {QStringLiteral("setting"), [](Line& l) { l.facts.settings.insert(l.words.value(1), l.words.value(2)); }},
        {QStringLiteral("rule"), [](Line& l) { l.facts.firewall.rule = l.rest(1); }},
        {QStringLiteral("undo"), [](Line& l) { l.facts.firewall.undo = l.rest(1); }},
        {QStringLiteral("uncertain"), [](Line& l) { l.facts.firewall.uncertain << l.rest(1); }},
        {QStringLiteral("kernel"), [](Line& l) { l.facts.resources.kernelLines << l.rest(1); }},
        {QStringLiteral("unseen"),
         [](Line& l) {
             if (l.words.value(1) == QLatin1String("listeners") && !l.facts.sayings.isEmpty()) {
                 l.facts.sayings.first().exitStatus = 127; // /proc is read in its place
                 l.facts.sayings.append({QStringLiteral("listeners-proc"), {}, "  sl  local_address", 0, false, 0});
             }
             l.facts.unseen.append({l.words.value(1), l.words.value(2), l.rest(3)});
         }},
    };
    return kHandlers;
}

} // namespace

void addServer(Scene& scene, const QStringList& words)
{
    if (!scene.seen.serverFacts) {
        ServerFacts facts;
        facts.access = QStringLiteral("ssh");
        facts.where = QStringLiteral("admin@db.example");
        facts.machine = QStringLiteral("db");
        facts.at = scene.seen.started + std::chrono::milliseconds(2000);
        facts.init = QStringLiteral("systemd");
        scene.seen.serverFacts = facts;
    }
    Line line{scene, *scene.seen.serverFacts, words.mid(1)};
    const auto handler = handlers().constFind(words.value(1));
    if (handler == handlers().constEnd())
        scene.problem = QStringLiteral("not of a server: %1").arg(words.value(1));
    else
        (*handler)(line);
}

void addOwnRules(Scene& scene, const QStringList& words)
{
    ServerFacts facts;
    Line line{scene, facts, words.mid(1)};
    if (words.front() == QLatin1String("own-rules")) {
        firewall(line);
        const QString at = line.value("at"), since = line.value("since");
        OwnFilter filter{OwnFilter::State::read, line.address(words.value(1)), facts.firewall,
                         line.time(at.isEmpty() ? QStringLiteral("20000") : at),
                         line.time(since.isEmpty() ? QStringLiteral("0") : since)};
        if (line.words.value(1) == QLatin1String("unknown") && line.flag("not-permitted"))
            filter.state = OwnFilter::State::notPermitted;
        filter.rules.hook = line.value("hook").isEmpty() ? QStringLiteral("output") : line.value("hook");
        scene.seen.ownFilters.append(filter);
        return;
    }
    if (scene.seen.ownFilters.isEmpty()) {
        scene.problem = QStringLiteral("a rule before own-rules");
        return;
    }
    ServerFirewall& rules = scene.seen.ownFilters.last().rules;
    const QString text = words.mid(1).join(QLatin1Char(' '));
    if (words.front() == QLatin1String("own-rule"))
        rules.rule = text;
    else if (words.front() == QLatin1String("own-undo"))
        rules.undo = text;
    else
        rules.uncertain << text;
}

} // namespace knockback::test
