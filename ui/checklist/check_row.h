// One step of the checklist: its state as shape and word, what was found, and, unfolded, what was looked at, what it
// means, what to do and the commands. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "core/facts/diagnosis.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace knockback {

class CheckRow : public QWidget
{
    Q_OBJECT
public:
    CheckRow(CheckId id, const Words& words, QWidget* parent = nullptr);

    // No check: nothing has been looked at yet (`running`: it is being looked at).
    void setCheck(const Check* check, bool running);
    void setOpen(bool open);
    bool isOpen() const { return m_open; }
    QString statusText() const { return m_status; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void show(const Check* check);
    void fillDetails();

    const CheckId m_id;
    const Words& m_words;
    Check m_check;
    bool m_known = false;
    bool m_running = false;
    bool m_open = false;
    bool m_hovered = false;
    QString m_status;
    QLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_summary = nullptr;
    QLabel* m_fold = nullptr;
    QWidget* m_details = nullptr;
};

} // namespace knockback
