#include "ui/window/names_panel.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"
#include "ui/window/labels.h"
#include "ui/window/words_ui.h"

#include <QGridLayout>

namespace knockback {

namespace {
QString addressesText(const QVector<IpAddress>& addresses)
{
    QStringList list;
    for (const IpAddress& address : addresses)
        list << address.toString();
    return list.join(QStringLiteral(", "));
}
} // namespace

NamesPanel::NamesPanel(Document& document, QWidget* parent) : ScrollPage(parent), m_document(document)
{
    setObjectName(QStringLiteral("namesPanel"));
    setAccessibleName(tr("Names"));
    connect(&document, &Document::reset, this, &NamesPanel::update);
    connect(&document, &Document::namesChanged, this, &NamesPanel::update);
    update();
}

void NamesPanel::showEvent(QShowEvent* event)
{
    ScrollPage::showEvent(event);
    if (m_stale)
        update();
}

void NamesPanel::update()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    begin();
    const NameReport& names = m_document.names();
    if (names.host.isEmpty())
        caption(tr("What the hosts file and each name server answered will be listed here, side by side."));
    else
        fill(names);
    finish();
}

void NamesPanel::fill(const NameReport& names)
{
    if (names.isLiteral) {
        heading(tr("An address was given"));
        text(tr("%1 is an address, so no name had to be looked up.").arg(printable(names.host)));
        return;
    }
    heading(tr("Addresses that are tried, in this order"));
    if (names.chosen.isEmpty())
        text(tr("None. No source gave an address for %1.").arg(printable(names.host, 80)));
    for (const NameReport::Chosen& chosen : names.chosen)
        bullet(QStringLiteral("%1 · %2").arg(chosen.address.toString(), printable(chosen.source)));
    if (!names.suggestion.isEmpty())
        text(tr("A name that is nearly the same does exist: %1").arg(printable(names.suggestion)));
    fillAnswers(names);
    if (!names.config.problem.isEmpty()) {
        heading(tr("How this machine looks names up"));
        text(printable(names.config.problem, 400));
    } else if (!names.config.search.isEmpty()) {
        caption(tr("Search list in %1: %2")
                    .arg(names.config.path, printable(names.config.search.join(QStringLiteral(", ")), 300)));
    }
}

void NamesPanel::fillAnswers(const NameReport& names)
{
    heading(tr("Who answered what"));
    auto* table = new QWidget;
    auto* cells = new QGridLayout(table);
    cells->setContentsMargins(0, 0, 0, 0);
    cells->setHorizontalSpacing(grid::kMargin);
    cells->setVerticalSpacing(grid::kHalf);
    cells->setColumnStretch(2, 1);
    cells->setColumnStretch(3, 2);
    int row = 0;
    const auto line = [&](const QString& who, const QString& question, const QString& answer, const QString& what,
                          const QString& took) {
        int column = 0;
        for (const QString& cell : {who, question, answer, what, took}) {
            QLabel* label = column == 0 || column == 3 ? textLabel(cell) : captionLabel(cell);
            label->setWordWrap(column >= 2 && column <= 3);
            label->setAlignment(Qt::AlignLeft | Qt::AlignTop);
            cells->addWidget(label, row, column++);
        }
        ++row;
    };
    if (names.system.asked)
        line(tr("This machine"), tr("all"), names.system.eai == 0 ? tr("answered") : printable(names.system.message),
             addressesText(names.system.addresses), formatDuration(names.system.took));
    for (const HostsEntry& entry : names.hosts)
        line(entry.path, tr("line %1").arg(entry.line), printable(entry.name), entry.address.toString(), {});
    for (const DnsAnswer& answer : names.answers) {
        QStringList values;
        for (const DnsRecord& record : answer.records)
            values
                << tr("%1 %2 (TTL %3 s)").arg(printable(record.type, 12), printable(record.value, 120)).arg(record.ttl);
        line(answer.server.endpoint.toString(),
             answer.family == Family::ipv6 ? QStringLiteral("AAAA") : QStringLiteral("A"), dnsStatusWord(answer),
             values.join(QLatin1Char('\n')), formatDuration(answer.took));
    }
    if (row == 0)
        caption(tr("No answer yet."));
    add(table);
}

} // namespace knockback
