#include "ui/target/port_completer.h"

#include "core/target/target.h"

#include <QStandardItemModel>

namespace knockback {

PortCompleter::PortCompleter(QObject* parent) : QCompleter(parent)
{
    auto* model = new QStandardItemModel(this);
    for (const KnownService& service : commonServices()) {
        const QString number = QString::number(service.port.value);
        auto* item = new QStandardItem(QStringLiteral("%1  %2").arg(number, service.name));
        item->setData(number, Qt::UserRole);
        model->appendRow(item);
    }
    setModel(model);
    setCaseSensitivity(Qt::CaseInsensitive);
    setFilterMode(Qt::MatchContains);
    setMaxVisibleItems(10);
}

QString PortCompleter::pathFromIndex(const QModelIndex& index) const
{
    return index.data(Qt::UserRole).toString();
}

} // namespace knockback
