// What this machine says about one of its ports, as a transcript to carry to another one.
#include "commands.h"

#include "core/inspect/child.h"
#include "core/report/report.h"

#include <thread>

namespace knockback::cli {

namespace {

constexpr std::chrono::seconds kLimit{60};
constexpr int kBetween = 5; // seconds between the two looks at what rises

int print(const Context& context, const QString& path, const QByteArray& bytes)
{
    if (path.isEmpty()) {
        context.terminal.raw(bytes);
        context.terminal.flush();
        return kHealthy;
    }
    const Status written = writeFile(path, bytes);
    return written ? int{kHealthy} : context.fail(written.error());
}

} // namespace

int collectCommand(const Context& context, const Arguments& arguments)
{
    if (arguments.script)
        return print(context, arguments.output, collectScript());
    const auto port = portOf(arguments.port, context.words);
    if (!port)
        return context.fail(port.error());
    ChildRequest request;
    request.words = {"sh", "-s", "--", QByteArray::number(port->value)};
    if (arguments.probe.sudo)
        request.words.emplace_back("sudo");
    if (port->value != 0) {
        // What rises while somebody tries is worth more than any total.
        request.words.push_back("twice=" + QByteArray::number(kBetween));
        context.terminal.complain(context.say("cli.collect.try-now", {QString::number(kBetween)}));
    }
    request.input = collectScript();
    request.time = kLimit;
    ChildEnd end;
    std::stop_source stop;
    std::atomic<bool> done{false};
    std::thread asking([&] {
        end = runChild(request, stop.get_token());
        done.store(true, std::memory_order_release);
    });
    constexpr int kSlice = 50; // milliseconds
    while (!done.load(std::memory_order_acquire))
        if (context.interrupts.wait(kSlice))
            stop.request_stop();
    asking.join();
    if (end.how == ChildEnd::How::cancelled)
        return kInterrupted;
    if (end.how != ChildEnd::How::exited || end.status != 0) {
        context.terminal.complain(context.say("cli.collect.failed"));
        return kNoSource;
    }
    return print(context, arguments.output, end.output);
}

} // namespace knockback::cli
