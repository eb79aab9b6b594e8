// The program that ssh asks through, with somebody who types: the same dialog, the same way out of it.
// ASKPASS_TYPES: a word a question, "trust", "escape", "type:TEXT" or "wait"; counted by the lines of ASKPASS_SEEN,
// into which goes what the dialog shows: "again|fingerprint|question".
#include "app/gui/askpass.h"
#include "ui/askpass/askpass_dialog.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTimer>

using namespace knockback;

namespace {

QString textOf(const QWidget* dialog, const char* name)
{
    const auto* label = dialog->findChild<QLabel*>(QLatin1String(name));
    return label ? label->text() : QString();
}

void type(AskpassDialog* dialog)
{
    QFile seen(QString::fromLocal8Bit(qgetenv("ASKPASS_SEEN")));
    if (!seen.open(QIODevice::ReadWrite))
        return;
    const QString word = QString::fromUtf8(qgetenv("ASKPASS_TYPES").split(' ').value(seen.readAll().count('\n')));
    seen.write(QStringLiteral("%1|%2|%3\n")
                   .arg(textOf(dialog, "askpassAgain").isEmpty() ? QString() : QStringLiteral("again"),
                        textOf(dialog, "askpassFingerprint"),
                        dialog->findChild<QPlainTextEdit*>()->toPlainText().simplified())
                   .toUtf8());
    seen.close();
    if (word == QLatin1String("trust")) {
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("askpassYes")), Qt::LeftButton);
    } else if (word == QLatin1String("escape")) {
        QTest::keyClick(dialog, Qt::Key_Escape);
    } else if (word.startsWith(QLatin1String("type:"))) {
        auto* field = dialog->findChild<QLineEdit*>();
        QTest::keyClicks(field, word.mid(5));
        QTest::keyClick(field, Qt::Key_Return);
    }
}

void lookForTheDialog()
{
    for (QWidget* widget : QApplication::topLevelWidgets())
        if (auto* dialog = qobject_cast<AskpassDialog*>(widget); dialog && dialog->isVisible()) {
            type(dialog);
            return;
        }
    QTimer::singleShot(10, qApp, lookForTheDialog);
}

void begin()
{
    QTimer::singleShot(0, qApp, lookForTheDialog);
}

} // namespace

Q_COREAPP_STARTUP_FUNCTION(begin)

int main(int argc, char** argv)
{
    return runAskpass(argc, argv);
}
