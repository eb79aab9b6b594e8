// Thread: main only; to be made before any other thread, so that all of them inherit the blocked signals.
//
// Ctrl-C, SIGTERM and SIGHUP as something to look at (signalfd(2)) instead of something that strikes: no handler runs.
#pragma once

namespace knockback::cli {

class Interrupts
{
public:
    Interrupts();
    ~Interrupts();
    Interrupts(const Interrupts&) = delete;
    Interrupts& operator=(const Interrupts&) = delete;

    // Has one come? From then on always true, and a second one ends the program at once, as it would any other.
    bool came();
    // Waits for one, at most so long (-1 = for ever). True when one came.
    bool wait(int milliseconds);
    // Waits until this descriptor can be read (false: an interrupt came first).
    bool readable(int fd);

private:
    int m_fd = -1;
    bool m_came = false;
};

} // namespace knockback::cli
