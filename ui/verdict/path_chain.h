// The way's continuation behind a proxy, where its server told of it. Thread: any; pure.
#pragma once

#include "core/facts/diagnosis.h"
#include "ui/panels/path_picture.h"

#include <QVector>

namespace knockback {

// Appends what is behind the proxy, and says of the last station that it is one. Without a chain nothing changes.
void addChain(QVector<PathLeg>& legs, const Diagnosis& diagnosis);

} // namespace knockback
