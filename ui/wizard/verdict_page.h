// The wizard's end: the verdict with its evidence and look-alikes, and handing it on. Thread: GUI.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"
#include "ui/wizard/page.h"

class QLabel;

namespace knockback {

class VerdictPage : public WizardPage
{
    Q_OBJECT
public:
    VerdictPage(Document& document, const Words& words, QWidget* parent = nullptr);
    QString title() const override { return tr("Verdict"); }
    QString headline() const override { return tr("What is wrong, and what to do"); }
    QString state() const override;
    void refresh() override;

private:
    void fill(const Diagnosis& diagnosis);

    Document& m_document;
    const Words& m_words;
};

class SavePage : public WizardPage
{
    Q_OBJECT
public:
    explicit SavePage(Document& document, QWidget* parent = nullptr);
    QString title() const override { return tr("Report"); }
    QString headline() const override { return tr("Keep it, or hand it on"); }
    void refresh() override;
    // Says below the buttons what came of saving.
    void say(const QString& sentence);

Q_SIGNALS:
    void reportAsked();
    void saveAsked();

private:
    Document& m_document;
    QLabel* m_said = nullptr;
    QWidget* m_report = nullptr;
    QWidget* m_save = nullptr;
};

} // namespace knockback
