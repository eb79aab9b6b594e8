#include "core/inspect/questions.h"

#include "core/inspect/local_address.h"

#include <QCryptographicHash>
#include <QList>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>

namespace knockback {

namespace {

constexpr qsizetype kLongestLine = 400;
constexpr std::size_t kMostAtOnce = 4; // ssh asks one thing at a time; a jump host's has an ssh of its own
constexpr int kMostAsked = 20;         // of one login: a server may ask as often as it likes
constexpr int kPatienceSeconds = 5;

bool isDigest(const QByteArray& text)
{
    return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                            [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool isNumber(const QByteArray& text)
{
    return !text.isEmpty() && text.size() <= 10 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool isOurs(int fd)
{
    ucred peer{};
    socklen_t length = sizeof peer;
    return ::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == ::geteuid();
}

} // namespace

Questions::Questions(const QByteArray& path, const QString& where, Told told)
    : m_path(path), m_where(where.left(100).toUtf8().replace('\n', ' ')), m_told(std::move(told))
{
    if (path.size() > kLongestSocketPath)
        return;
    m_poll.reset(::epoll_create1(EPOLL_CLOEXEC));
    m_listening.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const sockaddr_un address = localAddress(path);
    epoll_event event{EPOLLIN, {.ptr = nullptr}};
    if (m_poll.get() < 0 || m_listening.get() < 0 ||
        ::bind(m_listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(m_listening.get(), static_cast<int>(kMostAtOnce)) != 0 ||
        ::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, m_listening.get(), &event) != 0)
        m_listening.reset();
}

Questions::~Questions()
{
    if (isOpen() && m_told)
        m_told(false);
    ::unlink(m_path.constData());
}

void Questions::serve()
{
    std::array<epoll_event, kMostAtOnce + 1> events{};
    const int count = ::epoll_wait(m_poll.get(), events.data(), static_cast<int>(events.size()), 0);
    for (int i = 0; i < count; ++i) {
        auto* asking = static_cast<Asking*>(events.at(static_cast<std::size_t>(i)).data.ptr);
        if (!asking)
            admit();
        else if (!read(*asking))
            close(*asking);
    }
}

void Questions::admit()
{
    Descriptor fd(::accept4(m_listening.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (fd.get() < 0 || m_asking.size() >= kMostAtOnce || !isOurs(fd.get()))
        return;
    Asking& asking = m_asking.emplace_back();
    asking.fd = std::move(fd);
    epoll_event event{EPOLLIN, {.ptr = &asking}};
    if (::epoll_ctl(m_poll.get(), EPOLL_CTL_ADD, asking.fd.get(), &event) != 0)
        m_asking.pop_back();
}

bool Questions::read(Asking& asking)
{
    std::array<char, kLongestLine> piece{};
    const ssize_t got = ::recv(asking.fd.get(), piece.data(), piece.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (got <= 0)
        return false;
    asking.heard.append(piece.data(), got);
    for (qsizetype end = asking.heard.indexOf('\n'); end >= 0; end = asking.heard.indexOf('\n')) {
        const QByteArray line = asking.heard.left(end);
        asking.heard.remove(0, end + 1);
        if (!take(asking, line))
            return false;
    }
    return asking.heard.size() < kLongestLine;
}

// One line of what was agreed; false where nothing more is expected.
bool Questions::take(Asking& asking, const QByteArray& line)
{
    if (asking.isOpen) {
        if (line == "answered")
            m_answered.insert(asking.what);
        m_cancelled = m_cancelled || line == "cancelled";
        return false;
    }
    const QList<QByteArray> words = line.split(' ');
    if (words.size() != 3 || words[0] != "ask" || !isNumber(words[1]) || !isDigest(words[2]))
        return false;
    asking.what = words[1] + ' ' + words[2];
    const bool end = m_cancelled || ++m_asked > kMostAsked;
    const QByteArray reply =
        end ? QByteArray("end\n") : (m_answered.count(asking.what) > 0 ? "again " : "first ") + m_where + '\n';
    if (::send(asking.fd.get(), reply.constData(), static_cast<std::size_t>(reply.size()), MSG_NOSIGNAL) !=
            reply.size() ||
        end)
        return false;
    asking.isOpen = true;
    ++m_changes;
    if (++m_open == 1 && m_told)
        m_told(true);
    return true;
}

void Questions::close(Asking& asking)
{
    if (asking.isOpen) {
        ++m_changes;
        if (--m_open == 0 && m_told)
            m_told(false);
    }
    m_asking.remove_if([&](const Asking& other) { return &other == &asking; });
}

AskpassLink::Said AskpassLink::ask(const QByteArray& path, int ssh, const QByteArray& question)
{
    Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{kPatienceSeconds, 0};
    const sockaddr_un address = localAddress(path);
    if (fd.get() < 0 || path.isEmpty() || path.size() > kLongestSocketPath ||
        ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) != 0 ||
        ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return Said::end;
    m_fd = std::move(fd);
    say("ask " + QByteArray::number(ssh) + ' ' +
        QCryptographicHash::hash(question, QCryptographicHash::Sha256).toHex() + '\n');
    QByteArray line;
    std::array<char, kLongestLine> piece{};
    while (!line.endsWith('\n') && line.size() < kLongestLine) {
        const ssize_t got = ::recv(m_fd.get(), piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return Said::end;
        line.append(piece.data(), got);
    }
    m_where = QString::fromUtf8(line.mid(6)).trimmed();
    return line.startsWith("first ") ? Said::first : line.startsWith("again ") ? Said::again : Said::end;
}

void AskpassLink::say(const QByteArray& line) const
{
    (void)::send(m_fd.get(), line.constData(), static_cast<std::size_t>(line.size()), MSG_NOSIGNAL);
}

} // namespace knockback
