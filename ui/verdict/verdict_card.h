// The answer: one sentence, how sure, where on the way, and the two questions that follow. Thread: GUI.
// Never an empty box: while nothing is settled it says what is being found out.
#pragma once

#include "core/base/words.h"
#include "ui/document/document.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace knockback {

class PathPicture;

class VerdictCard : public QWidget
{
    Q_OBJECT
public:
    VerdictCard(Document& document, const Words& words, QWidget* parent = nullptr);
    // What the card says, for screen readers and tests.
    QString sentence() const;

Q_SIGNALS:
    void fixAsked();
    void whyAsked();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void build();
    void update();
    void showNothingYet();
    void showProgress();
    void showVerdict(const Diagnosis& diagnosis);

    Document& m_document;
    const Words& m_words;
    QLabel* m_heading = nullptr;
    QLabel* m_icon = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel* m_sure = nullptr;
    QLabel* m_also = nullptr;
    PathPicture* m_path = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_doing = nullptr;
    QPushButton* m_fix = nullptr;
    QPushButton* m_why = nullptr;
};

} // namespace knockback
