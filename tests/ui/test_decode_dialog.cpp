// The dialog that reads a pasted error line, driven as a person would, in the real window.
#include "ui/decode/decode_dialog.h"
#include "ui/document/document.h"
#include "ui/theme/theme.h"
#include "ui/verdict/command_block.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

using namespace knockback;

class TestDecodeDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void aPastedLineFillsTheTarget();
    void whatIsNotRecognisedIsSaid();
    void severalLinesCanBeChosen();
    void aHostWithoutPortIsHalfATarget();
    void hostilePastesDoNoHarm();
    void inChinese();

private:
    void openDialog();
    QString shown() const
    {
        QCoreApplication::processEvents(); // labels are shown with the next layout
        QStringList out;
        for (const QLabel* label :
             m_dialog->findChild<QWidget*>(QStringLiteral("decodeFacts"))->findChildren<QLabel*>())
            if (label->isVisibleTo(m_dialog))
                out << label->text();
        return out.join(QLatin1Char('\n'));
    }
    QPlainTextEdit* box() const { return m_dialog->findChild<QPlainTextEdit*>(QStringLiteral("decodeText")); }
    QPushButton* use() const { return m_dialog->findChild<QPushButton*>(QStringLiteral("decodeUse")); }
    QString field(const char* name) const { return m_window->findChild<QLineEdit*>(QLatin1String(name))->text(); }
    void paste(const QString& text)
    {
        QApplication::clipboard()->setText(text);
        box()->selectAll();
        box()->paste();
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Words> m_words;
    Dialogs m_answers;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<MainWindow> m_window;
    DecodeDialog* m_dialog = nullptr;
};

void TestDecodeDialog::init()
{
    qputenv("XDG_STATE_HOME", m_folder.filePath(QStringLiteral("state")).toUtf8());
    applyTheme(*qApp, ThemeChoice::light);
    m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini")));
    m_words = std::make_unique<Words>(*Words::load(QStringLiteral("en")));
    openDialog();
}

void TestDecodeDialog::cleanup()
{
    m_window.reset();
    m_document.reset();
}

void TestDecodeDialog::openDialog()
{
    m_window.reset();
    m_document = std::make_unique<Document>();
    m_window = std::make_unique<MainWindow>(*m_document, *m_settings, *m_words, m_answers);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QTest::mouseClick(m_window->findChild<QPushButton*>(QStringLiteral("emptyDecode")), Qt::LeftButton);
    m_dialog = m_window->findChild<DecodeDialog*>();
    QVERIFY(m_dialog && m_dialog->isVisible());
}

void TestDecodeDialog::aPastedLineFillsTheTarget()
{
    QVERIFY(!use()->isEnabled());
    QVERIFY(!shown().isEmpty()); // an empty box teaches
    paste(QStringLiteral("dial tcp 192.0.2.7:5432: getsockopt: connection refused"));
    QVERIFY2(shown().contains(QStringLiteral("Go spoke")), qPrintable(shown()));
    QVERIFY(shown().contains(QStringLiteral("ECONNREFUSED")));
    QVERIFY(shown().contains(QStringLiteral("192.0.2.7, port 5432")));
    QVERIFY(shown().contains(QStringLiteral("getsockopt")));
    QCOMPARE(m_dialog->findChild<CommandBlock*>()->text().trimmed(),
             QStringLiteral("knockback-cli diagnose 192.0.2.7 5432"));
    QVERIFY(use()->isEnabled());
    QTest::mouseClick(use(), Qt::LeftButton);
    QCOMPARE(field("host"), QStringLiteral("192.0.2.7"));
    QCOMPARE(field("port"), QStringLiteral("5432"));
    QVERIFY(!m_dialog->isVisible());
    QVERIFY(!m_document->isRunning()); // filled in, not started
}

void TestDecodeDialog::whatIsNotRecognisedIsSaid()
{
    QTest::keyClicks(box(), QStringLiteral("it does not work"));
    QVERIFY2(shown().contains(QStringLiteral("No connection error")), qPrintable(shown()));
    QVERIFY(!use()->isEnabled());
    QVERIFY(!m_dialog->findChild<QComboBox*>()->isVisible());
    QTest::keyClick(m_dialog, Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    QCOMPARE(field("host"), QString());
}

void TestDecodeDialog::severalLinesCanBeChosen()
{
    paste(QStringLiteral("curl: (7) Failed to connect to a.example port 81 after 1 ms: Connection refused\n"
                         "ssh: connect to host b.example port 22: Connection timed out\n"));
    auto* which = m_dialog->findChild<QComboBox*>(QStringLiteral("decodeWhich"));
    QVERIFY(which->isVisible());
    QCOMPARE(which->count(), 2);
    which->setCurrentIndex(1);
    QVERIFY2(shown().contains(QStringLiteral("OpenSSH")), qPrintable(shown()));
    QTest::mouseClick(use(), Qt::LeftButton);
    QCOMPARE(field("host"), QStringLiteral("b.example"));
    QCOMPARE(field("port"), QStringLiteral("22"));
}

void TestDecodeDialog::aHostWithoutPortIsHalfATarget()
{
    paste(QStringLiteral("lookup db.example on 127.0.0.53:53: read udp 127.0.0.1:4->127.0.0.53:53: read: connection "
                         "refused"));
    QVERIFY2(shown().contains(QStringLiteral("name server refused, not the target")), qPrintable(shown()));
    QTest::mouseClick(use(), Qt::LeftButton);
    QCOMPARE(field("host"), QStringLiteral("db.example"));
    QCOMPARE(field("port"), QString());
}

void TestDecodeDialog::hostilePastesDoNoHarm()
{
    paste(QStringLiteral("<b>x</b> postgres://bob:hunter2@db.example:5433/a: connection refused \u202e\x1b[2J"));
    QVERIFY2(!shown().contains(QStringLiteral("hunter2")), qPrintable(shown()));
    QVERIFY(!m_dialog->findChild<QComboBox*>()->itemText(0).contains(QStringLiteral("hunter2")));
    QTest::mouseClick(use(), Qt::LeftButton);
    QCOMPARE(field("host"), QStringLiteral("db.example"));
    openDialog();
    paste(QString(2'000'000, QLatin1Char('a')) + QStringLiteral("\ndial tcp 10.0.0.5:80: connect: connection refused"));
    QVERIFY(box()->toPlainText().size() <= 262'144);
    QVERIFY2(shown().contains(QStringLiteral("10.0.0.5")), qPrintable(shown().left(500)));
    QVERIFY(m_dialog->width() <= 900); // a long line must not push the dialog out
}

void TestDecodeDialog::inChinese()
{
    QTranslator translator;
    QVERIFY(translator.load(QStringLiteral(":/knockback/translations/knockback_zh_CN.qm")));
    QCoreApplication::installTranslator(&translator);
    m_words = std::make_unique<Words>(*Words::load(QStringLiteral("zh_CN")));
    openDialog();
    paste(QStringLiteral("[WinError 10061] 由于目标计算机积极拒绝，无法连接。"));
    QVERIFY(shown().size() > 50);
    for (const QLabel* label : m_dialog->findChildren<QLabel*>())
        if (label->isVisibleTo(m_dialog) && !label->text().startsWith(QLatin1String("knockback-cli")))
            QVERIFY2(label->text().contains(QRegularExpression(QStringLiteral("[\\x{4e00}-\\x{9fff}]"))),
                     qPrintable(label->text()));
    for (const QPushButton* button : m_dialog->findChildren<QPushButton*>())
        QVERIFY2(button->text().contains(QRegularExpression(QStringLiteral("[\\x{4e00}-\\x{9fff}]"))),
                 qPrintable(button->text()));
    QVERIFY(!use()->isEnabled()); // the line names no host
    QCoreApplication::removeTranslator(&translator);
}

QTEST_MAIN(TestDecodeDialog)
#include "test_decode_dialog.moc"
