// The nine steps, always all of them, in the order of the guided checklist. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"

#include <QScrollArea>
#include <array>

class QLabel;

namespace knockback {

class CheckRow;

// Is this step being looked at right now? Shared with the wizard.
bool isBeingLookedAt(const Document& document, CheckId id);

class Checklist : public QScrollArea
{
    Q_OBJECT
public:
    Checklist(Document& document, const Words& words, QWidget* parent = nullptr);
    CheckRow* row(CheckId id) const { return m_rows[static_cast<std::size_t>(id)]; }

private:
    void update();

    Document& m_document;
    QLabel* m_count = nullptr;
    std::array<CheckRow*, kCheckCount> m_rows{};
};

} // namespace knockback
