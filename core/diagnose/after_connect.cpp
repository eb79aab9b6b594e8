#include "core/diagnose/after_connect.h"

#include "core/diagnose/reading.h"

#include <algorithm>
#include <chrono>
#include <span>

namespace knockback {

namespace {

using State = TlsFact::State;

TlsTrouble ofCertificate(const TlsFact& f, bool privateAddress)
{
    // Whoever uses a service with such a certificate has been told to trust it as it is.
    if (f.selfSigned)
        return TlsTrouble::selfSigned;
    if (f.expired)
        return TlsTrouble::expired;
    if (f.notYetValid)
        return TlsTrouble::notYetValid;
    if (f.wrongName && !f.name.isEmpty() && f.name.contains(QLatin1Char('.')))
        return TlsTrouble::wrongName;
    if (f.unknownIssuer && f.trustStore)
        return privateAddress ? TlsTrouble::privateIssuer : TlsTrouble::unknownIssuer;
    if (f.wrongName)
        return f.name.isEmpty() ? TlsTrouble::wrongNameOfAddress : TlsTrouble::shortName;
    return f.otherwiseBad ? TlsTrouble::otherwiseBad : TlsTrouble::none;
}

TlsTrouble troubleOf(const TlsFact& f, bool privateAddress)
{
    constexpr int kHandshakeFailure = 40, kProtocolVersion = 70, kUnrecognizedName = 112; // RFC 8446 6.2, RFC 6066 3
    switch (f.state) {
    case State::established:
        return ofCertificate(f, privateAddress);
    case State::alert:
        if (f.wantsCertificate)
            return TlsTrouble::clientCertificate;
        if (f.name.isEmpty() && (f.alert == kHandshakeFailure || f.alert == kUnrecognizedName))
            return TlsTrouble::nameNeeded;
        return f.alert == kProtocolVersion ? TlsTrouble::version : TlsTrouble::alert;
    case State::refusedHere: {
        // Old versions end in one of several complaints (their signatures are not allowed any more, too).
        const bool version = f.version == QLatin1String("TLSv1") || f.version == QLatin1String("TLSv1.1") ||
                             f.problem.contains(QLatin1String("unsupported protocol")) ||
                             f.problem.contains(QLatin1String("version too low"));
        return version ? TlsTrouble::version : TlsTrouble::refusedHere;
    }
    case State::closed:
        return f.wantsCertificate ? TlsTrouble::clientCertificate : TlsTrouble::cutOff;
    default:
        return TlsTrouble::none;
    }
}

FirstBytes heardOf(const AddressView& view)
{
    for (auto a = view.attempts.rbegin(); a != view.attempts.rend(); ++a)
        if ((*a)->bannerSize > 0)
            return heardFrom(**a, view.spoken);
    return {};
}

// Text protocols whose servers live on TLS ports as their plain siblings.
bool plainSibling(Protocol p, Port port)
{
    return p == Protocol::http || p == Protocol::smtp || p == Protocol::imap || p == Protocol::pop3 ||
           p == Protocol::ftp || (p != Protocol::none && p == insideTls(port));
}

} // namespace

FirstBytes heardFrom(const Attempt& a, Protocol spoken)
{
    return recognise(std::span(a.banner.data(), std::min<std::size_t>(a.bannerSize, kBannerKept)), spoken);
}

AfterConnect readAfterConnect(const AddressView& view)
{
    AfterConnect out;
    out.heard = heardOf(view);
    if (const TlsFact* f = view.after.tls) {
        out.tlsWorks = f->state == State::established;
        // An answer of another language, or an end, to a hello that should not have been one, says nothing about TLS.
        if (view.spoken == Protocol::tls && (f->state != State::closed || out.heard.protocol == Protocol::tls))
            out.trouble = troubleOf(*f, view.own || view.address.isPrivate() || view.address.isLinkLocal());
        out.tlsStuck = f->state == State::silent && out.heard.protocol == Protocol::tls;
        if (out.heard.said == Saying::nothing && f->state == State::plainText && !f->plain.isEmpty()) {
            const QByteArray plain = f->plain.toLatin1();
            out.heard = recognise(
                {reinterpret_cast<const std::uint8_t*>(plain.constData()), static_cast<std::size_t>(plain.size())},
                view.spoken);
        }
        out.stalls = f->flow.stalls;
    }
    if (view.after.large)
        out.stalls = std::max(out.stalls, view.after.large->flow.stalls);
    return out;
}

bool alike(const AfterConnect& a, const AfterConnect& b)
{
    return a.heard.protocol == b.heard.protocol && a.trouble == b.trouble && (a.stalls > 0) == (b.stalls > 0) &&
           a.tlsStuck == b.tlsStuck;
}

QString heardName(const FirstBytes& heard)
{
    return QString::fromLatin1(protocolInfo(heard.protocol).title);
}

bool mismatch(const Reading& r, const AddressView& v)
{
    const AfterConnect& after = v.after.sum;
    if (v.spoken == Protocol::none || v.spoken == Protocol::banner)
        return false;
    if (v.spoken != Protocol::tls)
        return after.heard.said == Saying::wantsTls || after.heard.protocol == Protocol::tls || after.tlsWorks;
    if (after.heard.said == Saying::nothing || after.tlsWorks)
        return false;
    return after.heard.protocol == Protocol::none || plainSibling(after.heard.protocol, r.port);
}

bool otherProtocol(const Reading& r, const AddressView& v)
{
    const Protocol heard = v.after.sum.heard.protocol;
    return heard != Protocol::none && heard != v.spoken && v.spoken != Protocol::none && v.spoken != Protocol::banner &&
           !mismatch(r, v);
}

bool guessed(const Reading& r)
{
    constexpr std::uint16_t kHttp = 80;
    return r.seen.target.options.hello == Hello::automatic && r.port.value != kHttp &&
           usualProtocol(r.seen.target.service, r.port) == Protocol::http;
}

QString dayOf(WallTime at)
{
    using namespace std::chrono;
    const year_month_day day{floor<days>(sys_seconds{seconds(at.ns / 1'000'000'000)})};
    return QStringLiteral("%1-%2-%3")
        .arg(static_cast<int>(day.year()), 4, 10, QLatin1Char('0'))
        .arg(static_cast<unsigned>(day.month()), 2, 10, QLatin1Char('0'))
        .arg(static_cast<unsigned>(day.day()), 2, 10, QLatin1Char('0'));
}

} // namespace knockback
