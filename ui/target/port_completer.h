// Completes a port by number or by service name: "54" and "postg" both offer "5432  postgresql". Thread: GUI.
#pragma once

#include <QCompleter>

namespace knockback {

class PortCompleter : public QCompleter
{
    Q_OBJECT
public:
    explicit PortCompleter(QObject* parent = nullptr);
    QString pathFromIndex(const QModelIndex& index) const override; // the number alone
};

} // namespace knockback
