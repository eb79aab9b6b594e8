// What to do: each fix with where it is done, the commands, how to undo it, and how to see that it took; verified with
// one press. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/window/scroll_page.h"

namespace knockback {

class FixPanel : public ScrollPage
{
    Q_OBJECT
public:
    FixPanel(Document& document, const Words& words, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void update();
    void fill(const Verdict& verdict);
    void readOn(const Verdict& verdict);

    Document& m_document;
    const Words& m_words;
    bool m_stale = true;
};

} // namespace knockback
