#include "core/facts/protocol.h"

#include "core/facts/target.h"

#include <algorithm>
#include <array>

namespace knockback {

namespace {

using namespace std::string_view_literals;

// PostgreSQL, "Message Formats": SSLRequest, code 80877103. The answer is one byte, S or N; no user is named.
constexpr std::string_view kPostgres = "\x00\x00\x00\x08\x04\xd2\x16\x2f"sv;
// Redis commands: PING reads and writes nothing, and is answered (with -NOAUTH) before any log-in too.
constexpr std::string_view kRedis = "PING\r\n"sv;
// memcached, doc/protocol.txt: "version" only reads.
constexpr std::string_view kMemcached = "version\r\n"sv;
// MongoDB wire protocol: OP_QUERY isMaster, which every driver sends before it logs in and servers of all versions
// answer. Header: length 58, request 0x4b4e, response 0, opcode 2004.
constexpr std::string_view kMongo = "\x3a\x00\x00\x00\x4e\x4b\x00\x00\x00\x00\x00\x00\xd4\x07\x00\x00"
                                    "\x00\x00\x00\x00"
                                    "admin.$cmd\x00"
                                    "\x00\x00\x00\x00\xff\xff\xff\xff"
                                    "\x13\x00\x00\x00\x10isMaster\x00\x01\x00\x00\x00\x00"sv;
static_assert(kMongo.size() == 58);
// AMQP 0-9-1, 4.2.2: the protocol header; the server answers Connection.Start or its own header. Log-in comes after.
constexpr std::string_view kAmqp = "AMQP\x00\x00\x09\x01"sv;
// RFC 4511 4.5.1, RFC 4512 5.1: a search of the root entry, no attributes ("1.1"), without a bind.
constexpr std::string_view kLdap =
    "\x30\x2a\x02\x01\x01\x63\x25\x04\x00\x0a\x01\x00\x0a\x01\x00\x02\x01\x01\x02\x01\x05"
    "\x01\x01\x00\x87\x0b"
    "objectClass"
    "\x30\x05\x04\x03"
    "1.1"sv;
static_assert(kLdap.size() == 44);
// MS-RDPBCGR 2.2.1.1: X.224 connection request with a negotiation request (TLS, CredSSP); no user, no cookie.
constexpr std::string_view kRdp = "\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"sv;
// MS-TDS 2.2.6.5: PRELOGIN with version and encryption; what comes before any log-in.
constexpr std::string_view kMssql = "\x12\x01\x00\x1a\x00\x00\x00\x00\x00\x00\x0b\x00\x06\x01\x00\x11\x00\x01\xff"
                                    "\x00\x00\x00\x00\x00\x00\x02"sv;
static_assert(kMssql.size() == 26);
// Kafka protocol: ApiVersions version 0, which clients ask before they log in; correlation id 0x4b4e.
constexpr std::string_view kKafka = "\x00\x00\x00\x0a\x00\x12\x00\x00\x00\x00\x4b\x4e\xff\xff"sv;
static_assert(kKafka.size() == 14);

// Who speaks first says so in its own document: RFC 4253 4.2, 5321 3.1, 959 5.4, 1939 3, 3501 3.1; MySQL's initial
// handshake, RFC 6143 7.1.1, rsync's "@RSYNCD:". MySQL and SSH count who leaves without a word (max_connect_errors,
// PerSourcePenalties); that is true of every bare connection, so nothing can be said to avoid it without a log-in.
constexpr std::array<ProtocolInfo, kProtocolCount> kInfos{{
    {Protocol::none, "none", "", false, {}},
    {Protocol::http, "http", "HTTP", false, {}}, // RFC 9110 9.2.1, 9.3.2: HEAD is safe; core/probe/hello.cpp writes it
    {Protocol::tls, "tls", "TLS", false, {}},    // RFC 8446 4.1.2: a ClientHello; the handshake is not gone on with
    {Protocol::ssh, "ssh", "SSH", true, {}},
    {Protocol::smtp, "smtp", "SMTP", true, {}},
    {Protocol::ftp, "ftp", "FTP", true, {}},
    {Protocol::pop3, "pop3", "POP3", true, {}},
    {Protocol::imap, "imap", "IMAP", true, {}},
    {Protocol::postgresql, "postgresql", "PostgreSQL", false, kPostgres},
    {Protocol::mysql, "mysql", "MySQL", true, {}},
    {Protocol::redis, "redis", "Redis", false, kRedis},
    {Protocol::memcached, "memcached", "memcached", false, kMemcached},
    {Protocol::mongodb, "mongodb", "MongoDB", false, kMongo},
    {Protocol::amqp, "amqp", "AMQP", false, kAmqp},
    {Protocol::ldap, "ldap", "LDAP", false, kLdap},
    {Protocol::rdp, "rdp", "RDP", false, kRdp},
    {Protocol::mssql, "mssql", "SQL Server", false, kMssql},
    {Protocol::kafka, "kafka", "Kafka", false, kKafka},
    {Protocol::vnc, "vnc", "VNC", true, {}},
    {Protocol::rsync, "rsync", "rsync", true, {}},
    {Protocol::banner, "banner", "", true, {}},
}};

struct PortRow
{
    std::uint16_t port;
    Protocol protocol;
};
// By port, ascending: what people run there, whatever a list calls it. Mail and LDAP under TLS, brokers under TLS,
// Kubernetes, Docker and WinRM: those of TLS.
constexpr std::array kPorts{
    PortRow{13, Protocol::banner},       PortRow{17, Protocol::banner},       PortRow{19, Protocol::banner},
    PortRow{21, Protocol::ftp},          PortRow{22, Protocol::ssh},          PortRow{23, Protocol::banner},
    PortRow{24, Protocol::banner},       PortRow{25, Protocol::smtp},         PortRow{37, Protocol::banner},
    PortRow{80, Protocol::http},         PortRow{110, Protocol::pop3},        PortRow{119, Protocol::banner},
    PortRow{143, Protocol::imap},        PortRow{389, Protocol::ldap},        PortRow{443, Protocol::tls},
    PortRow{465, Protocol::tls},         PortRow{563, Protocol::tls},         PortRow{587, Protocol::smtp},
    PortRow{591, Protocol::http},        PortRow{636, Protocol::tls},         PortRow{853, Protocol::tls},
    PortRow{873, Protocol::rsync},       PortRow{990, Protocol::tls},         PortRow{992, Protocol::tls},
    PortRow{993, Protocol::tls},         PortRow{995, Protocol::tls},         PortRow{1433, Protocol::mssql},
    PortRow{2222, Protocol::ssh},        PortRow{2376, Protocol::tls},        PortRow{3000, Protocol::http},
    PortRow{3306, Protocol::mysql},      PortRow{3389, Protocol::rdp},        PortRow{3690, Protocol::banner},
    PortRow{4190, Protocol::banner},     PortRow{5000, Protocol::http},       PortRow{5061, Protocol::tls},
    PortRow{5432, Protocol::postgresql}, PortRow{5671, Protocol::tls},        PortRow{5672, Protocol::amqp},
    PortRow{5900, Protocol::vnc},        PortRow{5986, Protocol::tls},        PortRow{6379, Protocol::redis},
    PortRow{6380, Protocol::tls},        PortRow{6432, Protocol::postgresql}, PortRow{6443, Protocol::tls},
    PortRow{6600, Protocol::banner},     PortRow{6697, Protocol::tls},        PortRow{8000, Protocol::http},
    PortRow{8008, Protocol::http},       PortRow{8080, Protocol::http},       PortRow{8081, Protocol::http},
    PortRow{8088, Protocol::http},       PortRow{8443, Protocol::tls},        PortRow{8883, Protocol::tls},
    PortRow{8888, Protocol::http},       PortRow{9090, Protocol::http},       PortRow{9092, Protocol::kafka},
    PortRow{9200, Protocol::http},       PortRow{9443, Protocol::tls},        PortRow{10250, Protocol::tls},
    PortRow{11211, Protocol::memcached}, PortRow{27017, Protocol::mongodb}};
static_assert(std::is_sorted(kPorts.begin(), kPorts.end(),
                             [](const PortRow& a, const PortRow& b) { return a.port < b.port; }));

struct ServiceRow
{
    const char* name;
    Protocol protocol;
};
// By name, for services on ports that are not above: those of services(5) and of the bundled list.
constexpr std::array kServices{
    ServiceRow{"http", Protocol::http},       ServiceRow{"www", Protocol::http},
    ServiceRow{"http-alt", Protocol::http},   ServiceRow{"webcache", Protocol::http},
    ServiceRow{"tproxy", Protocol::http},     ServiceRow{"ipp", Protocol::http},
    ServiceRow{"couchdb", Protocol::http},    ServiceRow{"elasticsearch", Protocol::http},
    ServiceRow{"kibana", Protocol::http},     ServiceRow{"grafana", Protocol::http},
    ServiceRow{"influxdb", Protocol::http},   ServiceRow{"prometheus", Protocol::http},
    ServiceRow{"consul", Protocol::http},     ServiceRow{"vault", Protocol::http},
    ServiceRow{"squid", Protocol::http},      ServiceRow{"jenkins", Protocol::http},
    ServiceRow{"node-dev", Protocol::http},   ServiceRow{"https", Protocol::tls},
    ServiceRow{"https-alt", Protocol::tls},   ServiceRow{"imaps", Protocol::tls},
    ServiceRow{"pop3s", Protocol::tls},       ServiceRow{"submissions", Protocol::tls},
    ServiceRow{"ldaps", Protocol::tls},       ServiceRow{"ftps", Protocol::tls},
    ServiceRow{"ssh", Protocol::ssh},         ServiceRow{"ftp", Protocol::ftp},
    ServiceRow{"smtp", Protocol::smtp},       ServiceRow{"submission", Protocol::smtp},
    ServiceRow{"pop3", Protocol::pop3},       ServiceRow{"imap", Protocol::imap},
    ServiceRow{"imap2", Protocol::imap},      ServiceRow{"mysql", Protocol::mysql},
    ServiceRow{"mariadb", Protocol::mysql},   ServiceRow{"postgresql", Protocol::postgresql},
    ServiceRow{"redis", Protocol::redis},     ServiceRow{"memcached", Protocol::memcached},
    ServiceRow{"mongodb", Protocol::mongodb}, ServiceRow{"amqp", Protocol::amqp},
    ServiceRow{"ldap", Protocol::ldap},       ServiceRow{"vnc", Protocol::vnc},
    ServiceRow{"rfb", Protocol::vnc},         ServiceRow{"rsync", Protocol::rsync},
    ServiceRow{"telnet", Protocol::banner},   ServiceRow{"nntp", Protocol::banner},
    ServiceRow{"sieve", Protocol::banner},    ServiceRow{"svn", Protocol::banner},
    ServiceRow{"mpd", Protocol::banner},      ServiceRow{"daytime", Protocol::banner},
    ServiceRow{"chargen", Protocol::banner},  ServiceRow{"time", Protocol::banner},
    ServiceRow{"qotd", Protocol::banner},     ServiceRow{"lmtp", Protocol::banner},
};

} // namespace

const ProtocolInfo& protocolInfo(Protocol protocol)
{
    const auto index = static_cast<std::size_t>(protocol);
    return kInfos[index < kInfos.size() ? index : 0];
}

std::optional<Protocol> protocolFromName(const QString& name)
{
    if (name == QLatin1String("https"))
        return Protocol::tls;
    for (const ProtocolInfo& info : kInfos)
        if (name == QLatin1String(info.name))
            return info.id;
    return std::nullopt;
}

Protocol usualProtocol(const QString& service, Port port)
{
    const auto row = std::lower_bound(kPorts.begin(), kPorts.end(), port.value,
                                      [](const PortRow& r, std::uint16_t value) { return r.port < value; });
    if (row != kPorts.end() && row->port == port.value)
        return row->protocol;
    const QString name = service.toLower();
    for (const ServiceRow& known : kServices)
        if (name == QLatin1String(known.name))
            return known.protocol;
    return Protocol::none;
}

Protocol insideTls(Port port)
{
    switch (port.value) {
    case 443:
    case 2376:
    case 5986:
    case 6443:
    case 8443:
    case 9443:
    case 10250:
        return Protocol::http;
    case 465:
        return Protocol::smtp;
    case 636:
        return Protocol::ldap;
    case 990:
        return Protocol::ftp;
    case 993:
        return Protocol::imap;
    case 995:
        return Protocol::pop3;
    case 5671:
        return Protocol::amqp;
    case 6380:
        return Protocol::redis;
    default:
        return Protocol::none;
    }
}

static_assert(static_cast<int>(Hello::http) == static_cast<int>(Protocol::http) + 1 &&
              static_cast<int>(Hello::banner) == static_cast<int>(Protocol::banner) + 1 &&
              kHelloCount == kProtocolCount + 1);

Hello helloOf(Protocol protocol)
{
    const auto index = static_cast<std::size_t>(protocol);
    return index == 0 || index >= kProtocolCount ? Hello::none : static_cast<Hello>(index + 1);
}

QString helloId(Hello hello)
{
    const auto index = static_cast<std::size_t>(hello);
    if (index >= kHelloCount)
        return {};
    return index == 0   ? QStringLiteral("none")
           : index == 1 ? QStringLiteral("auto")
                        : QLatin1String(kInfos[index - 1].name);
}

std::optional<Hello> helloFromId(const QString& id)
{
    if (id == QLatin1String("auto") || id == QLatin1String("automatic"))
        return Hello::automatic;
    const auto protocol = protocolFromName(id);
    return protocol ? std::optional(helloOf(*protocol)) : std::nullopt;
}

Protocol spokenTo(const TargetSpec& target)
{
    const Hello hello = target.options.hello;
    if (hello == Hello::automatic)
        return usualProtocol(target.service, target.port);
    const auto index = static_cast<std::size_t>(hello);
    return index < 2 || index >= kHelloCount ? Protocol::none : static_cast<Protocol>(index - 1);
}

} // namespace knockback
