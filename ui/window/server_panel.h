// The server's own facts: not seen yet by this version, so the exact commands to run there. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/window/scroll_page.h"

namespace knockback {

class ServerPanel : public ScrollPage
{
    Q_OBJECT
public:
    ServerPanel(Document& document, const Words& words, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void update();

    Document& m_document;
    const Words& m_words;
    bool m_stale = true;
};

} // namespace knockback
