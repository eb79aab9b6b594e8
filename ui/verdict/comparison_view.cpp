#include "ui/verdict/comparison_view.h"

#include "core/base/text.h"
#include "ui/checklist/check_icon.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>

namespace knockback {

namespace {

class Compared
{
    Q_DECLARE_TR_FUNCTIONS(Compared)
};

QString markOf(Change change)
{
    switch (change) {
    case Change::works:
    case Change::asBefore:
        return QStringLiteral("check-pass");
    case Change::perhaps:
    case Change::unknown:
    case Change::notComparable:
        return QStringLiteral("check-unknown");
    case Change::partly:
    case Change::further:
    case Change::other:
        return QStringLiteral("check-warn");
    case Change::same:
    case Change::broke:
        break;
    }
    return QStringLiteral("check-fail");
}

QLabel* markLabel(const QString& name, const QWidget& in)
{
    auto* label = new QLabel;
    label->setPixmap(checkIcon(name, in.palette()).pixmap(grid::kIcon, grid::kIcon));
    label->setAlignment(Qt::AlignTop);
    return label;
}

// What a file says may hold anything.
QString shown(const Phrase& phrase, const Words& words)
{
    return printable(words.render(phrase), 600);
}

QWidget* valueOf(const Phrase& phrase, std::optional<CheckStatus> status, const Words& words, const QWidget& in)
{
    QLabel* text = textLabel(shown(phrase, words));
    if (!status)
        return text;
    auto* both = new QWidget;
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid::kHalf);
    QLabel* mark = markLabel(checkStatusIcon(*status), in);
    mark->setAccessibleName(checkStatusWord(*status));
    mark->setToolTip(checkStatusWord(*status));
    row->addWidget(mark);
    row->addWidget(text, 1);
    return both;
}

void fillTable(QGridLayout& table, const Comparison& comparison, const Words& words, const QWidget& in)
{
    table.setContentsMargins(0, grid::kHalf, 0, 0);
    table.setHorizontalSpacing(grid::kGap);
    table.setVerticalSpacing(grid::kHalf);
    table.setColumnStretch(1, 1);
    table.setColumnStretch(2, 1);
    table.addWidget(captionLabel(Compared::tr("Before")), 0, 1);
    table.addWidget(captionLabel(Compared::tr("Now")), 0, 2);
    int line = 1;
    for (const CompareRow& row : comparison.rows) {
        table.addWidget(captionLabel(shown(row.name, words)), line, 0, Qt::AlignTop);
        table.addWidget(valueOf(row.before, row.beforeStatus, words, in), line, 1, Qt::AlignTop);
        table.addWidget(valueOf(row.after, row.afterStatus, words, in), line, 2, Qt::AlignTop);
        ++line;
    }
}

} // namespace

QWidget* comparisonView(const Document& document, const Words& words)
{
    if (!document.before())
        return nullptr;
    auto* view = new QWidget;
    view->setObjectName(QStringLiteral("comparison"));
    view->setAccessibleName(Compared::tr("Before and after"));
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(grid::kHalf);
    column->addWidget(titleLabel(Compared::tr("Before and after")));
    const std::optional<Comparison> comparison = document.comparison();
    auto* row = new QHBoxLayout;
    row->setSpacing(grid::kGap);
    const QString mark = comparison ? markOf(comparison->change) : QStringLiteral("check-running");
    row->addWidget(markLabel(mark, *view), 0, Qt::AlignTop);
    QLabel* sentence = textLabel(comparison ? shown(comparison->sentences.first(), words)
                                            : Compared::tr("The fix is being verified: the same target is diagnosed "
                                                           "again."));
    sentence->setObjectName(QStringLiteral("comparisonSentence"));
    sentence->setFont(fonts::headline());
    row->addWidget(sentence, 1);
    column->addLayout(row);
    if (!comparison)
        return view;
    view->setAccessibleDescription(sentence->text());
    for (const Phrase& more : comparison->sentences.mid(1))
        column->addWidget(textLabel(shown(more, words)));
    auto* table = new QGridLayout;
    fillTable(*table, *comparison, words, *view);
    column->addLayout(table);
    return view;
}

QWidget* verifyButton(Document& document)
{
    if (!document.canVerify())
        return nullptr;
    auto* row = new QWidget;
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(grid::kGap);
    auto* button = new QPushButton(Compared::tr("Verify"));
    button->setObjectName(QStringLiteral("verify"));
    button->setToolTip(Compared::tr("Diagnose the same target again and compare, before and after"));
    giveRoom(*button);
    line->addWidget(button);
    line->addWidget(captionLabel(Compared::tr("Once you have run a fix: diagnoses the same target again and shows "
                                              "before and after.")),
                    1);
    // The button goes away with the page that is filled anew: it asks once the click is over.
    QObject::connect(
        button, &QPushButton::clicked, &document, [&document] { (void)document.verify(); }, Qt::QueuedConnection);
    return row;
}

} // namespace knockback
