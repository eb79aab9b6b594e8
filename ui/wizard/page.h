// A page of the guided wizard. Thread: GUI.
#pragma once

#include "ui/window/scroll_page.h"

#include <QIcon>

namespace knockback {

class WizardPage : public ScrollPage
{
    Q_OBJECT
public:
    using ScrollPage::ScrollPage;
    virtual QString title() const = 0; // in the rail
    virtual QString headline() const { return title(); }
    virtual QString state() const { return {}; } // the name of an icon: how the step came out; "" = none
    virtual void refresh() = 0;           // called when something is new and the page is in view, or comes into view
    virtual bool leave() { return true; } // Next was pressed; false: stay (the page says why)
};

} // namespace knockback
