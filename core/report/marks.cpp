#include "core/report/marks.h"

#include <algorithm>

namespace knockback::report {

namespace {

struct Look
{
    const char* id;
    char16_t glyph;
    const char* shape; // "f" in a class fills with the mark's colour, "s" strokes
};

constexpr std::array<Look, kMarkCount> kLooks{{
    {"connected", 0x25cf, R"(<circle class="f" r="4.2"/>)"},
    {"late", 0x25d0, R"(<circle class="s" r="4.6"/><path class="f" d="M0-4.6A4.6 4.6 0 0 0 0 4.6Z"/>)"},
    {"silent", 0x25cb, R"(<circle class="s" r="4.4"/>)"},
    {"refused", 0x25bc, R"(<path class="f" d="M-5.5-4.2H5.5L0 5.4Z"/>)"},
    {"rejected", 0x2298, R"(<circle class="s" r="4.6"/><path class="s" d="M-3-3L3 3"/>)"},
    {"timed-out", 0x2715, R"(<path class="s" d="M-4-4L4 4M4-4L-4 4"/>)"},
    {"reset", 0x25c6, R"(<path class="f" d="M0-5.6L5.6 0L0 5.6L-5.6 0Z"/>)"},
    {"closed", 0x25c7, R"(<path class="s" d="M0-5L5 0L0 5L-5 0Z"/>)"},
    {"unreachable", 0x25b2, R"(<path class="f" d="M-5.5 4.2H5.5L0-5.4Z"/>)"},
    {"unresolved", 0x25a1, R"(<path class="s" d="M-4-4H4V4H-4Z"/>)"},
    {"local", 0x25a0, R"(<path class="f" d="M-4.5-4.5H4.5V4.5H-4.5Z"/>)"},
    {"cancelled", 0x2013, R"(<path class="s" d="M-4 0H4"/>)"},
    {"other", 0x002b, R"(<path class="s" d="M-4.5 0H4.5M0-4.5V4.5"/>)"},
}};

const Look& lookOf(Mark mark)
{
    return kLooks[std::min<std::size_t>(static_cast<std::size_t>(mark), kMarkCount - 1)];
}

} // namespace

Mark markOf(Outcome outcome, bool late)
{
    switch (outcome) {
    case Outcome::connected:
        return late ? Mark::late : Mark::connected;
    case Outcome::refused:
        return Mark::refused;
    case Outcome::reset:
        return Mark::reset;
    case Outcome::timedOut:
        return Mark::timedOut;
    case Outcome::hostUnreachable:
    case Outcome::networkUnreachable:
        return Mark::unreachable;
    case Outcome::rejected:
        return Mark::rejected;
    case Outcome::blockedLocally:
    case Outcome::noLocalPort:
    case Outcome::noDescriptors:
        return Mark::local;
    case Outcome::unresolved:
        return Mark::unresolved;
    case Outcome::closedAfterConnect:
        return Mark::closed;
    case Outcome::silentAfterConnect:
        return Mark::silent;
    case Outcome::cancelled:
        return Mark::cancelled;
    case Outcome::error:
        break;
    }
    return Mark::other;
}

Mark markOf(const Attempt& attempt)
{
    return markOf(attempt.outcome, isLate(attempt));
}
bool isFailure(Mark mark)
{
    return mark != Mark::connected && mark != Mark::late && mark != Mark::cancelled;
}
QString markId(Mark mark)
{
    return QString::fromLatin1(lookOf(mark).id);
}
QChar markGlyph(Mark mark)
{
    return QChar(lookOf(mark).glyph);
}

QString markDefinitions()
{
    QString out;
    for (const Look& look : kLooks)
        out += QStringLiteral("<g id=\"mk-%1\" class=\"m-%1\">%2</g>")
                   .arg(QLatin1String(look.id), QLatin1String(look.shape));
    return out;
}

MarkCounts foldCounts(const OutcomeCounts& outcomes, std::uint32_t late)
{
    MarkCounts out{};
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        out[static_cast<std::size_t>(markOf(static_cast<Outcome>(i)))] += outcomes[i];
    auto& connected = out[static_cast<std::size_t>(Mark::connected)];
    const std::uint32_t moved = std::min(late, connected);
    connected -= moved;
    out[static_cast<std::size_t>(Mark::late)] += moved;
    return out;
}

} // namespace knockback::report
