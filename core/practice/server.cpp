#include "core/practice/server.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <limits>
#include <string_view>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace knockback::practice {

namespace {

Error systemError(const char* call, int errnoValue)
{
    return {ErrorKind::system,
            QString::fromLatin1(call),
            {},
            errnoValue,
            QStringLiteral("The practice target could not start: the system refused %1 (errno %2).")
                .arg(QLatin1String(call))
                .arg(errnoValue)};
}

// The body is what stock nginx says word for word for a 502, because a person should learn to know it by sight.
constexpr std::string_view kBadGateway =
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
    "Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";
constexpr std::string_view kHello = "Knockback practice target: all is well here.\n";

std::string httpAnswer(Fault fault, std::string_view request)
{
    const bool isBad = fault == Fault::http502;
    const std::string_view body = isBad ? kBadGateway : kHello;
    std::string out =
        isBad ? "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n"
              : "HTTP/1.1 200 OK\r\nServer: knockback-practice\r\nContent-Type: text/plain; charset=utf-8\r\n";
    out += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n";
    if (request.substr(0, 5) != "HEAD ")
        out += body;
    return out;
}

} // namespace

Server::Server(Fault fault, QString id, BoundPort bound)
    : m_fault(fault), m_id(std::move(id)), m_bound(std::move(bound))
{
}

Result<std::unique_ptr<PracticeTarget>> Server::start(Fault fault, const QString& id, Port port)
{
    auto bound = bindLoopback(port);
    if (!bound)
        return bound.error();
    std::unique_ptr<Server> server(new Server(fault, id, std::move(bound).value()));
    if (fault != Fault::closed) // there is nothing to serve on a closed port: the bound sockets are the whole of it
        if (const Status opened = server->open(); !opened)
            return opened.error();
    return std::unique_ptr<PracticeTarget>(std::move(server));
}

Status Server::open()
{
    m_epoll = Fd(::epoll_create1(EPOLL_CLOEXEC));
    m_wake = Fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!m_epoll || !m_wake || !watch(m_wake.get()))
        return systemError("epoll", errno);
    if (Status listening = listenAll(true); !listening)
        return listening;
    if (paced())
        for (const Endpoint& endpoint : m_bound.endpoints)
            m_crowds.emplace_back(endpoint);
    else
        for (const Fd& listener : m_bound.sockets)
            if (!watch(listener.get()))
                return systemError("epoll_ctl", errno);
    const int wakeFd = m_wake.get();
    m_worker = std::make_unique<Worker>(
        "kb-practice", [this](const std::stop_token& stop) { run(stop); },
        [wakeFd] {
            const std::uint64_t one = 1;
            (void)!::write(wakeFd, &one, sizeof one);
        });
    return okStatus();
}

Status Server::listenAll(bool on)
{
    // shutdown(2) turns a listener back into a bound socket that listens no more, and listen(2) wakes it up again: the
    // port stays ours all the time. What waited in the queue is reset, as when a real service dies.
    for (const Fd& socket : m_bound.sockets) {
        const int backlog = paced() ? kTinyBacklog : SOMAXCONN;
        if ((on ? ::listen(socket.get(), backlog) : ::shutdown(socket.get(), SHUT_RDWR)) != 0)
            return systemError(on ? "listen" : "shutdown", errno);
    }
    m_listening = on;
    return okStatus();
}

bool Server::watch(int fd)
{
    epoll_event event{};
    event.events = EPOLLIN | EPOLLRDHUP;
    event.data.fd = fd;
    return ::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

void Server::ignore(int fd)
{
    (void)::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, fd, nullptr);
}

bool Server::isListener(int fd) const
{
    return std::any_of(m_bound.sockets.begin(), m_bound.sockets.end(), [fd](const Fd& s) { return s.get() == fd; });
}

void Server::run(const std::stop_token& stop)
{
    const Clock& clock = systemClock();
    m_nextAccept = clock.mono() + kAcceptEvery;
    m_nextFlap = clock.mono() + kUp;
    std::array<epoll_event, 32> events{};
    while (!stop.stop_requested()) {
        const MonoTime next = dueWork(clock.mono());
        const std::int64_t waitMs = std::clamp<std::int64_t>((next - clock.mono()).count() / 1'000'000 + 1, 0, 60'000);
        const int count =
            ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), static_cast<int>(waitMs));
        const MonoTime now = clock.mono();
        for (int i = 0; i < count; ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == m_wake.get())
                continue;
            if (isListener(fd)) {
                constexpr int kAtOnce = 16;
                acceptFrom(fd, now, kAtOnce);
            } else if (const auto found = m_clients.find(fd);
                       found != m_clients.end() && !readable(found->second, now)) {
                m_clients.erase(found);
            }
        }
    }
}

MonoTime Server::dueWork(MonoTime now)
{
    MonoTime next = now + std::chrono::minutes(1);
    if (m_fault == Fault::flapping) {
        if (now >= m_nextFlap)
            flap(now);
        next = std::min(next, m_nextFlap);
    }
    if (paced()) {
        if (now >= m_nextAccept) {
            for (const Fd& listener : m_bound.sockets)
                acceptFrom(listener.get(), now, 1);
            m_nextAccept = now + kAcceptEvery;
        }
        next = std::min(next, m_nextAccept);
        for (Crowd& crowd : m_crowds)
            next = std::min(next, crowd.tick(now));
    }
    for (auto it = m_clients.begin(); it != m_clients.end();) {
        next = now < it->second.limit ? std::min(next, it->second.limit) : next;
        it = now < it->second.limit ? std::next(it) : m_clients.erase(it);
    }
    return next;
}

void Server::flap(MonoTime now)
{
    const bool up = !m_listening;
    if (!up) {
        for (const Fd& listener : m_bound.sockets)
            ignore(listener.get());
        for (auto& [fd, client] : m_clients)
            closeWithReset(client.socket);
        m_clients.clear();
    }
    // Should listen() fail this once, the next turn tries again.
    if (listenAll(up) && up)
        for (const Fd& listener : m_bound.sockets)
            (void)watch(listener.get());
    m_nextFlap = now + (up ? kUp : kDown);
}

void Server::acceptFrom(int listener, MonoTime now, int most)
{
    for (int i = 0; i < most; ++i) {
        sockaddr_storage peer{};
        socklen_t size = sizeof peer;
        Fd socket(::accept4(listener, reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!socket)
            return;
        // A listener of ours is nobody else's, so it has no SO_REUSEADDR to hand on; its connections need it, or those
        // in FIN-WAIT and TIME-WAIT keep the next start off the port (inet_csk_bind_conflict(),
        // net/ipv4/inet_connection_sock.c).
        const int on = 1;
        (void)::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        const Port port = fromSockaddr(peer).port;
        const auto member =
            std::find_if(m_crowds.begin(), m_crowds.end(), [port](const Crowd& crowd) { return crowd.has(port); });
        if (member != m_crowds.end()) {
            closeWithReset(socket); // no TIME-WAIT left behind for our own crowd
            member->served(port, now);
        } else {
            greet(std::move(socket), now);
        }
    }
}

void Server::greet(Fd socket, MonoTime now)
{
    if (m_fault == Fault::resets) {
        closeWithReset(socket);
        return;
    }
    if (m_clients.size() >= kMostClients) {
        const auto oldest = std::min_element(m_clients.begin(), m_clients.end(), [](const auto& a, const auto& b) {
            return a.second.limit < b.second.limit;
        });
        m_clients.erase(oldest);
    }
    const int fd = socket.get();
    if (!watch(fd))
        return;
    Client& client =
        m_clients.insert_or_assign(fd, Client{std::move(socket), {}, false, now + kClientLimit}).first->second;
    if (m_fault == Fault::closes)
        endPolitely(client, now);
}

// Our FIN first, then whatever they still send is read away, so that close() does not turn into a reset.
void Server::endPolitely(Client& client, MonoTime now)
{
    (void)::shutdown(client.socket.get(), SHUT_WR);
    client.ending = true;
    client.limit = now + kEndingLimit;
}

bool Server::readable(Client& client, MonoTime now)
{
    std::array<char, 2048> bytes{};
    constexpr int kReadsAtOnce = 8;
    for (int i = 0; i < kReadsAtOnce; ++i) {
        const ssize_t got = ::recv(client.socket.get(), bytes.data(), bytes.size(), 0);
        if (got < 0)
            return errno == EAGAIN || errno == EINTR;
        if (got == 0)
            return false; // they are done; closing answers their FIN
        if (m_fault == Fault::silent || client.ending)
            continue;
        client.head.append(bytes.data(), static_cast<std::size_t>(got));
        const bool whole =
            client.head.find("\r\n\r\n") != std::string::npos || client.head.find("\n\n") != std::string::npos;
        if (whole || client.head.size() > kMostHead) {
            const std::string answer = httpAnswer(m_fault, client.head);
            // A few hundred bytes into an empty send buffer go out whole or not at all.
            (void)::send(client.socket.get(), answer.data(), answer.size(), MSG_NOSIGNAL);
            client.head.clear();
            endPolitely(client, now);
        }
    }
    return true;
}

} // namespace knockback::practice
