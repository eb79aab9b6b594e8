#include "core/session/schema.h"

#include <cassert>
#include <cstring>

namespace knockback::schema {

namespace {

#define KB_TCP_COLUMNS(prefix, when)                                                                                   \
    Column{prefix "state", "INTEGER",                                                                                  \
           "TCP state number (netinet/tcp.h) " when "; NULL in all " prefix "columns: not read"},                      \
        Column{prefix "retransmits", "INTEGER", "tcpi_retransmits " when ": retransmissions in a row"},                \
        Column{prefix "total_retrans", "INTEGER",                                                                      \
               "tcpi_total_retrans " when ": after connect, SYNs that were sent again"},                               \
        Column{prefix "rtt_us", "INTEGER", "tcpi_rtt " when ", microseconds"},                                         \
        Column{prefix "rttvar_us", "INTEGER", "tcpi_rttvar " when ", microseconds"},                                   \
        Column{prefix "segs_in", "INTEGER", "tcpi_segs_in " when},                                                     \
        Column{prefix "segs_out", "INTEGER", "tcpi_segs_out " when},                                                   \
        Column{prefix "snd_mss", "INTEGER", "tcpi_snd_mss " when ", bytes"},                                           \
        Column{prefix "bytes_received", "INTEGER", "tcpi_bytes_received " when}, Column                                \
    {                                                                                                                  \
        prefix "bytes_acked", "INTEGER", "tcpi_bytes_acked " when                                                      \
    }

constexpr Column kSession[] = {
    {"one", "INTEGER PRIMARY KEY CHECK(one=1)", "always 1: the table has a single row"},
    {"uuid", "TEXT NOT NULL", "tells sessions apart, whatever the file is called"},
    {"version", "TEXT NOT NULL", "of the program that wrote the file"},
    {"started_ns", "INTEGER NOT NULL", "wall time"},
    {"ended_ns", "INTEGER NOT NULL", "wall time of the last commit"},
    {"finished", "INTEGER NOT NULL", "1: closed in order; 0: still being written, or the writer died"},
    {"server", "TEXT NOT NULL", "where facts of the server were to come from: none, local, ssh, transcript"},
    {"attempts", "INTEGER NOT NULL", "how many rows the attempts table has"},
};

constexpr Column kTargets[] = {
    {"target", "INTEGER PRIMARY KEY", "index of the target, from 0"},
    {"host", "TEXT NOT NULL", "as asked for, normalised"},
    {"port", "INTEGER NOT NULL", "TCP port"},
    {"service", "TEXT NOT NULL", "IANA service name of the port, empty where there is none"},
    {"spec_json", "TEXT NOT NULL", "everything that was asked for, options included; durations in nanoseconds"},
};

constexpr Column kAttempts[] = {
    {"id", "INTEGER PRIMARY KEY", "from 1, in the order in which attempts were started"},
    {"target", "INTEGER NOT NULL", "which target (targets.target)"},
    {"purpose", "TEXT NOT NULL",
     "observe, burst (the port in question), control (another port), path (limited TTL), distance (with a floor), "
     "sweep (from a local port that failed before)"},
    {"outcome", "TEXT NOT NULL", "what came of it: connected, refused, timed-out, … (knockback-cli explain OUTCOME)"},
    {"phase", "TEXT NOT NULL", "where that was decided: socket, bind, connect, after-connect"},
    {"started_ns", "INTEGER NOT NULL", "wall time right before connect(2)"},
    {"started_mono_ns", "INTEGER NOT NULL", "the same moment on the monotonic clock of that machine and boot"},
    {"address", "TEXT", "the address tried, an IPv6 scope as %NUMBER; NULL: the name had none"},
    {"port", "INTEGER NOT NULL", "the port tried"},
    {"local_address", "TEXT", "getsockname(2); NULL: never bound"},
    {"local_port", "INTEGER NOT NULL", "0: never bound"},
    {"late_ns", "INTEGER NOT NULL", "how much later than planned it started"},
    {"connect_ns", "INTEGER", "from the start to the result of connect; NULL: there was none"},
    {"end_ns", "INTEGER", "from the start to the end of the attempt; NULL: not known"},
    {"errno", "INTEGER NOT NULL", "SO_ERROR, or errno of the call that failed at once (Linux numbers); 0: none"},
    {"ttl", "INTEGER NOT NULL", "IP_TTL or hop limit as set; 0: the system's"},
    {"floor", "INTEGER NOT NULL", "IP_MINTTL or IPV6_MINHOPCOUNT: answers with a lower TTL were ignored; 0: none"},
    {"self_connect", "INTEGER NOT NULL", "1: TCP met itself, nobody listens (RFC 9293, simultaneous open)"},
    {"peer_closed", "INTEGER NOT NULL", "1: the peer ended it before we did"},
    {"hello_sent", "INTEGER NOT NULL", "1: a protocol hello was sent"},
    {"icmp_origin", "TEXT", "socket error queue: local, icmp, icmp6, other; NULL in all icmp_ columns: it was empty"},
    {"icmp_type", "INTEGER", "ICMP type (RFC 792, RFC 4443)"},
    {"icmp_code", "INTEGER", "ICMP code"},
    {"icmp_errno", "INTEGER", "ee_errno"},
    {"icmp_info", "INTEGER", "ee_info: the MTU for fragmentation needed"},
    {"icmp_offender", "TEXT", "address of who sent the ICMP error; NULL: not told"},
    KB_TCP_COLUMNS("tcp_", "right after connect"),
    KB_TCP_COLUMNS("tcpend_", "at the end of the attempt"),
    {"first_byte_ns", "INTEGER", "from the start to the first byte received; NULL: none came"},
    {"received_bytes", "INTEGER NOT NULL", "bytes read after connecting"},
    {"banner", "BLOB", "the first bytes the server said, at most 128; NULL: none. Never trust them"},
};
static_assert(std::size(kAttempts) == kAttemptColumns);

constexpr Column kFacts[] = {
    {"seq", "INTEGER PRIMARY KEY", "in the order in which facts became known; the highest of a subject is the latest"},
    {"at_ns", "INTEGER NOT NULL", "wall time"},
    {"target", "INTEGER", "which target (targets.target); NULL: the whole session"},
    {"kind", "TEXT NOT NULL",
     "names, route, neighbour, echo, router (its name), counters, tls (a handshake), large (an answer of full "
     "packets), server (how it "
     "was asked), "
     "server-trouble (why it could not be), own-rules (what this machine's packet filter does with what it sends), "
     "vantage"},
    {"subject", "TEXT NOT NULL", "what it is about, where there may be several: an address"},
    {"json", "TEXT NOT NULL", "the fact; *_ns are nanoseconds, at_ns wall time, addresses are text"},
};

constexpr Column kSayings[] = {
    {"seq", "INTEGER PRIMARY KEY", "in the order in which they were said"},
    {"target", "INTEGER NOT NULL", "which target (targets.target) the server is asked about"},
    {"id", "TEXT NOT NULL", "what it is for: listeners, units, nft, counters, …"},
    {"command", "TEXT NOT NULL", "what was run there"},
    {"status", "INTEGER NOT NULL", "exit status; 124: it took too long, 127: there is no such program, -1: not known"},
    {"cut", "INTEGER NOT NULL", "1: not all of the output is here"},
    {"second", "REAL NOT NULL", "when it was run: seconds since the first look began, by the server's clock"},
    {"output", "BLOB NOT NULL", "what it printed, control characters left out. Never trust it"},
};

constexpr Column kVerdicts[] = {
    {"seq", "INTEGER PRIMARY KEY", "in the order in which they were reached"},
    {"at_ns", "INTEGER NOT NULL",
     "wall time; before session.started_ns: what an earlier run concluded, which this one verifies the fix of"},
    {"target", "INTEGER NOT NULL", "which target (targets.target)"},
    {"cause", "TEXT NOT NULL", "cause id (knockback-cli explain CAUSE)"},
    {"confidence", "REAL NOT NULL", "0 to 1"},
    {"pattern", "TEXT NOT NULL", "persistent, intermittent, periodic, under-load, recovered, none"},
    {"side", "TEXT NOT NULL", "client, network, server, dns, none"},
    {"located_at", "TEXT NOT NULL", "address or name of the thing at fault, empty: not known"},
    {"json", "TEXT NOT NULL", "the whole diagnosis without language: sentences are ids with arguments"},
};

constexpr Column kNotes[] = {
    {"seq", "INTEGER PRIMARY KEY", "in the order in which they were written"},
    {"at_ns", "INTEGER NOT NULL", "wall time of writing"},
    {"about_ns", "INTEGER NOT NULL", "the moment of the timeline it speaks of; 0: the whole session"},
    {"text", "TEXT NOT NULL", "what a person noted"},
};

constexpr Column kMinutes[] = {
    {"minute_ns", "INTEGER NOT NULL", "wall time of the minute's start"},
    {"target", "INTEGER NOT NULL", "which target (targets.target)"},
    {"address", "TEXT NOT NULL", "the address tried, empty: the name had none"},
    {"outcome", "TEXT NOT NULL", "as in attempts.outcome"},
    {"attempts", "INTEGER NOT NULL", "how many attempts (observe and burst) started in that minute ended so"},
    {"late", "INTEGER NOT NULL", "of those, connected after a SYN had to be sent again"},
    {"syn_retransmits", "INTEGER NOT NULL", "SYNs sent again, in all"},
    {"min_ns", "INTEGER", "shortest time to completed handshakes; NULL: there was none"},
    {"max_ns", "INTEGER", "longest time to completed handshakes"},
    {"sum_ns", "INTEGER NOT NULL", "sum of the times to completed handshakes"},
};

constexpr Table kTables[] = {
    {"session", "What this file is: one row.", kSession, "", ""},
    {"targets", "What was asked for: one row a target.", kTargets, "", ""},
    {"attempts", "Every attempt to connect, whole: one row an attempt, written within 250 ms of its end.", kAttempts,
     "", ""},
    {"facts", "What became known beside the attempts: names, routes, neighbours, echoes, TLS, counters, this machine.",
     kFacts, "", ""},
    {"sayings", "What the server said of itself: one row a command that was run there.", kSayings, "", "", true},
    {"verdicts", "What was concluded, over time.", kVerdicts, "", ""},
    {"notes", "What a person wrote down.", kNotes, "", ""},
    {"minutes", "Totals of the attempts by minute, target, address and outcome, for quick overviews.", kMinutes,
     "PRIMARY KEY(minute_ns,target,address,outcome)", " WITHOUT ROWID"},
};

} // namespace

std::span<const Table> tables()
{
    return kTables;
}

const Table& table(const char* name)
{
    for (const Table& t : kTables)
        if (std::strcmp(t.name, name) == 0)
            return t;
    assert(false);
    return kTables[0];
}

QByteArray createSql(const Table& table)
{
    QByteArray sql = QByteArray("CREATE TABLE ") + table.name + "(";
    const char* separator = "";
    for (const Column& column : table.columns) {
        sql += QByteArray(separator) + column.name + " " + column.type;
        separator = ", ";
    }
    if (*table.constraint)
        sql += QByteArray(separator) + table.constraint;
    return sql + ")" + table.options;
}

QByteArray insertSql(const Table& table)
{
    QByteArray sql = QByteArray("INSERT OR REPLACE INTO ") + table.name + " VALUES(";
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        sql += i == 0 ? "?" : ",?";
    return sql + ")";
}

QByteArray selectSql(const Table& table)
{
    QByteArray sql = "SELECT ";
    const char* separator = "";
    for (const Column& column : table.columns) {
        sql += QByteArray(separator) + column.name;
        separator = ",";
    }
    return sql + " FROM " + table.name;
}

} // namespace knockback::schema
