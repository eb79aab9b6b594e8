#include "ui/checklist/check_row.h"

#include "ui/checklist/check_icon.h"
#include "ui/theme/theme.h"
#include "ui/theme/wrapped_label.h"
#include "ui/verdict/command_block.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

namespace knockback {

namespace {
bool same(const Check& a, const Check& b)
{
    return a.status == b.status && a.summary == b.summary && a.looked == b.looked && a.means == b.means &&
           a.next == b.next && a.commands == b.commands;
}
// In every language the titles stand in one column.
int widestTitle(const QFontMetrics& metrics)
{
    int widest = 0;
    for (int i = 0; i < kCheckCount; ++i)
        widest = std::max(widest, metrics.horizontalAdvance(checkTitle(static_cast<CheckId>(i))));
    return widest;
}
} // namespace

CheckRow::CheckRow(CheckId id, const Words& words, QWidget* parent) : QWidget(parent), m_id(id), m_words(words)
{
    setObjectName(QStringLiteral("check_") + checkId(id));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(grid::kGap, 3, grid::kGap, 3);
    column->setSpacing(grid::kHalf);
    auto* row = new QHBoxLayout;
    row->setSpacing(grid::kGap);
    m_icon = new QLabel(this);
    m_icon->setFixedSize(grid::kIcon, grid::kIcon);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    m_title = new QLabel(checkTitle(id), this);
    m_title->setFixedWidth(widestTitle(fontMetrics()) + grid::kGap);
    row->addWidget(m_title, 0, Qt::AlignTop);
    m_summary = new WrappedLabel(this);
    m_summary->setTextFormat(Qt::PlainText);
    row->addWidget(m_summary, 1, Qt::AlignTop);
    m_fold = new QLabel(QStringLiteral("▸"), this);
    m_fold->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(m_fold, 0, Qt::AlignTop);
    column->addLayout(row);
    setCheck(nullptr, false);
}

void CheckRow::setCheck(const Check* check, bool running)
{
    const bool changed = (check != nullptr) != m_known || running != m_running || (check && !same(*check, m_check)) ||
                         m_summary->text().isEmpty();
    if (!changed)
        return;
    m_known = check != nullptr;
    m_running = running;
    if (check)
        m_check = *check;
    show(check);
    if (m_open)
        fillDetails();
}

void CheckRow::show(const Check* check)
{
    const Colours colours = Colours::of(palette());
    QString name = QStringLiteral("check-skipped");
    QString summary;
    QColor tint = colours.secondaryText;
    if (m_running) {
        name = QStringLiteral("check-running");
        m_status = tr("being looked at");
        summary = check && !check->summary.isEmpty() ? m_words.render(check->summary) : tr("Being looked at…");
    } else if (!check) {
        m_status = tr("not looked at yet");
        summary = m_status;
    } else {
        name = checkStatusIcon(check->status);
        m_status = checkStatusWord(check->status);
        summary = m_words.render(check->summary);
        if (summary.isEmpty())
            summary = m_status;
        tint = check->status == CheckStatus::fail || check->status == CheckStatus::warn ? colours.text
                                                                                        : colours.secondaryText;
        if (check->status == CheckStatus::pass)
            tint = colours.text;
    }
    m_icon->setPixmap(checkIcon(name, palette()).pixmap(grid::kIcon, grid::kIcon));
    m_icon->setToolTip(m_status);
    m_summary->setText(summary);
    setLabelColour(m_summary, tint);
    setToolTip(QStringLiteral("%1: %2").arg(checkTitle(m_id), m_status));
    setAccessibleName(QStringLiteral("%1: %2. %3").arg(checkTitle(m_id), m_status, summary));
}

void CheckRow::setOpen(bool open)
{
    if (m_open == open)
        return;
    m_open = open;
    m_fold->setText(open ? QStringLiteral("▾") : QStringLiteral("▸"));
    setAccessibleDescription(open ? tr("unfolded") : tr("folded"));
    if (open)
        fillDetails();
    if (m_details)
        m_details->setVisible(open);
}

void CheckRow::fillDetails()
{
    delete m_details;
    m_details = new QWidget(this);
    auto* column = new QVBoxLayout(m_details);
    column->setContentsMargins(grid::kIcon + grid::kGap, 0, 0, grid::kGap);
    column->setSpacing(grid::kHalf);
    const auto section = [column](const QString& title, const QStringList& lines) {
        if (lines.isEmpty())
            return;
        column->addWidget(titleLabel(title));
        for (const QString& line : lines)
            column->addWidget(textLabel(line));
    };
    const auto rendered = [this](const QVector<Phrase>& phrases) {
        QStringList lines;
        for (const Phrase& phrase : phrases)
            lines << m_words.render(phrase);
        return lines;
    };
    if (!m_known) {
        column->addWidget(captionLabel(tr("What is found will stand here.")));
    } else {
        if (!m_check.looked.isEmpty())
            section(tr("What we look at"), {m_words.render(m_check.looked)});
        section(tr("What it means"), rendered(m_check.means));
        section(tr("What to do next"), rendered(m_check.next));
        if (!m_check.commands.isEmpty()) {
            if (m_check.status == CheckStatus::unknown && needsServerFacts(m_id))
                column->addWidget(captionLabel(tr("To look for yourself, on the server:")));
            column->addWidget(new CommandBlock(m_check.commands));
        }
    }
    layout()->addWidget(m_details);
    m_details->setVisible(m_open);
}

void CheckRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours colours = Colours::of(palette());
    if (m_hovered)
        painter.fillRect(rect(), colours.hover);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 2));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void CheckRow::mouseReleaseEvent(QMouseEvent* event)
{
    const bool onDetails = m_open && m_details && event->position().y() >= m_details->y();
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()) && !onDetails)
        setOpen(!m_open);
}

void CheckRow::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (event->modifiers() == Qt::NoModifier) {
            setOpen(!m_open);
            return;
        }
        break;
    case Qt::Key_Right:
        setOpen(true);
        return;
    case Qt::Key_Left:
        setOpen(false);
        return;
    case Qt::Key_Down:
        focusNextPrevChild(true);
        return;
    case Qt::Key_Up:
        focusNextPrevChild(false);
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void CheckRow::enterEvent(QEnterEvent*)
{
    m_hovered = true;
    update();
}

void CheckRow::leaveEvent(QEvent*)
{
    m_hovered = false;
    update();
}

void CheckRow::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    for (QWidget* up = parentWidget(); up; up = up->parentWidget())
        if (auto* area = qobject_cast<QScrollArea*>(up)) {
            area->ensureWidgetVisible(this, 0, 0);
            break;
        }
    update();
}

void CheckRow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ApplicationPaletteChange && m_summary)
        show(m_known ? &m_check : nullptr);
}

} // namespace knockback
