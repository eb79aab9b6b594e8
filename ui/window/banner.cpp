#include "ui/window/banner.h"

#include "ui/theme/theme.h"
#include "ui/window/labels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace knockback {

Banner::Banner(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("banner"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(grid::kMargin, grid::kHalf, grid::kGap, grid::kHalf);
    row->setSpacing(grid::kGap);
    m_icon = new QLabel(this);
    row->addWidget(m_icon);
    m_text = textLabel({}, this);
    row->addWidget(m_text, 1);
    m_buttons = new QHBoxLayout;
    row->addLayout(m_buttons);
    auto* close = new QToolButton(this);
    close->setIcon(icon(QStringLiteral("window-close")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Hide this"));
    close->setAccessibleName(tr("Hide this message"));
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

QString Banner::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void Banner::show(Kind kind, const QString& sentence, const QVector<Action>& actions)
{
    m_kind = kind;
    m_icon->setPixmap(icon(kind == Kind::warning ? QStringLiteral("check-warn") : QStringLiteral("dialog-information"))
                          .pixmap(grid::kIcon, grid::kIcon));
    m_text->setText(sentence);
    setAccessibleName(sentence);
    clearLayout(m_buttons);
    for (const Action& action : actions) {
        auto* button = new QPushButton(action.text, this);
        m_buttons->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, act = action.act] {
            hide();
            act();
        });
    }
    setVisible(true);
    update();
}

void Banner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours colours = Colours::of(palette());
    painter.fillRect(rect(), colours.sunken);
    painter.fillRect(QRect(0, 0, 4, height()), m_kind == Kind::warning ? colours.warn : colours.accent);
}

} // namespace knockback
