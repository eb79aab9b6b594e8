#include "app/gui/language.h"

#include <QLibraryInfo>
#include <QLocale>

namespace knockback {

void installLanguage(QApplication& app, QTranslator& own, QTranslator& qt, const QString& language)
{
    app.removeTranslator(&own);
    app.removeTranslator(&qt);
    QLocale::setDefault(QLocale(language));
    // English too: its file holds only the plural forms.
    if (own.load(QStringLiteral(":/knockback/translations/knockback_%1.qm").arg(language)))
        app.installTranslator(&own);
    // Qt's own words, for its file dialogs.
    if (language != QLatin1String("en") &&
        qt.load(QStringLiteral("qtbase_") + language, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        app.installTranslator(&qt);
}

} // namespace knockback
