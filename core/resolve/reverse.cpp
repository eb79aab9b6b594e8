#include "core/resolve/reverse.h"

#include "core/base/clock.h"

#include <algorithm>
#include <ares.h>
#include <array>
#include <cstring>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <vector>

namespace knockback {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

constexpr milliseconds kSlice{20}; // how long a stop request may go unseen
constexpr int kMostName = 253;

struct Question
{
    IpAddress address;
    const std::function<void(const IpAddress&, const QString&)>* named = nullptr;
    int* open = nullptr;
};

void answered(void* user, int status, int /*timeouts*/, hostent* host)
{
    const auto* question = static_cast<const Question*>(user);
    --*question->open;
    if (status != ARES_SUCCESS || host == nullptr)
        return;
    const QString name = hostNameFrom(host->h_name);
    if (!name.isEmpty())
        (*question->named)(question->address, name);
}

class Channel
{
public:
    Channel(const QVector<Endpoint>& servers, milliseconds limit)
    {
        static const bool ready = ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
        ares_options options{};
        options.timeout = static_cast<int>(limit.count() / 2);
        options.tries = 2;
        if (!ready || ares_init_options(&m_channel, &options, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES) != ARES_SUCCESS) {
            m_channel = nullptr;
            return;
        }
        std::string list;
        for (const Endpoint& server : servers)
            list += (list.empty() ? "" : ",") + server.toString().toStdString();
        if (!list.empty() && ares_set_servers_ports_csv(m_channel, list.c_str()) != ARES_SUCCESS) {
            ares_destroy(m_channel);
            m_channel = nullptr;
        }
    }
    ~Channel()
    {
        if (m_channel != nullptr)
            ares_destroy(m_channel); // calls back whoever still waits
    }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    ares_channel get() const { return m_channel; }

    // One wait for what comes, at most so long.
    void step(nanoseconds atMost)
    {
        std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
        const auto mask =
            static_cast<unsigned>(ares_getsock(m_channel, sockets.data(), static_cast<int>(sockets.size())));
        std::vector<pollfd> waited;
        for (unsigned i = 0; i < sockets.size(); ++i) {
            const bool reads = (mask & (1U << i)) != 0;
            const bool writes = (mask & (1U << (i + ARES_GETSOCK_MAXNUM))) != 0;
            if (reads || writes)
                waited.push_back({sockets[i], static_cast<short>((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), 0});
        }
        const int wait = static_cast<int>(
            std::clamp<std::int64_t>(std::chrono::duration_cast<milliseconds>(atMost).count(), 1, kSlice.count()));
        if (::poll(waited.data(), waited.size(), wait) <= 0) {
            ares_process_fd(m_channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
            return;
        }
        for (const pollfd& socket : waited)
            if (socket.revents != 0)
                ares_process_fd(m_channel, (socket.revents & ~POLLOUT) != 0 ? socket.fd : ARES_SOCKET_BAD,
                                (socket.revents & POLLOUT) != 0 ? socket.fd : ARES_SOCKET_BAD);
    }

private:
    ares_channel m_channel = nullptr;
};

} // namespace

QString hostNameFrom(const char* text)
{
    if (text == nullptr)
        return {};
    std::size_t size = ::strnlen(text, kMostName + 2);
    if (size > 0 && text[size - 1] == '.')
        --size;
    if (size == 0 || size > kMostName)
        return {};
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    };
    // With a dot: what is none is no name of the DNS, and a report that hides names could not tell it from a word.
    const bool dotted = std::find(text, text + size, '.') != text + size;
    return dotted && std::all_of(text, text + size, fits) ? QString::fromLatin1(text, static_cast<qsizetype>(size))
                                                          : QString();
}

void reverseNames(const QVector<IpAddress>& addresses, const QVector<Endpoint>& servers, milliseconds limit,
                  const std::stop_token& stop, const std::function<void(const IpAddress&, const QString&)>& named)
{
    int open = 0;
    std::vector<Question> questions; // outlive the channel, which calls them back at its end
    questions.reserve(static_cast<std::size_t>(addresses.size()));
    Channel channel(servers, limit);
    if (channel.get() == nullptr)
        return;
    const MonoTime until = systemClock().mono() + limit;
    for (const IpAddress& address : addresses) {
        if (address.isNone())
            continue;
        const bool six = address.family == Family::ipv6;
        questions.push_back({address, &named, &open});
        ++open;
        ares_gethostbyaddr(channel.get(), address.bytes.data(), six ? 16 : 4, six ? AF_INET6 : AF_INET, answered,
                           &questions.back());
    }
    for (MonoTime now = systemClock().mono(); open > 0 && now < until && !stop.stop_requested();
         now = systemClock().mono())
        channel.step(until - now);
}

} // namespace knockback
