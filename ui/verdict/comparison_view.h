// Verifying a fix: the button, and before and after side by side. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"

class QWidget;

namespace knockback {

// The plain sentence first, then what was and what is; while it is being verified, that it is. Null where no fix is
// verified.
QWidget* comparisonView(const Document& document, const Words& words);
// Diagnoses the same target again. Null where there is nothing to verify yet.
QWidget* verifyButton(Document& document);

} // namespace knockback
