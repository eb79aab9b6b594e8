#include "ui/practice/practice_list.h"

#include "core/practice/practice.h"
#include "ui/practice/row_button.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"

#include <QVBoxLayout>

namespace knockback {

PracticeList::PracticeList(const Words& words, QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("practiceList"));
    setAccessibleName(tr("Practice targets"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(titleLabel(tr("Practice")));
    QLabel* hint = captionLabel(tr("Faulty servers on this machine, to learn and to try."));
    column->addWidget(hint);
    for (const PracticeFault& fault : practiceFaults()) {
        auto* button = new RowButton(words(fault.titleKey), this);
        button->setObjectName(QStringLiteral("practice_") + fault.id);
        button->setToolTip(QStringLiteral("%1. %2").arg(words(fault.titleKey), words(fault.shows)));
        column->addWidget(button);
        connect(button, &RowButton::clicked, this, [this, id = fault.id] { Q_EMIT chosen(id); });
    }
}

} // namespace knockback
