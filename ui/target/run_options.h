// What is rarely changed about a run: what to say once connected, the way out, more DNS servers. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "core/facts/target.h"

#include <QDialog>
#include <optional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace knockback {

class RunOptionsDialog : public QDialog
{
    Q_OBJECT
public:
    RunOptionsDialog(const ProbeOptions& options, const Words& words, QWidget* parent = nullptr);
    // As they were given, with what was chosen here; the dialog only closes when they are right.
    const ProbeOptions& options() const { return m_options; }

    void accept() override;

private:
    void buildFields(QFormLayout* form);
    void show(const ProbeOptions& options);
    // What was typed; none after having said what is wrong with it.
    std::optional<ProbeOptions> read();

    const Words& m_words;
    ProbeOptions m_options;
    QComboBox* m_hello = nullptr;
    QCheckBox* m_nowhere = nullptr;
    QLineEdit* m_source = nullptr;
    QLineEdit* m_interface = nullptr;
    QLineEdit* m_dns = nullptr;
    QLineEdit* m_server = nullptr;
    QLabel* m_error = nullptr;
};

// What of these differs from the usual, in words for a hover; "" where nothing does.
QString unusualOptions(const ProbeOptions& options);
// Takes over what the dialog is about, and leaves pace and family as they are.
void takeRunOptions(ProbeOptions& into, const ProbeOptions& from);

} // namespace knockback
