#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// What to read and to raise, by who speaks. The id of the cause of it is in what it said.
Fix limitFix(const Reading& r, const FirstBytes& heard)
{
    QStringList commands;
    if (heard.protocol == Protocol::mysql && heard.said == Saying::blocked)
        commands << QStringLiteral("mysqladmin flush-hosts");
    if (heard.protocol == Protocol::mysql)
        commands << QStringLiteral(
            "mysql -e \"SHOW VARIABLES LIKE 'max_conn%'; SHOW STATUS LIKE 'Threads_connected'\"");
    else if (heard.protocol == Protocol::postgresql)
        commands << QStringLiteral("sudo -u postgres psql -c 'SHOW max_connections' -c 'SELECT state, count(*) FROM "
                                   "pg_stat_activity GROUP BY 1'");
    else if (heard.protocol == Protocol::redis)
        commands << QStringLiteral("redis-cli config get maxclients; redis-cli config get protected-mode");
    else if (heard.protocol == Protocol::ssh)
        commands << QStringLiteral("sudo sshd -T | grep -iE 'maxstartups|persource'");
    commands << QStringLiteral("cat /etc/hosts.allow /etc/hosts.deny")
             << QStringLiteral("ss -tnp state established 'sport = :%1' | wc -l").arg(r.port.value);
    return fix("server", say("diagnose.service-closes.fix.limits"), commands, verifyConnects(r));
}

Phrase summaryOf(Saying said, const QString& where, const QString& words)
{
    switch (said) {
    case Saying::tooMany:
        return say("diagnose.service-closes.summary.too-many", {where, words});
    case Saying::blocked:
        return say("diagnose.service-closes.summary.blocked", {where, words});
    case Saying::notAllowed:
        return say("diagnose.service-closes.summary.not-allowed", {where, words});
    default:
        return say("diagnose.service-closes.summary.says", {where, words});
    }
}

// It says that it does not serve this client, and often why.
std::optional<Claim> judgeWords(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const FirstBytes heard = heardFrom(*v.sample, v.spoken);
    int away = 0, answered = 0;
    for (const Attempt* a : v.attempts) {
        answered += a->bannerSize > 0 ? 1 : 0;
        away += turnsAway(heardFrom(*a, v.spoken).said) ? 1 : 0;
    }
    const QString words = bannerText(*v.sample, 80);
    Claim c;
    c.confidence =
        grown(away, heard.said == Saying::refuses ? 0.66 : 0.82, heard.said == Saying::refuses ? 0.88 : 0.97);
    c.pattern = away < answered ? Pattern::intermittent : Pattern::persistent;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = summaryOf(heard.said, g.where(r.port), words);
    c.because << say("diagnose.service-closes.because.words", {words}, away)
              << say("diagnose.service-closes.because.listener");
    c.evidence = g.evidence();
    c.fixes << limitFix(r, heard)
            << fix("server", say("diagnose.service-closes.fix.log"), serviceCommands(r), verifyConnects(r));
    c.whyNot = say("diagnose.service-closes.why-not");
    c.toTellApart = say("diagnose.service-closes.tell");
    return c;
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    if (g.shape() == Shape::turnsAway)
        return judgeWords(r, g);
    if (g.shape() == Shape::mixed && g.of(Happening::closed) > 0) {
        Claim c;
        c.confidence = 0.2;
        c.side = Side::server;
        c.whyNot = say("diagnose.service-closes.why-not");
        c.toTellApart = say("diagnose.service-closes.tell");
        return c;
    }
    if (g.shape() != Shape::closes)
        return std::nullopt;
    const AddressView& v = g.first();
    const int closed = g.of(Happening::closed);
    const bool byReset = v.sample && v.sample->outcome == Outcome::reset;
    const bool hello = std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) { return a->helloSent; });
    Claim c;
    c.confidence = grown(closed, 0.62, 0.95);
    if (hello)
        c.confidence *= 0.85; // it may only dislike what was said
    if (mismatch(r, v))
        c.confidence *= 0.1; // it does: it speaks TLS
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = say(byReset ? "diagnose.service-closes.summary.reset" : "diagnose.service-closes.summary",
                    {g.where(r.port)}, closed);
    c.because << say("diagnose.service-closes.because.closed", {}, closed)
              << say("diagnose.service-closes.because.listener");
    if (hello)
        c.because << say("diagnose.service-closes.because.hello", {QString::fromLatin1(protocolInfo(v.spoken).title)});
    c.evidence = g.evidence();
    c.fixes << fix("server", say("diagnose.service-closes.fix.log"), serviceCommands(r), verifyConnects(r))
            << limitFix(r, {});
    c.whyNot = say("diagnose.service-closes.why-not.language");
    c.toTellApart = say("diagnose.service-closes.tell");
    return c;
}

} // namespace

extern const Rule rule_service_closes;
const Rule rule_service_closes{true, nullptr, judge};

} // namespace knockback
