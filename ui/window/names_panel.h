// What each source of names said: the hosts file, every server on its own, the system itself. Thread: GUI.
#pragma once

#include "ui/document/document.h"
#include "ui/window/scroll_page.h"

namespace knockback {

class NamesPanel : public ScrollPage
{
    Q_OBJECT
public:
    explicit NamesPanel(Document& document, QWidget* parent = nullptr);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void update();
    void fill(const NameReport& names);
    void fillAnswers(const NameReport& names);

    Document& m_document;
    bool m_stale = true;
};

} // namespace knockback
