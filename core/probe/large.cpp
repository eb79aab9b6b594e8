#include "core/probe/large.h"

#include "core/probe/look_socket.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace knockback {

namespace {

using State = LargeFact::State;
constexpr std::uint64_t kEnough = 4096; // more than two full packets of any usual way
constexpr std::size_t kPadding = 1600;  // one full packet of Ethernet, and a part of the next
constexpr std::size_t kHeadMost = 16384;

// padded: a HEAD that fills more than one packet; else a small GET.
std::string textOf(const AttemptRequest& request, bool padded)
{
    const bool named = request.host[0] != '\0';
    const bool v6 = request.remote.address.family == Family::ipv6;
    std::string host = named ? std::string(request.host.data()) : request.remote.address.toString().toStdString();
    if (named && host.ends_with('.'))
        host.pop_back();
    if (!named)
        host = v6 ? '[' + host.substr(0, host.find('%')) + ']' : host;
    return (padded ? "HEAD" : "GET") + (" / HTTP/1.1\r\nHost: " + host) + ':' +
           std::to_string(request.remote.port.value) +
           "\r\nUser-Agent: knockback\r\nAccept: */*\r\nAccept-Encoding: identity\r\n" +
           (padded ? "X-Padding: " + std::string(kPadding, 'x') + "\r\n" : std::string()) + "Connection: close\r\n\r\n";
}

// How long the whole answer says it is; 0 = it does not say (yet).
std::uint64_t wholeLength(const std::string& head)
{
    const std::size_t end = head.find("\r\n\r\n");
    if (end == std::string::npos)
        return 0;
    std::string lower = head.substr(0, end);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    constexpr std::string_view kField = "\r\ncontent-length: ";
    const std::size_t at = lower.find(kField);
    if (at == std::string::npos)
        return 0;
    std::uint64_t length = 0;
    const char* from = lower.data() + at + kField.size();
    const auto [stop, problem] = std::from_chars(from, lower.data() + lower.size(), length);
    return problem == std::errc() && stop != from && length < (1ULL << 40) ? end + 4 + length : 0;
}

State read(LookSocket& socket)
{
    std::string head;
    std::uint64_t received = 0;
    std::array<char, 8192> buffer;
    for (;;) {
        std::size_t got = 0;
        const LookSocket::Heard heard = socket.receive(buffer, got);
        if (heard == LookSocket::Heard::bytes) {
            received += got;
            if (head.size() < kHeadMost)
                head.append(buffer.data(), got);
            if (received >= kEnough)
                return State::flowed;
            const std::uint64_t whole = wholeLength(head);
            if (whole > 0 && received >= whole)
                return State::small;
            continue;
        }
        switch (heard) {
        case LookSocket::Heard::stalled:
            return State::stalled;
        case LookSocket::Heard::end:
            return received > 0 ? State::small : State::closed;
        case LookSocket::Heard::reset:
            return State::closed;
        case LookSocket::Heard::stopped:
            return State::failed;
        default:
            return State::silent;
        }
    }
}

// One question on one connection, and once more where it stands still.
State ask(const AttemptRequest& request, bool padded, std::chrono::milliseconds limit, const std::stop_token& stop,
          FlowFact& flow)
{
    constexpr int kTries = 2;
    State state = State::failed;
    int stalls = 0;
    for (int i = 0; i < kTries; ++i) {
        LookSocket socket(request, limit, stop);
        if (!socket.connect())
            return stop.stop_requested() ? State::failed : State::notConnected;
        state = socket.sendAll(textOf(request, padded)) ? read(socket) : State::closed;
        flow = socket.flow();
        // The second time even the last, small packet may stay out: the server remembers how badly it went
        // (tcp_metrics) and sends less at once.
        if (state == State::silent && stalls > 0)
            state = State::stalled;
        if (state != State::stalled)
            break;
        flow.stalls = ++stalls;
    }
    return state;
}

} // namespace

LargeFact lookAtLarge(const AttemptRequest& request, std::chrono::milliseconds limit, const std::stop_token& stop)
{
    LargeFact out;
    out.to = request.remote.address;
    out.port = request.remote.port;
    out.at = systemClock().wall();
    const MonoTime start = systemClock().mono();
    // First a small question, because a large one may teach this machine the packet size of the way, and its next SYN
    // would then tell the server.
    out.state = ask(request, false, limit, stop, out.flow);
    if (out.state == State::flowed || out.state == State::small) {
        FlowFact flow;
        if (ask(request, true, limit, stop, flow) == State::stalled) {
            out.state = State::stalled;
            out.flow = flow;
        }
    }
    out.took = systemClock().mono() - start;
    return out;
}

} // namespace knockback
