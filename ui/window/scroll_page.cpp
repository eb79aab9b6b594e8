#include "ui/window/scroll_page.h"

#include "ui/theme/theme.h"
#include "ui/verdict/command_block.h"
#include "ui/window/labels.h"

#include <QHBoxLayout>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

namespace knockback {

ScrollPage::ScrollPage(QWidget* parent) : QScrollArea(parent)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    begin();
}

void ScrollPage::begin()
{
    m_place = verticalScrollBar()->value();
    auto* page = new QWidget;
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(grid::kMargin, grid::kGap, grid::kMargin, grid::kMargin);
    m_column->setSpacing(grid::kHalf);
    setWidget(page); // deletes the page before it
    viewport()->setBackgroundRole(QPalette::Base);
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
}

void ScrollPage::finish()
{
    m_column->addStretch();
    QTimer::singleShot(0, this, [this, place = m_place] { verticalScrollBar()->setValue(place); });
}

void ScrollPage::heading(const QString& words)
{
    if (m_column->count() > 0)
        m_column->addSpacing(grid::kGap);
    m_column->addWidget(titleLabel(words));
}

void ScrollPage::text(const QString& words)
{
    if (!words.isEmpty())
        m_column->addWidget(textLabel(words));
}

void ScrollPage::caption(const QString& words)
{
    if (!words.isEmpty())
        m_column->addWidget(captionLabel(words));
}

void ScrollPage::bullet(const QString& words)
{
    if (words.isEmpty())
        return;
    auto* row = new QHBoxLayout;
    row->setSpacing(grid::kGap);
    row->addWidget(captionLabel(QStringLiteral("•")), 0, Qt::AlignTop);
    row->addWidget(textLabel(words), 1);
    m_column->addLayout(row);
}

void ScrollPage::commands(const QStringList& lines)
{
    if (!lines.isEmpty())
        m_column->addWidget(new CommandBlock(lines));
}

void ScrollPage::add(QWidget* widget)
{
    m_column->addWidget(widget);
}
void ScrollPage::gap()
{
    m_column->addSpacing(grid::kGap);
}

} // namespace knockback
