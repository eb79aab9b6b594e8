// Thread: GUI. One attempt as labelled lines in sections: what AttemptDetail shows and copies.
#pragma once

#include "core/facts/attempt.h"
#include "core/facts/vantage.h"

#include <QString>
#include <QVector>

namespace knockback {

struct FactLine
{
    QString label;
    QString value;
    QString tip;          // what it means
    bool machine = false; // said by a machine: monospace
};

struct FactSection
{
    QString title;
    QVector<FactLine> lines;
};

QVector<FactSection> attemptFacts(const Attempt& attempt, const SynTimetable& syn);

} // namespace knockback
