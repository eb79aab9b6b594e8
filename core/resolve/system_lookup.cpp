#include "core/resolve/system_lookup.h"

#include "core/base/text.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <thread>
#include <unistd.h>

namespace knockback {

namespace {

constexpr int kMostAddressesKept = 64;

// Threads under way. Trivially destroyed, so that a thread that ends while the program does finds it still there.
std::atomic<int> g_underWay{0};

QVector<IpAddress> addressesOf(const addrinfo* list)
{
    QVector<IpAddress> out;
    for (const addrinfo* at = list; at != nullptr && out.size() < kMostAddressesKept; at = at->ai_next) {
        sockaddr_storage address{};
        if (at->ai_addr == nullptr || at->ai_addrlen > sizeof address)
            continue;
        std::memcpy(&address, at->ai_addr, at->ai_addrlen);
        const IpAddress one = fromSockaddr(address).address;
        if (!one.isNone() && !out.contains(one))
            out.push_back(one);
    }
    return out;
}

// Both families whatever was asked for, so that the report can show what the other one would have given. No
// AI_ADDRCONFIG: it hides IPv6 addresses where this machine has none of its own.
SystemAnswer lookUp(const QByteArray& host)
{
    SystemAnswer out;
    out.asked = true;
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const MonoTime start = systemClock().mono();
    out.eai = ::getaddrinfo(host.constData(), nullptr, &hints, &list);
    const int error = errno;
    out.took = systemClock().mono() - start;
    if (out.eai == 0)
        out.addresses = addressesOf(list);
    else
        out.message = QString::fromLocal8Bit(::gai_strerror(out.eai));
    if (out.eai == EAI_SYSTEM)
        out.errnoValue = error;
    if (list != nullptr)
        ::freeaddrinfo(list);
    return out;
}

} // namespace

struct SystemLookup::Shared
{
    ~Shared()
    {
        if (event >= 0)
            ::close(event);
    }
    std::mutex mutex;
    std::optional<SystemAnswer> answer;
    const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    void give(SystemAnswer value)
    {
        {
            const std::lock_guard lock(mutex);
            answer = std::move(value);
        }
        const std::uint64_t one = 1;
        if (event >= 0)
            (void)!::write(event, &one, sizeof one);
    }
};

SystemLookup::SystemLookup(const QString& asciiHost) : m_shared(std::make_shared<Shared>())
{
    SystemAnswer none;
    if (g_underWay.fetch_add(1) >= kMostLookups) {
        g_underWay.fetch_sub(1);
        none.message = QStringLiteral("not asked: earlier questions to the system are still unanswered");
        m_shared->give(none);
        return;
    }
    // Signals are the business of the program's own threads.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        std::thread([shared = m_shared, host = asciiHost.toLatin1()]() mutable {
            pthread_setname_np(pthread_self(), "getaddrinfo");
            shared->give(lookUp(host));
            shared.reset();
            g_underWay.fetch_sub(1);
        }).detach();
    } catch (const std::system_error& problem) {
        g_underWay.fetch_sub(1);
        none.errnoValue = problem.code().value();
        none.message =
            QStringLiteral("not asked: no thread could be started (%1)").arg(errnoName(problem.code().value()));
        m_shared->give(none);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

SystemLookup::~SystemLookup() = default;

int SystemLookup::fd() const
{
    return m_taken ? -1 : m_shared->event;
}

std::optional<SystemAnswer> SystemLookup::take()
{
    if (m_taken)
        return std::nullopt;
    const std::lock_guard lock(m_shared->mutex);
    m_taken = m_shared->answer.has_value();
    return m_shared->answer;
}

SystemAnswer SystemLookup::unfinished(std::chrono::nanoseconds waited, bool stopped) const
{
    SystemAnswer out;
    out.asked = true;
    out.eai = stopped ? EAI_CANCELED : EAI_INPROGRESS;
    out.message = stopped ? QStringLiteral("stopped before the system answered")
                          : QStringLiteral("the system had not answered after %1").arg(formatDuration(waited));
    out.took = waited;
    return out;
}

} // namespace knockback
