#include "core/report/csv.h"

#include <array>

namespace knockback::report {

namespace {

constexpr std::array<const char*, 22> kColumns{
    "id",         "started",    "purpose",       "outcome",         "remote_address", "remote_port", "local_address",
    "local_port", "connect_us", "first_byte_us", "end_us",          "start_delay_us", "errno",       "errno_name",
    "icmp_type",  "icmp_code",  "icmp_offender", "syn_retransmits", "rtt_us",         "segments_in", "received_bytes",
    "banner"};

QByteArray field(const QString& text)
{
    QString out = text;
    if (!out.isEmpty() && QStringLiteral("=+-@\t\r").contains(out[0]))
        out.prepend(QLatin1Char('\''));
    const bool needsQuotes = out.contains(QLatin1Char(',')) || out.contains(QLatin1Char('"')) ||
                             out.contains(QLatin1Char('\n')) || out.contains(QLatin1Char('\r'));
    if (needsQuotes)
        out = QLatin1Char('"') + out.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
    return out.toUtf8();
}

QByteArray micros(std::int64_t ns)
{
    return ns < 0 ? QByteArray() : QByteArray::number(static_cast<qlonglong>(ns / 1000));
}

const char* purposeId(Purpose purpose)
{
    switch (purpose) {
    case Purpose::observe:
        return "observe";
    case Purpose::burst:
        return "burst";
    case Purpose::control:
        return "control";
    case Purpose::path:
        return "path";
    case Purpose::distance:
        return "distance";
    case Purpose::sweep:
        break;
    }
    return "sweep";
}

} // namespace

QByteArray toCsv(const Source& source, const Wording& say)
{
    QByteArray out;
    for (const char* column : kColumns) {
        out += out.isEmpty() ? "" : ",";
        out += column;
    }
    out += "\r\n";
    for (const Attempt& a : source.session.attempts) {
        if (a.target != source.target)
            continue;
        const bool hasIcmp = a.icmp.origin == ErrorOrigin::icmp || a.icmp.origin == ErrorOrigin::icmp6;
        const auto number = [](auto value) { return QByteArray::number(static_cast<qulonglong>(value)); };
        const std::array<QByteArray, kColumns.size()> row{
            number(a.id.value),
            toIsoUtc(a.startedWall).toLatin1(),
            purposeId(a.purpose),
            outcomeId(a.outcome).toLatin1(),
            field(say.address(a.remote.address)),
            number(a.remote.port.value),
            field(say.address(a.local.address)),
            number(a.local.port.value),
            micros(a.connectNs),
            micros(a.firstByteNs),
            micros(a.endNs),
            micros(a.lateNs),
            a.errnoValue == 0 ? QByteArray() : QByteArray::number(a.errnoValue),
            a.errnoValue == 0 ? QByteArray()
                              : say.errnoWithNumber(a.errnoValue).section(QLatin1Char(' '), 0, 0).toLatin1(),
            hasIcmp ? number(a.icmp.type) : QByteArray(),
            hasIcmp ? number(a.icmp.code) : QByteArray(),
            hasIcmp ? field(say.address(a.icmp.offender)) : QByteArray(),
            a.tcp.valid ? number(a.tcp.totalRetrans) : QByteArray(),
            a.tcp.valid ? number(a.tcp.rttUs) : QByteArray(),
            a.tcp.valid ? number(a.tcp.segsIn) : QByteArray(),
            number(a.receivedBytes),
            field(say.banner(a))};
        out += row[0];
        for (std::size_t i = 1; i < row.size(); ++i)
            out += ',' + row[i];
        out += "\r\n";
    }
    return out;
}

} // namespace knockback::report
