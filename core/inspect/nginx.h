// Thread: any; pure: text in, values out. What nginx would do with a request, by its own configuration and its error
// log.
#pragma once

#include "core/facts/server.h"

namespace knockback {

// Reads the sayings "nginx" (`nginx -T`, or its files in that form), "nginx-test" (`nginx -t`) and the last
// "nginx-errors" (the tail of error.log). `own` are the server's addresses, first the one that is connected to.
ServerNginx nginxFacts(const QVector<ServerSaying>& sayings, const QString& host, int port,
                       const QVector<IpAddress>& own, const QString& path = QStringLiteral("/"));

inline constexpr qsizetype kMostToTry = 8;
// What a second look should try from the server itself: at most kMostToTry addresses, each "HOST:PORT" or "unix:/PATH"
// of letters that need no quoting.
QStringList upstreamsToTry(const ServerNginx& nginx);

} // namespace knockback
