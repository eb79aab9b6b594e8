// What came after the connection, as pieces of evidence.
#include "core/base/text.h"
#include "core/diagnose/reading.h"

#include <algorithm>

namespace knockback {

namespace {

using State = TlsFact::State;

Phrase heardSentence(const FirstBytes& heard, const QString& to)
{
    const QString who = heardName(heard);
    const QString code = QString::number(heard.code);
    switch (heard.said) {
    case Saying::tlsAlert:
        return say("diagnose.evidence.protocol.alert", {to, code});
    case Saying::wantsTls:
        return say("diagnose.evidence.protocol.wants-tls", {to});
    case Saying::tooMany:
    case Saying::blocked:
    case Saying::notAllowed:
    case Saying::refuses:
        return say("diagnose.evidence.protocol.turns-away", {to});
    default:
        break;
    }
    if (who.isEmpty())
        return say("diagnose.evidence.protocol.unknown", {to});
    return heard.code > 0 ? say("diagnose.evidence.protocol.code", {to, who, code})
                          : say("diagnose.evidence.protocol", {to, who});
}

Phrase tlsSentence(const TlsFact& f, const QString& to)
{
    switch (f.state) {
    case State::established:
        return f.verification.isEmpty()
                   ? say("diagnose.evidence.tls.well", {to, printable(f.version, 20), dayOf(f.notAfter)})
                   : say("diagnose.evidence.tls.certificate",
                         {to, printable(f.version, 20), printable(f.verification, 100)});
    case State::alert:
        return say("diagnose.evidence.tls.alert", {to, QString::number(f.alert)});
    case State::refusedHere:
        return say("diagnose.evidence.tls.refused-here", {to, printable(f.problem, 100)});
    case State::plainText:
        return say("diagnose.evidence.tls.plain", {to});
    case State::closed:
        return say("diagnose.evidence.tls.closed", {to});
    case State::silent:
        return f.flow.stalls > 0 ? say("diagnose.evidence.stalled", {to}, f.flow.stalls)
                                 : say("diagnose.evidence.tls.silent", {to, formatDuration(f.took)});
    case State::notConnected:
    case State::failed:
        break;
    }
    return say("diagnose.evidence.tls.failed", {to, printable(f.problem, 100)});
}

QString flowText(const FlowFact& f)
{
    return QStringLiteral("received %1, rcv_ooopack %2, sent %3, bytes_acked %4, unacked %5, retrans %6, rcv_mss %7")
        .arg(f.received)
        .arg(f.outOfOrder)
        .arg(f.sent)
        .arg(f.acknowledged)
        .arg(f.unacknowledged)
        .arg(f.retransmits)
        .arg(f.largest);
}

QString tlsRaw(const TlsFact& f)
{
    QString out = QStringLiteral("TLS %1 %2; name %3")
                      .arg(printable(f.version, 20), printable(f.cipher, 60),
                           f.name.isEmpty() ? QStringLiteral("(none)") : printable(f.name, 253));
    if (f.chain > 0)
        out += QStringLiteral("; certificates %1; subject %2; issuer %3; names %4; %5 to %6")
                   .arg(f.chain)
                   .arg(printable(f.subject), printable(f.issuer),
                        printable(f.names.mid(0, 20).join(QStringLiteral(", ")), 600), dayOf(f.notBefore),
                        dayOf(f.notAfter));
    if (f.alert >= 0)
        out += QStringLiteral("; alert %1").arg(f.alert);
    for (const QString& more : {f.verification, f.problem, f.plain})
        if (!more.isEmpty())
            out += QStringLiteral("; ") + printable(more, 200);
    return out + QStringLiteral("; ") + flowText(f.flow);
}

Phrase largeSentence(const LargeFact& f, const QString& to)
{
    switch (f.state) {
    case LargeFact::State::flowed:
        return say("diagnose.evidence.large.flowed", {to});
    case LargeFact::State::small:
        return say("diagnose.evidence.large.small", {to});
    case LargeFact::State::stalled:
        return say("diagnose.evidence.stalled", {to}, f.flow.stalls);
    case LargeFact::State::silent:
        return say("diagnose.evidence.large.silent", {to, formatDuration(f.took)});
    default:
        return say("diagnose.evidence.large.failed", {to});
    }
}

} // namespace

void Reading::writeAfterConnect(AddressView& view)
{
    AfterConnectView& after = view.after;
    const QString to = Endpoint{view.address, port}.toString();
    const auto last =
        std::find_if(view.attempts.rbegin(), view.attempts.rend(), [](const Attempt* a) { return a->bannerSize > 0; });
    if (last != view.attempts.rend()) {
        after.heardEvidence = book.add("protocol", view.address.toString(), (*last)->startedWall,
                                       heardSentence(after.sum.heard, to), bannerText(**last));
        view.attemptEvidence << after.heardEvidence;
    }
    if (after.tls) {
        after.tlsEvidence =
            book.add("tls", view.address.toString(), after.tls->at, tlsSentence(*after.tls, to), tlsRaw(*after.tls));
        view.attemptEvidence << after.tlsEvidence;
    }
    if (after.large) {
        after.largeEvidence = book.add("large-answer", view.address.toString(), after.large->at,
                                       largeSentence(*after.large, to), flowText(after.large->flow));
        view.attemptEvidence << after.largeEvidence;
    }
}

} // namespace knockback
