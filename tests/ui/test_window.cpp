// The real window, driven as a person would: type, press, read, save, open again. Every wait is for an event.
#include "ui/checklist/check_row.h"
#include "ui/checklist/checklist.h"
#include "ui/document/document.h"
#include "ui/models/attempts_model.h"
#include "ui/target/run_options.h"
#include "ui/target/target_bar.h"
#include "ui/theme/theme.h"
#include "ui/verdict/command_block.h"
#include "ui/verdict/verdict_card.h"
#include "ui/window/banner.h"
#include "ui/window/centre.h"
#include "ui/window/main_window.h"
#include "ui/window/status_line.h"
#include "ui/wizard/wizard.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QCompleter>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMouseEvent>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>

using namespace knockback;

namespace {

constexpr int kVerdictMs = 30'000;

// Answers the questions a person would.
class Answers : public Dialogs
{
public:
    QString open, save;
    Unsaved unsaved = Unsaved::cancel;
    int asked = 0;
    QString openFile(QWidget*, const QString&, const QString&, const QString&) override { return open; }
    QString saveFile(QWidget*, const QString&, const QString&, const QString&, const QString&) override { return save; }
    Unsaved askUnsaved(QWidget*, const QString&) override
    {
        ++asked;
        return unsaved;
    }
};

} // namespace

class TestWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    void theEmptyStateTeaches();
    void whatIsWrongStandsUnderItsField_data();
    void whatIsWrongStandsUnderItsField();
    void practiceTargetToVerdict();
    void typedTargetToVerdictAndSavedSession();
    void watchPausesGoesOnAndStops();
    void optionsReachTheRun();
    void portsAreCompleted();
    void theWizardTakesWhatWasTyped();
    void theWizardWalksToTheEnd();
    void reportsAreWritten();
    void badFilesAreRefusedWithASentence_data();
    void badFilesAreRefusedWithASentence();
    void closingAsksOnlyForUnsavedWork();
    void workOfAKilledProgramIsOffered();
    void keysReachEveryRegion();
    void staleRunsLeaveNothing();
    void everyControlHasAName();
    void chineseFillsTheWindow();

private:
    template <typename T>
    T* child(const char* name) const
    {
        T* found = m_window->findChild<T*>(QLatin1String(name));
        if (!found)
            qWarning("no child %s", name);
        return found;
    }
    void press(const char* name) { QTest::mouseClick(child<QWidget>(name), Qt::LeftButton); }
    QString verdict() const { return m_window->findChild<VerdictCard*>()->sentence(); }
    bool settled() const { return m_document->state() == Document::State::finished && m_document->diagnosis(); }
    void diagnoseClosedPort();

    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<Words> m_words;
    std::unique_ptr<Answers> m_answers;
    std::unique_ptr<Document> m_document;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::initTestCase()
{
    qputenv("XDG_STATE_HOME", m_folder.filePath(QStringLiteral("state")).toUtf8());
    applyTheme(*qApp, ThemeChoice::light);
}

void TestWindow::init()
{
    m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("settings.ini")));
    m_words = std::make_unique<Words>(*Words::load(QStringLiteral("en")));
    m_answers = std::make_unique<Answers>();
    m_document = std::make_unique<Document>();
    m_window = std::make_unique<MainWindow>(*m_document, *m_settings, *m_words, *m_answers);
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestWindow::cleanup()
{
    m_window.reset();
    m_document.reset();
    QFile::remove(m_folder.filePath(QStringLiteral("settings.ini")));
}

void TestWindow::diagnoseClosedPort()
{
    press("try_closed");
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kVerdictMs);
}

void TestWindow::theEmptyStateTeaches()
{
    QVERIFY(child<QWidget>("emptyState")->isVisible());
    for (const char* fault : {"closed", "silent", "closes", "resets", "slow-accept", "flapping", "healthy", "http-502"})
        QVERIFY2(child<QWidget>((QByteArray("try_") + fault).constData()), fault);
    QVERIFY(!verdict().isEmpty());
    QCOMPARE(m_window->focusWidget(), child<QWidget>("host"));
    QVERIFY(!m_window->findChild<Centre*>()); // nothing heavy before it is needed
}

void TestWindow::whatIsWrongStandsUnderItsField_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("interval");
    QTest::addColumn<QString>("field");
    QTest::newRow("nothing typed") << QString() << QString() << QStringLiteral("1 s") << QStringLiteral("host");
    QTest::newRow("no port") << QStringLiteral("127.0.0.1") << QString() << QStringLiteral("1 s")
                             << QStringLiteral("port");
    QTest::newRow("impossible port") << QStringLiteral("127.0.0.1") << QStringLiteral("70000") << QStringLiteral("1 s")
                                     << QStringLiteral("port");
    QTest::newRow("unknown service") << QStringLiteral("127.0.0.1") << QStringLiteral("nonsense")
                                     << QStringLiteral("1 s") << QStringLiteral("port");
    QTest::newRow("10 kB host") << QString(10'000, QLatin1Char('a')) << QStringLiteral("80") << QStringLiteral("1 s")
                                << QStringLiteral("host");
    QTest::newRow("a space inside") << QStringLiteral("db internal") << QStringLiteral("80") << QStringLiteral("1 s")
                                    << QStringLiteral("host");
    QTest::newRow("nearly an address") << QStringLiteral("010.1.1.1") << QStringLiteral("80") << QStringLiteral("1 s")
                                       << QStringLiteral("host");
    QTest::newRow("an interval of words")
        << QStringLiteral("127.0.0.1") << QStringLiteral("80") << QStringLiteral("soon") << QStringLiteral("interval");
    QTest::newRow("an interval too short")
        << QStringLiteral("127.0.0.1") << QStringLiteral("80") << QStringLiteral("1ms") << QStringLiteral("interval");
}

void TestWindow::whatIsWrongStandsUnderItsField()
{
    QFETCH(QString, host);
    QFETCH(QString, port);
    QFETCH(QString, interval);
    QFETCH(QString, field);
    child<QLineEdit>("host")->setText(host);
    child<QLineEdit>("port")->setText(port);
    child<QComboBox>("interval")->setCurrentText(interval);
    press("diagnose");
    auto* bar = m_window->findChild<TargetBar*>();
    const QString sentence = bar->errorText();
    QVERIFY(!sentence.isEmpty());
    QVERIFY2(sentence.endsWith(QLatin1Char('.')), qPrintable(sentence));
    QVERIFY2(child<QWidget>(field.toLatin1().constData())->property("wrong").toBool(), qPrintable(sentence));
    QCOMPARE(m_document->state(), Document::State::empty);
    QVERIFY(m_window->width() <= 1280); // a long name must not push the window out
    QTest::keyClick(child<QLineEdit>("host"), Qt::Key_X);
    QVERIFY(bar->errorText().isEmpty());
}

void TestWindow::practiceTargetToVerdict()
{
    diagnoseClosedPort();
    QCOMPARE(m_document->diagnosis()->verdict.cause, QStringLiteral("service-not-listening"));
    QCOMPARE(verdict(), m_words->render(m_document->diagnosis()->verdict.summary));
    QVERIFY(child<QPushButton>("showFix")->isVisible());
    QVERIFY(child<QTableView>("attempts")->model()->rowCount() > 0);
    QVERIFY(m_window->findChild<StatusLine*>()->text().contains(QStringLiteral("refused")));

    press("showFix");
    QCOMPARE(child<QTabWidget>("tabs")->currentIndex(), static_cast<int>(Centre::Tab::fix));
    QTRY_VERIFY(child<QWidget>("fixPanel")->findChild<CommandBlock*>()); // the page fills when it is shown
    auto* commands = child<QWidget>("fixPanel")->findChild<CommandBlock*>();
    commands->copy();
    QCOMPARE(QApplication::clipboard()->text(), commands->text());
    press("why");
    QCOMPARE(child<QTabWidget>("tabs")->currentIndex(), static_cast<int>(Centre::Tab::evidence));

    auto* row = m_window->findChild<Checklist*>()->row(CheckId::port);
    QVERIFY2(row->accessibleName().contains(QStringLiteral("fails")), qPrintable(row->accessibleName()));
    QTest::mouseClick(row, Qt::LeftButton, {}, QPoint(20, 10));
    QVERIFY(row->isOpen());
    for (int tab = 0; tab < child<QTabWidget>("tabs")->count(); ++tab) {
        child<QTabWidget>("tabs")->setCurrentIndex(tab);
        QVERIFY(child<QTabWidget>("tabs")->currentWidget()->layout()->count() > 0);
    }
}

void TestWindow::typedTargetToVerdictAndSavedSession()
{
    const auto practice = PracticeTarget::start(QStringLiteral("closed"));
    QVERIFY(practice.ok());
    const QString port = QString::number((*practice)->endpoint().port.value);
    QTest::keyClicks(child<QLineEdit>("host"), QStringLiteral("127.0.0.1"));
    QTest::keyClicks(child<QLineEdit>("port"), port);
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kVerdictMs);
    const QString sentence = verdict();
    const int attempts = m_document->attempts().rowCount();
    QVERIFY(m_document->hasUnsavedWork());

    m_answers->save = m_folder.filePath(QStringLiteral("mine.knock"));
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier);
    QVERIFY(QFileInfo(m_answers->save).size() > 0);
    QVERIFY(!m_document->hasUnsavedWork());
    QVERIFY(child<Banner>("banner")->text().contains(m_answers->save));
    QCOMPARE(m_settings->recentFiles().value(0), m_answers->save);

    m_document->close();
    QVERIFY(child<QWidget>("emptyState")->isVisible());
    m_window->openFile(m_answers->save);
    QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::opened, kVerdictMs);
    QCOMPARE(verdict(), sentence);
    QCOMPARE(m_document->attempts().rowCount(), attempts);
    QCOMPARE(child<QLineEdit>("port")->text(), port);
    QVERIFY(!m_document->timeline().empty());
}

void TestWindow::watchPausesGoesOnAndStops()
{
    const auto practice = PracticeTarget::start(QStringLiteral("healthy"));
    QVERIFY(practice.ok());
    child<QLineEdit>("host")->setText(QStringLiteral("127.0.0.1"));
    child<QLineEdit>("port")->setText(QString::number((*practice)->endpoint().port.value));
    child<QComboBox>("interval")->setCurrentText(QStringLiteral("100 ms"));
    press("watch");
    QCOMPARE(m_document->state(), Document::State::running);
    QTRY_VERIFY(m_document->attemptCount() >= 3);
    QVERIFY(!child<QLineEdit>("host")->isEnabled());
    press("watch");
    QCOMPARE(m_document->state(), Document::State::paused);
    m_window->findChild<Checklist*>()->row(CheckId::target)->setFocus();
    QTest::keyClick(m_window->focusWidget(), Qt::Key_Space);
    QCOMPARE(m_document->state(), Document::State::running);
    const auto before = m_document->attemptCount();
    QTRY_VERIFY(m_document->attemptCount() > before + 1);
    QTRY_VERIFY(m_document->diagnosis().has_value());
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(m_document->state(), Document::State::finished);
    QVERIFY(child<QLineEdit>("host")->isEnabled());
}

void TestWindow::optionsReachTheRun()
{
    const auto dialog = [this] {
        press("options");
        return m_window->findChild<RunOptionsDialog*>();
    };
    const auto edit = [](RunOptionsDialog* in, const char* name) {
        return in->findChild<QLineEdit*>(QLatin1String(name));
    };
    const auto press = [](RunOptionsDialog* in, const char* name) {
        QTest::mouseClick(in->findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    };
    RunOptionsDialog* options = dialog();
    QVERIFY(options);
    auto* hello = options->findChild<QComboBox*>(QStringLiteral("optionHello"));
    hello->setCurrentIndex(hello->findText(QStringLiteral("PostgreSQL")));
    options->findChild<QCheckBox*>(QStringLiteral("optionNowhere"))->setChecked(false);
    auto* error = options->findChild<QLabel*>(QStringLiteral("runOptionsError"));
    const std::initializer_list<std::pair<const char*, const char*>> wrong = {
        {"optionSource", "db.example"},
        {"optionSource", "224.0.0.1"},
        {"optionInterface", "nothere0"},
        {"optionDns", "resolver"},
        {"optionDns", "198.51.100.53:0"},
        {"optionDns", "198.51.100.53:99999"},
        {"optionDns", "[2001:db8::1"},
        {"optionDns", "127.0.0.1 \x1b[31m"},
        {"optionSource", "1\n2"},
        {"optionServer", "http://db.example"},
        {"optionServer", "ssh://-oProxyCommand=x"}};
    for (const auto& [field, text] : wrong) {
        edit(options, field)->setText(QString::fromLatin1(text));
        press(options, "runOptionsUse");
        QVERIFY2(options->isVisible() && error->isVisible(), text);
        QVERIFY2(!error->text().contains(QChar(0x1b)), text);
        edit(options, field)->clear();
    }
    edit(options, "optionSource")->setText(QStringLiteral("127.0.0.1"));
    edit(options, "optionServer")->setText(QStringLiteral("none"));
    edit(options, "optionDns")->setText(QStringLiteral("127.0.0.2, [::1]:5353 127.0.0.3:54"));
    press(options, "runOptionsUse");
    QVERIFY(!options->isVisible());
    auto* button = child<QToolButton>("options");
    QVERIFY(button->isChecked());
    QVERIFY2(button->toolTip().contains(QLatin1String("PostgreSQL")), qPrintable(button->toolTip()));
    const auto practice = PracticeTarget::start(QStringLiteral("closed"));
    QVERIFY(practice.ok());
    m_window->startWith(QStringLiteral("127.0.0.1"), QString::number((*practice)->endpoint().port.value));
    const ProbeOptions& used = m_document->target().options;
    QCOMPARE(used.hello, Hello::postgresql);
    QVERIFY(!used.askNowhere);
    QCOMPARE(used.source.toString(), QStringLiteral("127.0.0.1"));
    QCOMPARE(used.serverDoor, QStringLiteral("none"));
    QCOMPARE(used.dnsServers.size(), 3);
    QCOMPARE(used.dnsServers[1].toString(), QStringLiteral("[::1]:5353"));
    QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::finished, kVerdictMs);
    options = dialog();
    press(options, "runOptionsUsual");
    press(options, "runOptionsUse");
    QVERIFY(!button->isChecked());
}

// By the beginning of the number or of the name; and a click on a button beside the list presses it.
void TestWindow::portsAreCompleted()
{
    auto* port = child<QLineEdit>("port");
    const auto offered = [&](const char* typed) {
        port->clear();
        QTest::keyClicks(port, QString::fromLatin1(typed));
        QStringList out;
        const QAbstractItemModel* found = port->completer()->completionModel();
        for (int row = 0; row < found->rowCount(); ++row)
            out << found->index(row, 0).data().toString();
        return out;
    };
    QVERIFY(offered("54").contains(QStringLiteral("5432  postgresql")));
    QCOMPARE(offered("postg"), QStringList{QStringLiteral("5432  postgresql")});
    const QStringList nines = offered("9");
    QVERIFY(nines.contains(QStringLiteral("993  imaps")) && !nines.contains(QStringLiteral("119  nntp")));
    QVERIFY(offered("9q").isEmpty());

    child<QLineEdit>("host")->setText(QStringLiteral("127.0.0.1"));
    (void)offered("9");
    QWidget* list = port->completer()->popup();
    QTRY_VERIFY(list->isVisible());
    QWidget* diagnose = child<QWidget>("diagnose");
    const QPoint at = diagnose->mapToGlobal(diagnose->rect().center());
    QMouseEvent press(QEvent::MouseButtonPress, list->mapFromGlobal(at), at, Qt::LeftButton, Qt::LeftButton, {});
    QCoreApplication::sendEvent(list, &press);
    QVERIFY(!list->isVisible());
    QTRY_VERIFY(m_document->isRunning() || settled());
}

void TestWindow::theWizardTakesWhatWasTyped()
{
    m_window->findChild<QLineEdit*>(QStringLiteral("host"))->setText(QStringLiteral("db.internal"));
    m_window->findChild<QLineEdit*>(QStringLiteral("port"))->setText(QStringLiteral("postgresql"));
    m_window->showWizard();
    auto* wizard = m_window->findChild<Wizard*>();
    QCOMPARE(wizard->findChild<QLineEdit*>(QStringLiteral("wizardHost"))->text(), QStringLiteral("db.internal"));
    QCOMPARE(wizard->findChild<QLineEdit*>(QStringLiteral("wizardPort"))->text(), QStringLiteral("postgresql"));
    wizard->close();
}

void TestWindow::theWizardWalksToTheEnd()
{
    const auto practice = PracticeTarget::start(QStringLiteral("closed"));
    QVERIFY(practice.ok());
    m_window->showWizard();
    auto* wizard = m_window->findChild<Wizard*>();
    QVERIFY(QTest::qWaitForWindowExposed(wizard));
    QCOMPARE(wizard->pageCount(), 13);
    auto* next = wizard->findChild<QPushButton*>(QStringLiteral("wizardNext"));
    QTest::mouseClick(next, Qt::LeftButton); // without a target it stays and says why
    QCOMPARE(wizard->page(), 0);
    wizard->findChild<QLineEdit*>(QStringLiteral("wizardHost"))->setText(QStringLiteral("127.0.0.1"));
    wizard->findChild<QLineEdit*>(QStringLiteral("wizardPort"))
        ->setText(QString::number((*practice)->endpoint().port.value));
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(wizard->page(), 1);
    QVERIFY(m_document->isRunning() || settled());
    for (int page = 2; page < wizard->pageCount(); ++page) {
        QVERIFY(next->isEnabled());
        QTest::mouseClick(next, Qt::LeftButton);
        QCOMPARE(wizard->page(), page);
    }
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kVerdictMs);
    wizard->setPage(11);
    QTRY_VERIFY(wizard->findChild<QLabel*>(QStringLiteral("wizardVerdict")));
    QCOMPARE(wizard->findChild<QLabel*>(QStringLiteral("wizardVerdict"))->text(), verdict());
    // A step that only the server can answer shows what to run there.
    wizard->setPage(2 + static_cast<int>(CheckId::backlog));
    QVERIFY(!wizard->findChildren<CommandBlock*>().isEmpty());

    wizard->setPage(12);
    m_answers->save = m_folder.filePath(QStringLiteral("wizard.html"));
    QTest::mouseClick(wizard->findChild<QPushButton*>(QStringLiteral("wizardReport")), Qt::LeftButton);
    QVERIFY(QFileInfo(m_answers->save).size() > 1000);
    QVERIFY(wizard->findChild<QLabel*>(QStringLiteral("wizardSaid"))->text().contains(m_answers->save));
    const QPointer<Wizard> gone = wizard;
    QTest::mouseClick(next, Qt::LeftButton);
    QTRY_VERIFY(!gone);
}

void TestWindow::reportsAreWritten()
{
    diagnoseClosedPort();
    for (const char* ending : {"html", "json", "md", "csv"}) {
        m_answers->save = m_folder.filePath(QStringLiteral("report.") + QLatin1String(ending));
        QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY2(QFileInfo(m_answers->save).size() > 100, ending);
    }
    m_answers->save = QStringLiteral("/proc/nowhere/report.html");
    QTest::keyClick(m_window.get(), Qt::Key_E, Qt::ControlModifier);
    QVERIFY(child<Banner>("banner")->text().contains(QStringLiteral("not saved")));
}

void TestWindow::badFilesAreRefusedWithASentence_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("foreign") << QByteArray("GIF89a and then some");
    QTest::newRow("truncated") << QByteArray("SQLite format 3\0 half", 21);
    QTest::newRow("not there") << QByteArray("-");
}

void TestWindow::badFilesAreRefusedWithASentence()
{
    QFETCH(QByteArray, bytes);
    const QString path = m_folder.filePath(QStringLiteral("bad.knock"));
    QFile::remove(path);
    if (bytes != "-") {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }
    m_window->openFile(path);
    QTRY_VERIFY(!child<Banner>("banner")->text().isEmpty());
    QVERIFY2(child<Banner>("banner")->text().size() > 20, qPrintable(child<Banner>("banner")->text()));
    QCOMPARE(m_document->state(), Document::State::empty);
    QVERIFY(child<QWidget>("diagnose")->isEnabled());
}

void TestWindow::closingAsksOnlyForUnsavedWork()
{
    diagnoseClosedPort();
    m_answers->unsaved = Dialogs::Unsaved::cancel;
    QVERIFY(!m_window->close());
    QCOMPARE(m_answers->asked, 1);
    m_answers->unsaved = Dialogs::Unsaved::discard;
    QVERIFY(m_window->close());
    QCOMPARE(m_answers->asked, 2);
    QVERIFY(m_document->isEmpty());
    m_window->show();
    QVERIFY(m_window->close());
    QCOMPARE(m_answers->asked, 2);
}

void TestWindow::workOfAKilledProgramIsOffered()
{
    const auto practice = PracticeTarget::start(QStringLiteral("silent"));
    QVERIFY(practice.ok());
    const QString port = QString::number((*practice)->endpoint().port.value);
    const auto kept = [&port]() -> std::optional<Recoverable> {
        for (const Recoverable& one : recoverable())
            if (QString::number(one.port.value) == port)
                return one;
        return std::nullopt;
    };
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.filePath(QStringLiteral("config")));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(KNOCKBACK_PROGRAM), {QStringLiteral("127.0.0.1"), port});
    QVERIFY(program.waitForStarted());
    const QDir folder(stateFolder());
    const auto onDisk = [&] {
        const QStringList files = folder.entryList({QStringLiteral("*-%1.knock").arg(port)});
        const Result<Session> session = readSession(folder.filePath(files.value(0)));
        return session && !session->attempts.empty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(onDisk(), kVerdictMs);
    QVERIFY(!kept()); // as long as it runs, it is nobody else's
    program.kill();
    QVERIFY(program.waitForFinished());
    QTRY_VERIFY(kept());
    QVERIFY(kept()->attempts > 0);
    QVERIFY(!Settings(m_folder.filePath(QStringLiteral("config/knockback/knockback.ini"))).endedInOrder());

    m_window->offerLeftBehind();
    auto* banner = child<Banner>("banner");
    QVERIFY2(banner->text().contains(port), qPrintable(banner->text()));
    QTest::mouseClick(banner->findChild<QPushButton*>(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(m_document->state(), Document::State::opened, kVerdictMs);
    QVERIFY(m_document->attemptCount() > 0);
    // Saved to a place of one's own it is kept no longer.
    m_answers->save = m_folder.filePath(QStringLiteral("recovered.knock"));
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QFileInfo(m_answers->save).size() > 0);
    QVERIFY(!kept());
}

void TestWindow::keysReachEveryRegion()
{
    diagnoseClosedPort();
    QSet<QString> regions;
    for (int i = 0; i < 8; ++i) {
        QTest::keyClick(m_window.get(), Qt::Key_F6);
        const QWidget* focus = m_window->focusWidget();
        for (const QWidget* up = focus; up; up = up->parentWidget())
            if (const QString name = up->objectName();
                name == QLatin1String("targetBar") || name == QLatin1String("timeline") ||
                name == QLatin1String("tabs") || name == QLatin1String("verdictCard") ||
                name == QLatin1String("checklist"))
                regions.insert(name);
    }
    QVERIFY2(regions.size() == 5, qPrintable(QStringList(regions.begin(), regions.end()).join(QLatin1Char(' '))));
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(m_window->focusWidget(), child<QWidget>("host"));
}

void TestWindow::staleRunsLeaveNothing()
{
    press("try_flapping");
    QTRY_VERIFY(m_document->attemptCount() > 0);
    const auto first = m_document->target().port;
    m_window->startPractice(QStringLiteral("closed"));
    QVERIFY(m_document->target().port != first);
    QTRY_VERIFY_WITH_TIMEOUT(settled(), kVerdictMs);
    AttemptsModel& model = m_document->attempts();
    for (int row = 0; row < model.rowCount(); ++row)
        if (model.attemptAt(row).purpose == Purpose::observe)
            QCOMPARE(model.attemptAt(row).remote.port, m_document->target().port);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestWindow::everyControlHasAName()
{
    diagnoseClosedPort();
    for (QAbstractButton* button : m_window->findChildren<QAbstractButton*>())
        if (button->isVisible() &&
            !qobject_cast<QLineEdit*>(button->parentWidget())) // Qt's own button that clears a field
            QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty() || !button->toolTip().isEmpty(),
                     qPrintable(button->objectName() + QLatin1Char(' ') +
                                QLatin1String(button->parentWidget()->metaObject()->className())));
    for (QLineEdit* edit : m_window->findChildren<QLineEdit*>())
        if (edit->isVisible() && !qobject_cast<QComboBox*>(edit->parentWidget()))
            QVERIFY2(!edit->accessibleName().isEmpty(), qPrintable(edit->objectName()));
    QCOMPARE(m_window->findChildren<CheckRow*>().size(), kCheckCount);
    for (const CheckRow* row : m_window->findChildren<CheckRow*>())
        QVERIFY(!row->accessibleName().isEmpty());
}

void TestWindow::chineseFillsTheWindow()
{
    QTranslator translator;
    QVERIFY(translator.load(QStringLiteral(":/knockback/translations/knockback_zh_CN.qm")));
    QApplication::installTranslator(&translator);
    m_window.reset();
    m_words = std::make_unique<Words>(*Words::load(QStringLiteral("zh_CN")));
    m_window = std::make_unique<MainWindow>(*m_document, *m_settings, *m_words, *m_answers);
    m_window->show();
    diagnoseClosedPort();
    const auto chinese = [](const QString& text) {
        return std::any_of(text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Han; });
    };
    QVERIFY2(chinese(verdict()), qPrintable(verdict()));
    for (const CheckRow* row : m_window->findChildren<CheckRow*>())
        QVERIFY2(chinese(row->accessibleName()), qPrintable(row->accessibleName()));
    child<QLineEdit>("port")->setText(QStringLiteral("70000"));
    press("diagnose");
    QVERIFY2(chinese(m_window->findChild<TargetBar*>()->errorText()),
             qPrintable(m_window->findChild<TargetBar*>()->errorText()));
    m_window->closeSilently();
    QApplication::removeTranslator(&translator);
}

QTEST_MAIN(TestWindow)
#include "test_window.moc"
