#include "ui/panels/attempt_detail.h"

#include "ui/models/attempts_delegate.h"
#include "ui/panels/attempt_facts.h"
#include "ui/panels/phase_bar.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

namespace knockback {

class AttemptDetail::Impl
{
public:
    explicit Impl(AttemptDetail* owner);
    void rebuild();
    QLabel* label(const QString& text, const QString& tip, bool selectable) const;
    QWidget* heading() const;
    void addSection(QGridLayout& lines, const FactSection& section) const;

    std::optional<Attempt> attempt;
    SynTimetable syn;
    QScrollArea* scroll = nullptr;
    AttemptDetail* view = nullptr;
};

AttemptDetail::Impl::Impl(AttemptDetail* owner) : view(owner)
{
    scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* whole = new QVBoxLayout(owner);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

QLabel* AttemptDetail::Impl::label(const QString& text, const QString& tip, bool selectable) const
{
    auto* out = new QLabel;
    out->setTextFormat(Qt::PlainText); // values may come from outside
    out->setText(text);
    out->setToolTip(tip.toHtmlEscaped());
    out->setWordWrap(selectable);
    out->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    if (selectable)
        out->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return out;
}

QWidget* AttemptDetail::Impl::heading() const
{
    const Colours c = Colours::of(view->palette());
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(grid::kGap);
    const OutcomeClass value = outcomeClass(*attempt);
    auto* mark = new QLabel;
    mark->setPixmap(outcomePixmap(value, grid::kIcon, c.dark, view->devicePixelRatioF()));
    row->addWidget(mark, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    const QString reason = attemptReason(*attempt);
    QString word = outcomeWord(attempt->outcome, isLate(*attempt));
    word[0] = word.at(0).toUpper();
    QLabel* title = label(reason.isEmpty() ? word : AttemptDetail::tr("%1: %2").arg(word, reason), {}, true);
    title->setFont(fonts::title());
    QPalette palette = view->palette();
    palette.setColor(QPalette::WindowText, outcomeTextColour(value, c.dark));
    title->setPalette(palette);
    words->addWidget(title);
    QLabel* meaning = label(outcomeMeaning(attempt->outcome, isLate(*attempt)), {}, true);
    words->addWidget(meaning);
    row->addLayout(words, 1);
    auto* copy = new QToolButton;
    copy->setIcon(icon(QStringLiteral("edit-copy")));
    copy->setToolTip(AttemptDetail::tr("Copy everything about this attempt"));
    copy->setAccessibleName(AttemptDetail::tr("Copy"));
    copy->setAutoRaise(true);
    QObject::connect(copy, &QToolButton::clicked, view,
                     [this] { QApplication::clipboard()->setText(view->plainText()); });
    row->addWidget(copy, 0, Qt::AlignTop);
    return box;
}

void AttemptDetail::Impl::addSection(QGridLayout& lines, const FactSection& section) const
{
    const Colours c = Colours::of(view->palette());
    QPalette quiet = view->palette();
    quiet.setColor(QPalette::WindowText, c.secondaryText);
    int row = lines.rowCount();
    QLabel* title = label(section.title, {}, false);
    title->setFont(fonts::title());
    title->setContentsMargins(0, row > 1 ? grid::kGap : 0, 0, 0);
    lines.addWidget(title, row++, 0, 1, 2);
    for (const FactLine& line : section.lines) {
        QLabel* name = label(line.label, line.tip, false);
        name->setPalette(quiet);
        QLabel* value = label(line.value, line.tip, true);
        value->setFont(line.machine ? fonts::machine() : fonts::figures());
        value->setAccessibleName(QStringLiteral("%1: %2").arg(line.label, line.value));
        lines.addWidget(name, row, 0, Qt::AlignTop);
        lines.addWidget(value, row++, 1);
    }
}

void AttemptDetail::Impl::rebuild()
{
    const Colours c = Colours::of(view->palette());
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(grid::kMargin, grid::kGap, grid::kMargin, grid::kMargin);
    column->setSpacing(grid::kGap);
    if (!attempt) {
        QLabel* hint =
            label(AttemptDetail::tr("Choose an attempt in the table or in the timeline to see everything known of it."),
                  {}, false);
        hint->setWordWrap(true);
        hint->setAlignment(Qt::AlignCenter);
        QPalette quiet = view->palette();
        quiet.setColor(QPalette::WindowText, c.secondaryText);
        hint->setPalette(quiet);
        column->addWidget(hint, 1);
    } else {
        column->addWidget(heading());
        auto* bar = new PhaseBar;
        column->addWidget(bar);
        bar->setAttempt(*attempt, syn);
        auto* lines = new QGridLayout;
        lines->setHorizontalSpacing(grid::kMargin);
        lines->setVerticalSpacing(grid::kHalf);
        lines->setColumnStretch(1, 1);
        for (const FactSection& section : attemptFacts(*attempt, syn))
            addSection(*lines, section);
        column->addLayout(lines);
        column->addStretch(1);
    }
    content->setAutoFillBackground(true);
    content->setBackgroundRole(QPalette::Base);
    scroll->setWidget(content); // the one before is deleted
}

AttemptDetail::AttemptDetail(QWidget* parent) : QWidget(parent), m_impl(std::make_unique<Impl>(this))
{
    m_impl->rebuild();
}

AttemptDetail::~AttemptDetail() = default;

void AttemptDetail::setAttempt(const std::optional<Attempt>& attempt, const SynTimetable& syn)
{
    m_impl->attempt = attempt;
    m_impl->syn = syn;
    m_impl->rebuild();
}

QString AttemptDetail::plainText() const
{
    if (!m_impl->attempt)
        return {};
    QStringList lines;
    lines << attemptSummary(*m_impl->attempt);
    for (const FactSection& section : attemptFacts(*m_impl->attempt, m_impl->syn)) {
        lines << QString() << section.title;
        for (const FactLine& line : section.lines)
            lines << QStringLiteral("  %1: %2").arg(line.label, line.value);
    }
    return lines.join(QLatin1Char('\n'));
}

void AttemptDetail::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::LanguageChange)
        m_impl->rebuild();
}

} // namespace knockback
