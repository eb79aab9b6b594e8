#include "core/inspect/ssh_trouble.h"

#include "core/base/text.h"
#include "core/inspect/lines.h"

#include <cerrno>

namespace knockback {

namespace {

struct Sign
{
    const char* part; // of a line of standard error
    const char* reason;
};

// In this order: a changed key ends with "Host key verification failed", too, and a jump host's trouble comes first.
constexpr Sign kSigns[] = {
    {"REMOTE HOST IDENTIFICATION HAS CHANGED", "host-key-changed"},
    {"Host key verification failed", "host-key-unknown"},
    {"Permission denied (", "permission-denied"},
    {"Too many authentication failures", "permission-denied"},
    {"Could not resolve hostname", "no-name"},
    {"Connection refused", "refused"},
    {"No route to host", "no-route"},
    {"Network is unreachable", "no-route"},
    {"Operation timed out", "timed-out"},
    {"Connection timed out", "timed-out"},
    {"timed out during banner exchange", "timed-out"},
    {"Bad configuration option", "bad-option"},
    {"command-line line", "bad-option"},
    {"kex_exchange_identification", "died"},
    {"Connection closed by", "died"},
    {"Connection reset by", "died"},
    {"Broken pipe", "died"},
};

QString lastLine(const QByteArray& text)
{
    QString out;
    for (const QByteArray& line : linesOf(text, 2000))
        if (!line.trimmed().isEmpty())
            out = shown(line, 200);
    return out;
}

// The end of a run that says enough by itself; nullptr where it does not.
const char* reasonOf(ChildEnd::How how)
{
    switch (how) {
    case ChildEnd::How::tooLong:
        return "timed-out";
    case ChildEnd::How::tooMuch:
        return "too-much";
    case ChildEnd::How::cancelled:
        return "cancelled";
    case ChildEnd::How::unanswered:
        return "not-answered";
    case ChildEnd::How::signalled:
        return "died";
    case ChildEnd::How::notStarted:
    case ChildEnd::How::exited:
        break;
    }
    return nullptr;
}

} // namespace

ChildTrouble sshTrouble(const ChildEnd& end, bool begun)
{
    constexpr int kOfItsOwn = 255;
    if (end.how == ChildEnd::How::notStarted)
        return {end.errnoValue == ENOENT ? "no-ssh" : "failed", errnoText(end.errnoValue)};
    if (const char* reason = reasonOf(end.how))
        return {reason, lastLine(end.errors)};
    if (end.status == kOfItsOwn || end.output.isEmpty()) {
        const QList<QByteArray> lines = linesOf(end.errors, 2000);
        for (const Sign& sign : kSigns)
            for (const QByteArray& line : lines)
                if (line.contains(sign.part))
                    return {sign.reason, shown(line, 200)};
    }
    const QString said = lastLine(end.errors.isEmpty() ? end.output : end.errors);
    if (begun)
        return {"died", said};
    return {end.status == kOfItsOwn ? "failed" : "no-shell", said};
}

ChildTrouble localTrouble(const ChildEnd& end)
{
    if (end.how == ChildEnd::How::notStarted)
        return {"no-shell", errnoText(end.errnoValue)};
    const char* reason = reasonOf(end.how);
    return {reason ? reason : "failed", lastLine(end.errors)};
}

} // namespace knockback
