#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"
#include "core/diagnose/server_absent.h"
#include "core/diagnose/server_claims.h"

#include <algorithm>

namespace knockback {

namespace {

struct Split
{
    std::vector<const AddressView*> works, fails;
};

// Addresses that are clear either way; an unclear one (or one not tried yet) spoils any statement about the whole.
std::optional<Split> split(const Reading& r)
{
    Split s;
    for (const AddressView& v : r.addresses) {
        if (v.excused)
            continue;
        if (v.shape == Shape::works || v.shape == Shape::late)
            s.works.push_back(&v);
        else if (v.fails())
            s.fails.push_back(&v);
        else if (v.shape == Shape::mixed)
            return std::nullopt;
    }
    if (s.works.empty() || s.fails.empty())
        return std::nullopt;
    return s;
}

bool allOf(const std::vector<const AddressView*>& views, Family family)
{
    return std::all_of(views.begin(), views.end(),
                       [family](const AddressView* v) { return v->address.family == family; });
}

QString familyName(Family f)
{
    return f == Family::ipv6 ? QStringLiteral("IPv6") : QStringLiteral("IPv4");
}

Fix listenFix(const Reading& r, Family missing)
{
    const QString all = missing == Family::ipv6 ? QStringLiteral("[::]") : QStringLiteral("0.0.0.0");
    QStringList commands{QStringLiteral("# in its configuration: listen on %1:%2 too").arg(all).arg(r.port.value)};
    for (const ServerNginx::Listen& n : r.server.facts->nginx.listens)
        if (n.port == r.port.value) {
            commands << QStringLiteral("# nginx: %1: add \"listen %2:%3;\"")
                            .arg(printable(n.where, 120), all, QString::number(r.port.value));
            break;
        }
    commands << restartCommand(r);
    return fix("server", say("diagnose.wrong-address-family.fix.listen", {familyName(missing)}), commands,
               verifyConnects(r));
}

// One family was asked, and the listener serves the other one only.
std::optional<Claim> judgeServer(const Reading& r, const Group& g)
{
    const ServerSight& s = g.first().server;
    if (s.otherFamily.empty())
        return std::nullopt;
    const Family asked = g.first().address.family;
    const Family other = asked == Family::ipv6 ? Family::ipv4 : Family::ipv6;
    std::optional<Claim> c =
        absentClaim(r, g, Absent::otherFamily, 0.97,
                    say("diagnose.wrong-address-family.summary.server",
                        {g.where(r.port), familyName(other), listenerText(*s.otherFamily.front())}));
    if (!c)
        return std::nullopt;
    c->because << say("diagnose.wrong-address-family.because.listener",
                      {listenerText(*s.otherFamily.front()), familyName(other)});
    c->fixes << listenFix(r, asked)
             << fix("client", say("diagnose.wrong-address-family.fix.client", {familyName(other)}),
                    {again(r) + (asked == Family::ipv6 ? QStringLiteral(" -4") : QStringLiteral(" -6"))},
                    verifyConnects(r));
    return c;
}

std::optional<Claim> judge(const Reading& r)
{
    const auto s = split(r);
    if (!s)
        return std::nullopt;
    const Family good = s->works.front()->address.family;
    const Family bad = s->fails.front()->address.family;
    if (good == bad || !allOf(s->works, good) || !allOf(s->fails, bad)) {
        // Worth a word only where both families are there at all.
        const auto has = [&](Family f) {
            return std::any_of(r.addresses.begin(), r.addresses.end(),
                               [f](const AddressView& v) { return v.address.family == f; });
        };
        if (!has(Family::ipv4) || !has(Family::ipv6))
            return std::nullopt;
        Claim c;
        c.confidence = 0.03;
        c.whyNot = say("diagnose.wrong-address-family.why-not");
        c.toTellApart = say("diagnose.wrong-address-family.tell");
        return c;
    }
    int least = s->fails.front()->total();
    for (const AddressView* v : s->works)
        least = std::min(least, v->total());
    for (const AddressView* v : s->fails)
        least = std::min(least, v->total());
    Claim c;
    c.confidence = grown(least, 0.74, 0.94);
    if (r.anyUntried())
        c.confidence *= 0.7;
    QVector<IpAddress> failing;
    for (const AddressView* v : s->fails) {
        failing.append(v->address);
        c.evidence << v->attemptEvidence;
    }
    for (const AddressView* v : s->works)
        c.evidence << v->attemptEvidence;
    c.side = Side::server;
    c.locatedAt = joined(failing);
    c.summary = say("diagnose.wrong-address-family.summary",
                    {r.hostPort(), familyName(good), familyName(bad), joined(failing)});
    c.because << say("diagnose.wrong-address-family.because.works", {familyName(good)},
                     static_cast<int>(s->works.size()))
              << say("diagnose.wrong-address-family.because.fails", {familyName(bad), joined(failing)},
                     static_cast<int>(s->fails.size()));
    const bool six = bad == Family::ipv6;
    if (const AddressView& f = *s->fails.front(); absentOf(r, f) == Absent::otherFamily) {
        c.proven = true;
        c.confidence = std::max(c.confidence, 0.975);
        c.because << say("diagnose.wrong-address-family.because.listener",
                         {listenerText(*f.server.otherFamily.front()), familyName(good)});
        c.evidence += r.server.listenerEvidence;
        c.fixes << listenFix(r, bad);
    }
    c.fixes << fix("server", say("diagnose.wrong-address-family.fix.listen", {familyName(bad)}),
                   listenerCommands(r) +
                       QStringList{QStringLiteral("# %1 in the first column means that it listens on %2 only")
                                       .arg(six ? QStringLiteral("0.0.0.0") : QStringLiteral("[::] with v6only"),
                                            familyName(good))},
                   verifyConnects(r))
            << fix("dns",
                   say("diagnose.wrong-address-family.fix.record",
                       {six ? QStringLiteral("AAAA") : QStringLiteral("A")}),
                   {QStringLiteral("dig %1 %2")
                        .arg(six ? QStringLiteral("AAAA") : QStringLiteral("A"), shellWord(r.seen.target.host))},
                   verifyConnects(r))
            << fix("client", say("diagnose.wrong-address-family.fix.client", {familyName(good)}),
                   {again(r) + (six ? QStringLiteral(" -4") : QStringLiteral(" -6"))}, verifyConnects(r));
    return c;
}

} // namespace

extern const Rule rule_wrong_address_family;
const Rule rule_wrong_address_family{true, judge, nullptr, judgeServer};

} // namespace knockback
