// The mark of a check's state in its colour: shape, colour and (beside it) a word. Thread: GUI.
#pragma once

#include <QIcon>
#include <QPalette>
#include <QString>

namespace knockback {

// name: "check-pass", … (words_ui.h); any other icon comes in the colour of text.
QIcon checkIcon(const QString& name, const QPalette& palette);

} // namespace knockback
