// Thread: one.
//
// A queue of array indexes, linked through a field of the array's elements, so that one can be taken out of the middle
// and nothing is allocated. An index stands in at most one list.
#pragma once

#include <cstdint>
#include <limits>

namespace knockback {

inline constexpr std::uint32_t kNoIndex = std::numeric_limits<std::uint32_t>::max();

struct IndexLink
{
    std::uint32_t previous = kNoIndex, next = kNoIndex;
};

class IndexList
{
public:
    bool empty() const noexcept { return m_first == kNoIndex; }
    std::uint32_t first() const noexcept { return m_first; }

    template <typename LinkOf> // LinkOf(index) gives the element's IndexLink&
    void append(std::uint32_t index, LinkOf linkOf) noexcept
    {
        linkOf(index) = {m_last, kNoIndex};
        if (m_last == kNoIndex)
            m_first = index;
        else
            linkOf(m_last).next = index;
        m_last = index;
    }

    template <typename LinkOf>
    void remove(std::uint32_t index, LinkOf linkOf) noexcept
    {
        const IndexLink link = linkOf(index);
        (link.previous == kNoIndex ? m_first : linkOf(link.previous).next) = link.next;
        (link.next == kNoIndex ? m_last : linkOf(link.next).previous) = link.previous;
        linkOf(index) = {};
    }

private:
    std::uint32_t m_first = kNoIndex, m_last = kNoIndex;
};

} // namespace knockback
