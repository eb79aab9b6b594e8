// One line an attempt, and a summary at the end that says what a good ping says. Thread: main.
#pragma once

#include "commands.h"
#include "core/facts/diagnosis.h"
#include "core/report/wording.h"
#include "tally.h"

namespace knockback::cli {

class WatchText
{
public:
    WatchText(const Context& context, Wording& say, const QVector<TargetSpec>& targets);

    void attempt(const Attempt& attempt);
    void summary(std::uint32_t target, const Tally& tally, const Diagnosis& diagnosis, std::chrono::nanoseconds span);

private:
    const Context& m_context;
    Wording& m_say;
    QStringList m_titles;    // "db.example:5432", one a target
    int m_titleWidth = 0;    // 0 with a single target: its name is in no line
    int m_endpointWidth = 0; // grows with what is seen
};

} // namespace knockback::cli
