// The way to the target as stations, the failing leg marked by which side the diagnosis blames. Thread: any; pure.
#pragma once

#include "core/facts/diagnosis.h"
#include "core/facts/vantage.h"
#include "ui/panels/path_picture.h"

#include <QVector>

namespace knockback {

QVector<PathLeg> pathOf(const Diagnosis& diagnosis, const QVector<RouteFact>& routes);

// The same way with only the leg marked that one check looks at, in the state it found.
QVector<PathLeg> pathForCheck(const Diagnosis& diagnosis, const Check& check, const QVector<RouteFact>& routes);

} // namespace knockback
