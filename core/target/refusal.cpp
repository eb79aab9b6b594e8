#include "core/target/refusal.h"

#include "core/base/text.h"

namespace knockback {

Error refused(const Refusal& refusal, const QString& subject)
{
    // Not QString::arg(): a subject that holds "%1" must not be filled in again.
    QString sentence = QString::fromUtf8(refusal.text);
    const qsizetype at = sentence.indexOf(QLatin1String("%1"));
    if (at >= 0)
        sentence.replace(at, 2, printable(subject, 60));
    return {ErrorKind::badInput, QString::fromLatin1(refusal.id), subject.left(256), 0, sentence};
}

} // namespace knockback
