#include "core/probe/hello.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdio>

namespace knockback {

namespace {

constexpr std::size_t kMostName = 253; // RFC 1035 2.3.4
using namespace std::string_view_literals;

class Writer
{
public:
    explicit Writer(HelloBuffer& out) : m_out(out) {}
    std::size_t size() const { return m_size; }
    void u8(unsigned value)
    {
        if (m_size < m_out.size())
            m_out[m_size++] = static_cast<char>(value & 0xffU);
    }
    void be16(std::size_t value)
    {
        u8(static_cast<unsigned>(value >> 8));
        u8(static_cast<unsigned>(value));
    }
    void text(std::string_view text)
    {
        for (const char c : text)
            u8(static_cast<unsigned char>(c));
    }
    // A length that is known only afterwards.
    std::size_t open16()
    {
        be16(0);
        return m_size;
    }
    void close16(std::size_t from)
    {
        const std::size_t length = m_size - from;
        m_out[from - 2] = static_cast<char>(length >> 8);
        m_out[from - 1] = static_cast<char>(length & 0xff);
    }

private:
    HelloBuffer& m_out;
    std::size_t m_size = 0;
};

void addressText(const IpAddress& address, std::array<char, INET6_ADDRSTRLEN>& out) noexcept
{
    ::inet_ntop(address.family == Family::ipv6 ? AF_INET6 : AF_INET, address.bytes.data(), out.data(), out.size());
}

std::size_t writeHttp(const Endpoint& remote, std::string_view host, HelloBuffer& out) noexcept
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    addressText(remote.address, text);
    const bool v6 = host.empty() && remote.address.family == Family::ipv6;
    const std::string_view name = host.empty() ? std::string_view(text.data()) : host;
    const int size = std::snprintf(out.data(), out.size(),
                                   "HEAD / HTTP/1.1\r\nHost: %s%.*s%s:%u\r\nUser-Agent: knockback\r\nAccept: */*\r\n"
                                   "Connection: close\r\n\r\n",
                                   v6 ? "[" : "", static_cast<int>(name.size()), name.data(), v6 ? "]" : "",
                                   unsigned{remote.port.value});
    return std::min(static_cast<std::size_t>(std::max(size, 0)), out.size() - 1);
}

// splitmix64 (Steele, Lea, Flood 2014): the random of a handshake that is never finished keeps no secret.
std::uint64_t next(std::uint64_t& state) noexcept
{
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

void writeExtensions(Writer& w, std::string_view host)
{
    if (!host.empty()) { // RFC 6066 3: never an address
        w.be16(0);
        const std::size_t extension = w.open16();
        const std::size_t list = w.open16();
        w.u8(0);
        const std::size_t name = w.open16();
        w.text(host);
        w.close16(name);
        w.close16(list);
        w.close16(extension);
    }
    w.text("\x00\x0a\x00\x08\x00\x06\x00\x1d\x00\x17\x00\x18"sv); // groups: x25519, secp256r1, secp384r1
    w.text("\x00\x0b\x00\x02\x01\x00"sv);                         // points: uncompressed
    w.text("\x00\x0d\x00\x14\x00\x12\x04\x03\x05\x03\x06\x03\x08\x07\x08\x04\x08\x05\x08\x06\x04\x01\x05\x01"sv);
    w.text("\x00\x17\x00\x00"sv);                     // extended master secret
    w.text("\xff\x01\x00\x01\x00"sv);                 // renegotiation info
    w.text("\x00\x2b\x00\x05\x04\x03\x04\x03\x03"sv); // versions: 1.3, 1.2
    w.text("\x00\x33\x00\x02\x00\x00"sv);             // no key share yet
}

// RFC 8446 4.1.2. Without a key share a server of TLS 1.3 answers with a HelloRetryRequest (4.2.8), which costs it no
// signature and fits one small packet; one of TLS 1.2 with its hello and certificate.
std::size_t writeClientHello(std::string_view host, std::uint64_t seed, HelloBuffer& out) noexcept
{
    Writer w(out);
    w.text("\x16\x03\x01"sv);
    const std::size_t record = w.open16();
    w.text("\x01\x00"sv); // client hello; of its three bytes of length the first is 0
    const std::size_t hello = w.open16();
    w.text("\x03\x03"sv);
    for (int i = 0; i < 4; ++i) {
        const std::uint64_t word = next(seed);
        for (unsigned shift = 0; shift < 64; shift += 8)
            w.u8(static_cast<unsigned>(word >> shift));
    }
    w.u8(0); // no session
    w.text(
        "\x00\x1a\x13\x01\x13\x02\x13\x03\xc0\x2b\xc0\x2f\xc0\x2c\xc0\x30\xcc\xa9\xcc\xa8\xc0\x13\xc0\x14\x00\x9c\x00\x2f"sv);
    w.text("\x01\x00"sv); // no compression
    const std::size_t extensions = w.open16();
    writeExtensions(w, host);
    w.close16(extensions);
    w.close16(hello);
    w.close16(record);
    return w.size();
}

} // namespace

std::size_t writeHello(Protocol protocol, const Endpoint& remote, std::string_view host, std::uint64_t seed,
                       HelloBuffer& out) noexcept
{
    if (host.ends_with('.'))
        host.remove_suffix(1);
    if (host.size() > kMostName)
        host = {};
    if (protocol == Protocol::http)
        return writeHttp(remote, host, out);
    if (protocol == Protocol::tls)
        return writeClientHello(host, seed, out);
    const std::string_view bytes = protocolInfo(protocol).hello;
    return bytes.copy(out.data(), out.size());
}

} // namespace knockback
