// Any text as a pasted log. What is read must hold what DecodedLine promises: bounded, printable, a valid host, a
// command that a shell reads as it is meant.
#include "core/decode/decode.h"
#include "core/decode/places.h"
#include "core/decode/secrets.h"
#include "core/decode/table.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

void check(const DecodedLine& line)
{
    require(line.lineNumber >= 1 && line.times >= 1 && line.text.size() <= 2500);
    for (const QString& text : {line.text, line.host, line.address, line.peer, line.command, line.code})
        for (const QChar c : text)
            require(c.unicode() >= 0x20 && c.unicode() != 0x7f && c != kMasked && c.unicode() != 0x202e);
    require(line.host.isEmpty() || isHostName(line.host));
    require(line.address.isEmpty() || isAddress(line.address));
    require(!line.host.startsWith(QLatin1Char('-')));
    for (const QChar c : QStringLiteral("$`;&|<>\"\\\n"))
        require(!line.command.contains(c));
    require(line.leg != LineLeg::unknown && !line.who.isEmpty() && !line.means.isEmpty());
    require(meaningOf(QLatin1String(line.meaning.toLatin1())) != nullptr);
    for (const Phrase& note : line.notes)
        for (const QString& argument : note.args)
            require(argument.size() <= 600);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const Decoded decoded = decode(QByteArrayView(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)));
    require(decoded.lines.size() <= kMostDecodedLines && decoded.others >= 0);
    for (const DecodedLine& line : decoded.lines)
        check(line);
    return 0;
}
