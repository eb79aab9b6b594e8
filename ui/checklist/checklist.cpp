#include "ui/checklist/checklist.h"

#include "ui/checklist/check_row.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace knockback {

bool isBeingLookedAt(const Document& document, CheckId id)
{
    if (document.state() != Document::State::running || needsServerFacts(id))
        return false;
    const auto& diagnosis = document.diagnosis();
    if (!diagnosis)
        return true;
    return !diagnosis->settled && diagnosis->checks[static_cast<std::size_t>(id)].status == CheckStatus::unknown;
}

Checklist::Checklist(Document& document, const Words& words, QWidget* parent)
    : QScrollArea(parent), m_document(document)
{
    setObjectName(QStringLiteral("checklist"));
    setAccessibleName(tr("Checklist"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    auto* page = new QWidget(viewport());
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(grid::kGap, grid::kGap, grid::kGap, grid::kGap);
    column->setSpacing(0);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    setWidget(page); // while it is empty: with all its text it would be laid out for a width that it never has
    auto* head = new QHBoxLayout;
    head->setContentsMargins(grid::kGap, 0, grid::kGap, grid::kHalf);
    head->addWidget(titleLabel(tr("Checklist"), page));
    head->addStretch();
    m_count = hintLabel({}, page);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setWordWrap(false);
    head->addWidget(m_count);
    column->addLayout(head);
    for (int i = 0; i < kCheckCount; ++i) {
        auto* row = new CheckRow(static_cast<CheckId>(i), words, page);
        m_rows[static_cast<std::size_t>(i)] = row;
        column->addWidget(row);
    }
    column->addStretch();
    connect(&document, &Document::reset, this, [this] {
        for (CheckRow* row : m_rows)
            row->setOpen(false);
        update();
    });
    connect(&document, &Document::stateChanged, this, &Checklist::update);
    connect(&document, &Document::diagnosisChanged, this, &Checklist::update);
    update();
}

void Checklist::update()
{
    const auto& diagnosis = m_document.diagnosis();
    int failing = 0;
    int unseen = 0;
    for (int i = 0; i < kCheckCount; ++i) {
        const auto index = static_cast<std::size_t>(i);
        const Check* check = diagnosis ? &diagnosis->checks[index] : nullptr;
        m_rows[index]->setCheck(check, isBeingLookedAt(m_document, static_cast<CheckId>(i)));
        failing += check && check->status == CheckStatus::fail ? 1 : 0;
        unseen += check && check->status == CheckStatus::unknown ? 1 : 0;
    }
    if (!diagnosis)
        m_count->setText(tr("9 steps"));
    else
        m_count->setText((failing == 0 ? tr("none fails") : tr("%1 of 9 fail").arg(failing)) +
                         (unseen == 0 ? QString() : tr(", %1 not seen").arg(unseen)));
}

} // namespace knockback
