#include "app/gui/export.h"

#include "core/report/report.h"
#include "ui/document/file_loader.h"

namespace knockback {

Status exportReport(const QString& file, const QString& to, const Words& words)
{
    for (const char* later : {".pdf", ".png"})
        if (to.endsWith(QLatin1String(later), Qt::CaseInsensitive))
            return Error{
                ErrorKind::unavailable, QStringLiteral("export"), to, 0,
                QStringLiteral(
                    "This version cannot write PDF or PNG yet. Write an .html file and print it from a browser, or use "
                    ".md, .json or .csv.")};
    const Result<ReportFormat> format = reportFormat(to);
    if (!format)
        return format.error();
    const Result<LoadedFile> loaded = loadFile(file);
    if (!loaded)
        return loaded.error();
    ReportOptions options;
    options.now = systemClock().wall();
    return writeFile(to, renderReport(loaded->session, 0, loaded->diagnosis, words, *format, options));
}

} // namespace knockback
