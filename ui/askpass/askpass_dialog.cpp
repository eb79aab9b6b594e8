#include "ui/askpass/askpass_dialog.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"

#include <QCheckBox>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cstring>

namespace knockback {

namespace {
constexpr qsizetype kMostBytes = 1022; // ssh reads no more of an answer
constexpr int kMostTyped = 1000;
constexpr int kMostLinesShown = 8; // the rest is scrolled to

bool isSecret(SshQuestionKind kind)
{
    return kind == SshQuestionKind::password || kind == SshQuestionKind::passphrase || kind == SshQuestionKind::other;
}
} // namespace

void wipe(QByteArray& bytes)
{
    ::explicit_bzero(bytes.data(), static_cast<std::size_t>(bytes.size()));
    bytes.clear();
}

void wipe(QString& text)
{
    ::explicit_bzero(text.data(), static_cast<std::size_t>(text.size()) * sizeof(QChar));
    text.clear();
}

AskpassDialog::AskpassDialog(SshQuestion question, const QString& where, bool again, QWidget* parent)
    : QDialog(parent), m_question(std::move(question))
{
    setObjectName(QStringLiteral("askpassDialog"));
    setWindowTitle(tr("ssh asks"));
    // It comes by itself, from a process that the window manager does not know.
    setWindowFlag(Qt::WindowStaysOnTopHint);
    setFixedWidth(grid::kUnit * 70);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(grid::kMargin, grid::kMargin, grid::kMargin, grid::kMargin);
    column->setSpacing(grid::kGap);
    buildQuestion(column, where, again);
    if (m_question.kind == SshQuestionKind::hostKey)
        buildHostKey(column);
    if (isSecret(m_question.kind))
        buildField(column);
    if (m_question.kind != SshQuestionKind::notice)
        column->addWidget(
            captionLabel(tr("The answer is handed to ssh and to nobody else. Knockback does not store it."), this));
    column->addStretch();
    buildButtons(column);
    fit();
}

// As high as the words need at this width.
void AskpassDialog::fit()
{
    ensurePolished();
    resize(width(), std::max(layout()->totalHeightForWidth(width()), layout()->totalMinimumSize().height()));
}

AskpassDialog::~AskpassDialog()
{
    if (!m_field)
        return;
    QByteArray left = takeAnswer();
    wipe(left);
}

void AskpassDialog::buildQuestion(QVBoxLayout* column, const QString& where, bool again)
{
    column->addWidget(textLabel(where.isEmpty()
                                    ? tr("Knockback logs in to a server by ssh, and ssh asks:")
                                    : tr("Knockback logs in to %1 by ssh, and ssh asks:").arg(printable(where, 120)),
                                this));
    auto* words = new QPlainTextEdit(this);
    words->setObjectName(QStringLiteral("askpassQuestion"));
    words->setAccessibleName(tr("The question of ssh"));
    words->setReadOnly(true);
    words->setTabChangesFocus(true);
    words->setFocusPolicy(Qt::ClickFocus);
    words->setFont(fonts::machine());
    words->setWordWrapMode(QTextOption::WrapAnywhere);
    words->setPlainText(m_question.lines.join(QLatin1Char('\n')));
    const int perLine = std::max(1, (width() - grid::kUnit * 8) / QFontMetrics(words->font()).averageCharWidth());
    int lines = 0;
    for (const QString& line : m_question.lines)
        lines += 1 + static_cast<int>(line.size()) / perLine;
    words->setFixedHeight(std::clamp(lines, 1, kMostLinesShown) * QFontMetrics(words->font()).lineSpacing() +
                          grid::kMargin);
    column->addWidget(words);
    if (again) {
        QLabel* label =
            textLabel(tr("ssh asks the same once more: most likely the answer before was not right."), this);
        label->setObjectName(QStringLiteral("askpassAgain"));
        setLabelColour(label, Colours::of(palette()).warn);
        column->addWidget(label);
    }
    if (const QString why = explanation(); !why.isEmpty())
        column->addWidget(textLabel(why, this));
}

QString AskpassDialog::explanation() const
{
    switch (m_question.kind) {
    case SshQuestionKind::password:
        return tr("This is the password of the account on the server. With a key that ssh-agent holds nothing would be "
                  "asked.");
    case SshQuestionKind::passphrase:
        return tr("This unlocks a key of yours. A key that ssh-agent holds (ssh-add) is not asked for again.");
    case SshQuestionKind::hostKey:
        return tr("A host key is what a server proves itself with. ssh does not know this one, as is usual the first "
                  "time. Get the fingerprint from whoever runs the server, on another way than this connection, and "
                  "compare it sign by sign. If they differ, somebody may stand in between: cancel.");
    case SshQuestionKind::other:
        return tr("This may be a question of the server itself, in its own words. Answer only what you would answer "
                  "there on a terminal.");
    case SshQuestionKind::yesOrNo:
    case SshQuestionKind::notice:
        break;
    }
    return {};
}

void AskpassDialog::buildHostKey(QVBoxLayout* column)
{
    if (!m_question.fingerprint.isEmpty()) {
        column->addWidget(captionLabel(tr("Fingerprint of the key (%1)").arg(m_question.key), this));
        QLabel* fingerprint = textLabel(m_question.fingerprint, this);
        fingerprint->setObjectName(QStringLiteral("askpassFingerprint"));
        fingerprint->setAccessibleName(tr("Fingerprint"));
        fingerprint->setFont(fonts::machine());
        fingerprint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        column->addWidget(fingerprint);
    }
    column->addWidget(captionLabel(tr("Once trusted, ssh remembers it in its list of known hosts."), this));
}

void AskpassDialog::buildField(QVBoxLayout* column)
{
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("askpassField"));
    m_field->setAccessibleName(tr("Answer"));
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setMaxLength(kMostTyped);
    giveRoom(*m_field);
    m_show = new QCheckBox(tr("Show what is typed"), this);
    m_show->setObjectName(QStringLiteral("askpassShow"));
    m_trouble = textLabel({}, this);
    m_trouble->setObjectName(QStringLiteral("askpassTrouble"));
    setLabelColour(m_trouble, Colours::of(palette()).fail);
    m_trouble->hide();
    column->addWidget(m_field);
    column->addWidget(m_show);
    column->addWidget(m_trouble);
    connect(m_show, &QCheckBox::toggled, this, [this](bool shown) {
        m_field->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
        // Shown, it is still nothing for a keyboard on the screen to learn.
        m_field->setInputMethodHints(m_field->inputMethodHints() | Qt::ImhSensitiveData | Qt::ImhNoPredictiveText |
                                     Qt::ImhNoAutoUppercase);
    });
    connect(m_field, &QLineEdit::textChanged, this, &AskpassDialog::typed);
    m_field->setFocus();
}

void AskpassDialog::buildButtons(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->addStretch();
    const auto add = [&](const QString& text, const char* name) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(name));
        button->setAutoDefault(false);
        giveRoom(*button);
        row->addWidget(button);
        return button;
    };
    const bool notice = m_question.kind == SshQuestionKind::notice;
    QPushButton* cancel = add(notice ? tr("Close") : tr("Cancel"), "askpassCancel");
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    cancel->setDefault(!isSecret(m_question.kind)); // Enter alone trusts nobody
    if (!m_field)
        cancel->setFocus();
    if (m_question.kind == SshQuestionKind::yesOrNo) {
        QPushButton* no = add(tr("No"), "askpassNo");
        connect(no, &QPushButton::clicked, this, [this] {
            m_no = true;
            accept();
        });
    }
    if (!notice) {
        m_yes = add(m_question.kind == SshQuestionKind::hostKey   ? tr("Trust this key")
                    : m_question.kind == SshQuestionKind::yesOrNo ? tr("Yes")
                                                                  : tr("Answer"),
                    "askpassYes");
        connect(m_yes, &QPushButton::clicked, this, &AskpassDialog::accept);
        m_yes->setProperty("primary", isSecret(m_question.kind));
        m_yes->setDefault(isSecret(m_question.kind));
    }
    column->addLayout(row);
    if (m_field)
        typed();
}

void AskpassDialog::typed()
{
    m_trouble->hide();
    // A server may want to see no more than Enter; a password or a passphrase is never empty.
    if (m_yes)
        m_yes->setEnabled(m_question.kind == SshQuestionKind::other || !m_field->text().isEmpty());
}

void AskpassDialog::accept()
{
    if (m_field) {
        QByteArray bytes = m_field->text().toUtf8();
        const qsizetype size = bytes.size();
        wipe(bytes);
        if (size > kMostBytes) {
            m_trouble->setText(tr("This is longer than ssh takes (%1 bytes).").arg(kMostBytes));
            m_trouble->show();
            fit();
            return;
        }
    }
    QDialog::accept();
}

QByteArray AskpassDialog::takeAnswer()
{
    if (!m_field)
        return m_no ? QByteArray("no") : QByteArray("yes");
    QString text = m_field->text();
    m_field->setText({}); // with it goes the list of what can be undone; `text` is the last to hold the letters
    QByteArray bytes = text.toUtf8();
    wipe(text);
    return bytes;
}

} // namespace knockback
