#include "core/inspect/access.h"

#include "core/base/text.h"
#include "core/inspect/child.h"
#include "core/inspect/lines.h"
#include "core/inspect/local_address.h"
#include "core/inspect/questions.h"
#include "core/inspect/ssh_trouble.h"
#include "core/inspect/transcript.h"

#include <QFile>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace knockback {

namespace {

constexpr qsizetype kMostTries = 20;
constexpr std::size_t kSocketPath = 80; // of the 108 a socket's path may have: ssh appends a few of its own

// What one word for ssh may hold, as a host or a user.
bool isPlain(const QString& text, const char* besides, qsizetype most)
{
    return !text.isEmpty() && text.size() <= most && !text.startsWith(QLatin1Char('-')) &&
           std::all_of(text.begin(), text.end(), [&](QChar c) {
               return (c.unicode() < 0x80 && c.isLetterOrNumber()) || QLatin1String(besides).contains(c);
           });
}

bool isTry(const QString& text)
{
    return isPlain(text, ".:_/-[]", 200);
}

std::optional<ServerDoor> sshDoor(const QString& place)
{
    ServerDoor out;
    out.kind = ServerDoor::Kind::ssh;
    QString rest = place.endsWith(QLatin1Char('/')) ? place.chopped(1) : place;
    if (const qsizetype at = rest.lastIndexOf(QLatin1Char('@')); at >= 0) {
        out.user = rest.left(at);
        rest = rest.mid(at + 1);
        if (!isPlain(out.user, "._-@\\+", 100))
            return std::nullopt;
    }
    QString port;
    if (rest.startsWith(QLatin1Char('['))) {
        const qsizetype close = rest.indexOf(QLatin1Char(']'));
        if (close < 0 || (close + 1 < rest.size() && rest[close + 1] != QLatin1Char(':')))
            return std::nullopt;
        port = rest.mid(close + 2);
        if (close + 1 < rest.size() && port.isEmpty())
            return std::nullopt;
        out.host = rest.mid(1, close - 1);
    } else if (rest.count(QLatin1Char(':')) == 1) {
        out.host = rest.section(QLatin1Char(':'), 0, 0);
        port = rest.section(QLatin1Char(':'), 1);
        if (port.isEmpty())
            return std::nullopt;
    } else {
        out.host = rest; // a name, or an IPv6 address without port
    }
    bool ok = true;
    const uint number = port.isEmpty() ? 0 : port.toUInt(&ok);
    if (!ok || number > 65'535 || (number == 0 && !port.isEmpty()) || !isPlain(out.host, "._-:%", 253))
        return std::nullopt;
    out.port.value = static_cast<std::uint16_t>(number);
    return out;
}

} // namespace

QString ServerDoor::text() const
{
    switch (kind) {
    case Kind::automatic:
        return QStringLiteral("auto");
    case Kind::none:
        return QStringLiteral("none");
    case Kind::local:
        return QStringLiteral("local");
    case Kind::transcript:
        return QStringLiteral("transcript:") + file;
    case Kind::ssh:
        break;
    }
    const QString name = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return QStringLiteral("ssh://") + (user.isEmpty() ? QString() : user + QLatin1Char('@')) + name +
           (port.value == 0 ? QString() : QLatin1Char(':') + QString::number(port.value));
}

std::optional<ServerDoor> parseServerDoor(const QString& text)
{
    ServerDoor out;
    if (text.isEmpty() || text == QLatin1String("auto"))
        out.kind = ServerDoor::Kind::automatic;
    else if (text == QLatin1String("none"))
        out.kind = ServerDoor::Kind::none;
    else if (text == QLatin1String("local"))
        out.kind = ServerDoor::Kind::local;
    else if (text.startsWith(QLatin1String("transcript:")) && text.size() > 11) {
        out.kind = ServerDoor::Kind::transcript;
        out.file = text.mid(11);
    } else if (text.startsWith(QLatin1String("ssh://")))
        return sshDoor(text.mid(6));
    else
        return std::nullopt;
    return out;
}

bool isSshOption(const QString& text)
{
    const auto ends = std::find_if(text.begin(), text.end(), [](QChar c) { return c == u'=' || c == u' '; });
    const qsizetype end = ends - text.begin();
    return end > 0 && end < text.size() - 1 && text.size() <= 2000 &&
           std::all_of(text.begin(), text.begin() + end,
                       [](QChar c) { return c.unicode() < 0x80 && c.isLetterOrNumber(); }) &&
           std::none_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x20; });
}

QByteArray collectScript()
{
    QFile file(QStringLiteral(":/knockback/inspect/collect.sh"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Access::Access(ServerDoor door, AccessLimits limits, const Clock& clock, std::function<void(bool)> asked)
    : m_door(std::move(door)), m_limits(limits), m_clock(clock), m_asked(std::move(asked))
{
    m_where = m_door.kind == ServerDoor::Kind::ssh ? m_door.text().mid(6) : m_door.file;
}

Access::~Access()
{
    if (m_folder.isEmpty())
        return;
    const QByteArray socket = m_folder + "/s";
    if (::access(socket.constData(), F_OK) == 0) {
        ChildRequest request;
        request.words = {"ssh", "-o", "ControlPath=" + socket, "-O", "exit", "--", m_door.host.toUtf8()};
        request.time = std::chrono::milliseconds(150); // to a socket of this machine
        (void)runChild(request, {}, m_clock);
    }
    ::unlink(socket.constData());
    ::rmdir(m_folder.constData());
}

ServerTrouble Access::trouble(const char* reason, const QString& detail) const
{
    return {QLatin1String(reason), printable(m_where), printable(detail, 300)};
}

// Where nobody else can reach the socket of the connection; without one each look connects anew.
bool Access::makeFolder()
{
    if (!m_folder.isEmpty())
        return true;
    const char* runtime = std::getenv("XDG_RUNTIME_DIR"); // NOLINT(concurrency-mt-unsafe): nobody sets it
    for (const QByteArray& parent : {QByteArray(runtime ? runtime : ""), QByteArray("/tmp")}) {
        std::array<char, kSocketPath> path{};
        const QByteArray pattern = parent + "/knockback-XXXXXX";
        if (!parent.startsWith('/') || static_cast<std::size_t>(pattern.size()) >= path.size())
            continue;
        std::copy(pattern.begin(), pattern.end(), path.begin());
        if (::mkdtemp(path.data())) {
            m_folder = path.data();
            return true;
        }
    }
    return false;
}

// ssh counts whoever is connected to the socket as somebody it has to wait for, even if nothing is ever said there: so
// a long watch with its long pauses does not lose a connection that somebody logged in for. And where this process
// ends, however it does, the kernel closes the socket and ssh leaves a minute later. Nothing goes to the server for it.
void Access::holdConnection()
{
    if (m_folder.isEmpty())
        return;
    const sockaddr_un address = localAddress(m_folder + "/s");
    Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (fd.get() >= 0 && ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        m_hold = std::move(fd); // of the connection there is now: it may be another than before
}

std::vector<QByteArray> Access::sshWords(bool mayAsk) const
{
    std::vector<QByteArray> words{"ssh", "-T", "-x"};
    const auto option = [&](const QByteArray& text) {
        words.emplace_back("-o");
        words.push_back(text);
    };
    for (const QString& own : m_door.sshOptions) // the first value of an option counts
        option(own.toUtf8());
    if (!m_folder.isEmpty()) {
        option("ControlMaster=auto");
        option("ControlPath=" + m_folder + "/s");
        option("ControlPersist=60"); // from when nobody holds it any more: see holdConnection()
    }
    option(mayAsk ? "BatchMode=no" : "BatchMode=yes");
    option("ConnectTimeout=8");
    option("ServerAliveInterval=5");
    option("ServerAliveCountMax=2");
    option("ClearAllForwardings=yes");
    option("ForwardAgent=no");
    option("RemoteCommand=none");
    if (m_door.port.value != 0) {
        words.emplace_back("-p");
        words.push_back(QByteArray::number(m_door.port.value));
    }
    if (!m_door.user.isEmpty()) {
        words.emplace_back("-l");
        words.push_back(m_door.user.toUtf8());
    }
    words.emplace_back("--");
    words.push_back(m_door.host.toUtf8());
    return words;
}

ServerAnswer Access::run(const ServerQuestion& question, const std::stop_token& stop, bool mayAsk)
{
    const bool remote = m_door.kind == ServerDoor::Kind::ssh;
    ChildRequest request;
    std::optional<Questions> questions;
    request.input = collectScript();
    request.output = m_limits.output;
    request.time = m_limits.time;
    request.question = m_limits.question;
    if (remote) {
        // Without a folder of ours there is no way to speak with the program that asks.
        if (makeFolder() && mayAsk && !m_door.askpass.isEmpty())
            questions.emplace(m_folder + "/q", m_where, m_asked);
        const bool asks = questions && questions->ok();
        request.words = sshWords(asks);
        request.environment.emplace_back("LC_ALL", "C"); // its messages are read
        if (asks) {
            request.questions = &*questions;
            request.environment.emplace_back("SSH_ASKPASS", QFile::encodeName(m_door.askpass));
            request.environment.emplace_back("SSH_ASKPASS_REQUIRE", "force");
            request.environment.emplace_back(kAskpassSocket, m_folder + "/q");
            request.environment.emplace_back(kAskpassLanguage, m_door.language.toUtf8());
        }
    }
    // From here on every word is one of ours: a remote shell reads them again.
    for (const char* word : {"sh", "-s", "--"})
        request.words.emplace_back(word);
    request.words.push_back(QByteArray::number(question.port.value));
    if (question.triesOnly || question.countersOnly)
        request.words.emplace_back(question.triesOnly ? "tries" : "counters");
    if (m_door.sudo)
        request.words.emplace_back("sudo");
    if (isPlain(question.service, "@._-", 100))
        request.words.push_back("unit=" + question.service.toUtf8());
    for (const QString& to : question.tries.mid(0, kMostTries))
        if (isTry(to) && !to.contains(QLatin1Char('[')))
            request.words.push_back("try=" + to.toUtf8());
    const ChildEnd end = runChild(request, stop, m_clock);
    if (remote)
        holdConnection();
    return understood(end, request.questions != nullptr);
}

ServerAnswer Access::understood(const ChildEnd& end, bool asked) const
{
    const bool remote = m_door.kind == ServerDoor::Kind::ssh;
    ServerAnswer out;
    Transcript read = parseTranscript(end.output);
    if (read.found) {
        out.words = std::move(read.words);
        out.words->access = remote ? QStringLiteral("ssh") : QStringLiteral("local");
        out.words->where = printable(m_where);
        out.words->heard = remote ? end.heard : out.words->begun; // here, it is one and the same clock
        if (out.words->whole)
            return out;
    }
    const ChildTrouble why = remote ? sshTrouble(end, read.found) : localTrouble(end);
    // Where ssh may ask, "set up a key" would be the wrong advice.
    const bool refused = asked && qstrcmp(why.reason, "permission-denied") == 0;
    out.trouble = trouble(refused ? "login-refused" : why.reason, why.detail);
    return out;
}

ServerAnswer Access::readTranscript(const ServerQuestion& question) const
{
    ServerAnswer out;
    QFile file(m_door.file);
    // Not a device or a pipe, which might never end.
    struct stat status = {};
    if (::stat(QFile::encodeName(m_door.file).constData(), &status) != 0 || !S_ISREG(status.st_mode) ||
        !file.open(QIODevice::ReadOnly)) {
        const int error = errno;
        out.trouble = trouble("no-file", S_ISREG(status.st_mode) || status.st_mode == 0 ? errnoText(error) : QString());
        return out;
    }
    Transcript read = parseTranscript(file.read(kMostTranscript));
    if (!read.found) {
        out.trouble = trouble("no-transcript", {});
        return out;
    }
    if (read.words.port != 0 && question.port.value != 0 && read.words.port != question.port.value) {
        out.trouble = trouble("other-port", QString::number(read.words.port));
        return out;
    }
    out.words = std::move(read.words);
    out.words->access = QStringLiteral("transcript");
    out.words->where = printable(m_where);
    out.words->port = question.port.value;
    return out;
}

ServerAnswer Access::ask(const ServerQuestion& question, const std::stop_token& stop)
{
    switch (m_door.kind) {
    case ServerDoor::Kind::local:
    case ServerDoor::Kind::ssh:
        return run(question, stop, true);
    case ServerDoor::Kind::transcript:
        return readTranscript(question);
    case ServerDoor::Kind::automatic:
    case ServerDoor::Kind::none:
        break;
    }
    return {};
}

ServerAnswer Access::askAnew(const ServerQuestion& question, const std::stop_token& stop)
{
    if (m_door.kind != ServerDoor::Kind::local && m_door.kind != ServerDoor::Kind::ssh)
        return {};
    return run(question, stop, false);
}

std::optional<ServerTrouble> Access::askAgain(ServerWords& words, const ServerQuestion& question,
                                              const std::stop_token& stop)
{
    if (m_door.kind != ServerDoor::Kind::local && m_door.kind != ServerDoor::Kind::ssh)
        return std::nullopt;
    ServerAnswer more = run(question, stop, false);
    if (more.words)
        appendTranscript(words, {true, std::move(*more.words)});
    return more.trouble;
}

} // namespace knockback
