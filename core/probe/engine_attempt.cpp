// One attempt from its socket to its end.
#include "core/probe/classify.h"
#include "core/probe/engine_loop.h"
#include "core/probe/hello.h"
#include "core/probe/socket_facts.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace knockback {

namespace {

// A server that never stops talking is not listened to for ever.
constexpr std::uint32_t kMostReceived = 64 * 1024;

} // namespace

void EngineLoop::start(const ScheduleBook::Planned& planned)
{
    const std::uint32_t index = m_freeSlots.back();
    m_freeSlots.pop_back();
    ++m_inFlight;
    const AttemptRequest& request = m_book.request(planned.index);
    Slot& slot = m_slots[index];
    slot.schedule = planned.index;
    slot.events = 0;
    slot.helloDue = false;
    ++slot.generation;
    Attempt& a = slot.attempt;
    a = {};
    a.id = {++m_lastAttempt};
    a.target = request.target;
    a.purpose = request.purpose;
    a.ttl = request.ttl;
    a.floor = request.floor;
    a.remote = request.remote;
    m_started.store(m_lastAttempt, std::memory_order_relaxed);
    m_inFlightSeen.store(m_inFlight, std::memory_order_relaxed);

    const OpenedSocket opened = openAttemptSocket(m_system, request);
    sockaddr_storage address;
    const unsigned size = toSockaddr(request.remote, address);
    a.startedWall = m_system.wall();
    a.started = m_system.mono(); // right before connect()
    a.lateNs = std::max<std::int64_t>(a.started.ns - planned.planned, 0);
    if (opened.fd < 0) {
        failAtOnce(index, opened.phase, opened.errnoValue);
        return;
    }
    slot.fd = opened.fd;
    int result = m_system.connect(slot.fd, address, size);
    const bool pending = result == -EINPROGRESS || result == -EINTR;
    if (result < 0 && !pending) {
        a.connectNs = m_system.mono().ns - a.started.ns;
        failAtOnce(index, Phase::connect, -result);
        return;
    }
    constexpr std::uint32_t kEvents = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    result = m_system.watch(m_poll, slot.fd, kEvents, (std::uint64_t{slot.generation} << 32) | index);
    if (result < 0) {
        failAtOnce(index, Phase::connect, -result);
        return;
    }
    slot.stage = Stage::connecting;
    a.phase = Phase::connect;
    m_slotTimers.set(index, a.started.ns + request.timeout.count());
    m_sink.started(a);
}

void EngineLoop::failAtOnce(std::uint32_t index, Phase phase, int errnoValue) noexcept
{
    Attempt& a = m_slots[index].attempt;
    a.phase = phase;
    a.errnoValue = errnoValue;
    if (m_slots[index].fd >= 0) {
        a.icmp = readErrorQueue(m_system, m_slots[index].fd);
        a.tcp = readTcpFacts(m_system, m_slots[index].fd); // tcpi_segs_out = 0 proves that nothing was sent
        a.local = localEndpoint(m_system, m_slots[index].fd);
    }
    finish(index, failureOutcome(errnoValue, a.icmp));
}

// last: the time is up, so "nothing yet" is an answer now.
void EngineLoop::onConnectEvent(std::uint32_t index, std::uint32_t events, std::int64_t stamp, bool last)
{
    Slot& slot = m_slots[index];
    Attempt& a = slot.attempt;
    const int error = socketError(m_system, slot.fd);
    // The queue can hold an answer although SO_ERROR is 0 and the kernel goes on trying: an ICMP error is an answer.
    if (error != 0 || (events & EPOLLERR) != 0 || last)
        a.icmp = readErrorQueue(m_system, slot.fd);
    a.tcp = readTcpFacts(m_system, slot.fd);
    const bool answered = a.icmp.origin != ErrorOrigin::none && a.icmp.errnoValue != 0;
    const bool underWay =
        a.tcp.valid ? a.tcp.state == TCP_SYN_SENT || a.tcp.state == TCP_SYN_RECV : (events & EPOLLOUT) == 0;
    if (error == 0 && underWay && !answered && !last)
        return; // a false alarm
    a.local = localEndpoint(m_system, slot.fd);
    a.errnoValue = error;
    if (error == ECONNRESET || error == EPIPE) {
        // Only a connection that stood can be reset (net/ipv4/tcp_input.c tcp_reset()).
        a.connectNs = stamp - a.started.ns;
        readAvailable(slot, stamp);
        a.peerClosed = true;
        endListening(index, a.receivedBytes > 0 ? Outcome::reset : Outcome::closedAfterConnect);
        return;
    }
    if (error != 0 || (underWay && answered)) {
        a.connectNs = stamp - a.started.ns;
        finish(index, failureOutcome(error, a.icmp));
        return;
    }
    if (underWay) {
        finish(index, Outcome::timedOut);
        return;
    }
    a.connectNs = stamp - a.started.ns;
    if (a.tcp.valid && a.tcp.state == TCP_CLOSE) {
        finish(index, Outcome::error); // gone, and nobody said why
        return;
    }
    onConnected(index, stamp);
}

void EngineLoop::onConnected(std::uint32_t index, std::int64_t stamp)
{
    Slot& slot = m_slots[index];
    Attempt& a = slot.attempt;
    const Endpoint peer = a.remote.address.isUnspecified() ? peerEndpoint(m_system, slot.fd) : a.remote;
    if (!a.local.address.isNone() && a.local == peer) {
        // TCP met itself by simultaneous open (RFC 9293 3.5): the proof that nobody listens, so it counts as refused,
        // with no errno, because the kernel gave none.
        a.selfConnect = true;
        finish(index, Outcome::refused);
        return;
    }
    const AttemptRequest& request = m_book.request(slot.schedule);
    if (request.afterConnect <= Nanoseconds::zero()) {
        readAvailable(slot, stamp);
        finish(index, Outcome::connected);
        return;
    }
    a.phase = Phase::afterConnect;
    slot.stage = Stage::listening;
    slot.listenEnd = stamp + request.afterConnect.count();
    slot.helloDue = request.hello != Protocol::none && !protocolInfo(request.hello).speaksFirst;
    const Nanoseconds wait = request.helloAfter < Nanoseconds::zero() ? request.afterConnect / 2 : request.helloAfter;
    m_slotTimers.set(index, slot.helloDue ? stamp + wait.count() : slot.listenEnd);
    // Its edge has gone by: what is there already will not be told again.
    onListenEvent(index, 0, stamp);
}

void EngineLoop::onListenEvent(std::uint32_t index, std::uint32_t events, std::int64_t stamp)
{
    Slot& slot = m_slots[index];
    Attempt& a = slot.attempt;
    if ((events & EPOLLERR) != 0 && a.icmp.origin == ErrorOrigin::none)
        a.icmp = readErrorQueue(m_system, slot.fd); // does not end a connection; SO_ERROR stays for recv()
    const Heard heard = readAvailable(slot, stamp);
    if (heard == Heard::nothing) {
        // Where an answer is due, it ends the wait: the time given for it is a limit, not a measurement.
        if (a.receivedBytes > 0 && m_book.request(slot.schedule).answerDue)
            endListening(index, Outcome::connected);
        return;
    }
    if (heard == Heard::more) { // said enough
        endListening(index, Outcome::connected);
        return;
    }
    a.peerClosed = true;
    if (heard == Heard::reset)
        a.errnoValue = m_readErrno;
    if (a.receivedBytes == 0)
        endListening(index, Outcome::closedAfterConnect);
    else
        endListening(index, heard == Heard::reset ? Outcome::reset : Outcome::connected);
}

void EngineLoop::onSlotTimer(std::uint32_t index)
{
    Slot& slot = m_slots[index];
    if (slot.stage == Stage::connecting) {
        onConnectEvent(index, slot.events, slot.events != 0 ? slot.stamp : m_now, true);
        return;
    }
    const bool silent = slot.attempt.receivedBytes == 0;
    if (slot.helloDue && m_now < slot.listenEnd) {
        slot.helloDue = false;
        m_slotTimers.set(index, slot.listenEnd);
        if (silent)
            sendHello(index);
        return;
    }
    // A last look: its event may stand in the queue behind us.
    onListenEvent(index, 0, m_now);
    if (slot.stage != Stage::listening)
        return;
    const bool due = m_book.request(slot.schedule).answerDue;
    endListening(index, due && slot.attempt.receivedBytes == 0 ? Outcome::silentAfterConnect : Outcome::connected);
}

void EngineLoop::sendHello(std::uint32_t index) noexcept
{
    Slot& slot = m_slots[index];
    HelloBuffer hello;
    const AttemptRequest& request = m_book.request(slot.schedule);
    const std::size_t size =
        writeHello(request.hello, slot.attempt.remote, request.host.data(),
                   slot.attempt.id.value ^ static_cast<std::uint64_t>(slot.attempt.started.ns), hello);
    // It fits an empty send buffer whole. A reset met here is told by recv() as well.
    slot.attempt.helloSent = m_system.send(slot.fd, hello.data(), size) == static_cast<ssize_t>(size);
}

EngineLoop::Heard EngineLoop::readAvailable(Slot& slot, std::int64_t stamp) noexcept
{
    Attempt& a = slot.attempt;
    std::array<std::uint8_t, 4096> buffer;
    while (a.receivedBytes < kMostReceived) {
        const ssize_t got = m_system.receive(slot.fd, buffer.data(), buffer.size());
        if (got > 0) {
            const auto size = static_cast<std::size_t>(got);
            const std::size_t kept = std::min(size, kBannerKept - a.bannerSize);
            std::memcpy(a.banner.data() + a.bannerSize, buffer.data(), kept);
            a.bannerSize = static_cast<std::uint16_t>(a.bannerSize + kept);
            a.receivedBytes += static_cast<std::uint32_t>(size);
            if (a.firstByteNs < 0)
                a.firstByteNs = stamp - a.started.ns;
            continue; // until the queue is empty: the next edge comes only then
        }
        if (got == 0)
            return Heard::end;
        if (got == -EINTR)
            continue;
        if (got == -EAGAIN)
            return Heard::nothing;
        m_readErrno = static_cast<int>(-got);
        return Heard::reset;
    }
    return Heard::more;
}

void EngineLoop::endListening(std::uint32_t index, Outcome outcome)
{
    Slot& slot = m_slots[index];
    slot.attempt.phase = Phase::afterConnect;
    slot.attempt.tcpEnd = readTcpFacts(m_system, slot.fd);
    // First our FIN, then whatever came meanwhile, then the end: close() with unread bytes would send a reset, and
    // servers that speak first count those against us.
    if (outcome == Outcome::silentAfterConnect && m_book.request(slot.schedule).abortUnanswered) {
        const linger abrupt{1, 0}; // nobody took it: no service counts this reset against us
        (void)m_system.setOption(slot.fd, SOL_SOCKET, SO_LINGER, &abrupt, sizeof abrupt);
    } else {
        m_system.shutdownWriting(slot.fd);
        readAvailable(slot, m_now);
    }
    finish(index, outcome);
}

void EngineLoop::finish(std::uint32_t index, Outcome outcome)
{
    Slot& slot = m_slots[index];
    Attempt& a = slot.attempt;
    a.outcome = outcome;
    const std::int64_t now = m_system.mono().ns;
    a.endNs = now - a.started.ns;
    if (slot.fd >= 0)
        m_system.close(slot.fd);
    slot.fd = -1;
    slot.stage = Stage::free;
    m_slotTimers.remove(index);
    m_freeSlots.push_back(index);
    --m_inFlight;
    m_room -= m_room > 0 ? 1 : 0;
    m_finished.store(m_finished.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    m_inFlightSeen.store(m_inFlight, std::memory_order_relaxed);
    m_sink.finished(a);
    // The time of the last look, not a new one: what becomes due by this is due now, and is not slept for.
    if (m_book.ended(slot.schedule, m_now))
        endScheduleIfOver(slot.schedule);
}

void EngineLoop::cancel(std::uint32_t index)
{
    Slot& slot = m_slots[index];
    if (slot.stage == Stage::listening) {
        endListening(index, Outcome::cancelled);
        return;
    }
    slot.attempt.tcp = readTcpFacts(m_system, slot.fd);
    slot.attempt.local = localEndpoint(m_system, slot.fd);
    finish(index, Outcome::cancelled);
}

} // namespace knockback
