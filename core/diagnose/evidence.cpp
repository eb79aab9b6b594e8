#include "core/diagnose/evidence.h"

namespace knockback {

Phrase say(const char* id, const QStringList& args, int count)
{
    return {QLatin1String(id), args, count};
}

QString EvidenceBook::add(const char* kind, const QString& from, WallTime at, Phrase text, const QString& raw)
{
    Evidence item;
    item.id = QStringLiteral("e%1").arg(m_all.size() + 1);
    item.kind = QLatin1String(kind);
    item.from = from;
    item.at = at;
    item.text = std::move(text);
    item.raw = raw;
    m_all.append(item);
    return item.id;
}

} // namespace knockback
