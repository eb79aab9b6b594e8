#include "ui/window/dialogs.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace knockback {

namespace {
QString say(const char* text)
{
    return QCoreApplication::translate("knockback::Dialogs", text);
}
} // namespace

QString Dialogs::openFile(QWidget* parent, const QString& title, const QString& folder, const QString& filters)
{
    return QFileDialog::getOpenFileName(parent, title, folder, filters);
}

QString Dialogs::saveFile(QWidget* parent, const QString& title, const QString& suggested, const QString& filters,
                          const QString& defaultSuffix)
{
    QFileDialog dialog(parent, title, suggested, filters);
    dialog.setAcceptMode(QFileDialog::AcceptSave); // asks itself before an existing file is replaced
    dialog.setDefaultSuffix(defaultSuffix);
    dialog.selectFile(suggested);
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

Dialogs::Unsaved Dialogs::askUnsaved(QWidget* parent, const QString& what)
{
    QMessageBox box(parent);
    box.setIcon(QMessageBox::Question);
    box.setText(say(QT_TRANSLATE_NOOP("knockback::Dialogs", "Keep what was seen?")));
    box.setInformativeText(what);
    QPushButton* save = box.addButton(say(QT_TRANSLATE_NOOP("knockback::Dialogs", "Save…")), QMessageBox::AcceptRole);
    QPushButton* discard =
        box.addButton(say(QT_TRANSLATE_NOOP("knockback::Dialogs", "Discard it")), QMessageBox::DestructiveRole);
    box.addButton(say(QT_TRANSLATE_NOOP("knockback::Dialogs", "Stay here")), QMessageBox::RejectRole);
    box.setDefaultButton(save);
    box.exec();
    if (box.clickedButton() == save)
        return Unsaved::save;
    return box.clickedButton() == discard ? Unsaved::discard : Unsaved::cancel;
}

} // namespace knockback
