// Pictures of every page and state of the workbench, from the real window over real runs against practice targets.
//   gallery_window OUT [WxH …]       (started by tests/ui/gallery, which brings the screen and a network of its own)
// Each run is made once; then a window in every language, theme and size is put over it and its pages are grabbed.
#include "core/practice/practice.h"
#include "ui/askpass/askpass_dialog.h"
#include "ui/checklist/check_row.h"
#include "ui/checklist/checklist.h"
#include "ui/decode/decode_dialog.h"
#include "ui/document/document.h"
#include "ui/target/run_options.h"
#include "ui/theme/theme.h"
#include "ui/window/actions.h"
#include "ui/window/banner.h"
#include "ui/window/centre.h"
#include "ui/window/main_window.h"
#include "ui/wizard/wizard.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QEventLoop>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTranslator>
#include <cstdio>
#include <functional>

using namespace knockback;

namespace {

constexpr int kRunMs = 40'000;

struct Style
{
    QString language;
    bool dark;
    QSize size;
};

class Gallery
{
public:
    Gallery(QApplication& app, const QString& out, const QVector<QSize>& sizes)
        : m_app(app), m_out(out), m_settings(m_folder.filePath(QStringLiteral("s.ini")))
    {
        for (const QString& language : Words::languages())
            for (const bool dark : {false, true})
                for (const QSize size : sizes)
                    m_styles.append({language, dark, size});
    }
    int run();

private:
    using Pose = std::function<void()>;
    void inEveryStyle(const QString& state, const Pose& pose, bool windowToo = true);
    void makeWindow(const Style& style);
    void save(QWidget* widget, const QString& name);
    bool finish();
    bool practice(const char* fault, bool watch = false, quint64 attempts = 0);
    bool start(const QString& host, int port, bool watch);
    void emptyStates();
    void decoder();
    void askpass();
    void closedStates();
    void verified();
    void otherVerdicts();
    void wizard(const QString& prefix);
    QWidget* find(const char* name) { return m_window->findChild<QWidget*>(QLatin1String(name)); }

    QApplication& m_app;
    QDir m_out;
    QTemporaryDir m_folder;
    Settings m_settings;
    Dialogs m_dialogs;
    QVector<Style> m_styles;
    QTranslator m_translator;
    std::unique_ptr<Words> m_words;
    Document m_document;
    std::unique_ptr<MainWindow> m_window;
    QString m_prefix;
    int m_failures = 0;
    int m_pictures = 0;
};

void Gallery::makeWindow(const Style& style)
{
    m_window.reset();
    m_app.removeTranslator(&m_translator);
    if (m_translator.load(QStringLiteral(":/knockback/translations/knockback_%1.qm").arg(style.language)))
        m_app.installTranslator(&m_translator);
    m_words = std::make_unique<Words>(*Words::load(style.language));
    applyTheme(m_app, style.dark ? ThemeChoice::dark : ThemeChoice::light);
    m_window = std::make_unique<MainWindow>(m_document, m_settings, *m_words, m_dialogs);
    m_window->resize(style.size);
    m_window->show();
    if (!QTest::qWaitForWindowExposed(m_window.get()))
        ++m_failures;
    m_window->resize(style.size);
    QCoreApplication::processEvents();
    m_prefix = QStringLiteral("%1-%2-%3")
                   .arg(style.language, style.dark ? QStringLiteral("dark") : QStringLiteral("light"))
                   .arg(style.size.width());
}

void Gallery::save(QWidget* widget, const QString& name)
{
    for (int i = 0; i < 5; ++i) // layouts settle
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    const QString path = m_out.filePath(QStringLiteral("%1-%2.png").arg(name, m_prefix));
    if (!widget->grab().save(path)) {
        std::fprintf(stderr, "gallery: cannot write %s\n", qPrintable(path));
        ++m_failures;
    }
    ++m_pictures;
}

void Gallery::inEveryStyle(const QString& state, const Pose& pose, bool windowToo)
{
    for (const Style& style : m_styles) {
        makeWindow(style);
        pose();
        if (windowToo)
            save(m_window.get(), state);
        m_window->closeSilently();
    }
}

bool Gallery::start(const QString& host, int port, bool watch)
{
    m_document.close();
    makeWindow(m_styles.first());
    m_window->findChild<QLineEdit*>(QStringLiteral("host"))->setText(host);
    m_window->findChild<QLineEdit*>(QStringLiteral("port"))->setText(QString::number(port));
    m_window->findChild<QComboBox*>(QStringLiteral("interval"))->setCurrentText(QStringLiteral("100 ms"));
    m_window->startRun(watch ? Mode::watch : Mode::diagnose);
    return m_document.isRunning();
}

bool Gallery::practice(const char* fault, bool watch, quint64 attempts)
{
    m_document.close();
    const Result<Endpoint> endpoint = m_document.servePractice(QLatin1String(fault));
    const bool began = endpoint && start(QStringLiteral("127.0.0.1"), endpoint->port.value, watch);
    const bool seen =
        began && (!watch || QTest::qWaitFor([&] { return m_document.attemptCount() >= attempts; }, kRunMs));
    if (!seen || (!watch && !finish())) {
        std::fprintf(stderr, "gallery: %s did not come far enough\n", fault);
        ++m_failures;
        return false;
    }
    return true;
}

bool Gallery::finish()
{
    const bool ended = QTest::qWaitFor([this] { return m_document.state() == Document::State::finished; }, kRunMs);
    if (!ended || !m_document.diagnosis()) {
        std::fprintf(stderr, "gallery: a run did not come to a verdict\n");
        ++m_failures;
    }
    return ended && m_document.diagnosis();
}

void Gallery::emptyStates()
{
    inEveryStyle(QStringLiteral("01-empty"), [] {});
    inEveryStyle(QStringLiteral("02-error-under-field"), [this] {
        m_window->findChild<QLineEdit*>(QStringLiteral("host"))->setText(QStringLiteral("db.internal"));
        m_window->findChild<QLineEdit*>(QStringLiteral("port"))->setText(QStringLiteral("70000"));
        m_window->startRun(Mode::diagnose);
    });
    inEveryStyle(
        QStringLiteral("03-menu"), [this] { save(m_window->findChild<Actions*>()->menu(), QStringLiteral("03-menu")); },
        false);
    inEveryStyle(
        QStringLiteral("05-options"),
        [this] {
            m_window->findChild<QToolButton*>(QStringLiteral("options"))->click();
            auto* dialog = m_window->findChild<RunOptionsDialog*>();
            save(dialog, QStringLiteral("05-options"));
            dialog->findChild<QLineEdit*>(QStringLiteral("optionInterface"))->setText(QStringLiteral("none0"));
            dialog->accept(); // refused: the sentence stands below
            save(dialog, QStringLiteral("06-options-refused"));
            dialog->close();
        },
        false);
    decoder();
    askpass();
}

// ssh's questions. The process of its own that shows them is the same dialog.
void Gallery::askpass()
{
    const std::pair<const char*, QByteArray> questions[] = {
        {"07-askpass-password", "admin@db.example's password: "},
        {"07-askpass-host-key", "The authenticity of host 'db.example (192.0.2.7)' can't be established.\n"
                                "ED25519 key fingerprint is SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8.\n"
                                "This key is not known by any other names.\n"
                                "Are you sure you want to continue connecting (yes/no/[fingerprint])? "},
        {"07-askpass-server", "(admin@db.example) Verification code: "},
    };
    for (const auto& [name, text] : questions)
        inEveryStyle(
            QLatin1String(name),
            [this, name = name, text = text] {
                const bool again = text.endsWith("password: ");
                AskpassDialog dialog(readSshQuestion(text, {}), QStringLiteral("admin@db.example"), again,
                                     m_window.get());
                dialog.show();
                save(&dialog, QLatin1String(name));
            },
            false);
}

void Gallery::decoder()
{
    inEveryStyle(
        QStringLiteral("04-decode"),
        [this] {
            m_window->showDecoder();
            auto* dialog = m_window->findChild<DecodeDialog*>();
            save(dialog, QStringLiteral("04-decode-empty"));
            dialog->findChild<QPlainTextEdit*>()->setPlainText(
                QStringLiteral("connect() failed (111: Connection refused) while connecting to upstream, client: "
                               "198.51.100.7, server: "
                               "www.example, upstream: \"http://127.0.0.1:8080/\", host: \"www.example\"\n"
                               "dial tcp: lookup db.example on 127.0.0.53:53: read: connection refused\n"));
            save(dialog, QStringLiteral("04-decode"));
            dialog->close();
        },
        false);
}

void Gallery::closedStates()
{
    if (!practice("closed")) {
        ++m_failures;
        return;
    }
    const auto tab = [this](Centre::Tab which) {
        m_window->findChild<QTabWidget*>(QStringLiteral("tabs"))->setCurrentIndex(static_cast<int>(which));
    };
    inEveryStyle(QStringLiteral("10-refused"), [] {});
    inEveryStyle(QStringLiteral("11-attempt"), [this] {
        auto* table = m_window->findChild<QTableView*>(QStringLiteral("attempts"));
        table->selectRow(0);
    });
    inEveryStyle(QStringLiteral("12-evidence"), [tab] { tab(Centre::Tab::evidence); });
    inEveryStyle(QStringLiteral("13-fix"), [tab] { tab(Centre::Tab::fix); });
    inEveryStyle(QStringLiteral("14-names"), [tab] { tab(Centre::Tab::names); });
    inEveryStyle(QStringLiteral("15-statistics"), [tab] { tab(Centre::Tab::statistics); });
    inEveryStyle(QStringLiteral("16-server"), [tab] { tab(Centre::Tab::server); });
    m_document.addNote(QStringLiteral("Restarted the service at ten past two; see ticket 4711."));
    inEveryStyle(QStringLiteral("17-notes"), [tab] { tab(Centre::Tab::notes); });
    inEveryStyle(QStringLiteral("18-check-unfolded"), [this] {
        m_window->findChild<Checklist*>()->row(CheckId::port)->setOpen(true);
        m_window->findChild<Checklist*>()->row(CheckId::target)->setFocus();
    });
    inEveryStyle(QStringLiteral("19-disk-full"), [this] {
        Q_EMIT m_document.trouble(
            {ErrorKind::io, QStringLiteral("write"), QStringLiteral("session"), ENOSPC,
             QStringLiteral(
                 "The disk is full: what is seen now is kept in memory and written as soon as there is room.")});
    });
    wizard(QStringLiteral("30"));
    verified();
}

// A fix, verified: in vain, and then with the port open.
void Gallery::verified()
{
    const auto fix = [this] {
        m_window->findChild<QTabWidget*>(QStringLiteral("tabs"))->setCurrentIndex(static_cast<int>(Centre::Tab::fix));
    };
    const Port port = m_document.target().port;
    if (m_document.verify() && finish())
        inEveryStyle(QStringLiteral("32-verified-same"), fix);
    const Result<Endpoint> elsewhere = m_document.servePractice(QStringLiteral("closed")); // lets go of the port
    const auto open = PracticeTarget::start(QStringLiteral("healthy"), port);
    if (!elsewhere || !open || !m_document.verify() || !finish()) {
        ++m_failures;
        return;
    }
    inEveryStyle(QStringLiteral("33-verified-works"), fix);
    inEveryStyle(
        QStringLiteral("34"),
        [this] {
            m_window->showWizard();
            auto* dialog = m_window->findChild<Wizard*>();
            dialog->setPage(dialog->pageCount() - 2);
            save(dialog, QStringLiteral("34-wizard-verified"));
            dialog->close();
        },
        false);
}

void Gallery::wizard(const QString& prefix)
{
    inEveryStyle(
        prefix,
        [this, prefix] {
            m_window->showWizard();
            auto* dialog = m_window->findChild<Wizard*>();
            for (int page = 0; page < dialog->pageCount(); ++page) {
                dialog->setPage(page);
                save(dialog, QStringLiteral("%1-wizard-%2").arg(prefix).arg(page, 2, 10, QLatin1Char('0')));
            }
            dialog->close();
        },
        false);
}

void Gallery::otherVerdicts()
{
    if (practice("healthy"))
        inEveryStyle(QStringLiteral("20-healthy"), [] {});
    if (practice("silent"))
        inEveryStyle(QStringLiteral("21-silent"), [] {});
    if (practice("http-502"))
        inEveryStyle(QStringLiteral("22-http-502"), [] {});
    if (start(QStringLiteral("db.invalid"), 5432, false) && finish()) {
        inEveryStyle(QStringLiteral("23-name"), [] {});
        inEveryStyle(QStringLiteral("24-name-answers"), [this] {
            m_window->findChild<QTabWidget*>(QStringLiteral("tabs"))
                ->setCurrentIndex(static_cast<int>(Centre::Tab::names));
        });
    }
    if (practice("flapping", true, 120)) {
        inEveryStyle(QStringLiteral("25-watching"), [] {});
        m_document.setPaused(true);
        inEveryStyle(QStringLiteral("26-paused"), [] {});
        m_document.cancel();
        finish();
    }
    if (practice("slow-accept"))
        inEveryStyle(QStringLiteral("27-full-queue"), [] {});
    if (practice("silent", true, 1))
        inEveryStyle(QStringLiteral("28-just-begun"), [] {});
    // The name has two addresses and something listens on one of them: a lane each.
    m_document.close();
    const Result<Endpoint> healthy = m_document.servePractice(QStringLiteral("healthy"));
    if (healthy && start(QStringLiteral("app.internal"), healthy->port.value, false) && finish()) {
        inEveryStyle(QStringLiteral("29-two-addresses"), [] {});
        inEveryStyle(QStringLiteral("29-two-addresses-names"), [this] {
            m_window->findChild<QTabWidget*>(QStringLiteral("tabs"))
                ->setCurrentIndex(static_cast<int>(Centre::Tab::names));
        });
        inEveryStyle(QStringLiteral("29-statistics"), [this] {
            m_window->findChild<QTabWidget*>(QStringLiteral("tabs"))
                ->setCurrentIndex(static_cast<int>(Centre::Tab::statistics));
        });
    } else {
        ++m_failures;
    }
    m_document.close();
}

int Gallery::run()
{
    emptyStates();
    closedStates();
    otherVerdicts();
    m_window.reset();
    std::printf("%d pictures in %s\n", m_pictures, qPrintable(m_out.absolutePath()));
    return m_failures == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "gallery_window OUT [WxH …]\n");
        return 2;
    }
    QApplication app(argc, argv);
    const QString out = QString::fromLocal8Bit(argv[1]);
    if (!QDir().mkpath(out))
        return 2;
    QVector<QSize> sizes;
    for (int i = 2; i < argc; ++i) {
        const QStringList parts = QString::fromLatin1(argv[i]).split(QLatin1Char('x'));
        sizes.append(QSize(parts.value(0).toInt(), parts.value(1).toInt()));
    }
    if (sizes.isEmpty())
        sizes = {QSize(1280, 800), QSize(1920, 1080)};
    QTemporaryDir state;
    qputenv("XDG_STATE_HOME", state.path().toUtf8());
    return Gallery(app, out, sizes).run();
}
