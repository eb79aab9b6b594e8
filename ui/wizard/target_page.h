// The wizard's first page: what to look at. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "core/facts/target.h"
#include "ui/document/document.h"
#include "ui/wizard/page.h"

#include <functional>

class QLabel;
class QLineEdit;

namespace knockback {

class TargetPage : public WizardPage
{
    Q_OBJECT
public:
    // start: begins a diagnosis; gives a sentence when it could not, else "".
    using Start = std::function<QString(const TargetSpec&)>;
    TargetPage(Document& document, const Words& words, Start start, QWidget* parent = nullptr);
    QString title() const override { return tr("Where to"); }
    QString headline() const override { return tr("What do you want to reach?"); }
    void refresh() override {}
    bool leave() override;
    // What was typed elsewhere, for fields in which nothing stands yet.
    void suggest(const QString& host, const QString& port);

private:
    Document& m_document;
    const Words& m_words;
    Start m_start;
    QLineEdit* m_host = nullptr;
    QLineEdit* m_port = nullptr;
    QLabel* m_hostError = nullptr;
    QLabel* m_portError = nullptr;
};

} // namespace knockback
