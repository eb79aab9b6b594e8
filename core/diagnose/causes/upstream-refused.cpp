#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

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

} // namespace

extern const Rule rule_upstream_refused;
const Rule rule_upstream_refused{true, nullptr, judge};

} // namespace knockback
