#include "ui/window/words_ui.h"

#include "core/base/text.h"

#include <QCoreApplication>

namespace knockback {

namespace {
QString say(const char* text)
{
    return QCoreApplication::translate("knockback::Words", text);
}
} // namespace

QString checkTitle(CheckId id)
{
    switch (id) {
    case CheckId::target:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Target"));
    case CheckId::dns:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Names"));
    case CheckId::route:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Route"));
    case CheckId::port:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Port"));
    case CheckId::service:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Service"));
    case CheckId::firewall:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Firewall"));
    case CheckId::backlog:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Backlog"));
    case CheckId::resources:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Resources"));
    case CheckId::application:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Application"));
    }
    return {};
}

QString checkStatusWord(CheckStatus status)
{
    switch (status) {
    case CheckStatus::pass:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "fine"));
    case CheckStatus::warn:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "look closer"));
    case CheckStatus::fail:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "fails"));
    case CheckStatus::unknown:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "not seen"));
    case CheckStatus::skipped:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "skipped"));
    }
    return {};
}

QString checkStatusIcon(CheckStatus status)
{
    switch (status) {
    case CheckStatus::pass:
        return QStringLiteral("check-pass");
    case CheckStatus::warn:
        return QStringLiteral("check-warn");
    case CheckStatus::fail:
        return QStringLiteral("check-fail");
    case CheckStatus::unknown:
        return QStringLiteral("check-unknown");
    case CheckStatus::skipped:
        return QStringLiteral("check-skipped");
    }
    return {};
}

bool needsServerFacts(CheckId id)
{
    return id == CheckId::service || id == CheckId::backlog || id == CheckId::resources;
}

QString confidenceWords(double confidence)
{
    const int percent = qBound(0, qRound(confidence * 100), 100);
    if (percent >= 90)
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Sure (%1 %)")).arg(percent);
    if (percent >= 70)
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Likely (%1 %)")).arg(percent);
    if (percent >= 40)
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Possible (%1 %)")).arg(percent);
    if (percent >= 5)
        return say(QT_TRANSLATE_NOOP("knockback::Words", "A guess (%1 %)")).arg(percent);
    return say(QT_TRANSLATE_NOOP("knockback::Words", "Hardly (%1 %)")).arg(percent);
}

QString confidenceWords(const Verdict& verdict)
{
    if (verdict.cause == QLatin1String("inconclusive"))
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Not settled"));
    return confidenceWords(verdict.confidence);
}

QString patternWord(Pattern pattern)
{
    switch (pattern) {
    case Pattern::none:
        return {};
    case Pattern::persistent:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "every time"));
    case Pattern::intermittent:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "now and then"));
    case Pattern::periodic:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "in a rhythm"));
    case Pattern::underLoad:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "under load"));
    case Pattern::recovered:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "works again"));
    }
    return {};
}

QString patternMeaning(Pattern pattern)
{
    switch (pattern) {
    case Pattern::none:
        return {};
    case Pattern::persistent:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Persistent: every attempt went the same way."));
    case Pattern::intermittent:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Intermittent: some attempts fail and some do not."));
    case Pattern::periodic:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Periodic: the failures come back at a regular distance."));
    case Pattern::underLoad:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Under load: it fails while many attempts are made at once."));
    case Pattern::recovered:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "Recovered: it failed earlier and works now."));
    }
    return {};
}

QString sideWord(Side side)
{
    switch (side) {
    case Side::none:
        return {};
    case Side::client:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "on this machine"));
    case Side::network:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "on the way"));
    case Side::server:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "on the server"));
    case Side::dns:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "in DNS"));
    }
    return {};
}

QString whereWord(const QString& where)
{
    if (where == QLatin1String("client"))
        return sideWord(Side::client);
    if (where == QLatin1String("server"))
        return sideWord(Side::server);
    if (where == QLatin1String("network"))
        return sideWord(Side::network);
    if (where == QLatin1String("dns"))
        return sideWord(Side::dns);
    return printable(where);
}

QString dnsStatusWord(const DnsAnswer& answer)
{
    switch (answer.status) {
    case DnsStatus::answered:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "answered"));
    case DnsStatus::noData:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "no address of this kind"));
    case DnsStatus::nxDomain:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "no such name (NXDOMAIN)"));
    case DnsStatus::servFail:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "server failure (SERVFAIL)"));
    case DnsStatus::refused:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "refused to answer (REFUSED)"));
    case DnsStatus::otherRcode:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "response code %1")).arg(answer.rcode);
    case DnsStatus::timedOut:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "no answer"));
    case DnsStatus::unreachable:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "not reachable (%1)")).arg(errnoName(answer.errnoValue));
    case DnsStatus::malformed:
        return say(QT_TRANSLATE_NOOP("knockback::Words", "an answer that cannot be read"));
    }
    return {};
}

QString errorSentence(const Error& error, const Words& words)
{
    if (words.has(error.operation)) // a refusal whose operation is the id of the same sentence (core/target/refusal.h)
        return words(error.operation, {printable(error.subject, 60)});
    QString sentence = printable(error.detail, 600);
    if (sentence.isEmpty()) {
        sentence = error.subject.isEmpty()
                       ? say(QT_TRANSLATE_NOOP("knockback::Words", "Something did not work: %1."))
                             .arg(printable(error.operation))
                       : say(QT_TRANSLATE_NOOP("knockback::Words", "Something did not work: %1, %2."))
                             .arg(printable(error.operation), printable(error.subject));
    }
    if (error.errnoValue != 0 && !sentence.contains(errnoName(error.errnoValue)))
        sentence += QStringLiteral(" (%1)").arg(errnoName(error.errnoValue));
    return sentence;
}

} // namespace knockback
