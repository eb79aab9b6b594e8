#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include "core/base/text.h"

namespace knockback {

namespace {

// A certificate's own dates and names leave no doubt; who should trust its issuer is not for us to know.
double weigh(const TlsFact& f, TlsTrouble trouble)
{
    switch (trouble) {
    case TlsTrouble::expired:
        return f.unknownIssuer ? 0.75 : 0.94;
    case TlsTrouble::notYetValid:
        return 0.88;
    case TlsTrouble::wrongName:
        return f.unknownIssuer ? 0.72 : 0.9;
    case TlsTrouble::version:
        return 0.9;
    case TlsTrouble::alert:
        return 0.86;
    case TlsTrouble::refusedHere:
        return 0.8;
    case TlsTrouble::unknownIssuer:
        return 0.66;
    case TlsTrouble::otherwiseBad:
        return 0.62;
    case TlsTrouble::cutOff:
        return 0.58;
    case TlsTrouble::none:
        return 0;
    default:
        return 0.2; // notes: a program that was set up for this service may be content
    }
}

Phrase summaryOf(const TlsFact& f, TlsTrouble trouble, const QString& where)
{
    const QString wrong = printable(f.verification.isEmpty() ? f.problem : f.verification, 100);
    switch (trouble) {
    case TlsTrouble::expired:
        return say("diagnose.tls-failure.summary.expired", {where, dayOf(f.notAfter)});
    case TlsTrouble::notYetValid:
        return say("diagnose.tls-failure.summary.not-yet", {where, dayOf(f.notBefore)});
    case TlsTrouble::wrongName:
        return say("diagnose.tls-failure.summary.name",
                   {where, printable(f.name, 253),
                    printable(f.names.isEmpty() ? f.subject : f.names.mid(0, 3).join(QStringLiteral(", ")))});
    case TlsTrouble::unknownIssuer:
    case TlsTrouble::privateIssuer:
        return say("diagnose.tls-failure.summary.issuer", {where, printable(f.issuer)});
    case TlsTrouble::version:
        return say("diagnose.tls-failure.summary.version", {where});
    case TlsTrouble::alert:
        return say("diagnose.tls-failure.summary.alert", {where, QString::number(f.alert)});
    case TlsTrouble::cutOff:
        return say("diagnose.tls-failure.summary.cut-off", {where});
    default:
        return say("diagnose.tls-failure.summary.other", {where, wrong});
    }
}

void addBecause(const Reading& r, const TlsFact& f, TlsTrouble trouble, Claim& c)
{
    c.because << say("diagnose.tls-failure.because.connected");
    if (f.state == TlsFact::State::established)
        c.because << say("diagnose.tls-failure.because.checked", {printable(f.verification, 100)});
    if (trouble == TlsTrouble::expired || trouble == TlsTrouble::notYetValid)
        c.because << say("diagnose.tls-failure.because.clock", {dayOf(r.seen.now)});
    if (trouble == TlsTrouble::unknownIssuer)
        c.because << say(f.chain <= 1 ? "diagnose.tls-failure.because.chain"
                                      : "diagnose.tls-failure.because.own-issuer",
                         {}, f.chain);
    if (f.alert >= 0)
        c.because << say("diagnose.tls-failure.because.alert", {QString::number(f.alert)});
}

void addFixes(const Reading& r, const TlsFact& f, TlsTrouble trouble, Claim& c)
{
    const QString to = QStringLiteral("%1:%2").arg(shellWord(r.names.host)).arg(r.port.value);
    const QString name = f.name.isEmpty() ? QString() : QStringLiteral(" -servername ") + shellWord(f.name);
    const QString show =
        QStringLiteral("echo | openssl s_client -connect %1%2 | openssl x509 -noout -dates -subject -issuer -ext "
                       "subjectAltName")
            .arg(to, name);
    const bool certificate = f.state == TlsFact::State::established;
    if (trouble == TlsTrouble::unknownIssuer || trouble == TlsTrouble::privateIssuer) {
        c.fixes << fix("server", say("diagnose.tls-failure.fix.chain"),
                       {QStringLiteral("echo | openssl s_client -connect %1%2 -showcerts").arg(to, name)},
                       verifyConnects(r))
                << fix("client", say("diagnose.tls-failure.fix.trust"),
                       {QStringLiteral("sudo cp ISSUER.crt /usr/local/share/ca-certificates/"),
                        QStringLiteral("sudo update-ca-certificates")},
                       verifyConnects(r));
    } else if (certificate) {
        c.fixes << fix("server", say("diagnose.tls-failure.fix.certificate"), {show}, verifyConnects(r))
                << fix("client", say("diagnose.tls-failure.fix.clock"), {QStringLiteral("timedatectl")},
                       verifyConnects(r));
    } else {
        c.fixes << fix("server", say("diagnose.tls-failure.fix.settings"),
                       {QStringLiteral("openssl s_client -connect %1%2").arg(to, name),
                        QStringLiteral("openssl s_client -connect %1%2 -tls1_2").arg(to, name)},
                       verifyConnects(r));
    }
}

std::optional<Claim> judge(const Reading& r, const Group& g)
{
    const AddressView& v = g.first();
    const TlsFact* f = v.after.tls;
    const TlsTrouble trouble = v.after.sum.trouble;
    if (!f || trouble == TlsTrouble::none)
        return std::nullopt;
    Claim c;
    c.confidence = weigh(*f, trouble);
    // One look. Where attempts fail in other ways too, those speak first.
    if (g.shape() != Shape::works && g.shape() != Shape::late && g.shape() != Shape::closes)
        c.confidence *= 0.5;
    c.side = Side::server;
    c.locatedAt = v.address.toString();
    c.summary = summaryOf(*f, trouble, g.where(r.port));
    addBecause(r, *f, trouble, c);
    c.evidence = g.evidence();
    addFixes(r, *f, trouble, c);
    c.whyNot = say(isNote(trouble) ? "diagnose.tls-failure.why-not.note" : "diagnose.tls-failure.why-not");
    c.toTellApart = say("diagnose.tls-failure.tell", {shellWord(r.names.host), QString::number(r.port.value)});
    return c;
}

} // namespace

extern const Rule rule_tls_failure;
const Rule rule_tls_failure{true, nullptr, judge};

} // namespace knockback
