// Completes a port by the beginning of its number or of its service's name: "54" and "postg" both offer
// "5432  postgresql". Thread: GUI.
#pragma once

#include <QCompleter>

namespace knockback {

class PortCompleter : public QCompleter
{
    Q_OBJECT
public:
    explicit PortCompleter(QObject* parent = nullptr);
    QString pathFromIndex(const QModelIndex& index) const override; // the number alone

protected:
    // A click on a button beside the list presses it: Qt would only put the list away.
    bool eventFilter(QObject* object, QEvent* event) override;
};

} // namespace knockback
