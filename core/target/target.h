// Thread: any. From what a person typed to a TargetSpec, or a sentence on what is wrong with it.
#pragma once

#include "core/base/result.h"
#include "core/facts/target.h"

#include <QString>
#include <QVector>

namespace knockback {

// host: a name, an IPv4 or IPv6 address (with or without brackets, with %scope), and, being what people paste, also
// "host:port", "[v6]:port" and "scheme://host[:port]/…" (the port may be empty then). port: a number 1–65535 or a
// service name. Refused with a sentence: empty, over 253 bytes as A-labels, labels over 63, control characters, spaces
// inside, an address that is nearly one ("1.2.3", "010.1.1.1"), a zone of an interface that does not exist, port 0 and
// beyond 65535. More refusals, each for a mistake that is often made: 0.0.0.0 and multicast as a target, fe80:: without
// a zone, a network (10.0.0.0/8), two different ports. A password in a pasted URL is dropped from `typed`.
Result<TargetSpec> parseTarget(const QString& host, const QString& port);

// Every rule on options, one place. The error's detail says the allowed range.
Status checkOptions(const ProbeOptions& options);

// The IANA service name of a TCP port and back ("postgresql" ↔ 5432): the system's services(5) first, then a bundled
// list of common ones, so that it also works where /etc/services is missing.
QString serviceName(Port port);
std::optional<Port> servicePort(const QString& name);
struct KnownService
{
    QString name;
    Port port;
};
// For completion: the common services, by port.
const QVector<KnownService>& commonServices();

// checkOptions() and what only shows beside the host: an address of a family that was not asked for.
Status checkTarget(const TargetSpec& target);

// Does this port's service answer a plain HTTP request? Speaks first on its own (SSH, SMTP, …)?
bool speaksHttp(const QString& service, Port port);
bool speaksFirst(const QString& service, Port port);

} // namespace knockback
