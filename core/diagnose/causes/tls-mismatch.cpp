#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

// Proven: the answer is in the other language, or a TLS handshake works where plain text does not.
void proven(const Reading& r, const Group& g, Claim& c)
{
    const AddressView& v = g.first();
    const AfterConnect& after = v.after.sum;
    const bool wePlain = v.spoken != Protocol::tls;
    const QString spoken = QString::fromLatin1(protocolInfo(v.spoken).title);
    if (wePlain)
        c.confidence = guessed(r) ? 0.3 : after.tlsWorks ? 0.95 : 0.88;
    else
        c.confidence = after.heard.protocol == Protocol::none ? 0.66 : 0.93;
    // The port keeps what it promises where plain text was asked for by hand; a TLS port with plain text does not.
    c.side = wePlain ? Side::client : Side::server;
    c.locatedAt = v.address.toString();
    const QString where = g.where(r.port);
    c.summary = wePlain ? say("diagnose.tls-mismatch.summary.plain-to-tls", {where, spoken})
                : after.heard.protocol == Protocol::none
                    ? say("diagnose.tls-mismatch.summary.unknown", {where})
                    : say("diagnose.tls-mismatch.summary.tls-to-plain", {where, heardName(after.heard)});
    if (wePlain && after.heard.said == Saying::tlsAlert)
        c.because << say("diagnose.tls-mismatch.because.alert", {spoken, QString::number(after.heard.code)});
    else if (wePlain && after.heard.said == Saying::wantsTls)
        c.because << say("diagnose.tls-mismatch.because.says-so");
    else if (!wePlain)
        c.because << say("diagnose.tls-mismatch.because.plain", {bannerText(*v.sample, 60)});
    if (after.tlsWorks)
        c.because << say("diagnose.tls-mismatch.because.handshake");
    c.because << say("diagnose.tls-mismatch.because.tcp");
    c.whyNot = say(guessed(r) ? "diagnose.tls-mismatch.why-not.guess" : "diagnose.tls-mismatch.why-not");
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const bool known = mismatch(r, v);
    if (!known && g.shape() != Shape::closes && g.shape() != Shape::unanswered)
        return std::nullopt;
    const QString host = shellWord(r.names.host), port = QString::number(r.port.value);
    Claim c;
    c.evidence = g.evidence();
    c.toTellApart = say("diagnose.tls-mismatch.tell", {host, port});
    if (known) {
        proven(r, g, c);
        c.fixes << fix("client", say("diagnose.tls-mismatch.fix.client"),
                       {QStringLiteral("openssl s_client -connect %1:%2 -brief").arg(host, port),
                        QStringLiteral("curl -v http://%1:%2/").arg(host, port),
                        QStringLiteral("curl -vk https://%1:%2/").arg(host, port)},
                       say("diagnose.tls-mismatch.fix.client.verify"))
                << fix("server", say("diagnose.tls-mismatch.fix.server"),
                       {QStringLiteral("sudo nginx -T 2>/dev/null | grep -nE 'listen|ssl|proxy_pass'")},
                       verifyConnects(r));
        return c;
    }
    const bool hello = std::any_of(v.attempts.begin(), v.attempts.end(), [](const Attempt* a) { return a->helloSent; });
    c.confidence = v.after.tls ? 0.03 : hello ? 0.1 : 0.03;
    c.side = Side::client;
    c.whyNot = say(v.after.tls ? "diagnose.tls-mismatch.why-not.tried"
                   : hello     ? "diagnose.tls-mismatch.why-not.hello"
                               : "diagnose.tls-mismatch.why-not");
    return c;
}

} // namespace

extern const Rule rule_tls_mismatch;
const Rule rule_tls_mismatch{true, nullptr, judge};

} // namespace knockback
