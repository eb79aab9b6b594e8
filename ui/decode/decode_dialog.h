// A pasted error line read as it is typed: who spoke, in which phase, what it means, where to. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "core/decode/decode.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace knockback {

class DecodeDialog : public QDialog
{
    Q_OBJECT
public:
    explicit DecodeDialog(const Words& words, QWidget* parent = nullptr);

Q_SIGNALS:
    // "" for the port where the line does not say it.
    void targetChosen(const QString& host, const QString& port);

private:
    void buildFrame();
    void read();
    void fillChoice();
    void showLine(int index);
    void showNothing(const QString& sentence);
    void addFact(const QString& title, const QString& text);
    void use();

    const Words& m_words;
    Decoded m_decoded;
    QPlainTextEdit* m_text = nullptr;
    QComboBox* m_which = nullptr;
    QVBoxLayout* m_facts = nullptr;
    QPushButton* m_use = nullptr;
};

} // namespace knockback
