// Thread: any; one reader belongs to one thread.
//
// The one way bytes from outside are read: every step is checked against the end, a step that does not fit reads zeros
// and marks the reader failed for good, and numbers are taken apart by value, never by pointer cast.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace knockback {

class ByteReader
{
public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : m_bytes(bytes) {}

    bool failed() const noexcept { return m_failed; }
    std::size_t left() const noexcept { return m_failed ? 0 : m_bytes.size() - m_at; }
    std::size_t position() const noexcept { return m_at; }

    std::uint8_t u8()
    {
        const auto s = take(1);
        return s.empty() ? std::uint8_t{0} : s[0];
    }
    // Network byte order (RFC 1700).
    std::uint16_t be16() { return static_cast<std::uint16_t>(big(2)); }
    std::uint32_t be32() { return static_cast<std::uint32_t>(big(4)); }
    std::uint64_t be64() { return big(8); }

    // The next n bytes, or an empty span when fewer are left (the reader has failed then).
    std::span<const std::uint8_t> take(std::size_t n)
    {
        if (m_failed || n > m_bytes.size() - m_at) {
            m_failed = true;
            return {};
        }
        const auto out = m_bytes.subspan(m_at, n);
        m_at += n;
        return out;
    }
    void skip(std::size_t n) { (void)take(n); }

private:
    std::uint64_t big(std::size_t n)
    {
        std::uint64_t value = 0;
        for (const std::uint8_t byte : take(n))
            value = (value << 8) | byte;
        return value;
    }

    std::span<const std::uint8_t> m_bytes;
    std::size_t m_at = 0;
    bool m_failed = false;
};

} // namespace knockback
