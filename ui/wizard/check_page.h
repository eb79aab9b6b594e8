// One step of the checklist as a page: what we look at, what we saw, what it means. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/wizard/page.h"

namespace knockback {

class CheckPage : public WizardPage
{
    Q_OBJECT
public:
    CheckPage(CheckId id, Document& document, const Words& words, QWidget* parent = nullptr);
    QString title() const override;
    QString headline() const override;
    QString state() const override;
    void refresh() override;

private:
    const Check* check() const;
    void fillLooked(const Check* check);
    void fillSaw(const Check* check);
    void fillMeans(const Check* check);

    const CheckId m_id;
    Document& m_document;
    const Words& m_words;
};

} // namespace knockback
