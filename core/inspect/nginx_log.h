// Thread: any; pure. nginx's error logs as collect.sh prints them: when was what said about a server behind it.
#pragma once

#include "core/facts/server.h"

namespace knockback {

// A line of the error log about a server behind nginx.
struct NginxUpstreamError
{
    QString at;       // "2026/11/21 16:05:24", the server's local time
    int error = 0;    // errno; 0 = none said
    QString what;     // "connect() failed", "no live upstreams"
    QString upstream; // "127.0.0.1:3001", "unix:/run/app.sock"
    QString client;
    bool connecting = false; // "… while connecting to upstream", with an error
};
std::optional<NginxUpstreamError> nginxUpstreamError(const QString& line);

// "http://app/x" → "app"; "unix:/run/a.sock:/x" → "unix:/run/a.sock".
QString nginxPlaceOf(const QString& url, int* defaultPort);

// Lines carry local time without a zone. In front of each log stands when it was last written to ("==> PATH <== SECONDS
// SINCE 1970"), which is when its last line was: so much the zone differs from UTC. Where that is no zone there can be
// (a copied log, one that was touched), and before an hour that came twice, times are not known: `at` is 0.
QVector<ServerLogLine> nginxUpstreamLines(const QByteArray& output);

} // namespace knockback
