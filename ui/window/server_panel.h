// The server's own side: what it says of itself, what stayed unseen and every command that was run there; or, where it
// was not asked, the commands to run there. Thread: GUI.
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
    void showWhatItSays(const ServerFacts& server);
    void showTrouble(const ServerTrouble& trouble);
    void showWhatToRun(bool troubled);

    Document& m_document;
    const Words& m_words;
    bool m_stale = true;
};

} // namespace knockback
