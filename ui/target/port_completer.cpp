#include "ui/target/port_completer.h"

#include "core/target/target.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QMouseEvent>
#include <QStandardItemModel>

namespace knockback {

namespace {

constexpr int kNumber = Qt::UserRole;
constexpr int kBeginning = Qt::UserRole + 1;

} // namespace

PortCompleter::PortCompleter(QObject* parent) : QCompleter(parent)
{
    auto* model = new QStandardItemModel(this);
    for (const KnownService& service : commonServices()) {
        const QString number = QString::number(service.port.value);
        for (const QString& beginning : {number, service.name}) {
            auto* item = new QStandardItem(QStringLiteral("%1  %2").arg(number, service.name));
            item->setData(number, kNumber);
            item->setData(beginning, kBeginning);
            model->appendRow(item);
        }
    }
    setModel(model);
    setCompletionRole(kBeginning);
    setCaseSensitivity(Qt::CaseInsensitive);
    setMaxVisibleItems(10);
}

QString PortCompleter::pathFromIndex(const QModelIndex& index) const
{
    return index.data(kNumber).toString();
}

bool PortCompleter::eventFilter(QObject* object, QEvent* event)
{
    auto* list = qobject_cast<QAbstractItemView*>(object); // popup() would make it
    if (!list || event->type() != QEvent::MouseButtonPress)
        return QCompleter::eventFilter(object, event);
    const auto* press = static_cast<QMouseEvent*>(event);
    if (list->rect().contains(press->position().toPoint()))
        return QCompleter::eventFilter(object, event);
    list->hide();
    const QWidget* window = widget()->window();
    QWidget* hit = window->childAt(window->mapFromGlobal(press->globalPosition().toPoint()));
    if (auto* button = qobject_cast<QAbstractButton*>(hit); button && press->button() == Qt::LeftButton)
        QMetaObject::invokeMethod(button, &QAbstractButton::click, Qt::QueuedConnection); // when the list is gone
    else if (hit && (hit->focusPolicy() & Qt::ClickFocus) != 0)
        hit->setFocus(Qt::MouseFocusReason);
    return true;
}

} // namespace knockback
