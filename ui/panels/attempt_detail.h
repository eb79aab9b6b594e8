// Thread: GUI. Everything known of one attempt: addresses, phases with times, errno, ICMP, TCP_INFO, what the server
// said.
#pragma once

#include "core/facts/attempt.h"
#include "core/facts/vantage.h"

#include <QWidget>
#include <memory>
#include <optional>

namespace knockback {

class AttemptDetail : public QWidget
{
    Q_OBJECT

public:
    explicit AttemptDetail(QWidget* parent = nullptr);
    ~AttemptDetail() override;

    void setAttempt(const std::optional<Attempt>& attempt, const SynTimetable& syn);
    QString plainText() const; // all of it, for the clipboard

protected:
    void changeEvent(QEvent* event) override;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace knockback
