// Thread: any; blocks. One program run to its end, with limits on everything.
//
// In a process group of its own, with no signal blocked and no descriptor of ours. Ends when the program does, whoever
// else still holds its pipes (an ssh that left a connection open in the background); what is left of its group is then
// ended, too.
#pragma once

#include "core/base/clock.h"

#include <QByteArray>
#include <chrono>
#include <stop_token>
#include <utility>
#include <vector>

namespace knockback {

class Questions;

struct ChildRequest
{
    std::vector<QByteArray> words; // the program, found by PATH, and its arguments: no shell reads them
    QByteArray input;              // on its standard input
    std::vector<std::pair<QByteArray, QByteArray>> environment; // beside ours
    std::chrono::milliseconds time{10'000};
    qsizetype output = 8'388'608; // bytes; a program that says more is ended
    // What it asks a person meanwhile, and how long one question may stay open; must outlive the run.
    Questions* questions = nullptr;
    std::chrono::milliseconds question{120'000};
};

struct ChildEnd
{
    enum class How : std::uint8_t
    {
        exited,
        signalled, // by somebody else
        tooLong,
        tooMuch,
        cancelled,
        unanswered, // a person cancelled one of its questions, or left it open too long
        notStarted, // errnoValue says why
    } how = How::notStarted;
    int status = 0; // exit status, or the signal
    int errnoValue = 0;
    QByteArray output;
    QByteArray errors; // the last 64 KiB of standard error
    WallTime heard;    // when the first of its output came
};

ChildEnd runChild(const ChildRequest& request, const std::stop_token& stop, const Clock& clock = systemClock());

} // namespace knockback
