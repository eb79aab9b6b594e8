// What looks after the connection found, from words.
#include "scene.h"

#include <algorithm>

namespace knockback::test {

namespace {

using State = TlsFact::State;

constexpr std::chrono::nanoseconds kDay = std::chrono::hours(24);

bool certificate(TlsFact& f, const QString& what)
{
    if (what == QLatin1String("good"))
        return true;
    if (what == QLatin1String("expired")) {
        f.expired = true;
        f.notAfter = f.at + -3 * kDay;
        f.verification = QStringLiteral("certificate has expired");
    } else if (what == QLatin1String("not-yet")) {
        f.notYetValid = true;
        f.notBefore = f.at + 3 * kDay;
        f.verification = QStringLiteral("certificate is not yet valid");
    } else if (what == QLatin1String("wrong-name")) {
        f.wrongName = true;
        f.verification = QStringLiteral("hostname mismatch");
    } else if (what == QLatin1String("unknown")) {
        f.unknownIssuer = true;
        f.verification = QStringLiteral("unable to get local issuer certificate");
    } else if (what == QLatin1String("self-signed")) {
        f.selfSigned = true;
        f.verification = QStringLiteral("self-signed certificate");
    } else if (what == QLatin1String("bad")) {
        f.otherwiseBad = true;
        f.verification = QStringLiteral("CA signature digest algorithm too weak");
    } else {
        return false;
    }
    return true;
}

bool ending(TlsFact& f, const QString& what, const QString& more)
{
    if (what == QLatin1String("alert")) {
        f.state = State::alert;
        f.alert = more.toInt();
    } else if (what == QLatin1String("version")) {
        f.state = State::refusedHere;
        f.problem = QStringLiteral("unsupported protocol");
    } else if (what == QLatin1String("refused")) {
        f.state = State::refusedHere;
        f.problem = more;
    } else if (what == QLatin1String("plain")) {
        f.state = State::plainText;
        f.plain = more;
    } else if (what == QLatin1String("closed")) {
        f.state = State::closed;
    } else if (what == QLatin1String("silent")) {
        f.state = State::silent;
    } else if (what == QLatin1String("stalled")) {
        f.state = State::silent;
        f.flow.stalls = more.toInt();
        f.flow.outOfOrder = 2;
    } else if (what == QLatin1String("failed")) {
        f.state = State::failed;
        f.problem = QStringLiteral("stopped");
    } else {
        return false;
    }
    return true;
}

bool option(TlsFact& f, const QString& word)
{
    if (word == QLatin1String("short"))
        f.name = QStringLiteral("web");
    else if (word == QLatin1String("no-store"))
        f.trustStore = false;
    else if (word == QLatin1String("wants-certificate"))
        f.wantsCertificate = true;
    else if (word.startsWith(QLatin1String("chain:")))
        f.chain = word.mid(6).toInt();
    else if (word == QLatin1String("also-unknown"))
        f.unknownIssuer = true;
    else
        return false;
    return true;
}

} // namespace

bool addTls(Scene& scene, const IpAddress& to, const QStringList& words)
{
    TlsFact f;
    f.to = to;
    f.port = scene.seen.target.port;
    f.name = scene.seen.target.literal.isNone() ? scene.seen.target.host : QString();
    f.at = scene.seen.now;
    f.took = std::chrono::milliseconds(4);
    const QString word = words.value(0).replace(QLatin1Char('_'), QLatin1Char(' '));
    const QString what = word.section(QLatin1Char(':'), 0, 0);
    if (!ending(f, what, word.section(QLatin1Char(':'), 1))) {
        f.state = State::established;
        f.version = QStringLiteral("TLSv1.3");
        f.cipher = QStringLiteral("TLS_AES_256_GCM_SHA384");
        f.chain = 2;
        f.subject = QStringLiteral("CN=shop.example");
        f.issuer = QStringLiteral("CN=Some issuer");
        f.names = {QStringLiteral("shop.example"), QStringLiteral("www.shop.example")};
        f.notBefore = f.at + -90 * kDay;
        f.notAfter = f.at + 90 * kDay;
        if (!certificate(f, what))
            return false;
    }
    const QStringList options = words.mid(1);
    const bool known = std::all_of(options.begin(), options.end(), [&](const QString& o) { return option(f, o); });
    scene.seen.tls.append(f);
    return known;
}

bool addLarge(Scene& scene, const IpAddress& to, const QString& what)
{
    using Large = LargeFact::State;
    LargeFact f;
    f.to = to;
    f.port = scene.seen.target.port;
    f.at = scene.seen.now;
    f.took = std::chrono::milliseconds(2000);
    const QString kind = what.section(QLatin1Char(':'), 0, 0);
    if (kind == QLatin1String("stalled") || kind == QLatin1String("ours")) {
        const bool ours = kind == QLatin1String("ours");
        f.state = Large::stalled;
        f.flow.stalls = what.section(QLatin1Char(':'), 1).toInt();
        f.flow.outOfOrder = ours ? 0 : 1;
        f.flow.unacknowledged = ours ? 2 : 0;
        f.flow.retransmits = ours ? 3 : 0;
    } else if (kind == QLatin1String("flowed")) {
        f.state = Large::flowed;
    } else if (kind == QLatin1String("small")) {
        f.state = Large::small;
    } else if (kind == QLatin1String("silent")) {
        f.state = Large::silent;
    } else if (kind == QLatin1String("failed")) {
        f.state = Large::failed;
    } else {
        return false;
    }
    scene.seen.large.append(f);
    return true;
}

} // namespace knockback::test
