// Rows into the tables of a .knock file: the one place that writes them, for the running session and for copies alike.
// Thread: one at a time (with its Database).
#pragma once

#include "core/facts/attempt.h"
#include "core/session/session.h"
#include "core/session/sqlite.h"

#include <QByteArray>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>

namespace knockback {

// A row of any table but attempts and minutes, made ready in the thread that hands it over.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string, QByteArray>; // QByteArray: a blob
enum class RowTable : std::uint8_t
{
    targets,
    facts,
    verdicts,
    notes,
    sayings
};
struct Row
{
    RowTable table = RowTable::facts;
    std::vector<Cell> cells; // in the order of the table's columns
};

Row targetRow(std::uint32_t index, const TargetSpec& spec);
Row factRow(std::int64_t seq, WallTime at, std::optional<std::uint32_t> target, const char* kind, std::string subject,
            const QByteArray& json);
// What tells facts of one kind apart in the file; of those alike only the latest is read again.
std::string neighbourSubject(const NeighbourFact& neighbour); // the address, and who answered for it
std::string echoSubject(const EchoFact& echo, int number);    // number: from 0, of the echoes to one address
std::string countersSubject(int number);                      // 0 = before any attempt
// What is concluded of a target already, and when; an earlier time than the session's own says what was before it.
std::vector<std::pair<const Diagnosis*, WallTime>> verdictsOf(const SessionTarget& target, const Session& header);
Row verdictRow(std::int64_t seq, WallTime at, std::uint32_t index, const Diagnosis& diagnosis);
Row sayingRow(std::int64_t seq, std::uint32_t target, const ServerSaying& saying);
Row noteRow(std::int64_t seq, const Note& note);

// Text ids of the enumerations in the attempts table, indexed by value.
const std::array<std::string, kOutcomeCount>& outcomeIds();
inline constexpr std::array kPurposeIds{"observe", "burst", "control", "path", "distance", "sweep"};
inline constexpr std::array kPhaseIds{"socket", "bind", "connect", "after-connect"};
inline constexpr std::array kOriginIds{"none", "local", "icmp", "icmp6", "other"};
// "not-built" stands in files of before there was any.
inline constexpr std::array kServerIds{"none", "local", "ssh", "transcript", "not-built"};

// An empty, our own file: pages, application_id, version, all tables, their notes and the session's row. The journal is
// left as SQLite's default (a rollback journal).
int createTables(sqlite::Database& database, const Session& header);

class Tables
{
public:
    explicit Tables(sqlite::Database& database) : m_database(database) {}

    int prepare();
    // In a transaction of the caller's. Errors are SQLite's.
    int insert(const Attempt& attempt);
    int insert(const Row& row);
    bool has(AttemptId id);
    // The totals by minute of what was inserted since, and the session's row. Call it last in the transaction.
    int seal(WallTime ended, bool finished);
    // After a rollback: what was inserted since the last settle() has not happened.
    void forget();
    // After a commit.
    void settle();
    std::uint64_t attempts() const { return m_attempts; }

private:
    struct MinuteKey
    {
        std::int64_t minuteNs = 0;
        std::uint32_t target = 0;
        IpAddress address;
        Outcome outcome = Outcome::error;
        auto operator<=>(const MinuteKey&) const = default;
    };
    struct MinuteSum
    {
        std::int64_t attempts = 0, late = 0, synRetransmits = 0, minNs = -1, maxNs = -1, sumNs = 0;
    };
    struct AddressHash
    {
        std::size_t operator()(const IpAddress& a) const noexcept;
    };

    const std::string& text(const IpAddress& address);
    void bindIcmp(const IcmpError& icmp);
    void bindTcp(int first, const TcpFacts& tcp, bool& bound);
    void count(const Attempt& attempt);
    int writeMinutes();

    sqlite::Database& m_database;
    sqlite::Statement m_attempt, m_has, m_minute, m_session;
    std::array<sqlite::Statement, 5> m_rows;
    std::unordered_map<IpAddress, std::string, AddressHash> m_texts;
    std::map<MinuteKey, MinuteSum> m_minutes;
    MinuteKey m_lastKey;
    MinuteSum* m_lastSum = nullptr;
    std::uint64_t m_attempts = 0, m_settledAttempts = 0;
    bool m_icmpBound = false, m_tcpBound = false, m_tcpEndBound = false;
};

} // namespace knockback
