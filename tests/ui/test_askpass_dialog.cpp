// The dialog of ssh's questions, driven as a person would.
#include "ui/askpass/askpass_dialog.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>

using namespace knockback;

namespace {
const QByteArray kHostKey = "The authenticity of host 'db.example (192.0.2.7)' can't be established.\n"
                            "ED25519 key fingerprint is SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8.\n"
                            "This key is not known by any other names.\n"
                            "Are you sure you want to continue connecting (yes/no/[fingerprint])? ";
const QByteArray kPassword = "admin@db.example's password: ";
} // namespace

class TestAskpassDialog : public QObject
{
    Q_OBJECT
    std::unique_ptr<AskpassDialog> m_dialog;

    void open(const QByteArray& text, const QByteArray& hint = {}, bool again = false)
    {
        m_dialog =
            std::make_unique<AskpassDialog>(readSshQuestion(text, hint), QStringLiteral("admin@db.example"), again);
        m_dialog->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_dialog.get()));
    }
    QLineEdit* field() const { return m_dialog->findChild<QLineEdit*>(QStringLiteral("askpassField")); }
    QPushButton* button(const char* name) const { return m_dialog->findChild<QPushButton*>(QLatin1String(name)); }
    QString shown() const
    {
        QStringList out{m_dialog->findChild<QPlainTextEdit*>()->toPlainText()};
        for (const QLabel* label : m_dialog->findChildren<QLabel*>())
            if (label->isVisibleTo(m_dialog.get()))
                out << label->text();
        return out.join(QLatin1Char('\n'));
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::light); }
    void cleanup() { m_dialog.reset(); }

    void aPassword()
    {
        open(kPassword);
        QVERIFY(shown().contains(QStringLiteral("logs in to admin@db.example")));
        QVERIFY(shown().contains(QStringLiteral("admin@db.example's password:")));
        QVERIFY(shown().contains(QStringLiteral("does not store it")));
        QVERIFY(!m_dialog->findChild<QLabel*>(QStringLiteral("askpassAgain")));
        QVERIFY(!button("askpassYes")->isEnabled());
        QVERIFY(field()->hasFocus());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("pass w"));
        field()->insert(QStringLiteral("örd")); // as an input method does
        QCOMPARE(field()->echoMode(), QLineEdit::Password);
        QVERIFY(!field()->displayText().contains(QStringLiteral("pass")));
        QVERIFY(!shown().contains(QStringLiteral("pass w")));
        auto* show = m_dialog->findChild<QCheckBox*>(QStringLiteral("askpassShow"));
        QTest::keyClick(show, Qt::Key_Space);
        QCOMPARE(field()->displayText(), QStringLiteral("pass wörd"));
        QTest::keyClick(show, Qt::Key_Space);
        QVERIFY(!field()->displayText().contains(QStringLiteral("pass")));
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(!m_dialog->isVisible());
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Accepted));
        QCOMPARE(m_dialog->takeAnswer(), QByteArray("pass wörd"));
        QVERIFY(field()->text().isEmpty() && !field()->isUndoAvailable());
        QVERIFY(m_dialog->takeAnswer().isEmpty());
    }

    void askedAgain()
    {
        open(kPassword, {}, true);
        QVERIFY2(shown().contains(QStringLiteral("once more")), qPrintable(shown()));
    }

    void escapeCancels()
    {
        open(kPassword);
        QTest::keyClicks(field(), QStringLiteral("half"));
        QTest::keyClick(field(), Qt::Key_Escape);
        QVERIFY(!m_dialog->isVisible());
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Rejected));
        open(kPassword);
        QTest::mouseClick(button("askpassCancel"), Qt::LeftButton);
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Rejected));
    }

    void aHostKey()
    {
        open(kHostKey);
        QCOMPARE(m_dialog->findChild<QLabel*>(QStringLiteral("askpassFingerprint"))->text(),
                 QStringLiteral("SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8"));
        QVERIFY(shown().contains(QStringLiteral("(ED25519)")));
        QVERIFY2(shown().contains(QStringLiteral("compare it sign by sign")), qPrintable(shown()));
        QVERIFY(!field());
        QTest::keyClick(m_dialog.get(), Qt::Key_Return); // alone it trusts nobody
        QVERIFY(!m_dialog->isVisible());
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Rejected));
        open(kHostKey);
        QTest::mouseClick(button("askpassYes"), Qt::LeftButton);
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Accepted));
        QCOMPARE(m_dialog->takeAnswer(), QByteArray("yes"));
    }

    void yesOrNo()
    {
        open("Accept updated hostkeys? (yes/no): ");
        QTest::mouseClick(button("askpassNo"), Qt::LeftButton);
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Accepted));
        QVERIFY(m_dialog->saidNo());
        QCOMPARE(m_dialog->takeAnswer(), QByteArray("no"));
        open("Allow shared connection to db.example?", "confirm");
        QTest::mouseClick(button("askpassYes"), Qt::LeftButton);
        QVERIFY(!m_dialog->saidNo());
    }

    void aNoticeHasNothingToAnswer()
    {
        open("Confirm user presence for key ED25519-SK SHA256:abc", "none");
        QVERIFY(!field() && !button("askpassYes") && !button("askpassNo"));
        QTest::mouseClick(button("askpassCancel"), Qt::LeftButton);
        QVERIFY(!m_dialog->isVisible());
    }

    void aServersOwnQuestion()
    {
        open("(admin@db.example) " + kHostKey); // a server that would like to be trusted
        QVERIFY(field() && !m_dialog->findChild<QLabel*>(QStringLiteral("askpassFingerprint")));
        QVERIFY2(shown().contains(QStringLiteral("in its own words")), qPrintable(shown()));
        QTest::keyClick(field(), Qt::Key_Return); // it may want to see no more
        QCOMPARE(m_dialog->result(), static_cast<int>(QDialog::Accepted));
        QVERIFY(m_dialog->takeAnswer().isEmpty());
    }

    void hostileQuestions()
    {
        QByteArray evil("<b>x</b> \x1b[2J\x1b]0;title\x07 \xe2\x80\xae"
                        "evil \xff\n");
        while (evil.size() < 1'000'000)
            evil += evil;
        open(evil);
        const QString text = m_dialog->findChild<QPlainTextEdit*>()->toPlainText();
        QVERIFY(text.startsWith(QStringLiteral("<b>x</b> \\x1b[2J")));
        QVERIFY2(text.size() < 80'000, qPrintable(QString::number(text.size())));
        for (const QChar c : text)
            QVERIFY(c == QLatin1Char('\n') || (c.unicode() >= 0x20 && c.unicode() != 0x202e));
        QVERIFY(m_dialog->height() < 600 && m_dialog->width() < 700);
        QVERIFY(field());
        open(QByteArray(1'000'000, 'a'));
        QVERIFY(m_dialog->height() < 600 && m_dialog->width() < 700);
        m_dialog = std::make_unique<AskpassDialog>(readSshQuestion(kPassword, {}),
                                                   QString(5000, QLatin1Char('h')) + QChar(0x202e), false);
        QVERIFY(!shown().contains(QChar(0x202e)));
        QVERIFY(m_dialog->width() < 700);
    }

    void anAnswerThatSshWouldCut()
    {
        open(kPassword);
        field()->setText(QString(600, QChar(u'ä')));
        QTest::keyClick(field(), Qt::Key_Return);
        QVERIFY(m_dialog->isVisible());
        QVERIFY2(shown().contains(QStringLiteral("1022 bytes")), qPrintable(shown()));
        QTest::keyClick(field(), Qt::Key_Backspace);
        QVERIFY(!shown().contains(QStringLiteral("1022 bytes")));
    }

    void inChinese()
    {
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral(":/knockback/translations/knockback_zh_CN.qm")));
        QCoreApplication::installTranslator(&translator);
        static const QRegularExpression han(QStringLiteral("[\\x{4e00}-\\x{9fff}]"));
        for (const QByteArray& text :
             {kHostKey, kPassword, QByteArray("Enter passphrase for key 'x': "), QByteArray("?")}) {
            open(text, {}, true);
            for (const QLabel* label : m_dialog->findChildren<QLabel*>())
                if (label->isVisibleTo(m_dialog.get()) && label->objectName() != QLatin1String("askpassFingerprint"))
                    QVERIFY2(label->text().contains(han), qPrintable(label->text()));
            for (const QPushButton* button : m_dialog->findChildren<QPushButton*>())
                QVERIFY2(button->text().contains(han), qPrintable(button->text()));
        }
        QCoreApplication::removeTranslator(&translator);
    }
};

QTEST_MAIN(TestAskpassDialog)
#include "test_askpass_dialog.moc"
