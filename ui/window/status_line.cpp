#include "ui/window/status_line.h"

#include "core/base/text.h"
#include "ui/theme/outcome_style.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>

namespace knockback {

namespace {
constexpr int kSoonMs = 150; // the median of a long session is not worth a frame's time thirty times a second
} // namespace

StatusLine::StatusLine(Document& document, QWidget* parent) : QWidget(parent), m_document(document)
{
    setObjectName(QStringLiteral("statusLine"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(grid::kMargin, grid::kHalf, grid::kMargin, grid::kHalf);
    m_left = new QLabel(this);
    m_right = new QLabel(this);
    for (QLabel* label : {m_left, m_right}) {
        label->setTextFormat(Qt::PlainText);
        label->setFont(fonts::figures());
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setMinimumWidth(1); // a long name must not widen the window
    }
    row->addWidget(m_left, 1);
    row->addWidget(m_right);
    m_soon.setSingleShot(true);
    m_soon.setInterval(kSoonMs);
    connect(&m_soon, &QTimer::timeout, this, &StatusLine::update);
    for (const auto signal : {&Document::reset, &Document::stateChanged})
        connect(&document, signal, this, &StatusLine::update);
    for (const auto signal :
         {&Document::attemptsAdded, &Document::savedChanged, &Document::vantageChanged, &Document::namesChanged})
        connect(&document, signal, this, [this] {
            if (!m_soon.isActive())
                m_soon.start();
        });
    update();
}

QString StatusLine::text() const
{
    return m_left->text();
}

void StatusLine::update()
{
    if (m_document.isEmpty()) {
        m_left->setText(tr("Nothing is being tried."));
        m_right->setText({});
        return;
    }
    QStringList parts;
    const Timeline& timeline = m_document.timeline();
    const WindowStatistics all =
        timeline.empty() ? WindowStatistics{} : timeline.statistics(timeline.firstNs(), timeline.lastNs() + 1);
    parts << tr("%n attempt(s)", nullptr, static_cast<int>(all.attempts));
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        if (all.outcomes[i] > 0)
            parts << tr("%1 %2", "count, outcome").arg(all.outcomes[i]).arg(outcomeWord(static_cast<Outcome>(i)));
    if (all.connected > 0)
        parts << tr("median %1").arg(formatDuration(std::chrono::nanoseconds(all.p50Ns)));
    if (const QString saved = savedText(); !saved.isEmpty())
        parts << saved;
    m_left->setText(parts.join(QStringLiteral(" · ")));
    m_right->setText(wayText());
    setAccessibleName(m_left->text());
}

QString StatusLine::savedText() const
{
    const WallTime saved = m_document.savedAt();
    if (saved.ns == 0)
        return {};
    const QString clock = toClockTime(saved).left(8);
    if (m_document.state() == Document::State::opened)
        return tr("opened for reading, ends %1").arg(clock);
    return m_document.hasUnsavedWork() ? tr("not saved yet, kept up to %1").arg(clock) : tr("saved %1").arg(clock);
}

QString StatusLine::wayText() const
{
    QString to = printable(m_document.target().host, 60);
    if (m_document.names().chosen.size() == 1)
        to = m_document.names().chosen.first().address.toString();
    else if (m_document.names().chosen.size() > 1)
        to = tr("%n address(es)", nullptr, static_cast<int>(m_document.names().chosen.size()));
    QString from = tr("this machine");
    if (m_document.state() == Document::State::opened && !m_document.vantage().machine.isEmpty())
        from = printable(m_document.vantage().machine, 40);
    return QStringLiteral("%1 → %2").arg(from, to);
}

} // namespace knockback
