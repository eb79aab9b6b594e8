#include "ui/practice/empty_state.h"

#include "core/practice/practice.h"
#include "ui/practice/card_button.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace knockback {

EmptyState::EmptyState(const Words& words, QWidget* parent) : QScrollArea(parent)
{
    setObjectName(QStringLiteral("emptyState"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(viewport());
    page->setBackgroundRole(QPalette::Base);
    page->setAutoFillBackground(true);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(grid::kSection * 2, grid::kSection, grid::kSection * 2, grid::kSection);
    column->setSpacing(grid::kGap);
    setWidget(page); // while it is empty: with all its text it would be laid out for a width that it never has

    QLabel* heading = hintLabel(tr("Why does the connection fail?"), page);
    heading->setFont(fonts::headline());
    column->addWidget(heading);
    column->addWidget(hintLabel(
        tr("Type the host and the port from the error message above and press Diagnose. Knockback connects as your "
           "program would, plots every attempt, goes through nine checks and names the cause with its evidence. "
           "Watch keeps trying and shows what comes and goes."),
        page));
    auto* buttons = new QHBoxLayout;
    auto* wizard = new QPushButton(tr("Guide me step by step…"), page);
    wizard->setObjectName(QStringLiteral("emptyWizard"));
    auto* open = new QPushButton(tr("Open a saved session…"), page);
    auto* decode = new QPushButton(tr("Paste an error line…"), page);
    decode->setObjectName(QStringLiteral("emptyDecode"));
    decode->setFlat(true);
    for (QPushButton* button : {wizard, open, decode})
        giveRoom(*button);
    buttons->addWidget(wizard);
    buttons->addWidget(open);
    buttons->addWidget(decode);
    buttons->addStretch();
    column->addLayout(buttons);
    connect(wizard, &QPushButton::clicked, this, &EmptyState::wizardAsked);
    connect(open, &QPushButton::clicked, this, &EmptyState::openAsked);
    connect(decode, &QPushButton::clicked, this, &EmptyState::decodeAsked);

    column->addSpacing(grid::kGap);
    column->addWidget(titleLabel(tr("Try it without a broken server"), page));
    QLabel* what = hintLabel(tr("Each of these starts a small faulty server on this machine only (127.0.0.1) and "
                                "looks at it. It ends with Knockback."),
                             page);
    what->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(what);
    auto* cards = new QGridLayout;
    cards->setSpacing(grid::kGap);
    int index = 0;
    for (const PracticeFault& fault : practiceFaults()) {
        cards->addWidget(practiceCard(page, fault.id, words(fault.titleKey), words(fault.shows)), index / 2, index % 2);
        ++index;
    }
    cards->setColumnStretch(0, 1);
    cards->setColumnStretch(1, 1);
    column->addLayout(cards);
    column->addStretch();
}

QWidget* EmptyState::practiceCard(QWidget* page, const QString& id, const QString& title, const QString& shows)
{
    auto* card = new CardButton(title, shows, page);
    card->setObjectName(QStringLiteral("try_") + id);
    connect(card, &QAbstractButton::clicked, this, [this, id] { Q_EMIT practiceChosen(id); });
    return card;
}

} // namespace knockback
