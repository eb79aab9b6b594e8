// Why: what the verdict stands on, what else could look the same, and what could not be seen. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/window/scroll_page.h"

namespace knockback {

class EvidencePanel : public ScrollPage
{
    Q_OBJECT
public:
    EvidencePanel(Document& document, const Words& words, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void update();
    void fill(const Diagnosis& diagnosis);
    void fillEvidence(const Diagnosis& diagnosis);

    Document& m_document;
    const Words& m_words;
    bool m_stale = true;
};

// The name of a cause in plain words, in the language of the words.
QString causeTitle(const QString& cause, const Words& words);

} // namespace knockback
