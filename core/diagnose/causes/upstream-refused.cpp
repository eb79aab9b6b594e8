#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
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

bool answers(const ServerUpstream& u)
{
    return u.tried == QLatin1String("connected");
}

bool isTried(const ServerUpstream& u)
{
    return !u.tried.isEmpty() && u.tried != QLatin1String("not-tried") && !u.down;
}

Phrase triedSentence(const ServerUpstream& u)
{
    const QString where = printable(u.address, 80);
    if (u.tried == QLatin1String("refused"))
        return say("diagnose.upstream-refused.because.tried.refused", {where});
    if (u.tried == QLatin1String("timed-out"))
        return say("diagnose.upstream-refused.because.tried.silent", {where});
    if (u.tried == QLatin1String("no-file") || u.tried == QLatin1String("no-permission"))
        return say("diagnose.upstream-refused.because.tried.socket", {where});
    return say("diagnose.upstream-refused.because.tried.other", {where, printable(u.tried, 40)});
}

QString lookAt(const ServerUpstream& u)
{
    if (u.address.startsWith(QLatin1String("unix:")))
        return QStringLiteral("ls -l %1; sudo ss -lxp | grep -F %1").arg(shellWord(u.address.mid(5)));
    const unsigned port = u.address.section(QLatin1Char(':'), -1).toUShort();
    return port > 0 ? QStringLiteral("sudo ss -ltnp 'sport = :%1'").arg(port) : QStringLiteral("sudo ss -ltnp");
}

std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerNginx& n = r.server.facts->nginx;
    if (g.shape() != Shape::upstream || !n.there)
        return std::nullopt;
    std::vector<const ServerUpstream*> dead;
    int tried = 0;
    for (const ServerUpstream& u : n.upstreams) {
        tried += isTried(u) ? 1 : 0;
        if (isTried(u) && !answers(u))
            dead.push_back(&u);
    }
    if (dead.empty())
        return std::nullopt;
    QStringList names;
    for (const ServerUpstream* u : dead)
        names << printable(u->address, 80);
    const QString list = names.mid(0, 4).join(QStringLiteral(", "));
    const bool all = static_cast<int>(dead.size()) == tried;
    Claim c = provenClaim(r, g, all ? 0.98 : 0.95,
                          all ? say("diagnose.upstream-refused.summary.server", {g.where(r.port), list})
                              : say("diagnose.upstream-refused.summary.some",
                                    {g.where(r.port), list, QString::number(dead.size())}, tried),
                          r.server.nginxEvidence);
    c.pattern = all ? Pattern::persistent : Pattern::intermittent;
    c.locatedAt = list;
    for (std::size_t i = 0; i < dead.size() && i < 4; ++i)
        c.because << triedSentence(*dead[i]);
    if (!n.passTo.isEmpty())
        c.because << say("diagnose.upstream-refused.because.pass",
                         {printable(n.passTo, 120), printable(n.passWhere, 120)});
    const auto line = std::find_if(n.errorLines.rbegin(), n.errorLines.rend(),
                                   [](const QString& l) { return l.contains(QLatin1String("upstream")); });
    if (line != n.errorLines.rend())
        c.because << say("diagnose.upstream-refused.because.log", {printable(*line, 240)});
    QStringList look;
    for (std::size_t i = 0; i < dead.size() && i < 4; ++i)
        look << lookAt(*dead[i]);
    c.fixes << fix("server", say("diagnose.upstream-refused.fix.start", {list}), look, verifyConnects(r));
    if (!all)
        c.fixes << fix(
            "server", say("diagnose.upstream-refused.fix.take-out", {list}),
            {QStringLiteral("# nginx, %1: \"server %2 down;\"; undo: take \"down\" away again")
                 .arg(printable(n.passWhere.isEmpty() ? QStringLiteral("upstream") : n.passWhere, 120), names.front()),
             QStringLiteral("sudo nginx -t && sudo systemctl reload nginx")},
            verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_upstream_refused;
const Rule rule_upstream_refused{true, nullptr, judge, judgeServer};

} // namespace knockback
