// Thread: any; pure: text in, values out. What nginx would do with a request, by its own configuration and its error
// log.
#pragma once

#include "core/facts/server.h"

namespace knockback {

// Reads the sayings "nginx" (`nginx -T`, or its files in that form), "nginx-test" (`nginx -t`) and "nginx-errors" (the
// tail of error.log). `own` are the server's addresses, first the one that is connected to.
ServerNginx nginxFacts(const QVector<ServerSaying>& sayings, const QString& host, int port,
                       const QVector<IpAddress>& own, const QString& path = QStringLiteral("/"));

// What a second look should try from the server itself: at most 8 addresses, each "HOST:PORT" or "unix:/PATH" of
// letters that need no quoting.
QStringList upstreamsToTry(const ServerNginx& nginx);

// A line of the error log about a server behind nginx.
struct NginxUpstreamError
{
    QString at;       // "2026/11/21 16:05:24", the server's local time
    int error = 0;    // errno; 0 = none said
    QString what;     // "connect() failed", "no live upstreams"
    QString upstream; // "127.0.0.1:3001", "unix:/run/app.sock"
    QString client;
};
std::optional<NginxUpstreamError> nginxUpstreamError(const QString& line);

} // namespace knockback
