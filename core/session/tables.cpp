#include "core/session/tables.h"

#include "core/session/codec.h"
#include "core/session/schema.h"
#include "core/session/store.h"

#include <algorithm>
#include <cstring>
#include <sqlite3.h>

namespace knockback {

namespace {

constexpr std::int64_t kMinuteNs = 60'000'000'000;
constexpr std::size_t kTextsKept = 20'000; // addresses whose text is kept at hand
constexpr std::array kRowTables{"targets", "facts", "verdicts", "notes", "sayings"};

constexpr const char* kMinuteSql =
    "INSERT INTO minutes VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET attempts=attempts+excluded.attempts,"
    "late=late+excluded.late,syn_retransmits=syn_retransmits+excluded.syn_retransmits,"
    "min_ns=min(coalesce(min_ns,excluded.min_ns),coalesce(excluded.min_ns,min_ns)),"
    "max_ns=max(coalesce(max_ns,excluded.max_ns),coalesce(excluded.max_ns,max_ns)),sum_ns=sum_ns+excluded.sum_ns";

std::int64_t clamped(std::uint64_t value)
{
    return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

std::int64_t wall(WallTime time)
{
    return std::clamp<std::int64_t>(time.ns, 0, codec::kLatestNs);
}

std::string utf8(const QString& text)
{
    const QByteArray bytes = text.toUtf8();
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

std::string utf8(const QByteArray& bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

template <std::size_t N, typename E>
std::string_view idOf(const std::array<const char*, N>& ids, E value)
{
    return ids[std::min(static_cast<std::size_t>(value), N - 1)];
}

int bindCell(sqlite::Statement& statement, int index, const Cell& cell)
{
    std::visit(
        [&](const auto& value) {
            using T = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<T, std::monostate>)
                statement.bindNull(index);
            else if constexpr (std::is_same_v<T, std::string>)
                statement.bindText(index, value);
            else if constexpr (std::is_same_v<T, QByteArray>)
                statement.bindBlob(index, std::span(reinterpret_cast<const std::uint8_t*>(value.constData()),
                                                    static_cast<std::size_t>(value.size())));
            else
                statement.bind(index, value);
        },
        cell);
    return index + 1;
}

int runRow(sqlite::Statement& statement, const std::vector<Cell>& cells)
{
    int index = 1;
    for (const Cell& cell : cells)
        index = bindCell(statement, index, cell);
    return statement.run();
}

int writeNotes(sqlite::Database& database)
{
    auto note = database.prepare("INSERT INTO schema_notes VALUES(?,?,?)");
    const auto put = [&note](const char* table, const char* column, const char* text) {
        return runRow(note, {std::string(table), std::string(column), std::string(text)});
    };
    int code =
        put("", "",
            "A Knockback session. Times ending in _ns are nanoseconds: wall times count from 1970-01-01T00:00:00Z, so "
            "datetime(started_ns/1000000000,'unixepoch') reads them; the others are durations. Each table has a note "
            "with an empty column_name.");
    for (const schema::Table& table : schema::tables()) {
        if (code == SQLITE_OK)
            code = put(table.name, "", table.note);
        for (const schema::Column& column : table.columns)
            if (code == SQLITE_OK)
                code = put(table.name, column.name, column.note);
    }
    return code;
}

} // namespace

const std::array<std::string, kOutcomeCount>& outcomeIds()
{
    static const auto ids = [] {
        std::array<std::string, kOutcomeCount> out;
        for (std::size_t i = 0; i < kOutcomeCount; ++i)
            out[i] = outcomeId(static_cast<Outcome>(i)).toStdString();
        return out;
    }();
    return ids;
}

Row targetRow(std::uint32_t index, const TargetSpec& spec)
{
    return {RowTable::targets,
            {std::int64_t{index}, utf8(spec.host), std::int64_t{spec.port.value}, utf8(spec.service),
             utf8(codec::encode(spec))}};
}

Row factRow(std::int64_t seq, WallTime at, std::optional<std::uint32_t> target, const char* kind, std::string subject,
            const QByteArray& json)
{
    return {RowTable::facts,
            {seq, wall(at), target ? Cell(std::int64_t{*target}) : Cell(), std::string(kind), std::move(subject),
             utf8(json)}};
}

std::string neighbourSubject(const NeighbourFact& neighbour)
{
    const std::string address = codec::addressText(neighbour.address);
    return neighbour.mac.isEmpty() ? address : address + ' ' + neighbour.mac.left(40).toStdString();
}

std::string echoSubject(const EchoFact& echo, int number)
{
    const std::string address = codec::addressText(echo.to);
    return number == 0 ? address : address + " #" + std::to_string(number);
}

std::string countersSubject(int number)
{
    return number == 0 ? "before" : "after";
}

std::vector<std::pair<const Diagnosis*, WallTime>> verdictsOf(const SessionTarget& target, const Session& header)
{
    std::vector<std::pair<const Diagnosis*, WallTime>> out;
    if (target.before)
        out.emplace_back(&*target.before,
                         std::min(target.before->started + target.before->elapsed, WallTime{header.started.ns - 1}));
    if (target.concluded)
        out.emplace_back(&*target.concluded, header.ended);
    return out;
}

Row verdictRow(std::int64_t seq, WallTime at, std::uint32_t index, const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    return {RowTable::verdicts,
            {seq, wall(at), std::int64_t{index}, utf8(verdict.cause), verdict.confidence,
             utf8(patternId(verdict.pattern)), utf8(sideId(verdict.side)), utf8(verdict.locatedAt),
             utf8(codec::encode(diagnosis))}};
}

Row sayingRow(std::int64_t seq, std::uint32_t target, const ServerSaying& saying)
{
    return {RowTable::sayings,
            {seq, std::int64_t{target}, utf8(saying.id), utf8(saying.command), std::int64_t{saying.exitStatus},
             std::int64_t{saying.cut}, saying.second, saying.output}};
}

Row noteRow(std::int64_t seq, const Note& note)
{
    return {RowTable::notes, {seq, wall(note.at), wall(note.about), utf8(note.text)}};
}

int createTables(sqlite::Database& database, const Session& header)
{
    QByteArray sql =
        "PRAGMA page_size=4096; PRAGMA encoding='UTF-8'; PRAGMA application_id=" + QByteArray::number(kApplicationId) +
        "; PRAGMA user_version=" + QByteArray::number(kSchemaVersion) + "; BEGIN IMMEDIATE;";
    for (const schema::Table& table : schema::tables())
        sql += schema::createSql(table) + ";";
    sql += "CREATE TABLE schema_notes(table_name TEXT NOT NULL, column_name TEXT NOT NULL, note TEXT NOT NULL, "
           "PRIMARY KEY(table_name,column_name)) WITHOUT ROWID;";
    int code = database.exec(sql.constData());
    if (code == SQLITE_OK)
        code = writeNotes(database);
    if (code == SQLITE_OK) {
        auto session = database.prepare(schema::insertSql(schema::table("session")).constData());
        code = runRow(session, {std::int64_t{1}, utf8(header.uuid), utf8(header.version), wall(header.started),
                                wall(header.started), std::int64_t{0}, std::string(idOf(kServerIds, header.server)),
                                std::int64_t{0}});
    }
    if (code == SQLITE_OK)
        code = database.exec("COMMIT");
    return code;
}

std::size_t Tables::AddressHash::operator()(const IpAddress& a) const noexcept
{
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    std::memcpy(&low, a.bytes.data(), 8);
    std::memcpy(&high, a.bytes.data() + 8, 8);
    std::uint64_t mixed = (low ^ (high * 0x9e3779b97f4a7c15U) ^ a.scope) + static_cast<std::uint64_t>(a.family);
    mixed ^= mixed >> 29; // the differing bytes of IPv4 stand in the upper half on little-endian machines
    return static_cast<std::size_t>(mixed * 0xbf58476d1ce4e5b9U);
}

int Tables::prepare()
{
    m_attempt = m_database.prepare(schema::insertSql(schema::table("attempts")).constData());
    m_has = m_database.prepare("SELECT 1 FROM attempts WHERE id=?");
    m_minute = m_database.prepare(kMinuteSql);
    m_session = m_database.prepare("UPDATE session SET ended_ns=?,finished=?,attempts=?");
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        m_rows[i] = m_database.prepare(schema::insertSql(schema::table(kRowTables[i])).constData());
    auto attempts = m_database.prepare("SELECT attempts FROM session");
    if (!m_attempt || !m_has || !m_minute || !m_session ||
        std::any_of(m_rows.begin(), m_rows.end(), [](const sqlite::Statement& row) { return !row; }) ||
        attempts.step() != SQLITE_ROW)
        return SQLITE_ERROR;
    m_attempts = m_settledAttempts = static_cast<std::uint64_t>(attempts.integer(0));
    return SQLITE_OK;
}

const std::string& Tables::text(const IpAddress& address)
{
    const auto found = m_texts.find(address);
    if (found != m_texts.end())
        return found->second;
    return m_texts.emplace(address, codec::addressText(address)).first->second;
}

// Bindings stay from row to row, so a block that is NULL again costs nothing.
void Tables::bindIcmp(const IcmpError& icmp)
{
    const int first = schema::kIcmpFirst + 1;
    const bool there = icmp.origin != ErrorOrigin::none;
    if (!there && !m_icmpBound)
        return;
    m_icmpBound = there;
    if (!there) {
        for (int i = 0; i < schema::kIcmpCount; ++i)
            m_attempt.bindNull(first + i);
        return;
    }
    m_attempt.bindText(first, idOf(kOriginIds, icmp.origin));
    m_attempt.bind(first + 1, std::int64_t{icmp.type});
    m_attempt.bind(first + 2, std::int64_t{icmp.code});
    m_attempt.bind(first + 3, std::int64_t{std::max(icmp.errnoValue, 0)});
    m_attempt.bind(first + 4, std::int64_t{icmp.info});
    if (icmp.offender.isNone())
        m_attempt.bindNull(first + 5);
    else
        m_attempt.bindText(first + 5, text(icmp.offender));
}

void Tables::bindTcp(int first, const TcpFacts& tcp, bool& bound)
{
    ++first;
    if (!tcp.valid) {
        for (int i = 0; bound && i < schema::kTcpCount; ++i)
            m_attempt.bindNull(first + i);
        bound = false;
        return;
    }
    bound = true;
    const std::array<std::int64_t, schema::kTcpCount> values{tcp.state,
                                                             tcp.retransmits,
                                                             tcp.totalRetrans,
                                                             tcp.rttUs,
                                                             tcp.rttVarUs,
                                                             tcp.segsIn,
                                                             tcp.segsOut,
                                                             tcp.sndMss,
                                                             clamped(tcp.bytesReceived),
                                                             clamped(tcp.bytesAcked)};
    for (int i = 0; i < schema::kTcpCount; ++i)
        m_attempt.bind(first + i, values[static_cast<std::size_t>(i)]);
}

int Tables::insert(const Attempt& a)
{
    const auto duration = [this](int index, std::int64_t ns) {
        if (ns < 0)
            m_attempt.bindNull(index);
        else
            m_attempt.bind(index, std::min(ns, codec::kLongestNs));
    };
    const auto address = [this](int index, const IpAddress& value) {
        if (value.isNone())
            m_attempt.bindNull(index);
        else
            m_attempt.bindText(index, text(value));
    };
    if (m_texts.size() >= kTextsKept) // here only: a text bound to a row must live until its step
        m_texts.clear();
    int i = 0;
    m_attempt.bind(++i, clamped(a.id.value));
    m_attempt.bind(++i, std::int64_t{a.target});
    m_attempt.bindText(++i, idOf(kPurposeIds, a.purpose));
    m_attempt.bindText(++i, outcomeIds()[std::min(static_cast<std::size_t>(a.outcome), kOutcomeCount - 1)]);
    m_attempt.bindText(++i, idOf(kPhaseIds, a.phase));
    m_attempt.bind(++i, wall(a.startedWall));
    m_attempt.bind(++i, std::clamp<std::int64_t>(a.started.ns, 0, codec::kLatestNs));
    address(++i, a.remote.address);
    m_attempt.bind(++i, std::int64_t{a.remote.port.value});
    address(++i, a.local.address);
    m_attempt.bind(++i, std::int64_t{a.local.port.value});
    m_attempt.bind(++i, std::clamp<std::int64_t>(a.lateNs, 0, codec::kLongestNs));
    duration(++i, a.connectNs);
    duration(++i, a.endNs);
    m_attempt.bind(++i, std::int64_t{std::max(a.errnoValue, 0)});
    m_attempt.bind(++i, std::int64_t{a.ttl.value});
    m_attempt.bind(++i, std::int64_t{a.floor.value});
    m_attempt.bind(++i, std::int64_t{a.selfConnect});
    m_attempt.bind(++i, std::int64_t{a.peerClosed});
    m_attempt.bind(++i, std::int64_t{a.helloSent});
    bindIcmp(a.icmp);
    bindTcp(schema::kTcpFirst, a.tcp, m_tcpBound);
    bindTcp(schema::kTcpEndFirst, a.tcpEnd, m_tcpEndBound);
    i = schema::kTcpEndFirst + schema::kTcpCount;
    duration(++i, a.firstByteNs);
    m_attempt.bind(++i, std::int64_t{a.receivedBytes});
    const std::size_t kept = std::min<std::size_t>(a.bannerSize, kBannerKept);
    if (kept == 0)
        m_attempt.bindNull(++i);
    else
        m_attempt.bindBlob(++i, std::span(a.banner).first(kept));
    const int code = m_attempt.run();
    if (code == SQLITE_OK)
        count(a);
    return code;
}

int Tables::insert(const Row& row)
{
    return runRow(m_rows[static_cast<std::size_t>(row.table)], row.cells);
}

bool Tables::has(AttemptId id)
{
    m_has.bind(1, clamped(id.value));
    const bool found = m_has.step() == SQLITE_ROW;
    m_has.reset();
    return found;
}

void Tables::count(const Attempt& a)
{
    ++m_attempts;
    if (a.purpose != Purpose::observe && a.purpose != Purpose::burst)
        return;
    const std::int64_t at = wall(a.startedWall);
    const MinuteKey key{at - at % kMinuteNs, a.target, a.remote.address, a.outcome};
    if (!m_lastSum || !(key == m_lastKey)) {
        m_lastSum = &m_minutes[key];
        m_lastKey = key;
    }
    MinuteSum& sum = *m_lastSum;
    ++sum.attempts;
    sum.synRetransmits += a.tcp.valid ? a.tcp.totalRetrans : 0;
    if (!isConnected(a.outcome) || a.connectNs < 0)
        return;
    const std::int64_t took = std::min(a.connectNs, codec::kLongestNs);
    sum.late += isLate(a) ? 1 : 0;
    sum.minNs = sum.minNs < 0 ? took : std::min(sum.minNs, took);
    sum.maxNs = std::max(sum.maxNs, took);
    sum.sumNs = std::min<std::int64_t>(sum.sumNs, INT64_MAX / 2) + took;
}

int Tables::writeMinutes()
{
    for (const auto& [key, sum] : m_minutes) {
        int i = 0;
        m_minute.bind(++i, key.minuteNs);
        m_minute.bind(++i, std::int64_t{key.target});
        m_minute.bindText(++i, text(key.address));
        m_minute.bindText(++i, outcomeIds()[std::min(static_cast<std::size_t>(key.outcome), kOutcomeCount - 1)]);
        for (const std::int64_t value : {sum.attempts, sum.late, sum.synRetransmits})
            m_minute.bind(++i, value);
        for (const std::int64_t value : {sum.minNs, sum.maxNs})
            value < 0 ? m_minute.bindNull(++i) : m_minute.bind(++i, value);
        m_minute.bind(++i, sum.sumNs);
        if (const int code = m_minute.run(); code != SQLITE_OK)
            return code;
    }
    return SQLITE_OK;
}

int Tables::seal(WallTime ended, bool finished)
{
    if (const int code = writeMinutes(); code != SQLITE_OK)
        return code;
    m_session.bind(1, wall(ended));
    m_session.bind(2, std::int64_t{finished});
    m_session.bind(3, clamped(m_attempts));
    return m_session.run();
}

void Tables::forget()
{
    m_minutes.clear();
    m_lastSum = nullptr;
    m_attempts = m_settledAttempts;
}

void Tables::settle()
{
    m_minutes.clear();
    m_lastSum = nullptr;
    m_settledAttempts = m_attempts;
}

} // namespace knockback
