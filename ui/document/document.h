// What the window shows: one running, finished or opened session.
//
// Thread: GUI. Owns the Investigation and drains it by a frame timer (at most 30 times a second); every view hears of
// new things through the signals below, once a frame. Events are taken from the present investigation only, so what an
// older run still had to say can never reach the screen.
#pragma once

#include "core/base/result.h"
#include "core/base/words.h"
#include "core/diagnose/compare.h"
#include "core/facts/diagnosis.h"
#include "core/investigate/investigation.h"
#include "core/practice/practice.h"
#include "core/session/series.h"
#include "core/session/session.h"
#include "ui/models/attempts_model.h"

#include <QObject>
#include <QString>
#include <QTimer>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace knockback {

class FileLoader;
struct LoadedFile;

class Document : public QObject
{
    Q_OBJECT
public:
    enum class State
    {
        empty,    // nothing asked for yet
        loading,  // a file is being read
        running,  // attempts are being made
        paused,   // watching, but held
        finished, // a run of ours that has ended
        opened,   // a file; read-only
    };
    Q_ENUM(State)

    explicit Document(QObject* parent = nullptr);
    ~Document() override; // cancels what runs

    // The program that puts ssh's questions to a person, and its language. Without one ssh may not ask.
    struct Askpass
    {
        QString program, language;
    };
    void setAskpass(const Askpass& askpass) { m_askpass = askpass; }

    // Starts a run in a session of its own. The session before it stays on disk, in its file or in the state folder.
    // `before`: what an earlier run concluded, where this one verifies the fix.
    Status start(const TargetSpec& target, Mode mode, std::optional<Diagnosis> before = std::nullopt);
    // Diagnoses the same target again, as it was diagnosed, to compare with what is known of it now. Trouble is told.
    Status verify();
    bool canVerify() const;
    void cancel();
    // Serves a faulty target on loopback (core/practice) in place of the one before; lives as long as the document.
    Result<Endpoint> servePractice(const QString& fault);
    void setPaused(bool paused);

    // Reads a .knock file in another thread; opened() or openFailed() follows.
    void open(const QString& path);

    // Where the session is, "" while it is only in the state folder.
    QString path() const { return m_path; }
    // Is there something seen that only the state folder holds?
    bool hasUnsavedWork() const;
    Status saveAs(const QString& path);
    // Gives up the unsaved session: its file in the state folder is removed.
    void discard();
    void close();

    State state() const { return m_state; }
    Mode mode() const { return m_mode; }
    bool isRunning() const { return m_state == State::running || m_state == State::paused; }
    bool isEmpty() const { return m_state == State::empty || m_state == State::loading; }
    std::uint32_t run() const { return m_run; }

    const TargetSpec& target() const { return m_target; }
    const Timeline& timeline() const { return m_timeline; }
    // The newest attempts, for tables; lives as long as the document.
    AttemptsModel& attempts() { return m_attempts; }
    std::uint64_t attemptCount() const { return m_attemptCount; } // all purposes, since reset()
    const NameReport& names() const { return m_names; }
    const VantageFacts& vantage() const { return m_vantage; }
    const QVector<RouteFact>& routes() const { return m_routes; }
    // What the server said of itself, and why it could not be asked, or not to the end.
    const std::optional<ServerFacts>& server() const { return m_server; }
    const std::optional<ServerTrouble>& serverTrouble() const { return m_serverTrouble; }
    const QVector<Note>& notes() const { return m_notes; }
    // None until the first one came.
    const std::optional<Diagnosis>& diagnosis() const { return m_diagnosis; }
    // What the run is compared with, where it verifies a fix; and the comparison, once the run has ended.
    const std::optional<Diagnosis>& before() const { return m_before; }
    std::optional<Comparison> comparison() const;
    const std::optional<ProgressEvent>& progress() const { return m_progress; }
    WallTime savedAt() const;
    // The whole session, for reports. Copies everything.
    Session session() const;
    void addNote(const QString& text);

Q_SIGNALS:
    // Every frame while attempts are made, last of the frame's signals: time to redraw.
    void frame();
    // Everything shown so far is void: a new run or another file.
    void reset();
    void stateChanged();
    // attempts() and timeline() grew.
    void attemptsAdded();
    void namesChanged();
    void vantageChanged();
    void serverChanged();
    void diagnosisChanged();
    void progressChanged();
    void savedChanged();
    void notesChanged();
    // Something of ours does not work (disk full); the run goes on. An error without detail: it works again.
    void trouble(const Error& error);
    void opened(const QString& path);
    void openFailed(const Error& error);

private:
    void tick();
    void take(InvestigationEvent& event);
    void clear();
    void setState(State state);
    void tellNoRoom(Error error, const QString& elsewhere);
    void showSession(LoadedFile file);
    void pollLoader();

    Askpass m_askpass;
    State m_state = State::empty;
    Mode m_mode = Mode::diagnose;
    std::uint32_t m_run = 0;
    QString m_path;
    TargetSpec m_target;
    Timeline m_timeline;
    AttemptsModel m_attempts;
    std::vector<Attempt> m_fresh; // of this frame, not yet in the model
    std::uint64_t m_attemptCount = 0;
    NameReport m_names;
    VantageFacts m_vantage;
    QVector<RouteFact> m_routes;
    std::optional<ServerFacts> m_server;
    std::optional<ServerTrouble> m_serverTrouble;
    QVector<Note> m_notes;
    std::optional<Diagnosis> m_diagnosis;
    std::optional<Diagnosis> m_before;
    std::optional<ProgressEvent> m_progress;
    std::optional<Session> m_fileSession; // of an opened file
    WallTime m_lastSaved;

    std::unique_ptr<PracticeTarget> m_practice;
    QTimer m_frame;
    std::unique_ptr<FileLoader> m_loader;
    std::unique_ptr<Investigation> m_investigation; // last: ends first
};

} // namespace knockback
