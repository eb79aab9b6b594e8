// The questions that need an answer before anything can go on. Thread: GUI. Tests answer them by a class of their own.
#pragma once

#include <QString>

class QWidget;

namespace knockback {

class Dialogs
{
public:
    enum class Unsaved
    {
        save,
        discard,
        cancel
    };
    virtual ~Dialogs() = default;
    // "" = no file was chosen. `filters` as QFileDialog takes them.
    virtual QString openFile(QWidget* parent, const QString& title, const QString& folder, const QString& filters);
    virtual QString saveFile(QWidget* parent, const QString& title, const QString& suggested, const QString& filters,
                             const QString& defaultSuffix);
    virtual Unsaved askUnsaved(QWidget* parent, const QString& what);
};

} // namespace knockback
