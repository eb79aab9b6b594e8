// Thread: any; pure. Small pieces for reading what commands print.
#pragma once

#include "core/facts/server.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

namespace knockback {

// Lines without their ends, at most so many.
QList<QByteArray> linesOf(QByteArrayView bytes, qsizetype most = 20'000);
// Split at blanks, at most so many.
QList<QByteArray> wordsOf(QByteArrayView line, qsizetype most = 200);
// A whole number from 0 to 2^60; -1 for anything else.
std::int64_t numberIn(QByteArrayView text, int base = 10);
// The same with a fraction: "0.52"; -1 for anything else.
double realIn(const QByteArray& text);
// An address as it is typed, with a %SCOPE left out; none where it is no address.
IpAddress addressIn(QByteArrayView text);
// Untrusted bytes fit to show.
QString shown(QByteArrayView text, int most = 300);

// "nginx.service" of "/system.slice/nginx.service", "" where the control group is no unit's; the id of a container.
QString unitOfGroup(QByteArrayView group);
QString containerOfGroup(QByteArrayView group);

// The n-th saying of this id; nullptr where there is none.
const ServerSaying* sayingOf(const QVector<ServerSaying>& sayings, QLatin1String id, int n = 0);
// The last one.
const ServerSaying* lastSayingOf(const QVector<ServerSaying>& sayings, QLatin1String id);

} // namespace knockback
