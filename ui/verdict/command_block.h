// Commands as they would be typed, with a button that copies them. Thread: GUI.
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QToolButton;

namespace knockback {

class CommandBlock : public QWidget
{
    Q_OBJECT
public:
    // Lines that start with "#" are comments: shown quieter and copied too, for a shell ignores them.
    explicit CommandBlock(const QStringList& commands, QWidget* parent = nullptr);
    QString text() const { return m_text; }

public Q_SLOTS:
    void copy();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_text;
    QToolButton* m_copy = nullptr;
};

} // namespace knockback
