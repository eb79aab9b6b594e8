// An answer to "db.example A" (or AAAA, by the first byte's lowest bit): whatever comes off the wire for it.
#include "core/resolve/dns_message.h"
#include "core/resolve/suggest.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    DnsAnswer answer;
    answer.name = QStringLiteral("db.example");
    answer.family = size > 0 && (data[0] & 1) != 0 ? Family::ipv6 : Family::ipv4;
    readDnsAnswer({data, size}, answer);
    if (answer.records.size() > kMostRecords + 1 || answer.addresses.size() > kMostAddresses)
        std::abort();
    if ((answer.status == DnsStatus::answered) != (answer.rcode == 0 && !answer.addresses.isEmpty()))
        std::abort();
    if (answer.status == DnsStatus::malformed && !answer.records.isEmpty())
        std::abort();
    for (const IpAddress& address : answer.addresses)
        if (address.family != answer.family)
            std::abort();
    for (const DnsRecord& record : answer.records) {
        for (const QChar c : record.name + record.value)
            if (c.unicode() < 0x20 || c.unicode() > 0x7e)
                std::abort();
        // The owner of an SOA record decides what is suggested.
        if (suggestionCandidates(QStringLiteral("db.example"), {QStringLiteral("db.example")}, {}, record.name).size() >
            kMostCandidates)
            std::abort();
    }
    return 0;
}
