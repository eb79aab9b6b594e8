// The bottom line: how many attempts and what came of them, the median, what is on disk, and the way. Thread: GUI.
#pragma once

#include "ui/document/document.h"

#include <QTimer>
#include <QWidget>

class QLabel;

namespace knockback {

class StatusLine : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(Document& document, QWidget* parent = nullptr);
    QString text() const;

private:
    void update();
    QString savedText() const;
    QString wayText() const;

    Document& m_document;
    QLabel* m_left = nullptr;
    QLabel* m_right = nullptr;
    QTimer m_soon;
};

} // namespace knockback
