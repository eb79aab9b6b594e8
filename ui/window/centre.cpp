#include "ui/window/centre.h"

#include "core/base/clock.h"
#include "ui/models/attempts_columns.h"
#include "ui/models/attempts_delegate.h"
#include "ui/models/attempts_model.h"
#include "ui/panels/attempt_detail.h"
#include "ui/panels/statistics_panel.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"
#include "ui/timeline/timeline_view.h"
#include "ui/verdict/evidence_panel.h"
#include "ui/verdict/fix_panel.h"
#include "ui/window/names_panel.h"
#include "ui/window/notes_panel.h"
#include "ui/window/server_panel.h"

#include <QHeaderView>
#include <QScrollArea>
#include <QScrollBar>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace knockback {

namespace {
constexpr int kLeastColumn = 56;
constexpr int kRoomForAll = 900; // pixels: for every column beside the detail of one attempt
} // namespace

Centre::Centre(Document& document, const Words& words, QWidget* parent)
    : QWidget(parent), m_document(document), m_words(words)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setChildrenCollapsible(false);
    column->addWidget(m_splitter);
    m_timeline = new TimelineView(m_splitter);
    m_timeline->setObjectName(QStringLiteral("timeline"));
    m_timeline->setAccessibleName(tr("Timeline of attempts"));
    m_timeline->setMinimumHeight(220);
    m_timeline->setTimeline(&document.timeline());
    m_timeline->setDescribe([this](quint64 id) {
        const int row = m_document.attempts().rowOf(AttemptId{id});
        return row < 0 ? QString() : attemptSummary(m_document.attempts().attemptAt(row));
    });
    m_splitter->addWidget(m_timeline);
    buildTabs();
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({390, 290});

    connect(m_timeline, &TimelineView::attemptActivated, this, [this](quint64 id) {
        showTab(Tab::attempts);
        selectAttempt(id, false);
    });
    connect(m_timeline, &TimelineView::windowChanged, this, &Centre::refreshStatistics);
    connect(&document, &Document::reset, this, &Centre::start);
    connect(&document, &Document::stateChanged, this, &Centre::start);
    connect(&document, &Document::vantageChanged, this,
            [this] { m_timeline->setSynTimetable(m_document.vantage().syn); });
    connect(&document, &Document::attemptsAdded, this, &Centre::refresh);
    connect(&document, &Document::frame, this, [this] { m_timeline->refresh(); });
    start();
}

void Centre::buildTabs()
{
    m_tabs = new QTabWidget(m_splitter);
    m_tabs->setObjectName(QStringLiteral("tabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_splitter->addWidget(m_tabs);
    for (const QString& title :
         {tr("Attempts"), tr("Evidence"), tr("Fix"), tr("Names"), tr("Statistics"), tr("Server"), tr("Notes")}) {
        auto* place = new QWidget;
        auto* inside = new QVBoxLayout(place);
        inside->setContentsMargins(0, 0, 0, 0);
        m_tabs->addTab(place, title);
    }
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int index) {
        ensureTab(index);
        refreshStatistics();
    });
    ensureTab(0);
}

// A tab's page is made when it is first looked at.
void Centre::ensureTab(int index)
{
    QWidget* place = m_tabs->widget(index);
    if (!place || place->layout()->count() > 0)
        return;
    QWidget* page = nullptr;
    switch (static_cast<Tab>(index)) {
    case Tab::attempts:
        page = buildAttempts();
        break;
    case Tab::evidence:
        page = new EvidencePanel(m_document, m_words);
        break;
    case Tab::fix:
        page = new FixPanel(m_document, m_words);
        break;
    case Tab::names:
        page = new NamesPanel(m_document);
        break;
    case Tab::statistics:
        page = m_statistics = new StatisticsPanel;
        break;
    case Tab::server:
        page = new ServerPanel(m_document, m_words);
        break;
    case Tab::notes:
        page = new NotesPanel(m_document);
        break;
    }
    if (!page)
        return;
    place->layout()->addWidget(page);
    page->show(); // now, not when the loop comes round: it fills when it is shown
    refreshStatistics();
}

QWidget* Centre::buildAttempts()
{
    auto* halves = new QSplitter(Qt::Horizontal);
    halves->setChildrenCollapsible(false);
    m_table = new QTableView;
    m_table->setObjectName(QStringLiteral("attempts"));
    m_table->setAccessibleName(tr("Attempts, newest last"));
    m_table->setModel(&m_document.attempts());
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    AttemptsDelegate::setUp(*m_table);
    m_table->horizontalHeader()->setMinimumSectionSize(kLeastColumn);
    hideColumns();
    showColumns(0, m_document.attempts().rowCount() - 1);
    connect(&m_document.attempts(), &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { showColumns(first, last); });
    connect(&m_document.attempts(), &QAbstractItemModel::modelReset, this, &Centre::hideColumns);
    halves->addWidget(m_table);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    m_detail = new AttemptDetail;
    scroll->setWidget(m_detail);
    scroll->hide(); // until an attempt is chosen, the table has the room
    halves->addWidget(scroll);
    halves->setStretchFactor(0, 3);
    halves->setStretchFactor(1, 2);
    halves->setSizes({430, 320});
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this, scroll, halves](const QModelIndex& row) {
                scroll->setVisible(row.isValid());
                // The detail says both, and the table may have less room now.
                const bool cramped = row.isValid() && halves->width() < kRoomForAll;
                m_table->setColumnHidden(static_cast<int>(AttemptColumn::why), cramped);
                m_table->setColumnHidden(static_cast<int>(AttemptColumn::localPort), cramped);
                hideColumns();
                if (!cramped)
                    showColumns(0, m_document.attempts().rowCount() - 1);
                if (row.isValid())
                    selectAttempt(row.data(AttemptIdRole).toULongLong(), true);
            });
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) { m_atEnd = value >= m_table->verticalScrollBar()->maximum(); });
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_atEnd)
            m_table->scrollToBottom();
    });
    return halves;
}

void Centre::showTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

// A new run or file, or one that began or ended.
void Centre::start()
{
    const bool running = m_document.isRunning();
    m_timeline->setTimeline(&m_document.timeline());
    m_timeline->setSynTimetable(m_document.vantage().syn);
    m_timeline->setLiveClock(running ? &systemClock() : nullptr);
    if (running)
        m_timeline->jumpToLive();
    else if (m_document.state() == Document::State::opened)
        m_timeline->showAll();
    if (m_detail && m_document.attemptCount() == 0)
        m_detail->setAttempt(std::nullopt, {});
    m_atEnd = true;
    refresh();
}

void Centre::refresh()
{
    m_timeline->refresh();
    refreshStatistics();
}

// Columns that have something to say: most sessions have no SYN sent again and no other purpose than to observe.
void Centre::showColumns(int first, int last)
{
    for (int row = first; row <= last; ++row) {
        const Attempt& attempt = m_document.attempts().attemptAt(row);
        if (attempt.tcp.totalRetrans > 0)
            m_table->setColumnHidden(static_cast<int>(AttemptColumn::retransmits), false);
        if (attempt.purpose != Purpose::observe)
            m_table->setColumnHidden(static_cast<int>(AttemptColumn::purpose), false);
        const std::uint32_t bit = std::uint32_t{1}
                                  << (2 * static_cast<unsigned>(attempt.outcome) + (isLate(attempt) ? 1 : 0));
        if ((m_outcomesSeen & bit) != 0)
            continue;
        m_outcomesSeen |= bit;
        const int column = static_cast<int>(AttemptColumn::outcome);
        const int wide = AttemptsDelegate::outcomeWidth(*m_table, outcomeWord(attempt.outcome, isLate(attempt)));
        m_table->setColumnWidth(column, std::max(wide, m_table->columnWidth(column)));
    }
}

void Centre::hideColumns()
{
    for (const AttemptColumn column : {AttemptColumn::retransmits, AttemptColumn::purpose})
        m_table->setColumnHidden(static_cast<int>(column), true);
}

void Centre::refreshStatistics()
{
    if (!m_statistics || m_tabs->currentIndex() != static_cast<int>(Tab::statistics))
        return;
    const qint64 from = m_timeline->windowFromNs();
    const qint64 to = m_timeline->windowToNs();
    m_statistics->setStatistics(
        m_document.timeline().statistics(from, to),
        tr("%1 – %2").arg(toClockTime(WallTime{from}).left(8), toClockTime(WallTime{to}).left(8)));
}

void Centre::selectAttempt(quint64 id, bool fromTable)
{
    const int row = m_document.attempts().rowOf(AttemptId{id});
    if (row < 0)
        return;
    const Attempt& attempt = m_document.attempts().attemptAt(row);
    if (m_detail)
        m_detail->setAttempt(attempt, m_document.vantage().syn);
    m_timeline->setSelectedAttempt(id, attempt.startedWall.ns);
    if (!fromTable) {
        m_table->selectRow(row);
        m_table->scrollTo(m_document.attempts().index(row, 0));
    }
}

} // namespace knockback
