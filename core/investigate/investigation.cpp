#include "core/investigate/investigation.h"

#include "core/base/version.h"
#include "core/diagnose/diagnose.h"
#include "core/investigate/coordinator.h"
#include "core/target/target.h"

#include <QUuid>
#include <sys/resource.h>

namespace knockback {

namespace {

constexpr qsizetype kMostTargets = 10'000;
constexpr qsizetype kManyTargets = 64;

Status checked(const InvestigationOptions& options)
{
    const auto bad = [](const char* operation, const QString& detail) {
        return Error{ErrorKind::badInput, QString::fromLatin1(operation), {}, 0, detail};
    };
    if (options.targets.isEmpty())
        return bad("targets", QStringLiteral("There is nothing to look at. Name a host and a port."));
    if (options.targets.size() > kMostTargets)
        return bad("targets", QStringLiteral("%1 targets are more than can be watched at once. The most is %2.")
                                  .arg(options.targets.size())
                                  .arg(kMostTargets));
    if (options.mode == Mode::diagnose && options.targets.size() != 1)
        return bad("targets", QStringLiteral("A diagnosis looks at one target. To look at several, watch them."));
    for (const TargetSpec& target : options.targets) {
        if (Status status = checkTarget(target); !status)
            return status;
        if (target.options.burst > 1 && !options.burstConfirmed)
            return bad("burst", QStringLiteral("A burst of %1 attempts at once loads the server and was not confirmed. "
                                               "Confirm it, or leave it out.")
                                    .arg(target.options.burst));
    }
    return okStatus();
}

// A thousand silent targets hold a thousand sockets; the usual soft limit is 1,024. The hard limit is what the
// administrator meant. Nothing here uses select(2), which is why the soft one is kept low (getrlimit(2)).
void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit); // refused: the engine takes turns instead
}

} // namespace

class Investigation::Impl
{
public:
    std::unique_ptr<SessionWriter> writer;
    std::unique_ptr<Coordinator> coordinator; // dies first
    bool finished = false;

    std::vector<InvestigationEvent> take(std::chrono::milliseconds atMost, std::size_t most)
    {
        auto events = coordinator->take(atMost, most);
        finished = finished || (!events.empty() && std::holds_alternative<FinishedEvent>(events.back()));
        return events;
    }
};

Investigation::Investigation() : m_impl(std::make_unique<Impl>()) {}
Investigation::~Investigation() = default;

Result<std::unique_ptr<Investigation>> Investigation::start(InvestigationOptions options)
{
    if (const Status status = checked(options); !status)
        return status.error();
    if (options.targets.size() > kManyTargets)
        raiseDescriptorLimit();
    std::unique_ptr<Investigation> made(new Investigation);
    if (options.keepSession) {
        const Clock& clock = systemClock();
        Session header;
        header.uuid = QUuid::createUuid().toString(QUuid::WithoutBraces);
        header.version = version();
        header.started = clock.wall();
        header.server = accessOf(options.server);
        if (options.before) {
            SessionTarget target;
            target.spec = options.targets.front();
            target.before = options.before;
            header.targets.append(std::move(target));
        }
        const QString path =
            options.sessionPath.isEmpty() ? newStatePath(options.targets.front(), header.started) : options.sessionPath;
        auto writer = SessionWriter::create(path, header);
        if (!writer)
            return writer.error();
        made->m_impl->writer = std::move(*writer);
    }
    made->m_impl->coordinator = std::make_unique<Coordinator>(std::move(options), made->m_impl->writer.get());
    if (const Status status = made->m_impl->coordinator->engineStatus(); !status)
        return status.error();
    made->m_impl->coordinator->begin();
    return made;
}

void Investigation::cancel()
{
    m_impl->coordinator->cancel();
}
void Investigation::setPaused(bool paused)
{
    m_impl->coordinator->setPaused(paused);
}
bool Investigation::finished() const
{
    return m_impl->finished;
}

std::vector<InvestigationEvent> Investigation::wait(std::chrono::milliseconds atMost)
{
    return m_impl->take(atMost, SIZE_MAX);
}
std::vector<InvestigationEvent> Investigation::drain(std::size_t most)
{
    return m_impl->take(std::chrono::milliseconds(0), most);
}

Session Investigation::session() const
{
    bool complete = false;
    Session session = m_impl->coordinator->snapshot(complete);
    SessionWriter* store = m_impl->writer.get();
    if (!store)
        return session;
    session.path = store->path();
    // What memory no longer holds, the file does.
    if (!complete && store->flush())
        if (auto whole = readSession(store->path()); whole)
            return std::move(*whole);
    return session;
}

Diagnosis Investigation::diagnosis(std::uint32_t target) const
{
    return m_impl->coordinator->diagnosis(target);
}
SessionWriter* Investigation::writer() const
{
    return m_impl->writer.get();
}

int exitStatus(const Diagnosis& diagnosis)
{
    if (diagnosis.verdict.cause == QLatin1String("inconclusive"))
        return 3;
    return diagnosis.verdict.cause == QLatin1String("reachable") && diagnosis.also.isEmpty() ? 0 : 1;
}

} // namespace knockback
