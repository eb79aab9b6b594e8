#include "core/resolve/sources.h"

#include "core/base/text.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace knockback {

namespace {

constexpr qsizetype kMostBytes = qsizetype{32} << 20; // block lists in hosts files reach a few megabytes

struct FileText
{
    QByteArray text;
    QString problem; // a sentence, "" = read
    bool exists = true;
};

// Never waits: a named pipe or a device under the path is refused.
FileText readPlainFile(const QString& path)
{
    FileText out;
    const auto failed = [&](int error) {
        out.exists = error != ENOENT && error != ENOTDIR;
        out.problem = out.exists
                          ? QStringLiteral("%1 cannot be read: %2 (%3).").arg(path, errnoText(error), errnoName(error))
                          : QStringLiteral("%1 does not exist.").arg(path);
    };
    const int fd = ::open(path.toLocal8Bit().constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        failed(errno);
        return out;
    }
    struct stat info = {};
    if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        failed(S_ISDIR(info.st_mode) ? EISDIR : EINVAL);
        ::close(fd);
        return out;
    }
    std::array<char, 65536> buffer{};
    ssize_t got = 0;
    while (out.text.size() < kMostBytes && (got = ::read(fd, buffer.data(), buffer.size())) > 0)
        out.text.append(buffer.data(), got);
    if (got < 0)
        failed(errno);
    else if (got > 0)
        out.problem = QStringLiteral("%1 is larger than 32 MB; only its beginning was read.").arg(path);
    ::close(fd);
    return out;
}

void say(ResolverConfig& config, const QString& sentence)
{
    if (sentence.isEmpty())
        return;
    if (!config.problem.isEmpty())
        config.problem += QLatin1Char(' ');
    config.problem += sentence;
}

// res_init(3): both variables override the file, as two more lines at its end would.
QByteArray withEnvironment(QByteArray text)
{
    if (const char* options = std::getenv("RES_OPTIONS"))
        text += QByteArray("\noptions ") + QByteArray(options).replace('\n', ' ');
    if (const char* domain = std::getenv("LOCALDOMAIN"))
        text += QByteArray("\nsearch ") + QByteArray(domain).replace('\n', ' ');
    return text;
}

// Without a "search" or "domain" line the domain is what follows the first dot of this machine's name.
QStringList domainOfThisMachine()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return {};
    const QString host = QString::fromLatin1(name.data());
    const qsizetype dot = host.indexOf(QLatin1Char('.'));
    return dot < 0 || dot + 1 >= host.size() ? QStringList() : QStringList{host.mid(dot + 1).toLower()};
}

// systemd-resolved(8): 127.0.0.53 and 127.0.0.54 are its stubs; whom it asks stands in a file of its own.
bool isStub(const DnsServer& server)
{
    const auto& b = server.endpoint.address.bytes;
    return server.endpoint.address.family == Family::ipv4 && b[0] == 127 && b[1] == 0 && b[2] == 0 &&
           (b[3] == 53 || b[3] == 54);
}

bool hasServer(const ResolverConfig& config, const Endpoint& endpoint)
{
    for (const DnsServer& server : config.servers)
        if (server.endpoint == endpoint)
            return true;
    return false;
}

void addServersBehindStub(ResolverConfig& config, const QString& path)
{
    bool behindStub = false;
    for (const DnsServer& server : config.servers)
        behindStub = behindStub || isStub(server);
    if (!behindStub)
        return;
    const FileText file = readPlainFile(path);
    if (!file.problem.isEmpty()) {
        say(config, QStringLiteral("The servers behind systemd-resolved are not known: ") + file.problem);
        return;
    }
    if (!file.text.contains("nameserver")) {
        say(config, QStringLiteral("systemd-resolved knows no server to ask (%1 names none).").arg(path));
        return;
    }
    for (const DnsServer& server : parseResolvConf(file.text, path).servers)
        if (!hasServer(config, server.endpoint))
            config.servers.push_back({server.endpoint, QStringLiteral("systemd-resolved")});
}

} // namespace

NameSources readSources(const ResolvePaths& paths, const QVector<Endpoint>& extraServers, const QString& asciiHost)
{
    NameSources out;
    const FileText resolvConf = readPlainFile(paths.resolvConf);
    out.config = parseResolvConf(withEnvironment(resolvConf.text), paths.resolvConf);
    if (!resolvConf.problem.isEmpty())
        out.config.problem = resolvConf.problem + QLatin1Char(' ') + out.config.problem;
    if (out.config.search.isEmpty())
        out.config.search = domainOfThisMachine();
    addServersBehindStub(out.config, paths.systemdResolved);
    for (const Endpoint& extra : extraServers)
        if (!hasServer(out.config, extra))
            out.config.servers.push_back({extra, QStringLiteral("option")});

    const FileText hosts = readPlainFile(paths.hosts);
    say(out.config, hosts.problem);
    out.hosts = parseHosts(hosts.text, paths.hosts, asciiHost);
    out.hostsText = hosts.text;
    const FileText nsswitch = readPlainFile(paths.nsswitch);
    if (nsswitch.exists) // without the file glibc uses "files dns"; nothing odd about it
        say(out.config, nsswitch.problem);
    out.config.nsswitchHosts = parseNsswitchHosts(nsswitch.text);
    return out;
}

} // namespace knockback
