// The middle of the window: the timeline above the tabs. Made when there is first something to show. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"

#include <QWidget>

class QScrollArea;
class QSplitter;
class QTabWidget;
class QTableView;

namespace knockback {

class AttemptDetail;
class StatisticsPanel;
class TimelineView;

class Centre : public QWidget
{
    Q_OBJECT
public:
    enum class Tab
    {
        attempts,
        evidence,
        fix,
        names,
        statistics,
        server,
        notes
    };
    Centre(Document& document, const Words& words, QWidget* parent = nullptr);
    void showTab(Tab tab);
    TimelineView* timeline() const { return m_timeline; }
    QTableView* table() const { return m_table; }
    QTabWidget* tabs() const { return m_tabs; }
    QSplitter* splitter() const { return m_splitter; }

private:
    void buildTabs();
    QWidget* buildAttempts();
    void ensureTab(int index);
    void start();
    void refresh();
    void showColumns(int first, int last);
    void hideColumns();
    void refreshStatistics();
    void selectAttempt(quint64 id, bool fromTable);

    Document& m_document;
    const Words& m_words;
    TimelineView* m_timeline = nullptr;
    QSplitter* m_splitter = nullptr;
    QTabWidget* m_tabs = nullptr;
    QTableView* m_table = nullptr;
    AttemptDetail* m_detail = nullptr;
    StatisticsPanel* m_statistics = nullptr;
    bool m_atEnd = true;
    std::uint32_t m_outcomesSeen = 0; // a bit each: whose word the table's column is wide enough for
};

} // namespace knockback
