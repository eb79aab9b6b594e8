#include "ui/document/document.h"

#include "core/base/clock.h"
#include "core/session/copy.h"
#include "ui/document/file_loader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <cerrno>
#include <type_traits>

namespace knockback {

namespace {
constexpr int kFrameMs = 33; // 30 frames a second: more is not seen, and costs the machine that is being diagnosed

bool inStateFolder(const QString& path)
{
    return QFileInfo(path).absolutePath() == QFileInfo(stateFolder()).absoluteFilePath();
}

bool hasNoRoom(const Error& error)
{
    return error.errnoValue == ENOSPC || error.errnoValue == EDQUOT || error.errnoValue == EROFS;
}

} // namespace

Document::Document(QObject* parent) : QObject(parent)
{
    m_frame.setInterval(kFrameMs);
    connect(&m_frame, &QTimer::timeout, this, &Document::tick);
}

Document::~Document() = default;

Status Document::start(const TargetSpec& target, Mode mode, std::optional<Diagnosis> before)
{
    m_investigation.reset(); // commits and closes the session before it
    InvestigationOptions options;
    options.mode = mode;
    options.targets = {target};
    options.before = before;
    options.server.kind = ServerDoor::Kind::automatic;
    if (const auto door = parseServerDoor(target.options.serverDoor))
        options.server = *door;
    options.server.askpass = m_askpass.program;
    options.server.language = m_askpass.language;
    // The practice servers speak HTTP on whatever port was free; no service name would say so.
    if (m_practice && Endpoint{target.literal, target.port} == m_practice->endpoint())
        options.targets.first().options.hello = Hello::http;
    Result<std::unique_ptr<Investigation>> started = Investigation::start(options);
    if (!started && hasNoRoom(started.error())) {
        // A full disk is no reason not to look, and often what one looks for: the session is kept elsewhere for now.
        QTemporaryDir elsewhere(QDir::tempPath() + QStringLiteral("/knockback-XXXXXX"));
        options.sessionPath = elsewhere.filePath(QStringLiteral("unsaved.knock"));
        options.keepSession = elsewhere.isValid();
        const Error full = started.error();
        started = Investigation::start(options);
        if (!started && options.keepSession) {
            options.keepSession = false;
            started = Investigation::start(options);
        }
        elsewhere.setAutoRemove(!started || !options.keepSession);
        if (started)
            tellNoRoom(full, options.keepSession ? options.sessionPath : QString());
    }
    if (!started) {
        // The window must not go on showing a run whose investigation is gone as if it were live.
        if (isRunning())
            setState(State::finished);
        return started.error();
    }
    clear();
    ++m_run;
    m_mode = mode;
    m_target = target;
    m_before = std::move(before);
    m_investigation = std::move(*started);
    Q_EMIT reset();
    setState(State::running);
    m_frame.start();
    return okStatus();
}

bool Document::canVerify() const
{
    return m_diagnosis && (m_state == State::finished || m_state == State::opened) &&
           m_diagnosis->attempts + static_cast<std::uint64_t>(m_diagnosis->evidence.size()) > 0;
}

Status Document::verify()
{
    if (!canVerify())
        return okStatus();
    // Where nothing is concluded, or it works now, the fault that was mended is still the earlier one.
    const QString& cause = m_diagnosis->verdict.cause;
    const bool isFault = cause != QLatin1String("inconclusive") && cause != QLatin1String("reachable");
    const std::optional<Diagnosis> before = m_before && !isFault ? m_before : m_diagnosis;
    TargetSpec target = m_target;
    // A watch has its own pace and end; and a burst is sent by nobody who was not asked.
    target.options.interval =
        std::min<std::chrono::nanoseconds>(target.options.interval, std::chrono::milliseconds(200));
    target.options.count.reset();
    target.options.duration.reset();
    target.options.burst = 0;
    Status status = start(target, Mode::diagnose, before);
    if (!status)
        Q_EMIT trouble(status.error());
    return status;
}

std::optional<Comparison> Document::comparison() const
{
    if (!m_before || !m_diagnosis || (m_state != State::finished && m_state != State::opened))
        return std::nullopt;
    const int burst = m_target.options.burst; // of both runs
    return compare(*m_before, *m_diagnosis, {burst, burst});
}

// Told after the run has begun, so that what is shown first does not cover it.
void Document::tellNoRoom(Error error, const QString& elsewhere)
{
    error.detail =
        elsewhere.isEmpty()
            ? tr("The disk of unsaved sessions is full: this one is kept in memory only. Save the report, or "
                 "free some space and start again.")
            : tr("The disk of unsaved sessions is full: this one is in %1 for now. Save it where there is "
                 "room.")
                  .arg(elsewhere);
    QMetaObject::invokeMethod(
        this, [this, error] { Q_EMIT trouble(error); }, Qt::QueuedConnection);
}

Result<Endpoint> Document::servePractice(const QString& fault)
{
    cancel();
    m_practice.reset();
    Result<std::unique_ptr<PracticeTarget>> started = PracticeTarget::start(fault);
    if (!started)
        return started.error();
    m_practice = std::move(*started);
    return m_practice->endpoint();
}

void Document::cancel()
{
    if (m_investigation && isRunning())
        m_investigation->cancel();
    if (m_loader) {
        m_loader.reset();
        setState(State::empty);
    }
}

void Document::setPaused(bool paused)
{
    if (!m_investigation || !isRunning())
        return;
    m_investigation->setPaused(paused);
    setState(paused ? State::paused : State::running);
}

void Document::open(const QString& path)
{
    close();
    m_path = path;
    m_loader = std::make_unique<FileLoader>(path);
    setState(State::loading);
    m_frame.start();
}

bool Document::hasUnsavedWork() const
{
    if (!m_investigation || m_attemptCount == 0)
        return false;
    const SessionWriter* writer = m_investigation->writer();
    return writer && m_path.isEmpty();
}

Status Document::saveAs(const QString& path)
{
    if (m_investigation) {
        SessionWriter* writer = m_investigation->writer();
        if (!writer)
            return Error{ErrorKind::unavailable, QStringLiteral("save"), path, 0,
                         tr("This session is not kept on disk.")};
        Status status = writer->saveAs(path);
        if (!status)
            return status;
        m_path = writer->path();
        Q_EMIT savedChanged();
        return status;
    }
    if (!m_fileSession || QFileInfo(path) == QFileInfo(m_path))
        return okStatus();
    // A file that was opened is never written to: a copy of it is made, whole or not at all.
    const QString partial = partialName(path);
    Status status = copyDatabase(m_path, partial);
    if (status)
        status = putInPlace(partial, path);
    if (!status) {
        removeDatabase(partial);
        return status;
    }
    if (inStateFolder(m_path)) // what was kept for this moment has a place now
        removeDatabase(m_path);
    m_path = path;
    Q_EMIT savedChanged();
    return okStatus();
}

void Document::discard()
{
    if (!m_investigation)
        return;
    const SessionWriter* writer = m_investigation->writer();
    const QString path = writer ? writer->path() : QString();
    const bool unsaved = hasUnsavedWork();
    m_investigation.reset();
    if (unsaved)
        removeDatabase(path);
    clear();
    Q_EMIT reset();
    setState(State::empty);
}

void Document::close()
{
    m_frame.stop();
    m_loader.reset();
    m_investigation.reset();
    clear();
    Q_EMIT reset();
    setState(State::empty);
}

WallTime Document::savedAt() const
{
    if (m_investigation) {
        const SessionWriter* writer = m_investigation->writer();
        return writer ? writer->savedAt() : WallTime{};
    }
    return m_fileSession ? m_fileSession->ended : WallTime{};
}

Session Document::session() const
{
    if (m_investigation) {
        Session session = m_investigation->session();
        session.notes = m_notes;
        return session;
    }
    return m_fileSession.value_or(Session{});
}

void Document::addNote(const QString& text)
{
    if (!m_investigation)
        return;
    const Note note{systemClock().wall(), {}, text};
    if (SessionWriter* writer = m_investigation->writer())
        writer->putNote(note);
    m_notes.append(note);
    Q_EMIT notesChanged();
}

void Document::tick()
{
    if (m_loader) {
        pollLoader();
        return;
    }
    if (!m_investigation)
        return;
    const std::uint32_t run = m_run;
    std::vector<InvestigationEvent> events = m_investigation->drain();
    for (InvestigationEvent& event : events) {
        take(event);
        if (run != m_run) // a slot started another run: the rest belongs to one that is gone
            return;
    }
    if (!m_fresh.empty()) {
        m_attempts.append(m_fresh);
        m_fresh.clear();
        Q_EMIT attemptsAdded();
    }
    if (const WallTime saved = savedAt(); saved != m_lastSaved) {
        m_lastSaved = saved;
        Q_EMIT savedChanged();
    }
    Q_EMIT frame();
}

void Document::take(InvestigationEvent& event)
{
    std::visit(
        [this](auto& e) {
            using T = std::decay_t<decltype(e)>;
            if constexpr (std::is_same_v<T, AttemptEvent>) {
                m_fresh.push_back(e.attempt);
                ++m_attemptCount;
                m_timeline.append(e.attempt);
            } else if constexpr (std::is_same_v<T, NamesEvent>) {
                m_names = std::move(e.names);
                Q_EMIT namesChanged();
            } else if constexpr (std::is_same_v<T, RouteEvent>) {
                m_routes.append(e.route);
            } else if constexpr (std::is_same_v<T, ServerEvent>) {
                m_server = std::move(e.facts);
                m_serverTrouble = std::move(e.trouble);
                Q_EMIT serverChanged();
            } else if constexpr (std::is_same_v<T, VantageEvent>) {
                m_vantage = std::move(e.vantage);
                Q_EMIT vantageChanged();
            } else if constexpr (std::is_same_v<T, DiagnosisEvent>) {
                m_diagnosis = std::move(e.diagnosis);
                Q_EMIT diagnosisChanged();
            } else if constexpr (std::is_same_v<T, ProgressEvent>) {
                m_progress = std::move(e);
                Q_EMIT progressChanged();
            } else if constexpr (std::is_same_v<T, TroubleEvent>) {
                Q_EMIT trouble(e.error);
            } else if constexpr (std::is_same_v<T, FinishedEvent>) {
                m_progress.reset();
                setState(State::finished);
            }
        },
        event);
}

void Document::clear()
{
    m_path.clear();
    m_target = {};
    m_timeline = {};
    m_attempts.clear();
    m_fresh.clear();
    m_attemptCount = 0;
    m_names = {};
    m_vantage = {};
    m_routes.clear();
    m_server.reset();
    m_serverTrouble.reset();
    m_notes.clear();
    m_diagnosis.reset();
    m_before.reset();
    m_progress.reset();
    m_fileSession.reset();
    m_lastSaved = {};
}

void Document::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    // A finished run still has its savedAt() to settle; the timer is cheap and stops with the last commit known.
    Q_EMIT stateChanged();
}

void Document::pollLoader()
{
    std::optional<Result<LoadedFile>> result = m_loader->poll();
    if (!result)
        return;
    const QString path = m_loader->path();
    m_loader.reset();
    m_frame.stop();
    if (!*result) {
        m_path.clear();
        setState(State::empty);
        Q_EMIT openFailed(result->error());
        return;
    }
    LoadedFile& file = **result;
    showSession(std::move(file));
    m_path = path;
    setState(State::opened);
    Q_EMIT opened(path);
}

void Document::showSession(LoadedFile file)
{
    clear();
    ++m_run;
    Session& session = file.session;
    m_server = std::move(file.server);
    const SessionTarget& first = session.targets.first();
    m_target = first.spec;
    m_names = first.names;
    m_routes = first.routes;
    m_serverTrouble = first.serverTrouble;
    m_vantage = session.vantage;
    m_notes = session.notes;
    for (const Attempt& attempt : session.attempts) {
        if (attempt.target != 0)
            continue;
        m_fresh.push_back(attempt);
        ++m_attemptCount;
        m_timeline.append(attempt);
    }
    m_attempts.append(m_fresh);
    m_fresh.clear();
    m_diagnosis = std::move(file.diagnosis);
    m_before = first.before;
    m_fileSession = std::move(session);
    Q_EMIT reset();
    Q_EMIT attemptsAdded();
    Q_EMIT namesChanged();
    Q_EMIT vantageChanged();
    Q_EMIT diagnosisChanged();
    Q_EMIT notesChanged();
}

} // namespace knockback
