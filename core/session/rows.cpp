#include "core/session/rows.h"

#include "core/session/codec.h"
#include "core/session/schema.h"
#include "core/session/tables.h"

#include <algorithm>
#include <limits>

namespace knockback {

double RowReader::real(double low, double high)
{
    ++m_column;
    const bool number = m_statement.isReal(m_column) || m_statement.isInteger(m_column);
    const double value = m_statement.real(m_column);
    if (number && value >= low && value <= high)
        return value;
    fail();
    return low;
}

WallTime RowReader::wall()
{
    return {integer(0, codec::kLatestNs)};
}

std::string_view RowReader::view(std::size_t most)
{
    ++m_column;
    if (!m_statement.isText(m_column)) {
        fail();
        return {};
    }
    const std::string_view out = m_statement.text(m_column);
    if (out.size() <= most)
        return out;
    fail();
    return {};
}

QString RowReader::text(std::size_t most)
{
    const std::string_view out = view(most);
    return QString::fromUtf8(out.data(), static_cast<qsizetype>(out.size()));
}

QByteArray RowReader::bytes(std::size_t most)
{
    const std::string_view out = view(most);
    return {out.data(), static_cast<qsizetype>(out.size())};
}

std::span<const std::uint8_t> RowReader::blob(std::size_t most)
{
    ++m_column;
    if (m_statement.isNull(m_column))
        return {};
    const auto out = m_statement.blob(m_column);
    if (m_statement.isBlob(m_column) && out.size() <= most)
        return out;
    fail();
    return {};
}

IpAddress AttemptReader::address(RowReader& row, Known& last)
{
    if (row.null()) {
        row.skip();
        return {};
    }
    const std::string_view text = row.view(80);
    if (text == last.text && !text.empty())
        return last.address;
    const auto address = codec::addressFrom(text);
    if (!address || address->isNone()) {
        row.fail();
        return {};
    }
    last = {std::string(text), *address};
    return *address;
}

void AttemptReader::readTcp(RowReader& row, TcpFacts& out)
{
    constexpr std::int64_t kU32 = std::numeric_limits<std::uint32_t>::max();
    if (row.null()) {
        for (int i = 0; i < schema::kTcpCount; ++i)
            row.skip();
        return;
    }
    out.valid = true;
    out.state = static_cast<std::uint8_t>(row.integer(0, 255));
    out.retransmits = static_cast<std::uint8_t>(row.integer(0, 255));
    for (std::uint32_t* value : {&out.totalRetrans, &out.rttUs, &out.rttVarUs, &out.segsIn, &out.segsOut, &out.sndMss})
        *value = static_cast<std::uint32_t>(row.integer(0, kU32));
    out.bytesReceived = static_cast<std::uint64_t>(row.integer(0, INT64_MAX));
    out.bytesAcked = static_cast<std::uint64_t>(row.integer(0, INT64_MAX));
}

void AttemptReader::read(RowReader& row, Attempt& out)
{
    constexpr std::int64_t kErrnoMost = 100'000;
    out.id.value = static_cast<std::uint64_t>(row.integer(0, INT64_MAX));
    out.target = static_cast<std::uint32_t>(row.integer(0, std::int64_t{m_targets} - 1));
    out.purpose = row.id<Purpose>(kPurposeIds);
    const std::string_view outcome = row.view(40);
    const auto& outcomes = outcomeIds();
    const auto found = std::find(outcomes.begin(), outcomes.end(), outcome);
    if (found == outcomes.end())
        row.fail();
    else
        out.outcome = static_cast<Outcome>(found - outcomes.begin());
    out.phase = row.id<Phase>(kPhaseIds);
    out.startedWall = row.wall();
    out.started.ns = row.integer(0, codec::kLatestNs);
    out.remote.address = address(row, m_remote);
    out.remote.port.value = static_cast<std::uint16_t>(row.integer(0, 65535));
    out.local.address = address(row, m_local);
    out.local.port.value = static_cast<std::uint16_t>(row.integer(0, 65535));
    out.lateNs = row.integer(0, codec::kLongestNs);
    out.connectNs = row.optionalInteger(-1, 0, codec::kLongestNs);
    out.endNs = row.optionalInteger(-1, 0, codec::kLongestNs);
    out.errnoValue = static_cast<std::int32_t>(row.integer(0, kErrnoMost));
    out.ttl.value = static_cast<std::uint8_t>(row.integer(0, 255));
    out.floor.value = static_cast<std::uint8_t>(row.integer(0, 255));
    out.selfConnect = row.integer(0, 1) != 0;
    out.peerClosed = row.integer(0, 1) != 0;
    out.helloSent = row.integer(0, 1) != 0;
    if (row.null()) {
        for (int i = 0; i < schema::kIcmpCount; ++i)
            row.skip();
    } else {
        out.icmp.origin = row.id<ErrorOrigin>(kOriginIds);
        out.icmp.type = static_cast<std::uint8_t>(row.integer(0, 255));
        out.icmp.code = static_cast<std::uint8_t>(row.integer(0, 255));
        out.icmp.errnoValue = static_cast<std::int32_t>(row.integer(0, kErrnoMost));
        out.icmp.info = static_cast<std::uint32_t>(row.integer(0, std::numeric_limits<std::uint32_t>::max()));
        out.icmp.offender = address(row, m_offender);
    }
    readTcp(row, out.tcp);
    readTcp(row, out.tcpEnd);
    out.firstByteNs = row.optionalInteger(-1, 0, codec::kLongestNs);
    out.receivedBytes = static_cast<std::uint32_t>(row.integer(0, std::numeric_limits<std::uint32_t>::max()));
    const auto banner = row.blob(kBannerKept);
    out.bannerSize = static_cast<std::uint16_t>(banner.size());
    std::copy(banner.begin(), banner.end(), out.banner.begin());
}

} // namespace knockback
