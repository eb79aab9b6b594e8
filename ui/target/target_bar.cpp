#include "ui/target/target_bar.h"

#include "core/base/text.h"
#include "core/target/target.h"
#include "ui/target/address_family.h"
#include "ui/target/port_completer.h"
#include "ui/target/run_options.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace knockback {

namespace {
enum Column
{
    hostColumn,
    portColumn,
    intervalColumn,
    timeoutColumn,
    familyColumn,
    optionsColumn,
    stretchColumn,
    watchColumn,
    diagnoseColumn,
    moreColumn
};

constexpr int kHeight = grid::kUnit * 4;

using namespace std::chrono_literals;

// As it can be typed again: "500 ms", "1 s", "1.5 s", "125 s", "1 min".
QString typedDuration(std::chrono::nanoseconds value)
{
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(value).count();
    if (ms < 1000)
        return QStringLiteral("%1 ms").arg(ms);
    if (ms % 60'000 == 0)
        return QStringLiteral("%1 min").arg(ms / 60'000);
    return QStringLiteral("%1 s").arg(static_cast<double>(ms) / 1000, 0, 'g', 6);
}

void fillDurations(QComboBox* box, std::initializer_list<std::chrono::nanoseconds> values,
                   std::chrono::nanoseconds chosen)
{
    box->setEditable(true);
    box->setInsertPolicy(QComboBox::NoInsert);
    for (const auto value : values)
        box->addItem(typedDuration(value));
    box->setCurrentText(typedDuration(chosen));
    box->setMinimumContentsLength(6);
    box->lineEdit()->setMaxLength(16);
}

QLabel* fieldLabel(const QString& text, QWidget* buddy)
{
    auto* label = new QLabel(text);
    label->setFont(fonts::caption());
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setBuddy(buddy);
    return label;
}
} // namespace

TargetBar::TargetBar(const Words& words, QWidget* parent) : QWidget(parent), m_words(words)
{
    setObjectName(QStringLiteral("targetBar"));
    setAccessibleName(tr("Target"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(grid::kMargin, grid::kGap, grid::kMargin, grid::kGap);
    grid->setHorizontalSpacing(grid::kGap);
    grid->setVerticalSpacing(2);
    buildFields(grid);
    buildButtons(grid);

    m_error = new QLabel(this);
    m_error->setObjectName(QStringLiteral("targetError"));
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_error->hide();
}

void TargetBar::buildFields(QGridLayout* grid)
{
    m_host = new QLineEdit(this);
    m_host->setObjectName(QStringLiteral("host"));
    m_host->setPlaceholderText(tr("Host name or address, for example db.internal"));
    m_host->setAccessibleName(tr("Host name or address"));
    m_host->setMaxLength(20'000); // what is longer is refused with a sentence, not silently cut
    m_host->setMinimumWidth(180);
    // For the button's sign the style reads the whole index of an icon theme: not before there is something to clear.
    connect(m_host, &QLineEdit::textChanged, m_host, [this](const QString& text) {
        m_host->setClearButtonEnabled(m_host->isClearButtonEnabled() || !text.isEmpty());
    });

    m_port = new QLineEdit(this);
    m_port->setObjectName(QStringLiteral("port"));
    m_port->setPlaceholderText(tr("5432 or postgresql"));
    m_port->setAccessibleName(tr("Port number or service name"));
    m_port->setMaxLength(256);
    m_port->setFixedWidth(150);
    m_service = new QLabel(m_port);
    m_service->setForegroundRole(QPalette::PlaceholderText);
    m_service->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_service->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* inside = new QHBoxLayout(m_port);
    inside->setContentsMargins(0, 0, grid::kGap, 0);
    inside->addStretch();
    inside->addWidget(m_service);

    for (QLineEdit* edit : {m_host, m_port})
        giveRoom(*edit);

    m_interval = new QComboBox(this);
    m_interval->setObjectName(QStringLiteral("interval"));
    m_interval->setAccessibleName(tr("Time between attempts"));
    m_interval->setToolTip(tr("How long to wait between two attempts while watching. Diagnose chooses its own pace."));
    fillDurations(m_interval, {100ms, 200ms, 500ms, 1s, 2s, 5s, 10s, 30s, 60s}, 1s);
    m_timeout = new QComboBox(this);
    m_timeout->setObjectName(QStringLiteral("timeout"));
    m_timeout->setAccessibleName(tr("Limit of one attempt"));
    m_timeout->setToolTip(tr("How long one attempt may take before it counts as timed out."));
    fillDurations(m_timeout, {500ms, 1s, 2s, 3s, 5s, 10s, 30s}, 3s);
    m_family = new QComboBox(this);
    m_family->setObjectName(QStringLiteral("family"));
    m_family->setAccessibleName(tr("Address family"));
    m_family->setToolTip(tr("Which kinds of addresses to try."));
    fillFamilies(*m_family);

    const std::initializer_list<std::tuple<int, QString, QWidget*>> fields = {
        {hostColumn, tr("Host"), m_host},
        {portColumn, tr("Port"), m_port},
        {intervalColumn, tr("Every"), m_interval},
        {timeoutColumn, tr("Timeout"), m_timeout},
        {familyColumn, tr("Addresses"), m_family}};
    for (const auto& [column, text, widget] : fields) {
        grid->addWidget(fieldLabel(text, widget), 0, column);
        widget->setMinimumHeight(kHeight);
        grid->addWidget(widget, 1, column);
    }
    grid->setColumnStretch(hostColumn, 10);
    grid->setColumnStretch(stretchColumn, 1);

    connect(m_port, &QLineEdit::textChanged, this, &TargetBar::hintService);
    for (QLineEdit* edit : {m_host, m_port, m_interval->lineEdit(), m_timeout->lineEdit()}) {
        connect(edit, &QLineEdit::textEdited, this, &TargetBar::clearErrors);
        connect(edit, &QLineEdit::returnPressed, this, [this] {
            if (m_state != Document::State::running && m_state != Document::State::paused)
                Q_EMIT diagnosePressed();
        });
    }
    // The list of services is only made when somebody is about to type one: the first paint does not wait for it.
    connect(m_port, &QLineEdit::textEdited, this, [this] {
        if (m_port->completer())
            return;
        m_port->setCompleter(new PortCompleter(m_port));
    });
}

void TargetBar::buildButtons(QGridLayout* grid)
{
    m_watch = new QPushButton(this);
    m_watch->setObjectName(QStringLiteral("watch"));
    m_diagnose = new QPushButton(this);
    m_diagnose->setObjectName(QStringLiteral("diagnose"));
    m_diagnose->setDefault(true);
    m_more = new QToolButton(this);
    m_more->setObjectName(QStringLiteral("more"));
    m_more->setText(QStringLiteral("⋯"));
    m_more->setAutoRaise(true);
    m_more->setAccessibleName(tr("More actions"));
    m_more->setToolTip(tr("More: open, save, report, guided wizard, look"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    for (QWidget* button : std::initializer_list<QWidget*>{m_watch, m_diagnose, m_more})
        button->setMinimumHeight(kHeight);
    m_watch->setMinimumWidth(96); // "Watch", "Pause" and "Go on" take the same room, so that nothing jumps
    m_diagnose->setMinimumWidth(112);
    grid->addWidget(m_watch, 1, watchColumn);
    grid->addWidget(m_diagnose, 1, diagnoseColumn);
    grid->addWidget(m_more, 1, moreColumn);
    m_choose = new QToolButton(this);
    m_choose->setObjectName(QStringLiteral("options"));
    m_choose->setIcon(icon(QStringLiteral("configure")));
    m_choose->setCheckable(true); // pressed in while something is not as usual
    m_choose->setAccessibleName(tr("Options of the attempts"));
    m_choose->setFixedSize(kHeight, kHeight);
    grid->addWidget(m_choose, 1, optionsColumn);
    connect(m_choose, &QToolButton::clicked, this, &TargetBar::askOptions);
    tellOptions();
    connect(m_watch, &QPushButton::clicked, this, &TargetBar::watchPressed);
    connect(m_diagnose, &QPushButton::clicked, this, &TargetBar::diagnosePressed);
    setState(Document::State::empty, Mode::diagnose);
}

void TargetBar::setState(Document::State state, Mode mode)
{
    m_state = state;
    const bool running = state == Document::State::running || state == Document::State::paused;
    if (running && mode == Mode::watch && state == Document::State::running) {
        m_watch->setText(tr("Pause"));
        m_watch->setIcon(icon(QStringLiteral("media-playback-pause")));
        m_watch->setToolTip(tr("Make no new attempts until you go on (Space)"));
    } else if (state == Document::State::paused) {
        m_watch->setText(tr("Go on"));
        m_watch->setIcon(icon(QStringLiteral("media-playback-start")));
        m_watch->setToolTip(tr("Make attempts again (Space)"));
    } else {
        m_watch->setText(tr("Watch"));
        m_watch->setIcon(icon(QStringLiteral("media-playback-start")));
        m_watch->setToolTip(tr("Make an attempt at a steady pace until you stop it, and plot each one (Space)"));
    }
    m_watch->setEnabled(state != Document::State::loading && !(running && mode == Mode::diagnose));
    if (running) {
        m_diagnose->setText(tr("Stop"));
        m_diagnose->setIcon(icon(QStringLiteral("media-playback-stop")));
        m_diagnose->setToolTip(tr("Stop and keep everything seen so far (Esc)"));
    } else {
        m_diagnose->setText(tr("Diagnose"));
        m_diagnose->setIcon(bundledIcon(QStringLiteral("stethoscope"), Colours::of(palette()).onAccent));
        m_diagnose->setToolTip(tr("Make attempts until the cause is clear, 15 seconds at most (Ctrl+Return)"));
    }
    m_diagnose->setEnabled(state != Document::State::loading);
    m_diagnose->setProperty("primary", !running);
    m_diagnose->style()->unpolish(m_diagnose); // the style sheet looks at the property only then
    m_diagnose->style()->polish(m_diagnose);
    for (QWidget* field : std::initializer_list<QWidget*>{m_host, m_port, m_interval, m_timeout, m_family, m_choose})
        field->setEnabled(!running && state != Document::State::loading);
}

QString TargetBar::hostText() const
{
    return m_host->text();
}

QString TargetBar::portText() const
{
    return m_port->text();
}

void TargetBar::setTarget(const QString& host, const QString& port)
{
    clearErrors();
    m_host->setText(host);
    m_port->setText(port);
}

void TargetBar::showOptions(const ProbeOptions& options)
{
    m_interval->setCurrentText(typedDuration(options.interval));
    m_timeout->setCurrentText(typedDuration(options.timeout));
    chooseFamily(*m_family, options.family);
    takeRunOptions(m_options, options);
    tellOptions();
}

void TargetBar::askOptions()
{
    tellOptions(); // the button itself changes nothing
    auto* dialog = new RunOptionsDialog(m_options, m_words, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        takeRunOptions(m_options, dialog->options());
        tellOptions();
    });
    dialog->open();
}

void TargetBar::tellOptions()
{
    const QString unusual = unusualOptions(m_options);
    m_choose->setChecked(!unusual.isEmpty());
    m_choose->setToolTip(unusual.isEmpty() ? tr("What to say once connected, the way out, more DNS servers") : unusual);
    m_choose->setAccessibleDescription(m_choose->toolTip());
}

std::optional<TargetSpec> TargetBar::target(Mode mode)
{
    clearErrors();
    const QString host = m_host->text();
    const QString port = m_port->text().trimmed();
    Result<TargetSpec> parsed = parseTarget(host, port);
    if (!parsed) {
        // The refusal's id says which of the two it is about: "names.refused.portRange", "names.refused.emptyPort", …
        const bool portIsWrong = parsed.error().operation.contains(QLatin1String("port"), Qt::CaseInsensitive);
        if (portIsWrong)
            showErrorAt(m_port, portColumn, errorSentence(parsed.error(), m_words));
        else
            showErrorAt(m_host, hostColumn, errorSentence(parsed.error(), m_words));
        return std::nullopt;
    }
    const auto interval = duration(m_interval, intervalColumn);
    if (!interval)
        return std::nullopt;
    const auto timeout = duration(m_timeout, timeoutColumn);
    if (!timeout)
        return std::nullopt;
    TargetSpec target = withOptions(*parsed);
    target.options.timeout = *timeout;
    if (const Status status = checkOptions(target.options); !status) {
        showErrorAt(m_timeout, timeoutColumn, errorSentence(status.error(), m_words));
        return std::nullopt;
    }
    target.options.interval = *interval;
    if (const Status status = checkOptions(target.options); !status) {
        showErrorAt(m_interval, intervalColumn, errorSentence(status.error(), m_words));
        return std::nullopt;
    }
    if (mode == Mode::diagnose)
        target.options.interval = std::min<std::chrono::nanoseconds>(*interval, 200ms);
    target.options.family = chosenFamily(*m_family);
    if (host != target.host || port.isEmpty()) { // "https://db:443/x" was pasted: show what was understood
        m_host->setText(target.host);
        m_port->setText(QString::number(target.port.value));
    }
    return target;
}

TargetSpec TargetBar::withOptions(TargetSpec target) const
{
    takeRunOptions(target.options, m_options);
    return target;
}

std::optional<std::chrono::nanoseconds> TargetBar::duration(QComboBox* box, int column)
{
    QString text = box->currentText().trimmed().toLower();
    text.remove(QLatin1Char(' '));
    if (text.endsWith(QLatin1String("min")))
        text.chop(2);
    const Result<std::chrono::nanoseconds> value = parseDuration(text);
    if (!value) {
        showErrorAt(box, column, errorSentence(value.error(), m_words));
        return std::nullopt;
    }
    return *value;
}

void TargetBar::hintService()
{
    const QString text = m_port->text().trimmed();
    QString hint;
    bool isNumber = false;
    const uint number = text.toUInt(&isNumber);
    if (isNumber && number > 0 && number < 65'536)
        hint = serviceName(Port{static_cast<std::uint16_t>(number)});
    else if (!isNumber && !text.isEmpty() && text.size() < 32) {
        if (const std::optional<Port> port = servicePort(text))
            hint = QString::number(port->value);
    }
    m_service->setText(hint);
}

void TargetBar::setMenu(QMenu* menu)
{
    m_more->setMenu(menu);
}

void TargetBar::focusHost()
{
    m_host->setFocus(Qt::ShortcutFocusReason);
    m_host->selectAll();
}

void TargetBar::clearErrors()
{
    if (m_error)
        m_error->hide();
    if (m_wrongField) {
        m_wrongField->setProperty("wrong", false);
        m_wrongField->setAccessibleDescription({});
        m_wrongField->setGraphicsEffect(nullptr);
        m_wrongField->setPalette({});
        m_wrongField = nullptr;
    }
}

void TargetBar::showError(const QString& sentence)
{
    showErrorAt(nullptr, hostColumn, sentence);
}

QString TargetBar::errorText() const
{
    return m_error->isVisibleTo(this) ? m_error->text() : QString();
}

void TargetBar::showErrorAt(QWidget* field, int column, const QString& sentence)
{
    auto* grid = qobject_cast<QGridLayout*>(layout());
    grid->removeWidget(m_error);
    // Under the field, as wide as the rest of the bar; from the right-hand fields it would not have room enough.
    const int from = std::min(column, static_cast<int>(portColumn));
    grid->addWidget(m_error, 2, from, 1, moreColumn - from + 1);
    m_error->setText(sentence);
    QPalette palette = m_error->palette();
    palette.setColor(QPalette::WindowText, Colours::of(this->palette()).fail);
    m_error->setPalette(palette);
    m_error->show();
    if (field) {
        m_wrongField = field;
        QPalette wrong = field->palette();
        wrong.setColor(QPalette::Text, Colours::of(this->palette()).fail);
        field->setPalette(wrong);
        field->setProperty("wrong", true);
        field->setAccessibleDescription(sentence);
        field->setFocus(Qt::OtherFocusReason);
        if (auto* edit = qobject_cast<QLineEdit*>(field))
            edit->selectAll();
    }
}

} // namespace knockback
