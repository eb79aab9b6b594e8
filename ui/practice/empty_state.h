// What the window shows before anything was asked: what it is for, how to begin, and practice targets to begin with.
// Thread: GUI.
#pragma once

#include "core/base/words.h"

#include <QScrollArea>

namespace knockback {

class EmptyState : public QScrollArea
{
    Q_OBJECT
public:
    explicit EmptyState(const Words& words, QWidget* parent = nullptr);

Q_SIGNALS:
    void practiceChosen(const QString& fault);
    void openAsked();
    void wizardAsked();
    void decodeAsked();

private:
    QWidget* practiceCard(QWidget* page, const QString& id, const QString& title, const QString& shows);
};

} // namespace knockback
