#include "core/resolve/dns_message.h"

#include "core/base/byte_reader.h"

#include <QSet>
#include <algorithm>

namespace knockback {

namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint16_t kTypeA = 1;
constexpr std::uint16_t kTypeNs = 2;
constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kTypeSoa = 6;
constexpr std::uint16_t kTypePtr = 12;
constexpr std::uint16_t kTypeMx = 15;
constexpr std::uint16_t kTypeTxt = 16;
constexpr std::uint16_t kTypeAaaa = 28;
constexpr std::uint16_t kTypeDname = 39;
constexpr std::uint16_t kClassIn = 1;
constexpr std::size_t kLongestName = 255; // bytes on the wire, RFC 1035 section 2.3.4
constexpr int kMostChainLinks = 16;       // CNAMEs followed; resolvers stop between 8 and 17

// RFC 1035 section 5.1: what has a meaning in a written name is escaped, and so is everything a terminal might act on.
void appendLabel(QString& name, Bytes label)
{
    for (const std::uint8_t byte : label) {
        if (byte == '.' || byte == '\\')
            name += QStringLiteral("\\%1").arg(QLatin1Char(static_cast<char>(byte)));
        else if (byte > 0x20 && byte < 0x7f)
            name += QLatin1Char(static_cast<char>(byte));
        else
            name += QStringLiteral("\\%1").arg(static_cast<uint>(byte), 3, 10, QLatin1Char('0'));
    }
}

// Reads the name at `reader` in `message` and moves the reader behind it. A compression pointer (section 4.1.4) may
// only point before where the current run of labels began, so every jump goes strictly back and there are no loops.
bool readName(Bytes message, ByteReader& reader, QString& out)
{
    out.clear();
    ByteReader at = reader;
    bool jumped = false;
    std::size_t runStart = reader.position();
    std::size_t length = 1; // the root's byte
    while (true) {
        const std::uint8_t size = at.u8();
        if (at.failed())
            return false;
        if ((size & 0xc0) == 0xc0) {
            const std::size_t target = ((size & 0x3fU) << 8) | at.u8();
            if (at.failed() || target >= runStart)
                return false;
            if (!jumped)
                reader = at;
            jumped = true;
            runStart = target;
            at = ByteReader(message);
            at.skip(target);
            continue;
        }
        if ((size & 0xc0) != 0)
            return false;
        if (size == 0)
            break;
        const Bytes label = at.take(size);
        length += size + 1U;
        if (at.failed() || length > kLongestName)
            return false;
        if (!out.isEmpty())
            out += QLatin1Char('.');
        appendLabel(out, label);
    }
    if (!jumped)
        reader = at;
    return true;
}

struct Record
{
    QString name;
    std::uint16_t type = 0;
    std::uint16_t klass = 0;
    std::uint32_t ttl = 0;
    Bytes data;
    std::size_t dataAt = 0; // where data begins in the message, for names inside
};

bool readRecord(Bytes message, ByteReader& reader, Record& out)
{
    if (!readName(message, reader, out.name))
        return false;
    out.type = reader.be16();
    out.klass = reader.be16();
    out.ttl = reader.be32();
    if ((out.ttl & 0x8000'0000U) != 0)
        out.ttl = 0; // RFC 2181 section 8
    const std::uint16_t size = reader.be16();
    out.dataAt = reader.position();
    out.data = reader.take(size);
    return !reader.failed();
}

IpAddress addressOf(const Record& record)
{
    IpAddress address;
    if ((record.type == kTypeA && record.data.size() == 4) || (record.type == kTypeAaaa && record.data.size() == 16)) {
        address.family = record.type == kTypeA ? Family::ipv4 : Family::ipv6;
        std::copy(record.data.begin(), record.data.end(), address.bytes.begin());
    }
    return address;
}

// "primary.example. hostmaster.example. serial refresh retry expire minimum"
bool soaText(Bytes message, const Record& record, QString& out, std::uint32_t& minimum)
{
    ByteReader reader(message.first(record.dataAt + record.data.size()));
    reader.skip(record.dataAt);
    QString primary;
    QString mailbox;
    if (!readName(message, reader, primary) || !readName(message, reader, mailbox))
        return false;
    out = primary + QLatin1Char(' ') + mailbox;
    for (int i = 0; i < 5; ++i) {
        minimum = reader.be32();
        out += QLatin1Char(' ') + QString::number(minimum);
    }
    return !reader.failed();
}

// What a record says, in words of zone files. False where its data does not fit its type.
bool valueOf(Bytes message, const Record& record, QString& out)
{
    const auto nameAt = [&](std::size_t skip) {
        // Data that claims to end before its name does is broken, even where the bytes behind would complete it.
        if (record.data.size() < skip)
            return false;
        ByteReader reader(message.first(record.dataAt + record.data.size()));
        reader.skip(record.dataAt + skip);
        return readName(message, reader, out) && reader.left() == 0;
    };
    switch (record.type) {
    case kTypeA:
    case kTypeAaaa:
        out = addressOf(record).toString();
        return !out.isEmpty();
    case kTypeCname:
    case kTypeDname:
    case kTypeNs:
    case kTypePtr:
        return nameAt(0);
    case kTypeMx:
        return nameAt(2);
    case kTypeSoa: {
        std::uint32_t minimum = 0;
        return soaText(message, record, out, minimum);
    }
    default:
        out = QStringLiteral("\\# %1").arg(record.data.size()); // RFC 3597 section 5, without the bytes
        return true;
    }
}

bool sameName(const QString& a, const QString& b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

QString withoutDot(const QString& name)
{
    return name.endsWith(QLatin1Char('.')) ? name.chopped(1) : name;
}

// The addresses at the end of the chain from the name asked for. A loop ends it without any.
void followChain(DnsAnswer& answer, const QVector<IpAddress>& addressOfRecord)
{
    QString at = withoutDot(answer.name);
    const QString type = dnsTypeName(answer.family == Family::ipv6 ? kTypeAaaa : kTypeA);
    QSet<QString> visited;
    for (int link = 0; link <= kMostChainLinks; ++link) {
        if (visited.contains(at.toLower()))
            return;
        visited.insert(at.toLower());
        QString next;
        for (qsizetype i = 0; i < answer.records.size(); ++i) {
            const DnsRecord& record = answer.records[i];
            if (!sameName(record.name, at))
                continue;
            if (record.type == type && answer.addresses.size() < kMostAddresses &&
                !answer.addresses.contains(addressOfRecord[i]))
                answer.addresses.push_back(addressOfRecord[i]);
            else if (record.type == QLatin1String("CNAME") && next.isEmpty())
                next = record.value;
        }
        if (!answer.addresses.isEmpty() || next.isEmpty())
            return;
        at = next;
    }
}

bool readAnswerSection(Bytes message, ByteReader& reader, int count, DnsAnswer& answer)
{
    QVector<IpAddress> addressOfRecord;
    for (int i = 0; i < count; ++i) {
        Record record;
        if (!readRecord(message, reader, record))
            return false;
        if (record.klass != kClassIn || answer.records.size() >= kMostRecords)
            continue;
        QString value;
        if (!valueOf(message, record, value))
            return false;
        answer.records.push_back({dnsTypeName(record.type), record.name, value, record.ttl});
        addressOfRecord.push_back(addressOf(record));
    }
    followChain(answer, addressOfRecord);
    return true;
}

// The SOA of a negative answer, if it is there and whole; nothing depends on it.
void readNegativeSoa(Bytes message, ByteReader& reader, int count, DnsAnswer& answer)
{
    for (int i = 0; i < count; ++i) {
        Record record;
        if (!readRecord(message, reader, record))
            return;
        QString value;
        std::uint32_t minimum = 0;
        if (record.type != kTypeSoa || record.klass != kClassIn || !soaText(message, record, value, minimum))
            continue;
        answer.records.push_back({QStringLiteral("SOA"), record.name, value, std::min(record.ttl, minimum)});
        return;
    }
}

DnsStatus statusOf(const DnsAnswer& answer)
{
    switch (answer.rcode) {
    case 0:
        return answer.addresses.isEmpty() ? DnsStatus::noData : DnsStatus::answered;
    case 2:
        return DnsStatus::servFail;
    case 3:
        return DnsStatus::nxDomain;
    case 5:
        return DnsStatus::refused;
    default:
        return DnsStatus::otherRcode;
    }
}

} // namespace

QString dnsTypeName(std::uint16_t type)
{
    switch (type) {
    case kTypeA:
        return QStringLiteral("A");
    case kTypeNs:
        return QStringLiteral("NS");
    case kTypeCname:
        return QStringLiteral("CNAME");
    case kTypeSoa:
        return QStringLiteral("SOA");
    case kTypePtr:
        return QStringLiteral("PTR");
    case kTypeMx:
        return QStringLiteral("MX");
    case kTypeTxt:
        return QStringLiteral("TXT");
    case kTypeAaaa:
        return QStringLiteral("AAAA");
    case kTypeDname:
        return QStringLiteral("DNAME");
    default:
        return QStringLiteral("TYPE%1").arg(type);
    }
}

std::vector<std::uint8_t> buildDnsQuery(std::uint16_t id, const QString& name, Family family)
{
    const auto high = [](std::uint16_t v) { return static_cast<std::uint8_t>(v >> 8); };
    const auto low = [](std::uint16_t v) { return static_cast<std::uint8_t>(v & 0xff); };
    // Header: id, RD, one question.
    std::vector<std::uint8_t> out{high(id), low(id), 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0};
    for (const QString& part : withoutDot(name).split(QLatin1Char('.'))) {
        const QByteArray label = part.toLatin1();
        if (label.isEmpty() || label.size() > 63)
            return {};
        out.push_back(static_cast<std::uint8_t>(label.size()));
        out.insert(out.end(), label.begin(), label.end());
    }
    out.push_back(0);
    if (out.size() - 12 > kLongestName)
        return {};
    const std::uint16_t type = family == Family::ipv6 ? kTypeAaaa : kTypeA;
    for (const std::uint16_t value : {type, kClassIn}) {
        out.push_back(high(value));
        out.push_back(low(value));
    }
    return out;
}

DnsHeader readDnsHeader(std::span<const std::uint8_t> message, const QString& name, Family family, bool& readable)
{
    ByteReader reader(message);
    DnsHeader out;
    out.id = reader.be16();
    const std::uint16_t flags = reader.be16();
    out.questions = reader.be16();
    reader.skip(6);
    readable = !reader.failed();
    if (!readable)
        return {};
    out.isResponse = (flags & 0x8000U) != 0;
    out.truncated = (flags & 0x0200U) != 0;
    out.rcode = flags & 0x000f;
    QString asked;
    if (out.questions == 1 && readName(message, reader, asked)) {
        const std::uint16_t type = reader.be16();
        const std::uint16_t klass = reader.be16();
        out.questionMatches = !reader.failed() && sameName(asked, withoutDot(name)) && klass == kClassIn &&
                              type == (family == Family::ipv6 ? kTypeAaaa : kTypeA);
    }
    return out;
}

void readDnsAnswer(std::span<const std::uint8_t> message, DnsAnswer& answer)
{
    answer.records.clear();
    answer.addresses.clear();
    answer.status = DnsStatus::malformed;
    bool readable = false;
    const DnsHeader header = readDnsHeader(message, answer.name, answer.family, readable);
    answer.rcode = header.rcode;
    if (!readable || !header.isResponse || !header.questionMatches)
        return;
    ByteReader reader(message);
    reader.skip(6);
    const int answers = reader.be16();
    const int authorities = reader.be16();
    reader.skip(2);
    QString asked;
    (void)readName(message, reader, asked); // it read well above
    reader.skip(4);
    if (!readAnswerSection(message, reader, answers, answer)) {
        answer.records.clear();
        answer.addresses.clear();
        return;
    }
    answer.status = statusOf(answer);
    if (answer.status == DnsStatus::noData || answer.status == DnsStatus::nxDomain)
        readNegativeSoa(message, reader, authorities, answer);
}

} // namespace knockback
