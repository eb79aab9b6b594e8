// Text from outside made fit to show, and durations as typed: whatever comes in, nothing a terminal or a bidi renderer
// obeys comes out, and what is accepted is in range.
#include "core/base/clock.h"
#include "core/base/text.h"

#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span<const std::uint8_t> bytes(data, size);
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    for (const QString& shown : {printable(text, 200), printable(bytes, 200)}) {
        if (shown.size() > 200 * 12 + 1)
            std::abort();
        for (const char32_t c : shown.toStdU32String())
            if (QChar::category(c) == QChar::Other_Control || QChar::category(c) == QChar::Other_Format)
                std::abort();
    }
    const auto duration = parseDuration(text);
    if (duration.ok() && (duration->count() < 0 || *duration > std::chrono::hours(366 * 24)))
        std::abort();
    if (duration.ok())
        (void)formatDuration(*duration);
    (void)fromIso(text);
    return 0;
}
