#include "ui/verdict/command_block.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace knockback {

CommandBlock::CommandBlock(const QStringList& commands, QWidget* parent) : QWidget(parent)
{
    QStringList lines;
    for (const QString& command :
         commands) // a command may hold a name from the network: nothing hidden in it gets copied
        for (const QString& line : command.split(QLatin1Char('\n')))
            lines << printable(line, 2000);
    m_text = lines.join(QLatin1Char('\n'));

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(grid::kGap, grid::kHalf, grid::kHalf, grid::kHalf);
    row->setSpacing(grid::kGap);
    auto* column = new QVBoxLayout;
    column->setSpacing(2);
    for (const QString& line : lines) {
        const bool comment = line.startsWith(QLatin1Char('#'));
        QLabel* label = comment ? captionLabel(line, this) : textLabel(line, this);
        label->setFont(fonts::machine());
        column->addWidget(label);
    }
    row->addLayout(column, 1);
    m_copy = new QToolButton(this);
    m_copy->setIcon(icon(QStringLiteral("edit-copy")));
    m_copy->setAutoRaise(true);
    m_copy->setToolTip(tr("Copy"));
    m_copy->setAccessibleName(tr("Copy the command %1").arg(lines.value(0)));
    row->addWidget(m_copy, 0, Qt::AlignTop);
    connect(m_copy, &QToolButton::clicked, this, &CommandBlock::copy);
}

void CommandBlock::copy()
{
    QGuiApplication::clipboard()->setText(m_text);
    m_copy->setIcon(icon(QStringLiteral("check-pass")));
    m_copy->setToolTip(tr("Copied"));
    QTimer::singleShot(1500, m_copy, [this] {
        m_copy->setIcon(icon(QStringLiteral("edit-copy")));
        m_copy->setToolTip(tr("Copy"));
    });
}

void CommandBlock::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Colours::of(palette()).sunken);
    painter.drawRoundedRect(rect(), grid::kRadius, grid::kRadius);
}

} // namespace knockback
