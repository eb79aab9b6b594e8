// A page of sections that scrolls when it must; refilled as a whole when what it shows has changed. Thread: GUI.
#pragma once

#include <QScrollArea>
#include <QString>

class QVBoxLayout;

namespace knockback {

class ScrollPage : public QScrollArea
{
    Q_OBJECT
public:
    explicit ScrollPage(QWidget* parent = nullptr);

protected:
    // Empties the page; what comes next is added at its end. finish() keeps the place that was being read.
    void begin();
    void finish();
    void heading(const QString& text);
    void text(const QString& text);
    void caption(const QString& text);
    void bullet(const QString& text);
    void commands(const QStringList& commands);
    void add(QWidget* widget);
    void gap();

private:
    QVBoxLayout* m_column = nullptr;
    int m_place = 0;
};

} // namespace knockback
