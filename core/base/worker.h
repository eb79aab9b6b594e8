// Thread: owner only, except wake-ups the body arranges itself.
//
// A named thread that cannot be forgotten: the destructor requests stop, calls the wake function and joins, and only
// then do the owner's members die (declare the Worker last).
#pragma once

#include <functional>
#include <stop_token>
#include <thread>

namespace knockback {

class Worker
{
public:
    Worker() = default;
    // name: at most 15 bytes are kept (pthread_setname_np(3)). wake: called from the owner's thread when stop is
    // requested, to get the body out of whatever it waits in; may be empty.
    Worker(const char* name, std::function<void(std::stop_token)> body, std::function<void()> wake = {});
    ~Worker();
    Worker(Worker&&) = delete;
    Worker& operator=(Worker&&) = delete;

    void requestStop();
    // Waits until the body has returned. Harmless when it has already, or was never started.
    void join();

private:
    std::function<void()> m_wake;
    std::jthread m_thread;
};

} // namespace knockback
