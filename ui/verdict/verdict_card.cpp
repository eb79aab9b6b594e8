#include "ui/verdict/verdict_card.h"

#include "core/base/text.h"
#include "ui/checklist/check_icon.h"
#include "ui/panels/path_picture.h"
#include "ui/theme/theme.h"
#include "ui/verdict/path_of.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace knockback {

VerdictCard::VerdictCard(Document& document, const Words& words, QWidget* parent)
    : QWidget(parent), m_document(document), m_words(words)
{
    setObjectName(QStringLiteral("verdictCard"));
    setAccessibleName(tr("Verdict"));
    build();
    connect(&document, &Document::reset, this, &VerdictCard::update);
    connect(&document, &Document::stateChanged, this, &VerdictCard::update);
    connect(&document, &Document::diagnosisChanged, this, &VerdictCard::update);
    connect(&document, &Document::progressChanged, this, &VerdictCard::update);
    update();
}

void VerdictCard::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(grid::kMargin, grid::kGap, grid::kMargin, grid::kGap);
    column->setSpacing(grid::kGap);
    m_heading = titleLabel(tr("Verdict"));
    column->addWidget(m_heading);

    auto* row = new QHBoxLayout;
    row->setSpacing(grid::kGap);
    m_icon = new QLabel(this);
    m_icon->setFixedSize(24, 24);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    m_sentence = hintLabel({}, this);
    m_sentence->setObjectName(QStringLiteral("verdictSentence"));
    m_sentence->setFont(fonts::headline());
    row->addWidget(m_sentence, 1);
    column->addLayout(row);

    m_sure = hintLabel({}, this);
    m_sure->setObjectName(QStringLiteral("verdictSure"));
    column->addWidget(m_sure);
    m_bar = new QProgressBar(this);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    column->addWidget(m_bar);
    m_doing = hintLabel({}, this);
    m_doing->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(m_doing);
    m_path = new PathPicture(this);
    column->addWidget(m_path);
    m_also = hintLabel({}, this);
    column->addWidget(m_also);

    auto* buttons = new QHBoxLayout;
    m_fix = new QPushButton(tr("Show the fix"), this);
    m_fix->setObjectName(QStringLiteral("showFix"));
    m_why = new QPushButton(tr("Why?"), this);
    m_why->setObjectName(QStringLiteral("why"));
    m_why->setToolTip(tr("The evidence, what else it could look like, and what could not be seen"));
    m_fix->setProperty("primary", true);
    for (QPushButton* button : {m_fix, m_why})
        button->setMinimumHeight(grid::kUnit * 4);
    buttons->addWidget(m_fix);
    buttons->addWidget(m_why);
    buttons->addStretch();
    column->addLayout(buttons);
    connect(m_fix, &QPushButton::clicked, this, &VerdictCard::fixAsked);
    connect(m_why, &QPushButton::clicked, this, &VerdictCard::whyAsked);
}

QString VerdictCard::sentence() const
{
    return m_sentence->text();
}

void VerdictCard::update()
{
    m_heading->setText(tr("Verdict"));
    const auto& diagnosis = m_document.diagnosis();
    if (!m_document.isEmpty() && diagnosis && diagnosis->attempts + diagnosis->evidence.size() > 0)
        showVerdict(*diagnosis);
    else
        showNothingYet();
    showProgress();
    setAccessibleDescription(m_sentence->text() + QLatin1Char(' ') + m_sure->text());
    QWidget::update();
}

void VerdictCard::showNothingYet()
{
    const bool running = m_document.isRunning();
    const bool loading = m_document.state() == Document::State::loading;
    const QString mark = running || loading ? QStringLiteral("check-running") : QStringLiteral("stethoscope");
    m_icon->setPixmap(checkIcon(mark, palette()).pixmap(24, 24));
    if (loading)
        m_sentence->setText(tr("Reading the session…"));
    else if (running)
        m_sentence->setText(tr("Finding out what happens at %1 port %2.")
                                .arg(printable(m_document.target().host, 60))
                                .arg(m_document.target().port.value));
    else if (m_document.isEmpty())
        m_sentence->setText(tr("What is wrong will stand here, in one sentence."));
    else
        m_sentence->setText(tr("It was stopped before anything was seen."));
    m_sure->setText(m_document.isEmpty() && !loading ? tr("Type a host and a port above and press Diagnose.")
                                                     : QString());
    m_sure->setVisible(!m_sure->text().isEmpty());
    for (QWidget* widget : std::initializer_list<QWidget*>{m_path, m_also, m_fix, m_why})
        widget->hide();
}

void VerdictCard::showProgress()
{
    const bool running = m_document.state() == Document::State::running;
    const auto& progress = m_document.progress();
    const auto& diagnosis = m_document.diagnosis();
    const bool settled = diagnosis && diagnosis->settled;
    const bool show = running && !(m_document.mode() == Mode::watch && settled);
    m_bar->setVisible(show);
    if (show) {
        const double part = progress ? progress->part : -1;
        m_bar->setRange(0, part < 0 ? 0 : 1000);
        if (part >= 0)
            m_bar->setValue(qRound(part * 1000));
    }
    QString doing = show && progress ? m_words.render(progress->doing) : QString();
    if (m_document.state() == Document::State::paused)
        doing = tr("Paused. No attempts are made.");
    m_doing->setText(doing);
    m_doing->setVisible(!doing.isEmpty());
}

void VerdictCard::showVerdict(const Diagnosis& diagnosis)
{
    for (QLabel* label : {m_sentence, m_sure, m_also}) // now there is something worth copying
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    const Verdict& verdict = diagnosis.verdict;
    const bool healthy = verdict.cause == QLatin1String("reachable");
    const bool unclear = verdict.cause == QLatin1String("inconclusive");
    m_heading->setText(m_document.isRunning() && !diagnosis.settled ? tr("Verdict so far") : tr("Verdict"));
    const QString mark = healthy   ? QStringLiteral("check-pass")
                         : unclear ? QStringLiteral("check-unknown")
                                   : QStringLiteral("check-fail");
    m_icon->setPixmap(checkIcon(mark, palette()).pixmap(24, 24));
    m_sentence->setText(m_words.render(verdict.summary));
    QStringList parts{confidenceWords(verdict)};
    if (const QString pattern = patternWord(verdict.pattern); !pattern.isEmpty() && !healthy)
        parts << pattern;
    if (const QString side = sideWord(verdict.side); !side.isEmpty() && !healthy)
        parts << side;
    m_sure->setText(parts.join(QStringLiteral(" · ")));
    m_sure->setToolTip(patternMeaning(verdict.pattern));
    m_sure->show();
    m_path->setPath(pathOf(diagnosis, m_document.routes()));
    m_path->show();
    QStringList also;
    for (const Verdict& other : diagnosis.also)
        also << tr("Also: %1").arg(m_words.render(other.summary));
    m_also->setText(also.join(QLatin1Char('\n')));
    m_also->setVisible(!also.isEmpty());
    m_fix->setVisible(!verdict.fixes.isEmpty());
    m_fix->setText(healthy || unclear ? tr("What to do next") : tr("Show the fix"));
    m_why->show();
}

void VerdictCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Colours colours = Colours::of(palette());
    painter.fillRect(rect(), colours.surface);
    const auto& diagnosis = m_document.diagnosis();
    QColor edge = colours.line;
    if (diagnosis && !m_document.isEmpty() && diagnosis->attempts + diagnosis->evidence.size() > 0) {
        const QString& cause = diagnosis->verdict.cause;
        edge = cause == QLatin1String("reachable")      ? colours.pass
               : cause == QLatin1String("inconclusive") ? colours.unknown
                                                        : colours.fail;
    }
    painter.fillRect(QRect(0, 0, 4, height()), edge);
}

void VerdictCard::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_why)
        update();
}

} // namespace knockback
