// Thread: GUI. What a hover says: rich text, everything from outside escaped.
#pragma once

#include "core/session/series.h"
#include "ui/timeline/outcome_strip.h"

#include <QString>

namespace knockback {

QString sampleTip(const Sample& sample, const IpAddress& address, const QString& more);
QString bucketTip(const Bucket& bucket);
QString barTip(const OutcomeStrip::Bar& bar);
// The same of one attempt without markup, for screen readers.
QString samplePlainText(const Sample& sample, const IpAddress& address);

} // namespace knockback
