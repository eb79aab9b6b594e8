// Who spoke, by the first bytes. Strict where a mistake would name the wrong service; what is not surely known stays
// unnamed.
#include "core/facts/protocol.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr std::size_t kLookedAt = 128;

class Bytes
{
public:
    explicit Bytes(std::span<const std::uint8_t> all) : m_all(all.first(std::min(all.size(), kLookedAt))) {}
    std::size_t size() const { return m_all.size(); }
    // 0 beyond the end, so that no test has to ask first.
    unsigned at(std::size_t i) const { return i < m_all.size() ? m_all[i] : 0U; }
    bool starts(std::string_view with) const
    {
        return m_all.size() >= with.size() &&
               std::equal(with.begin(), with.end(), m_all.begin(),
                          [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; });
    }
    bool holds(std::string_view text) const // ASCII letters of either case
    {
        const auto same = [](std::uint8_t a, char b) {
            const auto lower = [](unsigned c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; };
            return lower(a) == lower(static_cast<std::uint8_t>(b));
        };
        return std::search(m_all.begin(), m_all.end(), text.begin(), text.end(), same) != m_all.end();
    }
    // Three digits at `from`, else 0.
    int number(std::size_t from) const
    {
        int out = 0;
        for (std::size_t i = from; i < from + 3; ++i) {
            if (at(i) < '0' || at(i) > '9')
                return 0;
            out = out * 10 + static_cast<int>(at(i) - '0');
        }
        return out;
    }

private:
    std::span<const std::uint8_t> m_all;
};

// Words with which services of all kinds turn a client away.
Saying reasonIn(const Bytes& b)
{
    constexpr std::array kTooMany{"too many",        "maximum number", "max number",
                                  "max connections", "maxstartups",    "connection limit"};
    constexpr std::array kNotAllowed{"not allowed", "access denied", "denied", "not permitted",
                                     "not authorized to connect"};
    if (b.holds("is blocked") || b.holds("blacklist") || b.holds("blocklist") || b.holds("banned"))
        return Saying::blocked;
    for (const char* words : kTooMany)
        if (b.holds(words))
            return Saying::tooMany;
    for (const char* words : kNotAllowed)
        if (b.holds(words))
            return Saying::notAllowed;
    return Saying::refuses;
}

std::optional<FirstBytes> http(const Bytes& b)
{
    // RFC 9112 4: "HTTP/1.1 200 ".
    if (!b.starts("HTTP/") || b.at(8) != ' ')
        return std::nullopt;
    const int status = b.number(9);
    const bool wants = status == 400 && (b.holds("plain HTTP request was sent to HTTPS port") ||
                                         b.holds("HTTP request to an HTTPS server") || b.holds("plain HTTP to an SSL"));
    return FirstBytes{Protocol::http, wants ? Saying::wantsTls : Saying::spoke,
                      status >= 100 && status <= 599 ? status : 0};
}

std::optional<FirstBytes> tls(const Bytes& b)
{
    // RFC 8446 5.1: type, legacy version 3.x, length of at most 2^14 + 256.
    const bool record = b.size() >= 5 && b.at(1) == 3 && b.at(2) <= 4 && (b.at(3) << 8 | b.at(4)) <= 0x4100;
    if (!record)
        return std::nullopt;
    if (b.at(0) == 22 && b.at(5) <= 24)
        return FirstBytes{Protocol::tls, Saying::spoke, 0};
    // An alert has two bytes: level 1 or 2, and its number.
    if (b.at(0) == 21 && b.at(3) == 0 && b.at(4) == 2 && b.size() >= 7 && (b.at(5) == 1 || b.at(5) == 2))
        return FirstBytes{Protocol::tls, Saying::tlsAlert, static_cast<int>(b.at(6))};
    return std::nullopt;
}

std::optional<FirstBytes> mysql(const Bytes& b)
{
    // MySQL client/server protocol, "Initial handshake": length (3, little end first), sequence 0, then protocol 10 and
    // a version that begins with a digit; or 0xff and the number of an error.
    const unsigned length = b.at(0) | b.at(1) << 8 | b.at(2) << 16;
    if (b.size() < 7 || b.at(3) != 0 || length < 4 || length > 4096)
        return std::nullopt;
    if (b.at(4) == 10 && b.at(5) >= '0' && b.at(5) <= '9')
        return FirstBytes{Protocol::mysql, Saying::spoke, 0};
    if (b.at(4) != 0xff)
        return std::nullopt;
    const int code = static_cast<int>(b.at(5) | b.at(6) << 8);
    if (code < 1000 || code > 9999)
        return std::nullopt;
    const Saying said = code == 1040   ? Saying::tooMany
                        : code == 1129 ? Saying::blocked
                        : code == 1130 ? Saying::notAllowed
                                       : Saying::refuses;
    return FirstBytes{Protocol::mysql, said, code};
}

std::optional<FirstBytes> postgres(const Bytes& b, Protocol spoken)
{
    if (spoken == Protocol::postgresql && b.size() == 1 && (b.at(0) == 'S' || b.at(0) == 'N'))
        return FirstBytes{Protocol::postgresql, Saying::spoke, 0};
    if (b.at(0) != 'E')
        return std::nullopt;
    // ErrorResponse: length, then fields ("SFATAL"). Where the server could not even start a process it says "E" and a
    // plain sentence.
    const bool fields = b.at(1) == 0 && b.at(2) == 0 && (b.at(5) == 'S' || b.at(5) == 'V');
    const bool plain = spoken == Protocol::postgresql && b.at(1) >= 'a' && b.at(1) <= 'z';
    if (!fields && !plain)
        return std::nullopt;
    return FirstBytes{Protocol::postgresql, b.holds("53300") ? Saying::tooMany : reasonIn(b), 0};
}

std::optional<FirstBytes> redis(const Bytes& b, Protocol spoken)
{
    if (b.starts("+PONG\r\n") || b.starts("-NOAUTH "))
        return FirstBytes{Protocol::redis, Saying::spoke, 0};
    if (b.starts("-DENIED Redis"))
        return FirstBytes{Protocol::redis, Saying::notAllowed, 0};
    if (b.starts("-ERR max number of clients"))
        return FirstBytes{Protocol::redis, Saying::tooMany, 0};
    // "-LOADING", "-MASTERDOWN", "-ERR operation not permitted": it answers.
    if (spoken == Protocol::redis && b.at(0) == '-' && b.at(1) >= 'A' && b.at(1) <= 'Z')
        return FirstBytes{Protocol::redis, Saying::spoke, 0};
    return std::nullopt;
}

std::optional<FirstBytes> replyCode(const Bytes& b, Protocol spoken)
{
    // RFC 5321 4.2, RFC 959 4.2: three digits, then a blank or a dash. Both greet with 220; the words tell them apart,
    // else what the port is for.
    const int code = b.number(0);
    if (code < 200 || code > 599 || (b.at(3) != ' ' && b.at(3) != '-'))
        return std::nullopt;
    const bool ftpWords = b.holds("ftp");
    const bool smtpWords = b.holds("smtp") || b.holds("mail");
    Protocol who = Protocol::none;
    if (ftpWords != smtpWords)
        who = ftpWords ? Protocol::ftp : Protocol::smtp;
    else if (spoken == Protocol::ftp || spoken == Protocol::smtp)
        who = spoken;
    const bool away = code == 421 || code == 530 || code == 550 || code == 554;
    return FirstBytes{who, away ? reasonIn(b) : Saying::spoke, code};
}

std::optional<FirstBytes> lines(const Bytes& b, Protocol spoken)
{
    if (b.starts("SSH-"))
        return FirstBytes{Protocol::ssh, Saying::spoke, 0};
    // sshd(8): said instead of a banner.
    if (b.starts("Exceeded MaxStartups"))
        return FirstBytes{Protocol::ssh, Saying::tooMany, 0};
    if (b.starts("Not allowed at this time"))
        return FirstBytes{Protocol::ssh, Saying::blocked, 0};
    if (b.starts("* OK") || b.starts("* PREAUTH"))
        return FirstBytes{Protocol::imap, Saying::spoke, 0};
    if (b.starts("* BYE"))
        return FirstBytes{Protocol::imap, reasonIn(b), 0};
    if (b.starts("+OK") && spoken != Protocol::redis)
        return FirstBytes{Protocol::pop3, Saying::spoke, 0};
    if (b.starts("-ERR") && spoken == Protocol::pop3)
        return FirstBytes{Protocol::pop3, reasonIn(b), 0};
    if (b.starts("RFB 003.") || b.starts("RFB 004.") || b.starts("RFB 005."))
        return FirstBytes{Protocol::vnc, Saying::spoke, 0};
    if (b.starts("@RSYNCD: "))
        return FirstBytes{Protocol::rsync, Saying::spoke, 0};
    if (b.starts("@ERROR: "))
        return FirstBytes{Protocol::rsync, reasonIn(b), 0};
    if (b.starts("VERSION ") || (spoken == Protocol::memcached && b.starts("ERROR")))
        return FirstBytes{Protocol::memcached, Saying::spoke, 0};
    return replyCode(b, spoken);
}

// Binary ones: only where they were spoken to, so that chance bytes are never given a name.
std::optional<FirstBytes> answers(const Bytes& b, Protocol spoken)
{
    const auto is = [&](Protocol p, bool right) {
        return spoken == p && right ? std::optional(FirstBytes{p, Saying::spoke, 0}) : std::nullopt;
    };
    // OP_REPLY or OP_MSG to our request number.
    if (auto out = is(Protocol::mongodb, b.at(8) == 0x4e && b.at(9) == 0x4b &&
                                             ((b.at(12) == 1 && b.at(13) == 0) || (b.at(12) == 0xdd && b.at(13) == 7))))
        return out;
    // Connection.Start (frame type 1, channel 0, class 10, method 10), or the header of the version it has.
    if (auto out = is(Protocol::amqp, b.starts("AMQP") || (b.at(0) == 1 && b.at(1) == 0 && b.at(2) == 0 &&
                                                           b.at(8) == 10 && b.at(10) == 10)))
        return out;
    // A message with our number 1: an entry, a reference, or the result (0x64, 0x73, 0x65).
    if (spoken == Protocol::ldap && b.at(0) == 0x30 && b.size() >= 7) {
        const std::size_t body = b.at(1) < 0x80 ? 2 : 2 + (b.at(1) & 0x7fU);
        const unsigned operation = b.at(body + 3);
        if (b.at(body) == 2 && b.at(body + 1) == 1 &&
            (operation == 0x64 || operation == 0x65 || operation == 0x73 || operation == 0x78))
            return FirstBytes{Protocol::ldap, Saying::spoke, 0};
    }
    if (auto out = is(Protocol::rdp, b.at(0) == 3 && b.at(1) == 0 && b.at(5) == 0xd0))
        return out;
    if (auto out = is(Protocol::mssql, b.at(0) == 4 && b.at(1) == 1 && b.at(8) <= 1))
        return out;
    return is(Protocol::kafka, b.at(4) == 0 && b.at(5) == 0 && b.at(6) == 0x4b && b.at(7) == 0x4e);
}

} // namespace

FirstBytes recognise(std::span<const std::uint8_t> bytes, Protocol spoken) noexcept
{
    const Bytes b(bytes);
    if (b.size() == 0)
        return {};
    if (auto found = http(b))
        return *found;
    if (auto found = tls(b))
        return *found;
    if (auto found = postgres(b, spoken))
        return *found;
    if (auto found = redis(b, spoken))
        return *found;
    if (auto found = answers(b, spoken))
        return *found;
    if (auto found = lines(b, spoken))
        return *found;
    if (auto found = mysql(b))
        return *found;
    // Nobody known; but words that turn a client away are plain in any protocol that speaks English.
    FirstBytes out{Protocol::none, Saying::spoke, 0};
    if (b.starts("Too many connections") || b.starts("ERROR: Too many connections"))
        out.said = Saying::tooMany;
    return out;
}

} // namespace knockback
