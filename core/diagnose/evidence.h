// The list of what was seen, each item once and with an id ("e1", "e2", …) that verdicts and checks point to.
// Thread: one at a time.
#pragma once

#include "core/facts/diagnosis.h"

namespace knockback {

// A Phrase from an id of resources/words/*/diagnose.json.
Phrase say(const char* id, const QStringList& args = {}, int count = -1);

class EvidenceBook
{
public:
    QString add(const char* kind, const QString& from, WallTime at, Phrase text, const QString& raw);
    const QVector<Evidence>& all() const { return m_all; }

private:
    QVector<Evidence> m_all;
};

} // namespace knockback
