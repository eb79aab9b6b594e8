#include "ui/wizard/wizard.h"

#include "ui/checklist/check_icon.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/wizard/check_page.h"
#include "ui/wizard/observe_page.h"
#include "ui/wizard/verdict_page.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace knockback {

namespace {
constexpr int kSoonMs = 200; // pages are read, not watched: five times a second is enough
} // namespace

Wizard::Wizard(Document& document, const Words& words, const TargetPage::Start& start, QWidget* parent)
    : QDialog(parent), m_document(document), m_words(words)
{
    setObjectName(QStringLiteral("wizard"));
    setWindowTitle(tr("Step by step"));
    setModal(false);
    resize(860, 640);
    buildFrame();

    m_target = new TargetPage(document, words, start);
    addPage(m_target);
    auto* observe = new ObservePage(document, words);
    addPage(observe);
    connect(observe, &ObservePage::againAsked, this, [this, start] {
        const TargetSpec target = m_document.target();
        start(target);
    });
    for (int i = 0; i < kCheckCount; ++i)
        addPage(new CheckPage(static_cast<CheckId>(i), document, words));
    addPage(new VerdictPage(document, words));
    m_save = new SavePage(document);
    addPage(m_save);
    connect(m_save, &SavePage::reportAsked, this, &Wizard::reportAsked);
    connect(m_save, &SavePage::saveAsked, this, &Wizard::saveAsked);

    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &Wizard::refresh);
    for (const auto signal : {&Document::reset, &Document::stateChanged, &Document::attemptsAdded,
                              &Document::diagnosisChanged, &Document::progressChanged, &Document::vantageChanged})
        connect(&document, signal, this, &Wizard::later);
    setPage(0);
}

void Wizard::buildFrame()
{
    QPixmap empty(grid::kIcon, grid::kIcon); // keeps the titles in one column
    empty.fill(Qt::transparent);
    m_noState = QIcon(empty);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_rail = new QListWidget(this);
    m_rail->setObjectName(QStringLiteral("wizardRail"));
    m_rail->setAccessibleName(tr("Steps"));
    m_rail->setFrameShape(QFrame::NoFrame);
    m_rail->setFixedWidth(170);
    m_rail->setIconSize(QSize(grid::kIcon, grid::kIcon));
    m_rail->setSpacing(2);
    row->addWidget(m_rail);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(0, grid::kMargin, 0, grid::kMargin);
    column->setSpacing(grid::kMargin);
    m_headline = new QLabel(this);
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setFont(fonts::headline());
    m_headline->setContentsMargins(grid::kMargin, 0, grid::kMargin, 0);
    column->addWidget(m_headline);
    m_stack = new QStackedWidget(this);
    column->addWidget(m_stack, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(grid::kMargin, 0, grid::kMargin, 0);
    buttons->setSpacing(grid::kGap);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    m_back = new QPushButton(tr("Back"), this);
    m_back->setObjectName(QStringLiteral("wizardBack"));
    m_back->setAutoDefault(false);
    m_next = new QPushButton(this);
    m_next->setObjectName(QStringLiteral("wizardNext"));
    m_next->setDefault(true);
    m_next->setProperty("primary", true);
    for (QPushButton* button : {close, m_back, m_next})
        button->setMinimumHeight(grid::kUnit * 4);
    buttons->addWidget(close);
    buttons->addStretch();
    buttons->addWidget(m_back);
    buttons->addWidget(m_next);
    column->addLayout(buttons);
    row->addLayout(column, 1);
    connect(m_rail, &QListWidget::currentRowChanged, this, &Wizard::setPage);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_back, &QPushButton::clicked, this, &Wizard::back);
    connect(m_next, &QPushButton::clicked, this, &Wizard::next);
}

void Wizard::addPage(WizardPage* page)
{
    m_pages.append(page);
    m_stack->addWidget(page);
    auto* item = new QListWidgetItem(page->title(), m_rail);
    item->setSizeHint(QSize(150, 32));
}

int Wizard::page() const
{
    return m_stack->currentIndex();
}

void Wizard::setPage(int index)
{
    if (index < 0 || index >= m_pages.size())
        return;
    m_stack->setCurrentIndex(index);
    if (m_rail->currentRow() != index)
        m_rail->setCurrentRow(index);
    m_headline->setText(m_pages[index]->headline());
    m_back->setEnabled(index > 0);
    m_next->setText(index + 1 == m_pages.size() ? tr("Done") : tr("Next"));
    refresh();
}

void Wizard::next()
{
    if (!m_pages[page()]->leave())
        return;
    if (page() + 1 == m_pages.size())
        close();
    else
        setPage(page() + 1);
}

void Wizard::back()
{
    setPage(page() - 1);
}

void Wizard::later()
{
    if (isVisible() && !m_soon.isActive())
        m_soon.start();
}

// On the chosen row the mark takes the colour of its text, for the row has the accent's.
QIcon Wizard::railIcon(const QString& name) const
{
    const QSize size(grid::kIcon, grid::kIcon);
    QIcon both;
    both.addPixmap(checkIcon(name, palette()).pixmap(size));
    both.addPixmap(bundledIcon(name, palette().color(QPalette::HighlightedText)).pixmap(size), QIcon::Selected);
    return both;
}

void Wizard::refresh()
{
    if (page() >= 0)
        m_pages[page()]->refresh();
    for (int i = 0; i < m_pages.size(); ++i) {
        const QString name = m_pages[i]->state();
        m_rail->item(i)->setIcon(name.isEmpty() ? m_noState : railIcon(name));
    }
}

} // namespace knockback
