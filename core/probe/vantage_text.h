// Thread: any; pure. The texts of /proc and /etc that the vantage is read from.
#pragma once

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <optional>
#include <utility>

namespace knockback {

// One whole number and white space. nullopt for anything else.
std::optional<int> parseSysctlNumber(const QByteArray& text);
// "32768\t60999": both inclusive, 1–65535, in order.
std::optional<std::pair<int, int>> parsePortRange(const QByteArray& text);
// How many ports from low to high the list of ip_local_reserved_ports takes ("8080,9148-9150"); parts that are no ports
// or ranges of ports are passed over.
int countReservedPorts(const QByteArray& text, int low, int high);
// One counter of /proc/net/netstat: pairs of lines that begin with the group ("TcpExt:"), names first, then values.
std::optional<std::int64_t> parseNetstatCounter(const QByteArray& text, const char* group, const char* name);
// PRETTY_NAME of os-release(5), unquoted, "" where there is none.
QString parsePrettyName(const QByteArray& osRelease);
// The server of a proxy variable, "host:port" without scheme, user, password and path; "" where there is none.
QString parseProxy(const QString& value);
// "6.18.44-fc": 6 and 18.
std::optional<std::pair<int, int>> parseKernelVersion(const QString& release);

} // namespace knockback
