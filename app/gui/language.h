// The language of the window's own strings and of Qt's. Thread: GUI.
#pragma once

#include <QApplication>
#include <QString>
#include <QTranslator>

namespace knockback {

// Puts both into the application, in place of what they held. language: "en", "zh_CN".
void installLanguage(QApplication& app, QTranslator& own, QTranslator& qt, const QString& language);

} // namespace knockback
