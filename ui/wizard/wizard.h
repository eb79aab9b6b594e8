// The guided wizard: target, observe, the nine checks, the verdict, the report. Thread: GUI.
//
// It shows the same Document as the window behind it and fills as the attempts come in; Next is always possible.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/wizard/target_page.h"

#include <QDialog>
#include <QIcon>
#include <QTimer>
#include <QVector>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace knockback {

class SavePage;

class Wizard : public QDialog
{
    Q_OBJECT
public:
    Wizard(Document& document, const Words& words, const TargetPage::Start& start, QWidget* parent = nullptr);
    int pageCount() const { return static_cast<int>(m_pages.size()); }
    int page() const;
    void setPage(int index);
    TargetPage& targetPage() { return *m_target; }
    SavePage& savePage() { return *m_save; }

Q_SIGNALS:
    void reportAsked();
    void saveAsked();

public Q_SLOTS:
    void next();
    void back();

private:
    void addPage(WizardPage* page);
    void buildFrame();
    QIcon railIcon(const QString& name) const;
    void refresh();
    void later(); // refreshes once, soon, however many things are new

    Document& m_document;
    const Words& m_words;
    QVector<WizardPage*> m_pages;
    TargetPage* m_target = nullptr;
    SavePage* m_save = nullptr;
    QListWidget* m_rail = nullptr;
    QLabel* m_headline = nullptr;
    QStackedWidget* m_stack = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
    QIcon m_noState;
    QTimer m_soon;
};

} // namespace knockback
