#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_chain.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

// Servers that stand in front of others and name themselves in the Server field (first bytes only, so it may be cut
// off).
bool namesProxy(const Attempt& a)
{
    constexpr std::array<const char*, 8> kProxies{"nginx",   "haproxy", "envoy",   "cloudflare",
                                                  "varnish", "awselb",  "traefik", "openresty"};
    const QString banner = bannerText(a, static_cast<int>(kBannerKept)).toLower();
    return std::any_of(kProxies.begin(), kProxies.end(),
                       [&](const char* name) { return banner.contains(QLatin1String(name)); });
}

// 502 and 504 are a gateway's words (RFC 9110 15.6.3, 15.6.5). 503 is also what an application says of itself when it
// is overloaded or being mended.
double weigh(int status, bool proxy)
{
    if (status == 502)
        return proxy ? 0.93 : 0.85;
    if (status == 504)
        return proxy ? 0.86 : 0.78;
    return proxy ? 0.58 : 0.44;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() != Shape::upstream)
        return std::nullopt;
    const AddressView& v = g.first();
    const int status = httpStatus(*v.sample);
    const bool proxy = namesProxy(*v.sample);
    int bad = 0, said = 0;
    for (const Attempt* a : v.attempts) {
        said += httpStatus(*a) > 0 ? 1 : 0;
        bad += httpStatus(*a) == status ? 1 : 0;
    }
    Claim c;
    c.confidence = weigh(status, proxy);
    c.pattern = bad < said ? Pattern::intermittent : Pattern::persistent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    const QString code = QString::number(status);
    c.summary = say("diagnose.upstream-refused.summary", {g.where(r.port), code});
    c.because << say("diagnose.upstream-refused.because.status", {code}, bad)
              << say(status == 503 ? "diagnose.upstream-refused.because.503"
                                   : "diagnose.upstream-refused.because.gateway",
                     {code});
    if (proxy)
        c.because << say("diagnose.upstream-refused.because.proxy");
    c.evidence = g.evidence();
    c.fixes << fix("server", say("diagnose.upstream-refused.fix.log"),
                   {QStringLiteral("sudo tail -n 20 /var/log/nginx/error.log"),
                    QStringLiteral("sudo nginx -T 2>/dev/null | grep -nE 'upstream|server |proxy_pass|fastcgi_pass'")},
                   say("diagnose.upstream-refused.verify.log"))
            << fix("server", say("diagnose.upstream-refused.fix.backend"),
                   {QStringLiteral(
                       "# on the proxy, with the address from its configuration: knockback-cli diagnose BACKEND PORT")},
                   say("diagnose.upstream-refused.verify.backend", {again(r)}));
    c.whyNot = say("diagnose.upstream-refused.why-not");
    c.toTellApart = say("diagnose.upstream-refused.tell");
    return c;
}

Phrase triedSentence(const ServerUpstream& u)
{
    const QString where = printable(u.address, 80);
    if (u.tried == QLatin1String("refused"))
        return say("diagnose.upstream-refused.because.tried.refused", {where});
    if (u.tried == QLatin1String("timed-out"))
        return say("diagnose.upstream-refused.because.tried.silent", {where});
    if (u.tried == QLatin1String("no-file"))
        return say("diagnose.upstream-refused.because.tried.socket", {where});
    return say("diagnose.upstream-refused.because.tried.other", {where, printable(u.tried, 40)});
}

QString lookAt(const QString& address)
{
    if (address.startsWith(QLatin1String("unix:")))
        return QStringLiteral("ls -l %1; sudo ss -lxp | grep -F %1").arg(shellWord(address.mid(5)));
    const unsigned port = address.section(QLatin1Char(':'), -1).toUShort();
    return port > 0 ? QStringLiteral("sudo ss -ltnp 'sport = :%1'").arg(port) : QStringLiteral("sudo ss -ltnp");
}

constexpr qsizetype kMostNamed = 4;

// The proxy itself says, or shows, that what is behind it failed.
bool isOfProxy(const Group& g, bool stream)
{
    const AddressView& v = g.first();
    if (g.shape() == Shape::upstream)
        return true;
    return stream && (g.shape() == Shape::closes ||
                      (g.shape() == Shape::mixed && v.of(Happening::closed) == v.sequence.failures));
}

struct Dead
{
    std::vector<const ServerUpstream*> all;
    int tried = 0;
    QStringList names;
    bool isEvery() const { return static_cast<int>(all.size()) == tried; }
    QString list() const { return names.mid(0, kMostNamed).join(QStringLiteral(", ")); }
};

Dead deadOf(const ServerNginx& n)
{
    Dead out;
    for (const ServerUpstream& u : n.upstreams) {
        out.tried += isTried(u) ? 1 : 0;
        if (isTried(u) && !answers(u)) {
            out.all.push_back(&u);
            out.names << printable(u.address, 80);
        }
    }
    return out;
}

void addPass(const ServerNginx& n, Claim& c)
{
    if (!n.passTo.isEmpty())
        c.because << say("diagnose.upstream-refused.because.pass",
                         {printable(n.passTo, 120), printable(n.passWhere, 120)});
}

void addLog(const Reading& r, Claim& c)
{
    const TiedLog& log = r.server.log;
    if (log.tied == 0)
        return;
    c.because << say("diagnose.upstream-refused.because.log",
                     {QString::number(log.tied), logLineText(*log.lines.front())}, log.asked);
    c.evidence += r.server.logEvidence;
}

// What is behind the proxy, tried from its side.
Claim ofTries(const Reading& r, const Group& g, const Dead& dead)
{
    const ServerNginx& n = r.server.facts->nginx;
    const bool all = dead.isEvery();
    const QString list = dead.list();
    Claim c = provenClaim(r, g, all ? 0.98 : 0.95,
                          all ? say("diagnose.upstream-refused.summary.server", {g.where(r.port), list})
                              : say("diagnose.upstream-refused.summary.some",
                                    {g.where(r.port), list, QString::number(dead.all.size())}, dead.tried),
                          r.server.nginxEvidence);
    c.pattern = all ? Pattern::persistent : Pattern::intermittent;
    c.locatedAt = list;
    QStringList look;
    for (std::size_t i = 0; i < dead.all.size() && i < kMostNamed; ++i) {
        c.because << triedSentence(*dead.all[i]);
        look << lookAt(dead.all[i]->address);
    }
    addPass(n, c);
    addLog(r, c);
    c.fixes << fix("server", say("diagnose.upstream-refused.fix.start", {list}), look, verifyConnects(r));
    if (!all)
        c.fixes << fix("server", say("diagnose.upstream-refused.fix.take-out", {list}),
                       {QStringLiteral("# nginx, %1: \"server %2 down;\"; undo: take \"down\" away again")
                            .arg(printable(n.passWhere.isEmpty() ? QStringLiteral("upstream") : n.passWhere, 120),
                                 dead.names.front()),
                        QStringLiteral("sudo nginx -t && sudo systemctl reload nginx")},
                       verifyConnects(r));
    return c;
}

// Whatever is behind answers now, or could not be tried: the proxy's log says what it did when the attempts came.
std::optional<Claim> ofLog(const Reading& r, const Group& g)
{
    const TiedLog& log = r.server.log;
    const QStringList& named = !log.refused.isEmpty() ? log.refused : log.others;
    if (named.isEmpty() || log.tied * 2 < log.asked)
        return std::nullopt;
    const QString list = named.mid(0, kMostNamed).join(QStringLiteral(", "));
    Claim c = provenClaim(r, g, 0.95,
                          say(!log.refused.isEmpty() ? "diagnose.upstream-refused.summary.log"
                                                     : "diagnose.upstream-refused.summary.badly",
                              {g.where(r.port), list}),
                          r.server.nginxEvidence);
    const bool stream = isStream(r.server.facts->nginx);
    const auto& attempts = g.first().attempts;
    const bool some =
        std::any_of(attempts.begin(), attempts.end(), [stream](const Attempt* a) { return !isTurnedAway(*a, stream); });
    c.pattern = some ? Pattern::intermittent : Pattern::persistent;
    c.locatedAt = list;
    addLog(r, c);
    addPass(r.server.facts->nginx, c);
    QStringList look;
    for (const QString& one : named.mid(0, kMostNamed))
        look << lookAt(one);
    c.fixes << fix("server", say("diagnose.upstream-refused.fix.start", {list}), look, verifyConnects(r));
    return c;
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerNginx& n = r.server.facts->nginx;
    if (!n.there)
        return std::nullopt;
    const Dead dead = deadOf(n);
    const bool ofProxy = isOfProxy(g, isStream(n));
    // One of several is passed over without a word (proxy_next_upstream, max_fails): a fault, and perhaps not this one.
    if (ofProxy && !dead.all.empty() && !dead.isEvery() && r.server.log.isSilent())
        return std::nullopt;
    if (ofProxy)
        return dead.all.empty() ? ofLog(r, g) : ofTries(r, g, dead);
    const bool nowAndThen = g.shape() == Shape::mixed || g.shape() == Shape::closes || g.shape() == Shape::unanswered;
    if (!nowAndThen || dead.all.empty() || dead.isEvery())
        return std::nullopt;
    Claim c = ofTries(r, g, dead);
    c.beside = true;
    return c;
}

} // namespace

extern const Rule rule_upstream_refused;
const Rule rule_upstream_refused{true, nullptr, judge, judgeServer};

} // namespace knockback
