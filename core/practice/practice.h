// Faulty targets on loopback, to learn and to test on. Unprivileged, 127.0.0.1 and ::1 only, bounded, each ends with
// its object.
#pragma once

#include "core/base/result.h"
#include "core/facts/address.h"

#include <QString>
#include <QVector>
#include <memory>

namespace knockback {

struct PracticeFault
{
    QString id;       // "closed", "silent", "closes", "resets", "slow-accept", "flapping", "healthy", "http-502"
    QString titleKey; // words id: one line
    QString shows;    // words id: what one will see and learn
};
const QVector<PracticeFault>& practiceFaults();

class PracticeTarget
{
public:
    // Starts serving. port 0 = a free one. Thread: any; serves in a thread of its own.
    static Result<std::unique_ptr<PracticeTarget>> start(const QString& fault, Port port = {});
    virtual ~PracticeTarget() = default;   // stops within 100 ms, closes everything
    virtual Endpoint endpoint() const = 0; // 127.0.0.1:PORT
    virtual QString fault() const = 0;
};

} // namespace knockback
