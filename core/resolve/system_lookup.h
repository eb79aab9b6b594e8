// Thread: the owner's for everything public.
//
// getaddrinfo(3), which cannot be cancelled and may wait half a minute, asked in a thread of its own that nobody ever
// waits for. The thread and the owner share one small block of memory that dies with the later of them; the thread
// touches nothing else, so it may outlive the Resolver, and the end of the program cuts it off harmlessly. At most
// kMostLookups are under way in the process; beyond that the system is not asked and the answer says so. The owner is
// told through a file descriptor.
#pragma once

#include "core/facts/names.h"

#include <QString>
#include <memory>
#include <optional>

namespace knockback {

class SystemLookup
{
public:
    static constexpr int kMostLookups = 32;

    // Starts at once.
    explicit SystemLookup(const QString& asciiHost);
    ~SystemLookup();
    SystemLookup(const SystemLookup&) = delete;
    SystemLookup& operator=(const SystemLookup&) = delete;

    // Readable once the answer is there; -1 where there is no descriptor (then ask again now and then).
    int fd() const;
    // The answer, once. Never waits.
    std::optional<SystemAnswer> take();
    // What to say when nobody wants to wait any longer: asked, not answered (EAI_INPROGRESS).
    SystemAnswer unfinished(std::chrono::nanoseconds waited, bool stopped) const;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
    bool m_taken = false;
};

} // namespace knockback
