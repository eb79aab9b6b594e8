// A row of a hostile table, value by value: what is not of its type or not in its range marks the row, and reads as
// nothing. Private to core/session.
// Thread: one at a time.
#pragma once

#include "core/facts/attempt.h"
#include "core/session/sqlite.h"

#include <QByteArray>
#include <QString>
#include <array>
#include <string>

namespace knockback {

class RowReader
{
public:
    explicit RowReader(sqlite::Statement& statement) : m_statement(statement) {}

    void begin()
    {
        m_column = -1;
        m_failedColumn = -1;
    }
    bool failed() const { return m_failedColumn >= 0; }
    int failedColumn() const { return m_failedColumn; }
    void fail()
    {
        if (!failed())
            m_failedColumn = m_column < 0 ? 0 : m_column;
    }

    // Each reads the next column.
    void skip() { ++m_column; }
    std::int64_t integer(std::int64_t low, std::int64_t high)
    {
        ++m_column;
        const std::int64_t value = m_statement.integer(m_column);
        if (value >= low && value <= high && m_statement.isInteger(m_column))
            return value;
        fail();
        return low;
    }
    // NULL reads as `none`.
    std::int64_t optionalInteger(std::int64_t none, std::int64_t low, std::int64_t high)
    {
        if (!m_statement.isNull(m_column + 1))
            return integer(low, high);
        ++m_column;
        return none;
    }
    bool null() const { return m_statement.isNull(m_column + 1); }
    double real(double low, double high);
    WallTime wall();
    // UTF-8 text; valid until the next step.
    std::string_view view(std::size_t most);
    QString text(std::size_t most);
    QByteArray bytes(std::size_t most);
    std::span<const std::uint8_t> blob(std::size_t most);
    template <typename E, std::size_t N>
    E id(const std::array<const char*, N>& ids)
    {
        const std::string_view value = view(40);
        for (std::size_t i = 0; i < N; ++i)
            if (value == ids[i])
                return static_cast<E>(i);
        fail();
        return E{};
    }

private:
    sqlite::Statement& m_statement;
    int m_column = -1;
    int m_failedColumn = -1;
};

// Rows of the attempts table.
class AttemptReader
{
public:
    explicit AttemptReader(std::uint32_t targets) : m_targets(targets) {}
    void read(RowReader& row, Attempt& out);

private:
    struct Known
    {
        std::string text;
        IpAddress address;
    };
    static IpAddress address(RowReader& row, Known& last);
    void readTcp(RowReader& row, TcpFacts& out);

    std::uint32_t m_targets;
    Known m_remote, m_local, m_offender; // neighbouring rows mostly name the same ones
};

} // namespace knockback
