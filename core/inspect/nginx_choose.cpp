#include "core/inspect/nginx_choose.h"

#include <QRegularExpression>
#include <algorithm>

namespace knockback {

namespace {

using Listen = ServerNginx::Listen;

constexpr qsizetype kMostServers = 5000;
constexpr int kMostPatterns = 1000; // tried for one request

int portOf(const QString& text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    return ok && port > 0 && port < 65536 ? port : 0;
}

// "80", "*:80", "1.2.3.4", "1.2.3.4:80", "[::]:80", "[::1]", "localhost:80". False: no TCP socket on an address.
bool parseAddress(const QString& text, Listen& out)
{
    out.port = 80;
    QString host = text, port;
    if (text.startsWith(QLatin1String("unix:")))
        return false;
    if (text.startsWith(QLatin1Char('['))) {
        const qsizetype end = text.indexOf(QLatin1Char(']'));
        host = text.mid(1, end - 1);
        port = text.mid(end + 2);
        if (end < 0)
            return false;
    } else if (const qsizetype colon = text.indexOf(QLatin1Char(':')); colon >= 0) {
        host = text.left(colon);
        port = text.mid(colon + 1);
    } else if (portOf(text) > 0 && !text.contains(QLatin1Char('.'))) {
        host = QStringLiteral("*");
        port = text;
    }
    if (!port.isEmpty())
        out.port = portOf(port.section(QLatin1Char('-'), 0, 0));
    if (host == QLatin1String("localhost"))
        host = QStringLiteral("127.0.0.1");
    if (host == QLatin1String("*"))
        host = QStringLiteral("0.0.0.0");
    out.address = IpAddress::parse(host).value_or(IpAddress{});
    out.any = out.address.isUnspecified();
    return out.port > 0 && !out.address.isNone();
}

bool parseListen(const NginxDirective& directive, Listen& out, bool* isDefault)
{
    out.where = directive.where;
    if (!parseAddress(directive.first(), out))
        return false;
    for (const QString& word : directive.arguments) {
        if (word == QLatin1String("udp") || word == QLatin1String("quic"))
            return false;
        if (word == QLatin1String("ssl"))
            out.tls = true;
        else if (word == QLatin1String("proxy_protocol"))
            out.proxyProtocol = true;
        else if (word == QLatin1String("default_server") || word == QLatin1String("default"))
            *isDefault = true;
        else if (word == QLatin1String("ipv6only=off"))
            out.ipv6Only = false;
        else if (word.startsWith(QLatin1String("backlog=")))
            out.backlog = word.mid(8).toInt();
    }
    return true;
}

NginxServer serverFrom(const NginxDirective& block, bool stream)
{
    NginxServer out;
    out.block = &block;
    out.stream = stream;
    bool any = false, tls = false;
    for (const NginxDirective& one : block.children) {
        if (one.name == QLatin1String("server_name"))
            out.names += one.arguments;
        if (one.name == QLatin1String("ssl") && one.first() == QLatin1String("on")) // before nginx 1.25
            tls = true;
        if (one.name != QLatin1String("listen"))
            continue;
        any = true;
        Listen listen;
        bool isDefault = false;
        if (parseListen(one, listen, &isDefault)) {
            out.listens.append(listen);
            out.isDefault.append(isDefault);
        }
    }
    if (!any && !stream) { // *:80, as root; the master process is root's where it is a service
        Listen listen;
        parseAddress(QStringLiteral("80"), listen);
        listen.where = block.where;
        out.listens.append(listen);
        out.isDefault.append(false);
    }
    for (Listen& listen : out.listens) {
        listen.tls = listen.tls || tls;
        listen.names = out.names;
    }
    return out;
}

bool sameSocket(const Listen& a, const Listen& b)
{
    return a.address == b.address && a.port == b.port;
}

// What one server block says of a socket holds for all that share it.
void shareParameters(QVector<NginxServer>& servers)
{
    QMap<QString, Listen> said;
    const auto key = [](const Listen& l) { return l.address.toString() + QLatin1Char(' ') + QString::number(l.port); };
    for (const NginxServer& server : servers)
        for (const Listen& listen : server.listens) {
            Listen& known = said[key(listen)];
            known.backlog = std::max(known.backlog, listen.backlog);
            known.ipv6Only = known.ipv6Only && listen.ipv6Only;
        }
    for (NginxServer& server : servers)
        for (Listen& listen : server.listens) {
            listen.backlog = said.value(key(listen)).backlog;
            listen.ipv6Only = said.value(key(listen)).ipv6Only;
        }
}

// How well a name fits: 0 = not at all; exact before "*.x" (longest) before "x.*" (longest) before the first pattern.
int fits(const QString& name, const QString& host, int& patterns)
{
    constexpr int exact = 30000, front = 20000, back = 10000;
    if (name.startsWith(QLatin1Char('~'))) {
        const bool caseless = name.startsWith(QLatin1String("~*"));
        return --patterns >= 0 && nginxRegex(name.mid(caseless ? 2 : 1), true, host).value_or(false) ? 1 : 0;
    }
    const QString low = name.toLower();
    const int length = static_cast<int>(std::min<qsizetype>(low.size(), 5000));
    if (low == host)
        return exact;
    if (low.startsWith(QLatin1Char('.')))
        return host == QStringView(low).mid(1) ? exact : host.endsWith(low) ? front + length : 0;
    if (low.startsWith(QLatin1String("*.")))
        return host.endsWith(QStringView(low).mid(1)) ? front + length : 0;
    if (low.endsWith(QLatin1String(".*")))
        return host.startsWith(QStringView(low).chopped(1)) ? back + length : 0;
    return 0;
}

// The socket a connection to this address comes in by: its own before the one for all.
std::optional<Listen> socketFor(const QVector<NginxServer>& servers, const IpAddress& address, int port)
{
    std::optional<Listen> any;
    for (const NginxServer& server : servers)
        for (const Listen& listen : server.listens) {
            if (listen.port != port)
                continue;
            if (listen.address == address)
                return listen;
            const bool reaches = address.isNone() || listen.address.family == address.family ||
                                 (listen.address.family == Family::ipv6 && !listen.ipv6Only);
            if (listen.any && reaches && (!any || listen.address.family == address.family))
                any = listen;
        }
    return any;
}

} // namespace

std::optional<bool> nginxRegex(const QString& pattern, bool caseless, const QString& text)
{
    if (pattern.size() > 1000 || text.size() > 4096 || pattern.startsWith(QLatin1String("(*")))
        return std::nullopt;
    const QRegularExpression form(QStringLiteral("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=500)") + pattern,
                                  caseless ? QRegularExpression::CaseInsensitiveOption
                                           : QRegularExpression::NoPatternOption);
    if (!form.isValid())
        return std::nullopt;
    const QRegularExpressionMatch match = form.match(text);
    return match.isValid() ? std::optional(match.hasMatch()) : std::nullopt;
}

QVector<NginxServer> nginxServers(const NginxDirective& root)
{
    QVector<NginxServer> out;
    for (const NginxDirective& part : root.children) {
        const bool stream = part.name == QLatin1String("stream");
        if (!stream && part.name != QLatin1String("http"))
            continue;
        for (const NginxDirective& one : part.children)
            if (one.name == QLatin1String("server") && out.size() < kMostServers)
                out.append(serverFrom(one, stream));
    }
    shareParameters(out);
    return out;
}

const NginxServer* chooseServer(const QVector<NginxServer>& servers, const IpAddress& address, int port,
                                const QString& host)
{
    const std::optional<Listen> socket = socketFor(servers, address, port);
    if (!socket)
        return nullptr;
    const QString low = host.toLower();
    const NginxServer *best = nullptr, *byDefault = nullptr, *first = nullptr;
    int bestFit = 0, patterns = kMostPatterns;
    for (const NginxServer& server : servers)
        for (qsizetype i = 0; i < server.listens.size(); ++i) {
            if (!sameSocket(server.listens.at(i), *socket))
                continue;
            first = first != nullptr ? first : &server;
            if (server.isDefault.at(i))
                byDefault = &server;
            for (const QString& name : server.names)
                if (const int fit = fits(name, low, patterns); fit > bestFit) {
                    bestFit = fit;
                    best = &server;
                }
        }
    return best != nullptr ? best : byDefault != nullptr ? byDefault : first;
}

const NginxDirective* chooseLocation(const NginxDirective& server, const QString& path)
{
    const NginxDirective* prefix = nullptr;
    qsizetype longest = -1;
    bool final = false;
    for (const NginxDirective& one : server.children) {
        if (one.name != QLatin1String("location") || one.arguments.isEmpty())
            continue;
        const QString modifier = one.arguments.size() > 1 ? one.first() : QString();
        const QString what = one.arguments.last();
        if (modifier == QLatin1String("=") && what == path)
            return &one;
        const bool plain =
            modifier.isEmpty() && !what.startsWith(QLatin1Char('~')) && !what.startsWith(QLatin1Char('@'));
        if ((plain || modifier == QLatin1String("^~")) && path.startsWith(what) && what.size() > longest) {
            prefix = &one;
            longest = what.size();
            final = modifier == QLatin1String("^~");
        }
    }
    if (prefix != nullptr)
        if (const NginxDirective* inner = chooseLocation(*prefix, path))
            return inner;
    int patterns = kMostPatterns;
    if (!final)
        for (const NginxDirective& one : server.children) {
            QString modifier = one.arguments.size() > 1 ? one.first() : QString();
            const bool regex = one.name == QLatin1String("location") && modifier.startsWith(QLatin1Char('~'));
            if (regex && --patterns >= 0 &&
                nginxRegex(one.arguments.last(), modifier == QLatin1String("~*"), path).value_or(false))
                return &one;
        }
    return prefix;
}

} // namespace knockback
