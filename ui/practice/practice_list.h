// The practice targets as a list of buttons. Thread: GUI.
#pragma once

#include "core/base/words.h"

#include <QWidget>

namespace knockback {

class PracticeList : public QWidget
{
    Q_OBJECT
public:
    explicit PracticeList(const Words& words, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QString& fault);
};

} // namespace knockback
