// Where nothing says which host a line means: is there just one that it can be?
#include "core/decode/places.h"

#include <QString>
#include <algorithm>
#include <array>

namespace knockback {

namespace {

// Ends of file names, which look like "name:line": no top-level domain of today except .py, .rs, .sh and .pl, which are
// far more often files in a trace.
constexpr std::array<const char*, 30> kFileEndings{
    "go", "py",  "js", "mjs", "cjs", "ts", "tsx", "jsx", "java", "kt", "scala", "rb", "rs",   "php", "c",
    "cc", "cpp", "h",  "hpp", "cs",  "fs", "vb",  "pl",  "pm",   "sh", "lua",   "ex", "conf", "log", "yml"};

// Would a person say this is a host with its port, and not "main.go:12" or "12:30"?
bool isTelling(const Spot& spot)
{
    if (spot.port == 0)
        return false;
    if (isAddress(spot.host) || spot.host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return true;
    const QString last = spot.host.mid(spot.host.lastIndexOf(QLatin1Char('.')) + 1).toLower();
    if (last.size() == spot.host.size() || last.size() < 2)
        return false;
    return std::none_of(kFileEndings.begin(), kFileEndings.end(),
                        [&](const char* ending) { return last == QLatin1String(ending); });
}

// Does a sentence lead to a page to read on: "(see https://curl.se/…"?
bool isReference(QStringView before)
{
    for (const char* lead : {"see ", "see: ", "visit ", "docs: ", "help: ", "info: ", "information: ", "refer to "})
        if (before.endsWith(QLatin1String(lead), Qt::CaseInsensitive))
            return true;
    return false;
}

bool startsToken(QStringView text, qsizetype at)
{
    return at == 0 || QStringView(u" '\"`(<[=,>|\u201c").contains(text[at - 1]);
}

bool endsToken(QStringView text, qsizetype at)
{
    return at >= text.size() || QStringView(u" '\"`)>],;:.|\u201d\uff0c\u3002").contains(text[at]) ||
           text[at].unicode() > 0x2e7f;
}

} // namespace

Spot urlIn(QStringView text)
{
    constexpr int kMostUrls = 32;
    Spot only;
    qsizetype marker = text.indexOf(QLatin1String("://"));
    for (int tries = 0; marker >= 0 && tries < kMostUrls; ++tries) {
        qsizetype from = schemeStart(text, marker);
        Spot spot;
        if (!isReference(text.left(from)) && takeUrl(text, from, spot) && spot.port != 0) {
            if (!only.isEmpty() && (only.host != spot.host || only.port != spot.port))
                return {};
            only = spot;
        }
        marker = text.indexOf(QLatin1String("://"), marker + 3);
    }
    return only;
}

Spot onlyEndpointIn(QStringView text)
{
    constexpr int kMostTokens = 512;
    Spot telling;
    Spot address;
    bool severalTelling = false;
    bool severalAddresses = false;
    int tokens = 0;
    for (qsizetype i = 0; i < text.size() && tokens < kMostTokens; ++i) {
        if (!startsToken(text, i) || (!text[i].isLetterOrNumber() && !QStringView(u"[:/").contains(text[i])))
            continue;
        ++tokens;
        qsizetype end = i;
        Spot spot;
        if (!takeEndpoint(text, end, spot) || !endsToken(text, end))
            continue;
        if (isTelling(spot)) {
            severalTelling =
                severalTelling || (!telling.isEmpty() && (telling.host != spot.host || telling.port != spot.port));
            telling = spot;
        } else if (spot.port == 0 && isAddress(spot.host)) {
            severalAddresses = severalAddresses || (!address.isEmpty() && address.host != spot.host);
            address = spot;
        }
        i = qMax(i, end - 1);
    }
    if (!telling.isEmpty())
        return severalTelling ? Spot{} : telling;
    return severalAddresses ? Spot{} : address;
}

} // namespace knockback
