// Thread: any. What else of the hosts file is needed than the lines that name one host.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace knockback {

// All names that the file gives an address, in their order, at most 100,000.
QStringList hostsFileNames(const QByteArray& text);

} // namespace knockback
