#include "ui/target/run_options.h"

#include "core/base/text.h"
#include "core/investigate/investigation.h"
#include "core/target/target.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace knockback {

namespace {

constexpr int kLongest = 1'000; // of a field; what is longer is no address

QString helloTitle(Hello hello)
{
    switch (hello) {
    case Hello::automatic:
        return RunOptionsDialog::tr("What the port is for");
    case Hello::none:
        return RunOptionsDialog::tr("Nothing");
    case Hello::banner:
        return RunOptionsDialog::tr("Nothing, and wait for a greeting");
    default:
        return QString::fromLatin1(protocolInfo(*protocolFromName(helloId(hello))).title);
    }
}

QString serverText(const Endpoint& server)
{
    return server.port.value == 53 ? server.address.toString() : server.toString();
}

QString serversText(const QVector<Endpoint>& servers)
{
    QStringList list;
    for (const Endpoint& server : servers)
        list << serverText(server);
    return list.join(QStringLiteral(", "));
}

// "198.51.100.53", "198.51.100.53:5353", "2001:db8::53", "[2001:db8::53]:5353"
std::optional<Endpoint> serverOf(const QString& text)
{
    static const QRegularExpression form(QStringLiteral(R"(^(?:\[([^\]]+)\]|([^:\[\]]+))(?::(\d{1,5}))?$)"));
    if (const auto bare = IpAddress::parse(text))
        return Endpoint{*bare, {53}};
    const QRegularExpressionMatch match = form.match(text);
    const auto address = IpAddress::parse(match.captured(1) + match.captured(2));
    const uint port = match.captured(3).isEmpty() ? 53 : match.captured(3).toUInt();
    if (!match.hasMatch() || !address || port < 1 || port > 65'535)
        return std::nullopt;
    return Endpoint{*address, {static_cast<std::uint16_t>(port)}};
}

} // namespace

RunOptionsDialog::RunOptionsDialog(const ProbeOptions& options, const Words& words, QWidget* parent)
    : QDialog(parent), m_words(words), m_options(options)
{
    setObjectName(QStringLiteral("runOptions"));
    setWindowTitle(tr("Options of the attempts"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(grid::kMargin, grid::kMargin, grid::kMargin, grid::kMargin);
    column->setSpacing(grid::kGap);
    auto* form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setHorizontalSpacing(grid::kMargin);
    form->setVerticalSpacing(grid::kGap);
    column->addLayout(form);
    buildFields(form);
    m_error = textLabel({}, this);
    m_error->setObjectName(QStringLiteral("runOptionsError"));
    setLabelColour(m_error, Colours::of(palette()).fail);
    m_error->hide();
    column->addWidget(m_error);
    column->addStretch();

    auto* buttons = new QHBoxLayout;
    auto* usual = new QPushButton(tr("As usual"), this);
    usual->setObjectName(QStringLiteral("runOptionsUsual"));
    usual->setToolTip(tr("Puts everything here back to what it is without a choice"));
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* use = new QPushButton(tr("Use these"), this);
    use->setObjectName(QStringLiteral("runOptionsUse"));
    use->setProperty("primary", true);
    use->setDefault(true);
    buttons->addWidget(usual);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(use);
    for (QPushButton* button : {usual, cancel, use})
        giveRoom(*button);
    for (QPushButton* button : {usual, cancel})
        button->setAutoDefault(false);
    column->addLayout(buttons);
    connect(usual, &QPushButton::clicked, this, [this] { show({}); });
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(use, &QPushButton::clicked, this, &RunOptionsDialog::accept);
    show(options);
    setMinimumWidth(grid::kUnit * 70);
}

void RunOptionsDialog::buildFields(QFormLayout* form)
{
    const auto add = [&](const QString& name, QWidget* field, const QString& hint) {
        field->setAccessibleName(name);
        field->setMinimumHeight(grid::kUnit * 4);
        auto* cell = new QWidget(this);
        auto* inside = new QVBoxLayout(cell);
        inside->setContentsMargins(0, 0, 0, grid::kHalf);
        inside->setSpacing(2);
        inside->addWidget(field);
        if (!hint.isEmpty())
            inside->addWidget(captionLabel(hint));
        auto* label = new QLabel(name, this);
        label->setBuddy(field);
        label->setFixedHeight(grid::kUnit * 4);
        form->addRow(label, cell);
    };
    m_hello = new QComboBox(this);
    m_hello->setObjectName(QStringLiteral("optionHello"));
    m_hello->addItem(helloTitle(Hello::automatic), static_cast<int>(Hello::automatic));
    m_hello->addItem(helloTitle(Hello::none), static_cast<int>(Hello::none));
    m_hello->addItem(helloTitle(Hello::banner), static_cast<int>(Hello::banner));
    for (int i = static_cast<int>(Hello::http); i < static_cast<int>(Hello::banner); ++i)
        m_hello->addItem(helloTitle(static_cast<Hello>(i)), i);
    add(tr("Say once connected"), m_hello,
        tr("Nothing is ever changed or logged in to. Choose the protocol when the service is not on its usual port."));
    const auto edit = [&](const QString& name, const QString& example) {
        auto* field = new QLineEdit(this);
        field->setObjectName(name);
        field->setPlaceholderText(example);
        field->setMaxLength(kLongest);
        giveRoom(*field);
        return field;
    };
    m_source = edit(QStringLiteral("optionSource"), tr("the system chooses"));
    add(tr("From address"), m_source, {});
    m_interface = edit(QStringLiteral("optionInterface"), tr("the system chooses"));
    add(tr("Through interface"), m_interface, {});
    m_dns = edit(QStringLiteral("optionDns"), tr("for example 198.51.100.53, [2001:db8::53]:5353"));
    add(tr("Ask these DNS servers too"), m_dns, tr("Beside those that this machine is set up with."));
    m_server = edit(QStringLiteral("optionServer"), tr("for example ssh://admin@db.example"));
    add(tr("Facts of the server"), m_server,
        tr("This machine's own are used where it is the server itself. Another one is asked through your own ssh "
           "(with your keys and agent; what ssh asks comes in a window), or by what \"knockback-cli collect\" printed "
           "there (transcript:FILE). \"none\" asks nobody."));
    m_nowhere = new QCheckBox(tr("May try an address that exists nowhere"), this);
    m_nowhere->setObjectName(QStringLiteral("optionNowhere"));
    add({}, m_nowhere,
        tr("Only when something seems to answer for everybody: whatever connects there is no server of yours. Some "
           "networks report such attempts."));
    m_nowhere->setAccessibleName(m_nowhere->text());
}

void RunOptionsDialog::show(const ProbeOptions& options)
{
    m_hello->setCurrentIndex(std::max(0, m_hello->findData(static_cast<int>(options.hello))));
    m_nowhere->setChecked(options.askNowhere);
    m_source->setText(options.source.isNone() ? QString() : options.source.toString());
    m_interface->setText(options.interface);
    m_dns->setText(serversText(options.dnsServers));
    m_server->setText(options.serverDoor);
    m_error->hide();
}

std::optional<ProbeOptions> RunOptionsDialog::read()
{
    const auto wrong = [this](QLineEdit* field, const QString& sentence) {
        m_error->setText(sentence);
        m_error->show();
        if (field) {
            field->setFocus(Qt::OtherFocusReason);
            field->selectAll();
        }
        return std::nullopt;
    };
    ProbeOptions out = m_options;
    out.hello = static_cast<Hello>(m_hello->currentData().toInt());
    out.askNowhere = m_nowhere->isChecked();
    const QString source = m_source->text().trimmed();
    const auto address = IpAddress::parse(source);
    if (!source.isEmpty() && !address)
        return wrong(m_source, tr("\"%1\" is not an IP address of this machine.").arg(printable(source, 80)));
    out.source = address.value_or(IpAddress{});
    out.interface = m_interface->text().trimmed();
    out.dnsServers.clear();
    static const QRegularExpression between(QStringLiteral("[\\s,;]+"));
    for (const QString& text : m_dns->text().split(between, Qt::SkipEmptyParts)) {
        const std::optional<Endpoint> server = serverOf(text);
        if (!server)
            return wrong(m_dns, tr("\"%1\" is not the address of a DNS server. Write 198.51.100.53, "
                                   "198.51.100.53:5353 or [2001:db8::53]:53.")
                                    .arg(printable(text, 80)));
        out.dnsServers.push_back(*server);
    }
    out.serverDoor = m_server->text().trimmed();
    if (!out.serverDoor.isEmpty() && !parseServerDoor(out.serverDoor))
        return wrong(m_server, tr("\"%1\" is no place that facts of a server come from. Write local, none, "
                                  "ssh://USER@HOST, ssh://HOST:PORT or transcript:FILE.")
                                   .arg(printable(out.serverDoor, 80)));
    if (const Status status = checkOptions(out); !status)
        return wrong(nullptr, errorSentence(status.error(), m_words));
    return out;
}

void RunOptionsDialog::accept()
{
    if (const std::optional<ProbeOptions> chosen = read()) {
        m_options = *chosen;
        QDialog::accept();
    }
}

QString unusualOptions(const ProbeOptions& options)
{
    const ProbeOptions usual;
    QStringList lines;
    if (options.hello != usual.hello)
        lines << RunOptionsDialog::tr("Once connected: %1").arg(helloTitle(options.hello));
    if (!options.source.isNone())
        lines << RunOptionsDialog::tr("From %1").arg(options.source.toString());
    if (!options.interface.isEmpty())
        lines << RunOptionsDialog::tr("Through %1").arg(printable(options.interface, 40));
    if (!options.dnsServers.isEmpty())
        lines << RunOptionsDialog::tr("DNS servers too: %1").arg(serversText(options.dnsServers));
    if (!options.serverDoor.isEmpty())
        lines << RunOptionsDialog::tr("Facts of the server: %1").arg(printable(options.serverDoor, 80));
    if (options.askNowhere != usual.askNowhere)
        lines << RunOptionsDialog::tr("No address that exists nowhere is tried");
    return lines.join(QLatin1Char('\n'));
}

void takeRunOptions(ProbeOptions& into, const ProbeOptions& from)
{
    into.hello = from.hello;
    into.askNowhere = from.askNowhere;
    into.source = from.source;
    into.interface = from.interface;
    into.dnsServers = from.dnsServers;
    into.serverDoor = from.serverDoor;
}

} // namespace knockback
