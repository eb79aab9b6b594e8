#include "core/inspect/nginx.h"

#include "core/base/text.h"
#include "core/inspect/nginx_choose.h"
#include "core/inspect/nginx_log.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr qsizetype kMostListens = 200;
constexpr qsizetype kMostUpstreams = 64;
constexpr qsizetype kMostErrorLines = 20;
constexpr qsizetype kLogBytes = 1 << 20;

constexpr QLatin1String kErrors("nginx-errors");
constexpr std::array kPasses{"proxy_pass", "fastcgi_pass", "uwsgi_pass", "grpc_pass", "scgi_pass", "memcached_pass"};

const ServerSaying* saying(const QVector<ServerSaying>& sayings, const char* id)
{
    const auto found =
        std::find_if(sayings.begin(), sayings.end(), [&](const ServerSaying& s) { return s.id == QLatin1String(id); });
    return found == sayings.end() ? nullptr : &*found;
}

// "nginx: [emerg] unknown directive "x" in /etc/nginx/nginx.conf:12". What a user without rights may not read is no
// fault of the configuration.
void readTest(const QByteArray& output, ServerNginx& out)
{
    static const QRegularExpression place(QStringLiteral("^(.*) in (\\S+:\\d+)$"));
    const QList<QByteArray> lines = output.left(kLogBytes).split('\n');
    for (const QByteArray& bytes : lines) {
        const QString line = QString::fromUtf8(bytes.left(2000)).trimmed();
        const qsizetype at = line.indexOf(QLatin1String("[emerg] "));
        if (at < 0 || line.contains(QLatin1String("Permission denied")))
            continue;
        QString text = line.mid(at + 8);
        const QRegularExpressionMatch pid = QRegularExpression(QStringLiteral("^\\d+#\\d+: ")).match(text);
        text = text.mid(pid.capturedLength());
        const QRegularExpressionMatch found = place.match(text);
        out.problem = printable(found.hasMatch() ? found.captured(1) : text, 300);
        out.problemAt = found.hasMatch() ? printable(found.captured(2), 300) : QString();
        return;
    }
}

int numberOf(const NginxDirective* block, const char* name, int otherwise)
{
    const NginxDirective* found = block == nullptr ? nullptr : block->child(name);
    if (found == nullptr)
        return otherwise;
    bool ok = false;
    const int value = found->first().toInt(&ok);
    return ok && value > 0 ? value : -1; // auto
}

QString withPort(const QString& place, int port)
{
    const bool bracket = place.startsWith(QLatin1Char('['));
    const bool has = bracket ? place.contains(QLatin1String("]:")) : place.contains(QLatin1Char(':'));
    return has ? place : QStringLiteral("%1:%2").arg(place).arg(port);
}

// The directive that hands a request on, of a location, the named one its try_files falls back to, or a stream server.
const NginxDirective* passOf(const NginxDirective& server, const NginxDirective& location, const QString& path,
                             int depth, QString* way)
{
    for (const char* name : kPasses)
        if (const NginxDirective* found = location.child(name))
            return found;
    const NginxDirective* tries = location.child("try_files");
    if (tries == nullptr || tries->arguments.size() < 2 || depth > 3)
        return nullptr;
    const QString last = tries->arguments.last();
    const NginxDirective* next = nullptr;
    if (last.startsWith(QLatin1Char('@'))) {
        for (const NginxDirective& one : server.children)
            if (one.name == QLatin1String("location") && one.first() == last)
                next = &one;
    } else if (last.startsWith(QLatin1Char('/')) && last.section(QLatin1Char('?'), 0, 0) != path) {
        next = chooseLocation(server, last.section(QLatin1Char('?'), 0, 0));
    }
    if (next == nullptr)
        return nullptr;
    *way += QStringLiteral(" → ") + next->arguments.join(QLatin1Char(' '));
    return passOf(server, *next, last, depth + 1, way);
}

const NginxDirective* upstreamBlock(const NginxDirective& root, bool stream, const QString& name)
{
    const NginxDirective* part = root.child(stream ? "stream" : "http");
    if (part == nullptr)
        return nullptr;
    for (const NginxDirective& one : part->children)
        if (one.name == QLatin1String("upstream") && one.first() == name)
            return &one;
    return nullptr;
}

void addUpstreams(const NginxDirective& root, bool stream, const QString& url, ServerNginx& out)
{
    int port = 80;
    const QString place = nginxPlaceOf(url, &port);
    if (place.isEmpty() || place.contains(QLatin1Char('$'))) // decided with each request: not known
        return;
    const NginxDirective* block = upstreamBlock(root, stream, place);
    if (block == nullptr) {
        ServerUpstream one;
        one.name = one.address = printable(place.startsWith(QLatin1String("unix:")) ? place : withPort(place, port));
        one.tried = QStringLiteral("not-tried");
        out.upstreams.append(one);
        return;
    }
    for (const NginxDirective& server : block->children) {
        if (server.name != QLatin1String("server") || out.upstreams.size() >= kMostUpstreams)
            continue;
        const QString address = server.first();
        ServerUpstream one;
        one.name = printable(block->first());
        one.address = printable(address.startsWith(QLatin1String("unix:")) ? address : withPort(address, 80));
        one.down = server.arguments.contains(QLatin1String("down"));
        one.backup = server.arguments.contains(QLatin1String("backup"));
        one.tried = QStringLiteral("not-tried");
        out.upstreams.append(one);
    }
}

void choose(const NginxDirective& root, const QVector<NginxServer>& servers, const QString& host, int port,
            const IpAddress& address, const QString& path, ServerNginx& out)
{
    const NginxServer* server = chooseServer(servers, address, port, host);
    if (server == nullptr)
        return;
    out.serverNames = printable(server->names.join(QLatin1Char(' ')));
    const NginxDirective* location = server->stream ? server->block : chooseLocation(*server->block, path);
    if (location == nullptr)
        return;
    if (!server->stream)
        out.location = location->arguments.join(QLatin1Char(' '));
    const NginxDirective* pass = passOf(*server->block, *location, path, 0, &out.location);
    out.location = printable(out.location);
    if (pass == nullptr)
        return;
    out.passTo = printable(pass->name + QLatin1Char(' ') + pass->first());
    out.passWhere = printable(pass->where, 300);
    addUpstreams(root, server->stream, pass->first(), out);
}

bool concerns(const QString& line)
{
    static const std::array signs{
        "upstream", "worker_connections", "Too many open files", "accept4()", "bind()", "SSL_do_handshake", "no live"};
    return std::any_of(signs.begin(), signs.end(),
                       [&](const char* sign) { return line.contains(QLatin1String(sign)); });
}

void readErrors(const QByteArray& output, ServerNginx& out)
{
    const QList<QByteArray> lines = output.right(kLogBytes).split('\n');
    for (const QByteArray& bytes : lines) {
        const QString line = QString::fromUtf8(bytes.left(4000)).trimmed();
        if (!concerns(line))
            continue;
        out.errorLines.append(printable(line, 400));
        if (const auto error = nginxUpstreamError(line))
            for (ServerUpstream& upstream : out.upstreams)
                if (upstream.address == error->upstream)
                    ++upstream.requests;
    }
    out.upstreamLines = nginxUpstreamLines(output);
    if (out.errorLines.size() > kMostErrorLines)
        out.errorLines = out.errorLines.mid(out.errorLines.size() - kMostErrorLines);
}

} // namespace

ServerNginx nginxFacts(const QVector<ServerSaying>& sayings, const QString& host, int port,
                       const QVector<IpAddress>& own, const QString& path)
{
    ServerNginx out;
    if (const ServerSaying* test = saying(sayings, "nginx-test"))
        readTest(test->output, out);
    const ServerSaying* configuration = saying(sayings, "nginx");
    if (configuration == nullptr || configuration->exitStatus == 127)
        return out;
    if (out.problem.isEmpty())
        readTest(configuration->output, out);
    const NginxDirective root = readNginx(configuration->output);
    out.there = root.child("http") != nullptr || root.child("stream") != nullptr || root.child("events") != nullptr;
    if (!out.there)
        return out;
    // Defaults of ngx_core_module and ngx_event.c.
    out.workerConnections = numberOf(root.child("events"), "worker_connections", 512);
    out.workerProcesses = numberOf(&root, "worker_processes", 1);
    out.descriptorLimit = numberOf(&root, "worker_rlimit_nofile", -1);
    const QVector<NginxServer> servers = nginxServers(root);
    for (const NginxServer& server : servers)
        for (ServerNginx::Listen listen : server.listens) {
            if (out.listens.size() >= kMostListens)
                break;
            listen.where = printable(listen.where, 300);
            for (QString& name : listen.names)
                name = printable(name);
            out.listens.append(listen);
        }
    choose(root, servers, host, port, own.value(0), path, out);
    // Each look reads it again, and the last one has the lines of what came meanwhile.
    const auto errors =
        std::find_if(sayings.rbegin(), sayings.rend(), [](const ServerSaying& s) { return s.id == kErrors; });
    if (errors != sayings.rend())
        readErrors(errors->output, out);
    return out;
}

QStringList upstreamsToTry(const ServerNginx& nginx)
{
    static const QRegularExpression plain(
        QStringLiteral("^(unix:/[A-Za-z0-9_./@-]{1,100}|[A-Za-z0-9_.-]{1,253}:\\d{1,5}|"
                       "\\[[0-9A-Fa-f:.]{2,45}\\]:\\d{1,5})$"));
    QStringList out;
    for (const ServerUpstream& one : nginx.upstreams)
        if (!one.down && out.size() < kMostToTry && !out.contains(one.address) &&
            !one.address.startsWith(QLatin1Char('-')) && plain.match(one.address).hasMatch())
            out.append(one.address);
    return out;
}

} // namespace knockback
