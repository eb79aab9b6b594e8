// What a server's words mean for these very connections: which interface, which source, which of nginx's servers.
#include "core/inspect/aim.h"

#include <QTest>

using namespace knockback;

namespace {

IpAddress at(const char* text)
{
    return IpAddress::parse(QLatin1String(text)).value_or(IpAddress{});
}

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

// Drops what comes in by eth1, and what comes from 198.51.100.7 by whatever way.
constexpr const char* kRules = R"({"nftables":[
{"metainfo":{"version":"1.0.6","json_schema_version":1}},
{"table":{"family":"inet","name":"f","handle":1}},
{"chain":{"family":"inet","table":"f","name":"i","handle":1,"type":"filter","hook":"input","prio":0,"policy":"accept"}},
{"rule":{"family":"inet","table":"f","chain":"i","handle":2,"expr":[
 {"match":{"op":"==","left":{"meta":{"key":"iifname"}},"right":"eth1"}},{"counter":{"packets":%1,"bytes":60}},{"drop":null}]}},
{"rule":{"family":"inet","table":"f","chain":"i","handle":3,"expr":[
 {"match":{"op":"==","left":{"payload":{"protocol":"ip","field":"saddr"}},"right":"198.51.100.7"}},{"drop":null}]}}]})";

ServerFacts facts(const QString& seenFrom = {})
{
    ServerFacts out;
    out.access = s("ssh");
    out.port = 80;
    out.addresses = {at("127.0.0.1"), at("203.0.113.2"), at("10.1.0.1"), at("2001:db8:a::2")};
    out.seenFrom = seenFrom;
    out.sayings.append({s("routes"),
                        {},
                        "default via 203.0.113.1 dev eth0\n10.1.0.0/16 dev eth1 proto kernel scope link src 10.1.0.1\n"
                        "10.1.9.0/24 via 203.0.113.9 dev eth0\nbroken\n10.0.0.0/99 dev eth9\n"
                        "== inet6\ndefault via fe80::1 dev eth0\n2001:db8:b::/64 dev eth1\n"});
    out.sayings.append({s("nft"), {}, QString::fromLatin1(kRules).arg(3).toUtf8()});
    return out;
}

ServerFirewall decided(ServerFacts facts, const char* source, const char* destination = "203.0.113.2")
{
    aimAt(facts, {at(source), at(destination)}, s("web.example"));
    return facts.firewall;
}

Attempt attempt(const char* from, const char* to, Outcome outcome, Purpose purpose = Purpose::observe)
{
    Attempt out;
    out.local.address = at(from);
    out.remote = {at(to), Port{80}};
    out.outcome = outcome;
    out.purpose = purpose;
    return out;
}

} // namespace

class TestAim : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theInterfaceFollowsTheRoute()
    {
        using Decision = ServerFirewall::Decision;
        QCOMPARE(decided(facts(), "192.0.2.9").decision, Decision::accept);
        QCOMPARE(decided(facts(), "10.1.2.3", "10.1.0.1").decision, Decision::drop);
        QCOMPARE(decided(facts(), "10.1.9.3", "10.1.0.1").decision, Decision::accept); // the longer prefix
        QCOMPARE(decided(facts(), "2001:db8:b::5", "2001:db8:a::2").decision, Decision::drop);
        QCOMPARE(decided(facts(), "2001:db8:c::5", "2001:db8:a::2").decision, Decision::accept);
        ServerFacts here = facts();
        here.access = s("local");
        QCOMPARE(decided(here, "10.1.0.1", "10.1.0.1").decision, Decision::accept); // to itself, by lo
        QCOMPARE(decided(facts(), "10.1.2.3", "10.1.0.1").forAddress, s("10.1.2.3"));
    }

    void theCounterRises()
    {
        ServerFacts twice = facts();
        twice.sayings.append({s("nft"), {}, QString::fromLatin1(kRules).arg(8).toUtf8()});
        const ServerFirewall rule = decided(twice, "10.1.2.3", "10.1.0.1");
        QCOMPARE(rule.packets, 3);
        QCOMPARE(rule.rise, 5);
        QCOMPARE(decided(facts(), "10.1.2.3", "10.1.0.1").rise, -1);
    }

    // Behind address translation the server sees another address; a jump host's is not ours.
    void anotherAddressIsSeen()
    {
        using Decision = ServerFirewall::Decision;
        QCOMPARE(decided(facts(s("198.51.100.7")), "192.0.2.9").decision, Decision::accept); // not translated
        QCOMPARE(decided(facts(s("198.51.100.7")), "192.168.0.9").decision, Decision::drop); // seen as this one
        QCOMPARE(decided(facts(s("198.51.100.8")), "192.168.0.9").decision, Decision::accept);
        QCOMPARE(decided(facts(), "192.168.0.9").decision, Decision::accept); // as anybody else
    }

    void nothingTriedYet()
    {
        ServerFacts none = facts();
        aimAt(none, {}, s("web.example"));
        QCOMPARE(none.firewall.decision, ServerFirewall::Decision::unknown);
        QVERIFY(!none.nginx.there);
    }

    void whoComes()
    {
        Observations seen;
        seen.target.port = Port{80};
        QVERIFY(trafficOf(facts(), seen).to.isNone());
        seen.attempts = {attempt("192.0.2.9", "203.0.113.3", Outcome::timedOut), // not this server's address
                         attempt("2001:db8:c::5", "2001:db8:a::2", Outcome::connected),
                         attempt("192.0.2.9", "203.0.113.2", Outcome::timedOut),
                         attempt("192.0.2.8", "203.0.113.2", Outcome::refused, Purpose::control)};
        QCOMPARE(trafficOf(facts(), seen).from, at("192.0.2.9"));
        QCOMPARE(trafficOf(facts(), seen).to, at("203.0.113.2"));
        seen.attempts.resize(2);
        QCOMPARE(trafficOf(facts(), seen).to, at("2001:db8:a::2"));
    }

    void upstreamsThatWereTried()
    {
        ServerFacts server = facts();
        server.sayings.append({s("nginx"),
                               {},
                               "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp {\nupstream app {\n"
                               "server 127.0.0.1:3000;\nserver 127.0.0.1:3001;\nserver unix:/run/app.sock;\nserver "
                               "127.0.0.1:3003;\n}\nserver { listen 80; location / { proxy_pass http://app; } }\n}\n"});
        server.sayings.append({s("nginx-test"),
                               {},
                               "nginx: [emerg] open() \"/run/nginx.pid\" failed (13: Permission denied)\nnginx: "
                               "configuration file /etc/nginx/nginx.conf test failed\n",
                               1});
        server.sayings.append({s("try.127.0.0.1:3000"), {}, "connected\n"});
        server.sayings.append(
            {s("try.127.0.0.1:3001"), {}, "bash: connect: Connection refused\nbash: /dev/tcp/127.0.0.1/3001\n", 1});
        server.sayings.append({s("try.unix:/run/app.sock"), {}, "/run/app.sock: No such file or directory\n", 1});
        aimAt(server, {at("192.0.2.9"), at("203.0.113.2")}, s("web.example"));
        QVERIFY(server.nginx.there);
        QCOMPARE(server.nginx.problem, QString()); // the pid file is no word about the configuration
        QStringList tried;
        for (const ServerUpstream& upstream : server.nginx.upstreams)
            tried << upstream.tried;
        QCOMPARE(tried, (QStringList{s("connected"), s("refused"), s("no-file"), s("not-tried")}));
    }
};

QTEST_GUILESS_MAIN(TestAim)
#include "test_aim.moc"
