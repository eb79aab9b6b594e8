// Redaction of free text: what was learned as a name is gone from what comes out, whatever surrounds it.
#include "core/base/redactor.h"

#include <QString>
#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 4096)
        size = 4096;
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    Redactor redactor(true);
    const QString secret = QStringLiteral("203.0.113.77");
    const QString out = redactor.text(text + QLatin1Char(' ') + secret + QLatin1Char(' ') + text);
    if (out.contains(QStringLiteral(" 203.0.113.77 ")))
        std::abort();
    (void)redactor.name(text.left(300));
    (void)redactor.address(text.left(300));
    if (Redactor(false).text(text) != text)
        std::abort();
    return 0;
}
