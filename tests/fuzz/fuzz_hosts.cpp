// The hosts file, for a name that its first line gives.
#include "core/resolve/hosts_file.h"
#include "core/resolve/resolver.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray text(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype newline = text.indexOf('\n');
    const QString host = QString::fromLatin1(text.left(newline < 0 ? 8 : newline));
    for (const HostsEntry& entry : parseHosts(text, QStringLiteral("fuzz"), host))
        if (entry.line < 1 || entry.address.isNone() || entry.name.compare(host, Qt::CaseInsensitive) != 0)
            std::abort();
    if (hostsFileNames(text).size() > 100000)
        std::abort();
    return 0;
}
