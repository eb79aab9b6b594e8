// Addresses to names (RFC 1035 section 3.5, RFC 3596 section 2.5): what the owner of an address calls it. Nobody checks
// such a name; it helps a person to find a router and proves nothing.
#pragma once

#include "core/facts/address.h"

#include <QString>
#include <QVector>
#include <chrono>
#include <functional>
#include <stop_token>

namespace knockback {

// Asks the hosts file and then the DNS servers of the system, all addresses side by side. `named` is called in this
// thread for each address that has a name, fit for a host name by its characters and at most 253 of them; other answers
// are dropped.
//
// servers: asked instead of those of resolv.conf; empty = the system's. Thread: a worker (blocks); returns when all are
// answered, when `limit` is over, or within 20 ms of a stop request.
void reverseNames(const QVector<IpAddress>& addresses, const QVector<Endpoint>& servers,
                  std::chrono::milliseconds limit, const std::stop_token& stop,
                  const std::function<void(const IpAddress&, const QString&)>& named);

// "core1.example.net" of "core1.example.net."; "" where it holds what no host name may (RFC 1123 section 2.1, and the
// underscore, which exists), or no dot at all.
QString hostNameFrom(const char* text);

} // namespace knockback
