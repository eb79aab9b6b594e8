#include "ui/window/main_window.h"

#include "core/base/text.h"
#include "core/target/target.h"
#include "ui/checklist/check_row.h"
#include "ui/checklist/checklist.h"
#include "ui/decode/decode_dialog.h"
#include "ui/practice/empty_state.h"
#include "ui/practice/practice_list.h"
#include "ui/target/target_bar.h"
#include "ui/target/target_list.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_view.h"
#include "ui/verdict/verdict_card.h"
#include "ui/window/actions.h"
#include "ui/window/banner.h"
#include "ui/window/centre.h"
#include "ui/window/files.h"
#include "ui/window/menus.h"
#include "ui/window/regions.h"
#include "ui/window/status_line.h"
#include "ui/window/words_ui.h"
#include "ui/wizard/verdict_page.h"
#include "ui/wizard/wizard.h"

#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMimeData>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace knockback {

namespace {
QFrame* separator(QFrame::Shape shape, QWidget* parent)
{
    auto* line = new QFrame(parent);
    line->setFrameShape(shape);
    line->setFrameShadow(QFrame::Plain);
    line->setForegroundRole(QPalette::Mid);
    return line;
}
} // namespace

MainWindow::MainWindow(Document& document, Settings& settings, const Words& words, Dialogs& dialogs)
    : m_document(document), m_settings(settings), m_words(words), m_dialogs(dialogs)
{
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    setMinimumSize(960, 600);
    resize(1280, 800);
    m_actions = new Actions(this, {settings.theme(), settings.language()});
    m_files = new Files(document, settings, words, dialogs, this);

    // Everything is made with its parent: under a style sheet each change of parent polishes the whole tree again,
    // which took half of the time to the first paint.
    auto* whole = new QWidget(this);
    auto* column = new QVBoxLayout(whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new TargetBar(words, whole);
    m_bar->setMenu(m_actions->menu());
    m_banner = new Banner(whole);
    m_columns = new QSplitter(Qt::Horizontal, whole);
    m_columns->setChildrenCollapsible(false);
    m_columns->setHandleWidth(1);
    m_side = buildSide();
    m_middle = new QStackedWidget(m_columns);
    m_empty = new EmptyState(words, m_middle);
    m_middle->addWidget(m_empty);
    m_columns->addWidget(m_side);
    m_columns->addWidget(m_middle);
    m_columns->addWidget(buildRight());
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({204, 726, 348});
    m_status = new StatusLine(document, whole);
    column->addWidget(m_bar);
    column->addWidget(m_banner);
    column->addWidget(separator(QFrame::HLine, whole));
    column->addWidget(m_columns, 1);
    column->addWidget(separator(QFrame::HLine, whole));
    column->addWidget(m_status);
    setCentralWidget(whole);

    connectActions();
    connectDocument();
    restoreGeometry(settings.geometry());
    documentChanged();
    showTarget(); // where this window takes another one's place
    m_bar->focusHost();
}

MainWindow::~MainWindow() = default;

QWidget* MainWindow::buildSide()
{
    auto* side = new QScrollArea(m_columns);
    side->setWidgetResizable(true);
    side->setFrameShape(QFrame::NoFrame);
    side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    side->setMinimumWidth(170);
    auto* page = new QWidget(side->viewport());
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(grid::kGap, grid::kGap, grid::kGap, grid::kGap);
    column->setSpacing(grid::kMargin);
    m_targets = new TargetList(page);
    column->addWidget(m_targets);
    column->addStretch();
    side->setWidget(page);
    return side;
}

QWidget* MainWindow::buildRight()
{
    auto* right = new QWidget(m_columns);
    right->setMinimumWidth(300);
    auto* column = new QVBoxLayout(right);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_verdict = new VerdictCard(m_document, m_words, right);
    m_checklist = new Checklist(m_document, m_words, right);
    column->addWidget(m_verdict);
    column->addWidget(separator(QFrame::HLine, right));
    column->addWidget(m_checklist, 1);
    connect(m_verdict, &VerdictCard::fixAsked, this, [this] { centre().showTab(Centre::Tab::fix); });
    connect(m_verdict, &VerdictCard::whyAsked, this, [this] { centre().showTab(Centre::Tab::evidence); });
    return right;
}

void MainWindow::connectActions()
{
    connect(m_actions->wizard, &QAction::triggered, this, &MainWindow::showWizard);
    connect(m_actions->open, &QAction::triggered, m_files, &Files::openAsked);
    connect(m_actions->save, &QAction::triggered, m_files, &Files::save);
    connect(m_actions->saveAs, &QAction::triggered, m_files, &Files::saveAs);
    connect(m_actions->report, &QAction::triggered, m_files, &Files::saveReport);
    connect(m_actions->closeSession, &QAction::triggered, this, [this] {
        if (m_files->mayLeave())
            m_document.close();
    });
    connect(m_actions->diagnose, &QAction::triggered, this, [this] { startRun(Mode::diagnose); });
    connect(m_actions->stop, &QAction::triggered, &m_document, &Document::cancel);
    connect(m_actions->target, &QAction::triggered, m_bar, &TargetBar::focusHost);
    connect(m_actions->nextRegion, &QAction::triggered, this, [this] { goToRegion(1); });
    connect(m_actions->previousRegion, &QAction::triggered, this, [this] { goToRegion(-1); });
    connect(m_actions->about, &QAction::triggered, this, [this] { showAbout(this); });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->recent, &QMenu::aboutToShow, this,
            [this] { fillRecent(*m_actions->recent, *m_files, m_settings); });
    connect(m_actions->unsaved, &QMenu::aboutToShow, this, [this] { fillKept(*m_actions->unsaved, *m_files); });
    connect(m_actions, &Actions::themeChosen, this, &MainWindow::themeChosen);
    connect(m_actions, &Actions::languageChosen, this, &MainWindow::languageChosen);
    connect(m_bar, &TargetBar::watchPressed, this, &MainWindow::watchOrPause);
    connect(m_bar, &TargetBar::diagnosePressed, this, &MainWindow::diagnoseOrStop);
    connect(m_empty, &EmptyState::practiceChosen, this, &MainWindow::startPractice);
    connect(m_empty, &EmptyState::openAsked, m_files, &Files::openAsked);
    connect(m_empty, &EmptyState::wizardAsked, this, &MainWindow::showWizard);
    connect(m_empty, &EmptyState::decodeAsked, this, &MainWindow::showDecoder);
}

void MainWindow::connectDocument()
{
    connect(&m_document, &Document::stateChanged, this, &MainWindow::documentChanged);
    connect(&m_document, &Document::reset, this, &MainWindow::documentChanged);
    connect(&m_document, &Document::savedChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &Document::attemptsAdded, this,
            [this] { m_targets->show(m_document.target(), m_document.timeline()); });
    connect(&m_document, &Document::trouble, this,
            [this](const Error& error) { m_banner->show(Banner::Kind::warning, errorSentence(error, m_words)); });
    connect(&m_document, &Document::opened, this, &MainWindow::showTarget);
    connect(m_files, &Files::said, this, [this](const QString& sentence, bool trouble) {
        m_banner->show(trouble ? Banner::Kind::warning : Banner::Kind::note, sentence);
        if (m_wizard)
            m_wizard->savePage().say(sentence);
    });
}

void MainWindow::documentChanged()
{
    const Document::State state = m_document.state();
    m_bar->setState(state, m_document.mode());
    const bool empty = m_document.isEmpty();
    m_side->setVisible(!empty);
    if (empty) {
        m_middle->setCurrentWidget(m_empty);
        m_targets->clear();
    } else {
        m_middle->setCurrentWidget(&centre());
        m_targets->show(m_document.target(), m_document.timeline());
    }
    m_actions->stop->setEnabled(m_document.isRunning() || state == Document::State::loading);
    m_actions->diagnose->setEnabled(!m_document.isRunning() && state != Document::State::loading);
    for (QAction* action : {m_actions->save, m_actions->saveAs, m_actions->report, m_actions->closeSession})
        action->setEnabled(!empty);
    updateTitle();
}

void MainWindow::showTarget()
{
    if (m_document.isEmpty())
        return;
    const TargetSpec& target = m_document.target();
    m_bar->setTarget(target.host, QString::number(target.port.value));
    if (m_document.state() == Document::State::opened || m_document.mode() == Mode::watch)
        m_bar->showOptions(target.options); // a diagnosis chooses its own pace
}

void MainWindow::updateTitle()
{
    const bool empty = m_document.isEmpty();
    const QString name =
        m_document.path().isEmpty() ? QString() : QFileInfo(m_document.path()).fileName() + QStringLiteral(" – ");
    const TargetSpec& target = m_document.target();
    setWindowTitle(
        empty ? QStringLiteral("Knockback")
              : QStringLiteral("[*]%1%2:%3 – Knockback").arg(name, printable(target.host, 80)).arg(target.port.value));
    setWindowModified(m_document.hasUnsavedWork());
}

// The middle and the list of practice targets beside it; neither is needed before the first run.
Centre& MainWindow::centre()
{
    if (!m_centre) {
        m_centre = new Centre(m_document, m_words, m_middle);
        auto* practice = new PracticeList(m_words, m_targets->parentWidget());
        connect(practice, &PracticeList::chosen, this, &MainWindow::startPractice);
        auto* side = qobject_cast<QVBoxLayout*>(m_targets->parentWidget()->layout());
        side->insertWidget(1, practice);
        m_middle->addWidget(m_centre);
    }
    return *m_centre;
}

void MainWindow::startWith(const QString& host, const QString& port)
{
    m_bar->setTarget(host, port);
    startRun(Mode::diagnose);
}

void MainWindow::openFile(const QString& path)
{
    m_files->open(path);
}

void MainWindow::startRun(Mode mode)
{
    if (const std::optional<TargetSpec> target = m_bar->target(mode))
        if (const QString trouble = startTarget(*target, mode); !trouble.isEmpty())
            m_bar->showError(trouble);
}

// What could not be started, or "".
QString MainWindow::startTarget(const TargetSpec& target, Mode mode)
{
    const Status status = m_document.start(target, mode);
    if (!status)
        return errorSentence(status.error(), m_words);
    m_banner->hide();
    return {};
}

void MainWindow::startPractice(const QString& fault)
{
    const Result<Endpoint> endpoint = m_document.servePractice(fault);
    if (!endpoint) {
        m_banner->show(Banner::Kind::warning, errorSentence(endpoint.error(), m_words));
        return;
    }
    m_bar->setTarget(endpoint->address.toString(), QString::number(endpoint->port.value));
    startRun(Mode::diagnose);
    for (const PracticeFault& known : practiceFaults())
        if (known.id == fault)
            m_banner->show(Banner::Kind::note,
                           tr("Practice: %1. %2").arg(m_words(known.titleKey), m_words(known.shows)));
}

void MainWindow::watchOrPause()
{
    if (m_document.isRunning() && m_document.mode() == Mode::watch)
        m_document.setPaused(m_document.state() == Document::State::running);
    else if (!m_document.isRunning())
        startRun(Mode::watch);
}

void MainWindow::diagnoseOrStop()
{
    if (m_document.isRunning())
        m_document.cancel();
    else
        startRun(Mode::diagnose);
}

void MainWindow::showWizard()
{
    if (!m_wizard) {
        m_wizard = new Wizard(
            m_document, m_words,
            [this](const TargetSpec& target) {
                m_bar->setTarget(target.host, QString::number(target.port.value));
                return startTarget(m_bar->withOptions(target), Mode::diagnose);
            },
            this);
        m_wizard->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_wizard, &Wizard::reportAsked, m_files, &Files::saveReport);
        connect(m_wizard, &Wizard::saveAsked, m_files, &Files::saveAs);
        m_wizard->targetPage().suggest(m_bar->hostText(), m_bar->portText());
    }
    m_wizard->show();
    m_wizard->raise();
    m_wizard->activateWindow();
}

void MainWindow::showDecoder()
{
    auto* dialog = new DecodeDialog(m_words, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &DecodeDialog::targetChosen, m_bar, &TargetBar::setTarget);
    dialog->open();
}

void MainWindow::offerLeftBehind()
{
    const QVector<Recoverable> left = m_files->leftBehind();
    if (left.isEmpty())
        return;
    const Recoverable& newest = left.first();
    m_banner->show(Banner::Kind::note,
                   tr("Knockback did not end in order. What it had seen was kept: %1 port %2, from %3, %n attempt(s).",
                      nullptr, static_cast<int>(newest.attempts))
                       .arg(printable(newest.host, 60))
                       .arg(newest.port.value)
                       .arg(toIsoLocal(newest.started).left(16).replace(QLatin1Char('T'), QLatin1Char(' '))),
                   {{tr("Open it"), [this, path = newest.path] { openFile(path); }}});
}

void MainWindow::goToRegion(int step)
{
    QVector<Region> regions{{m_bar, m_bar->findChild<QWidget*>(QStringLiteral("host"))}};
    if (m_centre && m_middle->currentWidget() == m_centre)
        regions << Region{m_centre->timeline(), m_centre->timeline()}
                << Region{m_centre->tabs(), m_centre->tabs()->tabBar()};
    else
        regions << Region{m_empty, m_empty->findChild<QWidget*>(QStringLiteral("emptyWizard"))};
    regions << Region{m_verdict, m_verdict->findChild<QWidget*>(QStringLiteral("why"))}
            << Region{m_checklist, m_checklist->row(CheckId::target)};
    moveRegion(regions, focusWidget(), step);
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    // Here and not as a shortcut, so that Space still writes a space and presses the button that has the focus.
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier)
        watchOrPause();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::rememberPlaces()
{
    m_settings.setGeometry(saveGeometry());
    m_settings.sync();
}

void MainWindow::closeSilently()
{
    m_silent = true;
    close();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    rememberPlaces();
    if (!m_silent && !m_files->mayLeave()) {
        event->ignore();
        return;
    }
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1)
        openFile(urls.first().toLocalFile());
}

} // namespace knockback
