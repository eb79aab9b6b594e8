// Where a person says what to look at: host, port, pace, and the two buttons. Thread: GUI.
//
// What is typed is checked when it is asked for; what is wrong stands as a sentence under the field it is about.
#pragma once

#include "core/base/words.h"
#include "core/facts/target.h"
#include "ui/document/document.h"

#include <QWidget>
#include <chrono>
#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace knockback {

class TargetBar : public QWidget
{
    Q_OBJECT
public:
    explicit TargetBar(const Words& words, QWidget* parent = nullptr);

    void setTarget(const QString& host, const QString& port);
    void showOptions(const ProbeOptions& options);
    QString hostText() const; // as typed
    QString portText() const;
    // The target as typed, or none after having said under the field what is wrong with it.
    std::optional<TargetSpec> target(Mode mode);
    // A target that was typed elsewhere, with the options chosen here.
    TargetSpec withOptions(TargetSpec target) const;
    void setState(Document::State state, Mode mode);
    void setMenu(QMenu* menu);
    void focusHost();
    void clearErrors();
    // What could not be started, under the bar.
    void showError(const QString& sentence);
    QString errorText() const;

Q_SIGNALS:
    void watchPressed();    // watch, pause or go on
    void diagnosePressed(); // diagnose, or stop

private:
    void buildFields(QGridLayout* grid);
    void buildButtons(QGridLayout* grid);
    void showErrorAt(QWidget* field, int column, const QString& sentence);
    void hintService();
    void askOptions();
    void tellOptions();
    std::optional<std::chrono::nanoseconds> duration(QComboBox* box, int column);

    const Words& m_words;
    QLineEdit* m_host = nullptr;
    QLineEdit* m_port = nullptr;
    QLabel* m_service = nullptr;
    QComboBox* m_interval = nullptr;
    QComboBox* m_timeout = nullptr;
    QComboBox* m_family = nullptr;
    QPushButton* m_watch = nullptr;
    QPushButton* m_diagnose = nullptr;
    QToolButton* m_choose = nullptr;
    QToolButton* m_more = nullptr;
    QLabel* m_error = nullptr;
    QWidget* m_wrongField = nullptr;
    Document::State m_state = Document::State::empty;
    ProbeOptions m_options; // those of RunOptionsDialog; pace and family are read from the fields
};

} // namespace knockback
