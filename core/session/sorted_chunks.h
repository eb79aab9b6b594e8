// A sorted sequence in chunks of a few hundred: appending at the end costs O(1), inserting anywhere O(log n) plus one
// small move, so that a clock set back by an hour in the middle of a day's samples hurts nobody. Private to
// core/session. Thread: one at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace knockback {

// KeyOf: a function object giving a value's std::int64_t key. Equal keys keep the order in which they came.
template <typename T, typename KeyOf, std::size_t kMost = 256>
class SortedChunks
{
public:
    struct Place
    { // of a value; end() is {chunks, 0}
        std::size_t chunk = 0;
        std::size_t at = 0;
        bool operator==(const Place&) const = default;
    };

    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    Place begin() const { return {0, 0}; }
    Place end() const { return {m_chunks.size(), 0}; }
    const T& operator[](Place p) const { return m_chunks[p.chunk].values[p.at]; }
    const T& front() const { return m_chunks.front().values.front(); }
    const T& back() const { return m_chunks.back().values.back(); }

    Place next(Place p) const
    {
        if (++p.at < m_chunks[p.chunk].values.size())
            return p;
        return {p.chunk + 1, 0};
    }
    Place previous(Place p) const // not of begin()
    {
        if (p.at > 0)
            return {p.chunk, p.at - 1};
        return {p.chunk - 1, m_chunks[p.chunk - 1].values.size() - 1};
    }

    // The first value whose key is not less.
    Place lowerBound(std::int64_t key) const
    {
        const auto chunk = std::partition_point(m_chunks.begin(), m_chunks.end(),
                                                [key](const Chunk& c) { return KeyOf()(c.values.back()) < key; });
        if (chunk == m_chunks.end())
            return end();
        const auto value = std::partition_point(chunk->values.begin(), chunk->values.end(),
                                                [key](const T& v) { return KeyOf()(v) < key; });
        return {static_cast<std::size_t>(chunk - m_chunks.begin()),
                static_cast<std::size_t>(value - chunk->values.begin())};
    }

    // How many values lie from one place to a later one.
    std::size_t count(Place from, Place to) const
    {
        if (from.chunk == to.chunk)
            return to.at - from.at;
        std::size_t out = m_chunks[from.chunk].values.size() - from.at + to.at;
        for (std::size_t c = from.chunk + 1; c < to.chunk; ++c)
            out += m_chunks[c].values.size();
        return out;
    }

    // Calls take(value) for each from one place to a later one. Faster than next().
    template <typename Take>
    void forEach(Place from, Place to, Take take) const
    {
        for (std::size_t c = from.chunk; c < m_chunks.size() && c <= to.chunk; ++c) {
            const auto& values = m_chunks[c].values;
            const std::size_t first = c == from.chunk ? from.at : 0;
            const std::size_t last = c == to.chunk ? to.at : values.size();
            for (std::size_t i = first; i < last; ++i)
                take(values[i]);
        }
    }

    // After all values with the same key. The reference is valid until the next insert.
    T& insert(const T& value)
    {
        ++m_size;
        const std::int64_t key = KeyOf()(value);
        std::size_t c = m_chunks.size();
        if (c == 0 || KeyOf()(m_chunks.back().values.back()) > key)
            c = static_cast<std::size_t>(
                std::partition_point(m_chunks.begin(), m_chunks.end(),
                                     [key](const Chunk& chunk) { return KeyOf()(chunk.values.front()) <= key; }) -
                m_chunks.begin());
        if (c == 0) {
            if (m_chunks.empty())
                m_chunks.emplace_back();
        } else {
            --c; // the last chunk that begins not after it
        }
        std::vector<T>& values = m_chunks[c].values;
        const auto where =
            std::partition_point(values.begin(), values.end(), [key](const T& v) { return KeyOf()(v) <= key; });
        const auto at = static_cast<std::size_t>(where - values.begin());
        if (values.size() < kMost)
            return *values.insert(where, value);
        return insertSplitting(c, at, value);
    }

    // The value with exactly that key, or nullptr. Fast for the last one.
    T* find(std::int64_t key)
    {
        if (m_chunks.empty())
            return nullptr;
        if (KeyOf()(m_chunks.back().values.back()) == key)
            return &m_chunks.back().values.back();
        const Place p = lowerBound(key);
        return p == end() || KeyOf()((*this)[p]) != key ? nullptr : &m_chunks[p.chunk].values[p.at];
    }

private:
    struct Chunk
    {
        std::vector<T> values; // never empty once insert() has returned
    };

    // A full chunk is cut where the new value goes when that is its end, so that runs of later values fill fresh
    // chunks; in the middle otherwise.
    T& insertSplitting(std::size_t c, std::size_t at, const T& value)
    {
        const auto after = m_chunks.begin() + static_cast<std::ptrdiff_t>(c) + 1;
        Chunk fresh;
        const std::size_t cut = at == kMost ? kMost : kMost / 2;
        const auto moved = static_cast<std::ptrdiff_t>(cut);
        fresh.values.reserve(cut == kMost ? kMost : kMost - cut + 1);
        fresh.values.assign(m_chunks[c].values.begin() + moved, m_chunks[c].values.end());
        m_chunks[c].values.resize(cut);
        const bool inFresh = at >= cut;
        std::vector<T>& into = inFresh ? fresh.values : m_chunks[c].values;
        const std::size_t index = inFresh ? at - cut : at;
        into.insert(into.begin() + static_cast<std::ptrdiff_t>(index), value);
        const auto placed = m_chunks.insert(after, std::move(fresh));
        return inFresh ? placed->values[index] : m_chunks[c].values[index];
    }

    std::vector<Chunk> m_chunks;
    std::size_t m_size = 0;
};

} // namespace knockback
