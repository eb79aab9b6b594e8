// Thread: the main one.
#pragma once

#include <thread>

namespace knockback {

// Reads the system's list of fonts (fontconfig keeps it for the process) in a thread, beside what Qt does until it
// wants it. Made before QApplication; wait() before the first text is laid out, or else the list is read twice.
class FontsAhead
{
public:
    FontsAhead();
    ~FontsAhead() { wait(); }
    FontsAhead(const FontsAhead&) = delete;
    FontsAhead& operator=(const FontsAhead&) = delete;

    void wait();

private:
    std::thread m_thread;
};

} // namespace knockback
