// The attempts as they happen, small. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/wizard/page.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace knockback {

class OutcomeCountsView;
class TimelineView;

class ObservePage : public WizardPage
{
    Q_OBJECT
public:
    ObservePage(Document& document, const Words& words, QWidget* parent = nullptr);
    QString title() const override { return tr("Observe"); }
    QString headline() const override { return tr("What happens when we connect"); }
    QString state() const override;
    void refresh() override;

Q_SIGNALS:
    void againAsked();

private:
    Document& m_document;
    const Words& m_words;
    TimelineView* m_view = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_doing = nullptr;
    QLabel* m_counts = nullptr;
    QPushButton* m_again = nullptr;
};

} // namespace knockback
