#include "ui/decode/decode_dialog.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/verdict/command_block.h"
#include "ui/window/labels.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace knockback {

namespace {

// A log of many megabytes, or a line of one, would hold the box up, not the reading; the end of a log is what matters.
class PasteBox : public QPlainTextEdit
{
public:
    using QPlainTextEdit::QPlainTextEdit;

protected:
    void insertFromMimeData(const QMimeData* source) override
    {
        constexpr qsizetype kMost = qsizetype{256} * 1024;
        constexpr qsizetype kLongestLine = 4096;
        const QString text = source->text().right(kMost).remove(QChar(u'\0'));
        QStringList lines = text.split(QLatin1Char('\n'));
        for (QString& line : lines)
            line.truncate(kLongestLine);
        textCursor().insertText(lines.join(QLatin1Char('\n')));
        ensureCursorVisible();
    }
};

} // namespace

DecodeDialog::DecodeDialog(const Words& words, QWidget* parent) : QDialog(parent), m_words(words)
{
    setObjectName(QStringLiteral("decodeDialog"));
    setWindowTitle(tr("Read an error line"));
    resize(680, 640);
    buildFrame();
    connect(m_text, &QPlainTextEdit::textChanged, this, &DecodeDialog::read);
    connect(m_which, &QComboBox::currentIndexChanged, this, &DecodeDialog::showLine);
    connect(m_use, &QPushButton::clicked, this, &DecodeDialog::use);
    read();
    m_text->setFocus();
}

void DecodeDialog::buildFrame()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(grid::kMargin, grid::kMargin, grid::kMargin, grid::kMargin);
    column->setSpacing(grid::kGap);
    column->addWidget(textLabel(
        tr("Paste the error line of any program, or a piece of its log. It is only read here and sent nowhere."),
        this));
    m_text = new PasteBox(this);
    m_text->setObjectName(QStringLiteral("decodeText"));
    m_text->setAccessibleName(tr("Error line"));
    m_text->setPlaceholderText(QStringLiteral("dial tcp 192.0.2.7:5432: connect: connection refused"));
    m_text->setFont(fonts::machine());
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(grid::kUnit * 15);
    column->addWidget(m_text);
    m_which = new QComboBox(this);
    m_which->setObjectName(QStringLiteral("decodeWhich"));
    m_which->setAccessibleName(tr("Which of the lines that were recognised"));
    m_which->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    column->addWidget(m_which);

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* page = new QWidget(scroll->viewport());
    page->setObjectName(QStringLiteral("decodeFacts"));
    m_facts = new QVBoxLayout(page);
    m_facts->setContentsMargins(0, grid::kGap, grid::kGap, 0);
    m_facts->setSpacing(grid::kHalf);
    scroll->setWidget(page);
    column->addWidget(scroll, 1);

    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    auto* close = new QPushButton(tr("Close"), this);
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    m_use = new QPushButton(tr("Use this target"), this);
    m_use->setObjectName(QStringLiteral("decodeUse"));
    m_use->setProperty("primary", true);
    m_use->setDefault(true);
    for (QPushButton* button : {close, m_use}) {
        button->setMinimumHeight(grid::kUnit * 4);
        buttons->addWidget(button);
    }
    column->addLayout(buttons);
}

void DecodeDialog::read()
{
    const QString text = m_text->toPlainText();
    m_decoded = decode(text);
    fillChoice();
    if (!m_decoded.lines.isEmpty())
        showLine(0);
    else if (text.trimmed().isEmpty())
        showNothing(tr("What the line says will stand here: who spoke, about which connection and in which phase, what "
                       "the error means, and where it was going.\n\nKnockback reads the lines of Go, Java, Node.js, "
                       "Python, .NET, curl, nginx, PostgreSQL, MySQL, Redis, ssh, gRPC and OpenSSL, and of the many "
                       "programs that write as these do."));
    else
        showNothing(tr("No connection error is recognised in this text. Paste the whole line, with the name of the "
                       "program, the host and the port."));
}

void DecodeDialog::fillChoice()
{
    const QSignalBlocker quiet(m_which);
    m_which->clear();
    for (const DecodedLine& line : m_decoded.lines)
        m_which->addItem(tr("Line %1: %2").arg(line.lineNumber).arg(line.text.left(120)));
    m_which->setVisible(m_decoded.lines.size() > 1);
}

void DecodeDialog::showNothing(const QString& sentence)
{
    clearLayout(m_facts);
    m_facts->addWidget(captionLabel(sentence));
    m_facts->addStretch();
    m_use->setEnabled(false);
}

void DecodeDialog::addFact(const QString& title, const QString& text)
{
    m_facts->addWidget(titleLabel(title));
    m_facts->addWidget(textLabel(text));
    m_facts->addSpacing(grid::kHalf);
}

void DecodeDialog::showLine(int index)
{
    const DecodedLine line = m_decoded.lines.value(index);
    if (line.meaning.isEmpty())
        return;
    clearLayout(m_facts);
    addFact(tr("Who spoke"), m_words.render(line.who));
    QString phase = m_words(QStringLiteral("decode.phase.") + linePhaseId(line.phase));
    for (const QString& name : {line.errnoName, line.code})
        if (!name.isEmpty())
            phase += QStringLiteral(" · ") + name;
    addFact(tr("In which phase"), phase);
    QString host = line.host.isEmpty() ? tr("Not said in the line") : line.host;
    if (!line.address.isEmpty() && line.address != line.host)
        host = tr("%1 (%2)").arg(host, line.address);
    if (line.port != 0)
        host = tr("%1, port %2").arg(host).arg(line.port);
    if (!line.peer.isEmpty())
        host = tr("%1. The other end of this leg: %2").arg(host, line.peer);
    addFact(tr("Where to"), host);
    addFact(tr("What it means"), m_words.render(line.means));
    for (const Phrase& note : line.notes)
        m_facts->addWidget(captionLabel(m_words.render(note)));
    m_facts->addSpacing(grid::kHalf);
    m_facts->addWidget(titleLabel(tr("Run next")));
    m_facts->addWidget(new CommandBlock({line.command}));
    m_facts->addWidget(captionLabel(m_words.render(line.commandNote)));
    m_facts->addStretch();
    m_use->setEnabled(!line.nextHost.isEmpty());
}

void DecodeDialog::use()
{
    const DecodedLine line = m_decoded.lines.value(m_which->currentIndex());
    if (line.nextHost.isEmpty())
        return;
    accept();
    Q_EMIT targetChosen(line.nextHost, line.nextPort == 0 ? QString() : QString::number(line.nextPort));
}

} // namespace knockback
