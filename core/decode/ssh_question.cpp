#include "core/decode/ssh_question.h"

#include "core/base/text.h"

#include <QRegularExpression>

namespace knockback {

namespace {

constexpr qsizetype kMostRead = 16'384;

SshQuestionKind kindOf(const QString& text)
{
    const bool choice = text.endsWith(QLatin1String("(yes/no)?")) || text.endsWith(QLatin1String("(yes/no):")) ||
                        text.endsWith(QLatin1String("(yes/no/[fingerprint])?"));
    if (text.startsWith(QLatin1Char('('))) // the server's own words
        return SshQuestionKind::other;
    if (text.startsWith(QLatin1String("The authenticity of host ")) && choice)
        return SshQuestionKind::hostKey;
    if (choice)
        return SshQuestionKind::yesOrNo;
    if (text.startsWith(QLatin1String("Enter passphrase for ")) || text.startsWith(QLatin1String("Enter PIN for ")))
        return SshQuestionKind::passphrase;
    return text.endsWith(QLatin1String("'s password:")) ? SshQuestionKind::password : SshQuestionKind::other;
}

} // namespace

SshQuestion readSshQuestion(const QByteArray& text, const QByteArray& hint)
{
    SshQuestion out;
    const QString all = QString::fromUtf8(text.left(kMostRead)).trimmed();
    out.byStatus = hint == "confirm";
    // Of a text that is cut the end is not known, and with it what it asks.
    out.kind = hint == "none"             ? SshQuestionKind::notice
               : out.byStatus             ? SshQuestionKind::yesOrNo
               : text.size() <= kMostRead ? kindOf(all)
                                          : SshQuestionKind::other;
    for (const QString& line : all.split(QLatin1Char('\n'))) {
        if (out.lines.size() == SshQuestion::kMostLines - 1) {
            out.lines << QStringLiteral("…");
            break;
        }
        QString shown = line;
        shown.replace(QLatin1Char('\t'), QLatin1Char(' '));
        if (shown.endsWith(QLatin1Char('\r')))
            shown.chop(1);
        out.lines << printable(shown, SshQuestion::kLongestLine - 1);
    }
    if (out.kind != SshQuestionKind::hostKey)
        return out;
    static const QRegularExpression form(
        QStringLiteral("^([A-Z0-9-]{2,20}) key fingerprint is ((?:SHA256:|MD5:)[A-Za-z0-9+/:=]{16,100})\\.?$"));
    for (const QString& line : out.lines)
        if (const QRegularExpressionMatch match = form.match(line); match.hasMatch()) {
            out.key = match.captured(1);
            out.fingerprint = match.captured(2);
        }
    return out;
}

} // namespace knockback
