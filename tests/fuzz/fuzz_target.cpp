// Host and port as a person might paste them, separated by the first newline. What is accepted must hold what
// TargetSpec promises.
#include "core/target/target.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const qsizetype newline = bytes.indexOf('\n');
    const QString host = QString::fromUtf8(newline < 0 ? bytes : bytes.left(newline));
    const QString port = newline < 0 ? QStringLiteral("80") : QString::fromUtf8(bytes.mid(newline + 1));
    const auto target = parseTarget(host, port);
    if (!target) {
        if (target.error().detail.isEmpty() || target.error().detail.size() > 1000)
            std::abort();
        for (const QChar c : target.error().detail)
            if (c.unicode() < 0x20)
                std::abort();
        return 0;
    }
    if (target->port.value == 0 || target->host.isEmpty() || target->asciiHost.isEmpty() ||
        target->asciiHost.size() > 254 || target->asciiHost.startsWith(QLatin1Char('-')))
        std::abort();
    for (const QChar c : target->asciiHost)
        if (c.unicode() <= 0x20 || c.unicode() >= 0x7f)
            std::abort();
    if ((target->kind == HostKind::name) != target->literal.isNone())
        std::abort();
    return 0;
}
