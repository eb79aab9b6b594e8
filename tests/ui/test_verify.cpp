// Verifying a fix in the real window: a closed port, verified while it still is, then really opened.
#include "ui/document/document.h"
#include "ui/theme/theme.h"
#include "ui/window/centre.h"
#include "ui/window/main_window.h"
#include "ui/wizard/wizard.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <algorithm>

using namespace knockback;

namespace {
constexpr int kVerdictMs = 30'000;
} // namespace

class TestVerify : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("XDG_STATE_HOME", m_folder.filePath(QStringLiteral("state")).toUtf8());
        applyTheme(*qApp, ThemeChoice::light);
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini")));
        m_words = std::make_unique<Words>(*Words::load(QStringLiteral("en")));
        m_document = std::make_unique<Document>();
        makeWindow();
        auto closed = PracticeTarget::start(QStringLiteral("closed"));
        QVERIFY(closed.ok());
        m_target = std::move(*closed);
        m_port = m_target->endpoint().port;
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_document.reset();
    }

    void nothingToVerifyAtFirst()
    {
        QVERIFY(!m_document->canVerify());
        QVERIFY(!m_document->comparison());
        QVERIFY(m_document->verify());
        QCOMPARE(m_document->state(), Document::State::empty);
    }

    void stillClosed()
    {
        m_window->startWith(QStringLiteral("127.0.0.1"), QString::number(m_port.value));
        QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::finished, kVerdictMs);
        QCOMPARE(m_document->diagnosis()->verdict.cause, QStringLiteral("service-not-listening"));
        QVERIFY(!find<QWidget>("comparison"));
        showFix();
        const std::uint32_t run = m_document->run();
        verify();
        QCOMPARE(m_document->run(), run + 1);
        QCOMPARE(m_document->target().port, m_port);
        QCOMPARE(m_document->comparison()->change, Change::same);
        QTRY_COMPARE(sentence(), QStringLiteral("Still refused: nothing changed."));
        QTRY_VERIFY(find<QPushButton>("verify")); // its fix is still there, and may be verified again
    }

    // Without a look at the server, to start the service is one of the fixes; verifying goes through the same door.
    void undoneAndThroughTheSameDoor()
    {
        TargetSpec target = m_document->target();
        target.options.serverDoor = QStringLiteral("none");
        QVERIFY(m_document->start(target, Mode::diagnose));
        QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::finished, kVerdictMs);
        const auto undone = [this] {
            const auto labels = find<QWidget>("fixPanel")->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
                return label->text() == QLatin1String("To undo: sudo systemctl disable --now NAME");
            });
        };
        QTRY_VERIFY(undone());
        verify();
        QCOMPARE(m_document->target().options.serverDoor, QStringLiteral("none"));
        QCOMPARE(m_document->comparison()->change, Change::same);
    }

    void theWizardVerifiesToo()
    {
        m_window->showWizard();
        auto* wizard = m_window->findChild<Wizard*>();
        wizard->setPage(wizard->pageCount() - 2);
        auto* button = wizard->findChild<QPushButton*>(QStringLiteral("verify"));
        QVERIFY(button);
        QVERIFY(wizard->findChild<QWidget*>(QStringLiteral("comparison")));
        // One at a time. The run may be over before anybody looks again, so each of its frames is looked at.
        bool ran = false;
        bool again = false;
        connect(m_document.get(), &Document::frame, wizard, [&] {
            ran = ran || m_document->isRunning();
            again = again || (m_document->isRunning() && m_document->canVerify());
        });
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(ran);
        QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::finished, kVerdictMs);
        QVERIFY(!again);
        QTRY_VERIFY(wizard->findChild<QPushButton*>(QStringLiteral("verify")));
        m_document->disconnect(wizard);
        wizard->close();
    }

    void openedItWorks()
    {
        m_target.reset();
        auto opened = PracticeTarget::start(QStringLiteral("healthy"), m_port);
        QVERIFY(opened.ok());
        m_target = std::move(*opened);
        verify();
        const auto comparison = m_document->comparison();
        QVERIFY2(comparison->change == Change::works, qPrintable(m_words->render(comparison->sentences.first())));
        QVERIFY(comparison->after.attempts >= 2 && comparison->after.failed == 0);
        QTRY_COMPARE(sentence(),
                     QStringLiteral("It works now: %1 of %1 attempts connected; before, %2 of %2 were refused.")
                         .arg(comparison->after.attempts)
                         .arg(comparison->before.attempts));
        // Verified once more, it is still the fault that it is compared with.
        verify();
        QCOMPARE(m_document->comparison()->change, Change::works);
        QCOMPARE(m_document->before()->verdict.cause, QStringLiteral("service-not-listening"));
    }

    void theSessionKeepsBoth()
    {
        const QString path = m_folder.filePath(QStringLiteral("verified.knock"));
        QVERIFY(m_document->saveAs(path));
        const QString said = sentence();
        m_document->open(path);
        QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::opened, kVerdictMs);
        QVERIFY(m_document->before());
        QCOMPARE(m_document->comparison()->change, Change::works);
        showFix();
        QTRY_COMPARE(sentence(), said);
    }

    void aNewDiagnosisComparesNothing()
    {
        m_window->startRun(Mode::diagnose);
        QVERIFY(!m_document->before());
        QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::finished, kVerdictMs);
        QVERIFY(!m_document->comparison());
    }

    void inChinese()
    {
        QTranslator translator;
        QVERIFY(translator.load(QStringLiteral(":/knockback/translations/knockback_zh_CN.qm")));
        QCoreApplication::installTranslator(&translator);
        *m_words = *Words::load(QStringLiteral("zh_CN"));
        makeWindow();
        showFix();
        QTRY_VERIFY(find<QPushButton>("verify"));
        QVERIFY(find<QPushButton>("verify")->text() != QLatin1String("Verify"));
        m_target.reset(); // and it breaks again
        verify();
        QCOMPARE(m_document->comparison()->change, Change::broke);
        QTRY_VERIFY2(sentence().startsWith(QStringLiteral("之前正常，现在不正常")), qPrintable(sentence()));
        QCoreApplication::removeTranslator(&translator);
    }

private:
    void makeWindow()
    {
        m_window = std::make_unique<MainWindow>(*m_document, *m_settings, *m_words, m_dialogs);
        m_window->resize(1280, 800);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    template <typename T>
    T* find(const char* name) const
    {
        return m_window->findChild<T*>(QLatin1String(name));
    }
    void showFix() { find<QTabWidget>("tabs")->setCurrentIndex(static_cast<int>(Centre::Tab::fix)); }
    QString sentence() const
    {
        const auto* label = find<QLabel>("comparisonSentence");
        return label ? label->text() : QString();
    }
    void verify()
    {
        QTRY_VERIFY(find<QPushButton>("verify"));
        const std::uint32_t run = m_document->run();
        QTest::mouseClick(find<QPushButton>("verify"), Qt::LeftButton);
        QTRY_VERIFY(m_document->run() > run);
        QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::finished, kVerdictMs);
        QVERIFY(m_document->comparison());
    }

    QTemporaryDir m_folder;
    Dialogs m_dialogs;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Words> m_words;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<PracticeTarget> m_target;
    Port m_port;
};

QTEST_MAIN(TestVerify)
#include "test_verify.moc"
