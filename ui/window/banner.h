// A strip above everything for what a person should know but need not answer at once: the disk is full, earlier work
// was kept. Thread: GUI.
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>
#include <functional>

class QHBoxLayout;
class QLabel;

namespace knockback {

class Banner : public QWidget
{
    Q_OBJECT
public:
    enum class Kind
    {
        note,
        warning
    };
    struct Action
    {
        QString text;
        std::function<void()> act;
    };

    explicit Banner(QWidget* parent = nullptr);
    void show(Kind kind, const QString& sentence, const QVector<Action>& actions = {});
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Kind m_kind = Kind::note;
    QLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QHBoxLayout* m_buttons = nullptr;
};

} // namespace knockback
