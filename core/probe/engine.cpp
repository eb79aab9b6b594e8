#include "core/probe/engine.h"

#include "core/base/worker.h"
#include "core/probe/engine_loop.h"
#include "core/probe/schedule_rules.h"

#include <atomic>

namespace knockback {

class Engine::Impl
{
public:
    Impl(AttemptSink& sink, System& system)
        : m_system(system), m_loop(sink, system), m_status(m_loop.open()),
          m_worker(m_status ? std::make_unique<Worker>(
                                  "kb-engine", [this](const std::stop_token& stop) { m_loop.run(stop); },
                                  [this] { m_loop.wake(); })
                            : nullptr)
    {
    }

    const Status& status() const { return m_status; }
    EngineStats stats() const { return m_loop.stats(); }
    std::uint32_t add(const Schedule& schedule)
    {
        const std::uint32_t id = ++m_lastId;
        m_loop.post({EngineLoop::Command::Kind::add, id, schedule, m_system.mono()});
        return id;
    }
    void post(EngineLoop::Command::Kind kind, std::uint32_t id)
    {
        if (m_status)
            m_loop.post({kind, id, {}, {}});
    }

private:
    System& m_system;
    EngineLoop m_loop;
    Status m_status;
    std::atomic<std::uint32_t> m_lastId{0};
    std::unique_ptr<Worker> m_worker; // last: its end comes first
};

Engine::Engine(AttemptSink& sink, System* system)
    : m_impl(std::make_unique<Impl>(sink, system != nullptr ? *system : realSystem()))
{
}

Engine::~Engine() = default;

Status Engine::status() const
{
    return m_impl->status();
}

Result<std::uint32_t> Engine::add(const Schedule& schedule)
{
    if (!m_impl->status())
        return m_impl->status().error();
    if (const Status status = checkSchedule(schedule); !status)
        return status.error();
    return m_impl->add(schedule);
}

void Engine::remove(std::uint32_t scheduleId)
{
    m_impl->post(EngineLoop::Command::Kind::remove, scheduleId);
}

void Engine::setPaused(std::uint32_t scheduleId, bool paused)
{
    m_impl->post(paused ? EngineLoop::Command::Kind::pause : EngineLoop::Command::Kind::resume, scheduleId);
}

void Engine::cancelAll()
{
    m_impl->post(EngineLoop::Command::Kind::cancelAll, 0);
}

EngineStats Engine::stats() const
{
    return m_impl->stats();
}

} // namespace knockback
