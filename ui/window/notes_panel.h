// Notes of the person, kept with the session. Thread: GUI.
#pragma once

#include "ui/document/document.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace knockback {

class NotesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit NotesPanel(Document& document, QWidget* parent = nullptr);

private:
    void update();
    void add();

    Document& m_document;
    QListWidget* m_list = nullptr;
    QLineEdit* m_edit = nullptr;
    QPushButton* m_add = nullptr;
};

} // namespace knockback
