// One question of ssh, put to a person: a password, the passphrase of a key, a host key that is not known. Thread: GUI.
//
// Runs in a process of its own that ssh started. What is typed leaves through takeAnswer() only: nothing of it is kept,
// logged or shown (unless "Show" is ticked).
#pragma once

#include "core/decode/ssh_question.h"

#include <QByteArray>
#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace knockback {

class AskpassDialog : public QDialog
{
    Q_OBJECT
public:
    // where: whom Knockback logs in to, "" = not known. again: the same was asked and answered before.
    AskpassDialog(SshQuestion question, const QString& where, bool again, QWidget* parent = nullptr);
    ~AskpassDialog() override;

    // After Accepted, once: what ssh is to be told, without an end of line. The caller wipes it.
    QByteArray takeAnswer();
    // To a question of yes or no.
    bool saidNo() const { return m_no; }

    void accept() override;

private:
    void buildQuestion(QVBoxLayout* column, const QString& where, bool again);
    void buildHostKey(QVBoxLayout* column);
    void buildField(QVBoxLayout* column);
    void buildButtons(QVBoxLayout* column);
    QString explanation() const;
    void typed();
    void fit();

    const SshQuestion m_question;
    bool m_no = false;
    QLineEdit* m_field = nullptr;
    QCheckBox* m_show = nullptr;
    QLabel* m_trouble = nullptr;
    QPushButton* m_yes = nullptr;
};

// Overwrites what a value held, as far as it is the only one that holds it.
void wipe(QByteArray& bytes);
void wipe(QString& text);

} // namespace knockback
