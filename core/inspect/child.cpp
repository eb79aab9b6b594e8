#include "core/inspect/child.h"

#include "core/inspect/descriptor.h"
#include "core/inspect/questions.h"

#include <QScopeGuard>
#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): posix_spawn(3) asks for it

namespace knockback {

namespace {

constexpr qsizetype kErrorsKept = 65'536;
constexpr int kKeptOpen = 3; // standard input, output and error

// Both ends of a stream: ours does not block, both are closed in other programs. A socket, so that writing to a program
// that is gone gives an error instead of a signal.
bool makeStream(Descriptor& ours, Descriptor& theirs)
{
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return false;
    ours.reset(ends[0]);
    theirs.reset(ends[1]);
    return ::fcntl(ours.get(), F_SETFL, O_NONBLOCK) == 0;
}

bool makePipe(Descriptor& ours, Descriptor& theirs)
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return false;
    ours.reset(ends[0]);
    theirs.reset(ends[1]);
    return ::fcntl(ours.get(), F_SETFL, O_NONBLOCK) == 0;
}

std::vector<std::string> environmentWith(const std::vector<std::pair<QByteArray, QByteArray>>& ours)
{
    std::vector<std::string> out;
    for (char** entry = environ; entry && *entry; ++entry) {
        const std::string text = *entry;
        if (std::none_of(ours.begin(), ours.end(),
                         [&](const auto& o) { return text.rfind(o.first.toStdString() + '=', 0) == 0; }))
            out.push_back(text);
    }
    for (const auto& [name, value] : ours)
        out.push_back((name + '=' + value).toStdString());
    return out;
}

// errno of what went wrong, 0 = it runs.
int spawn(const ChildRequest& request, int in, int out, int err, pid_t& pid)
{
    std::vector<char*> words;
    std::vector<QByteArray> copies = request.words;
    words.reserve(copies.size() + 1);
    for (QByteArray& word : copies)
        words.push_back(word.data());
    words.push_back(nullptr);
    std::vector<std::string> environment = environmentWith(request.environment);
    std::vector<char*> pairs;
    pairs.reserve(environment.size() + 1);
    for (std::string& entry : environment)
        pairs.push_back(entry.data());
    pairs.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
    const auto clean = qScopeGuard([&] {
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
    });
    ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&actions, kKeptOpen);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setpgroup(&attributes, 0);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    return ::posix_spawnp(&pid, words[0], &actions, &attributes, words.data(), pairs.data());
}

class Run
{
public:
    Run(const ChildRequest& request, const Clock& clock) : m_request(request), m_clock(clock) {}

    ChildEnd follow(const std::stop_token& stop)
    {
        Descriptor in;
        Descriptor out;
        Descriptor err;
        m_stopped.reset(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
        if (m_stopped.get() < 0 || !makeStream(m_in, in) || !makePipe(m_out, out) || !makePipe(m_err, err)) {
            m_end.errnoValue = errno;
            return m_end;
        }
        m_due = m_clock.mono() + m_request.time;
        m_end.errnoValue = spawn(m_request, in.get(), out.get(), err.get(), m_pid);
        if (m_end.errnoValue != 0)
            return m_end;
        in.reset();
        out.reset();
        err.reset();
        m_exited.reset(static_cast<int>(::syscall(SYS_pidfd_open, m_pid, 0)));
        const std::stop_callback wake(stop, [this] { ::eventfd_write(m_stopped.get(), 1); });
        while (step(stop)) {
        }
        finish();
        return m_end;
    }

private:
    // One wait and what came of it; false when it is over, however.
    bool step(const std::stop_token& stop)
    {
        // Without pidfd_open(2) (before Linux 5.3) the program's end is looked for now and then.
        constexpr std::chrono::milliseconds kWithoutPidfd{20};
        auto left = std::chrono::ceil<std::chrono::milliseconds>(m_due - m_clock.mono());
        if (m_exited.get() < 0)
            left = std::min(left, kWithoutPidfd);
        Questions* questions = m_request.questions;
        std::array<pollfd, 6> wait{
            pollfd{m_exited.get(), POLLIN, 0}, pollfd{m_stopped.get(), POLLIN, 0},
            pollfd{m_in.get(), POLLOUT, 0},    pollfd{m_out.get(), POLLIN, 0},
            pollfd{m_err.get(), POLLIN, 0},    pollfd{questions ? questions->descriptor() : -1, POLLIN, 0}};
        ::poll(wait.data(), wait.size(), static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000)));
        if (wait[2].revents != 0)
            write();
        if (wait[3].revents != 0)
            read(m_out, m_end.output);
        if (wait[4].revents != 0)
            read(m_err, m_end.errors);
        if (wait[5].revents != 0)
            serve(*questions);
        if (stop.stop_requested())
            m_end.how = ChildEnd::How::cancelled;
        else if (m_end.output.size() > m_request.output)
            m_end.how = ChildEnd::How::tooMuch;
        else if (questions && questions->cancelled())
            m_end.how = ChildEnd::How::unanswered;
        else if (hasEnded())
            m_end.how = ChildEnd::How::exited;
        else if (m_clock.mono() >= m_due)
            m_end.how = questions && questions->isOpen() ? ChildEnd::How::unanswered : ChildEnd::How::tooLong;
        else
            return true;
        return false;
    }

    // While a person thinks, the program's own time stands still; with the answer it begins anew.
    void serve(Questions& questions)
    {
        const int before = questions.changes();
        questions.serve();
        if (questions.changes() != before)
            m_due = m_clock.mono() + (questions.isOpen() ? m_request.question : m_request.time);
    }

    bool hasEnded() const
    {
        siginfo_t info{};
        return ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
               info.si_pid == m_pid;
    }

    void write()
    {
        const ssize_t sent = ::send(m_in.get(), m_request.input.constData() + m_written,
                                    static_cast<std::size_t>(m_request.input.size() - m_written), MSG_NOSIGNAL);
        if (sent > 0)
            m_written += sent;
        if ((sent < 0 && errno != EAGAIN && errno != EINTR) || m_written >= m_request.input.size())
            m_in.reset(); // all of it, or nobody reads it any more
    }

    // What can be read now, at most one piece.
    bool read(Descriptor& from, QByteArray& to)
    {
        std::array<char, 65'536> piece; // NOLINT(cppcoreguidelines-pro-type-member-init): read() fills it
        const ssize_t got = from.get() < 0 ? 0 : ::read(from.get(), piece.data(), piece.size());
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
        if (got <= 0) {
            from.reset();
            return false;
        }
        if (&to == &m_end.output && m_end.heard.ns == 0)
            m_end.heard = m_clock.wall();
        to.append(piece.data(), got);
        if (&to == &m_end.errors && to.size() > kErrorsKept)
            to = to.last(kErrorsKept);
        return to.size() <= m_request.output;
    }

    void finish()
    {
        // Its id, and with it its group's, stays taken until it is waited for.
        ::kill(-m_pid, SIGKILL);
        ::kill(m_pid, SIGKILL);
        int status = 0;
        while (::waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
        }
        if (m_end.how != ChildEnd::How::exited)
            return;
        while (read(m_out, m_end.output)) { // what was still in the pipes
        }
        while (read(m_err, m_end.errors)) {
        }
        if (WIFSIGNALED(status))
            m_end.how = ChildEnd::How::signalled;
        if (m_end.output.size() > m_request.output)
            m_end.how = ChildEnd::How::tooMuch;
        m_end.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }

    const ChildRequest& m_request;
    const Clock& m_clock;
    Descriptor m_in, m_out, m_err, m_exited, m_stopped;
    MonoTime m_due;
    pid_t m_pid = -1;
    qsizetype m_written = 0;
    ChildEnd m_end;
};

} // namespace

ChildEnd runChild(const ChildRequest& request, const std::stop_token& stop, const Clock& clock)
{
    return Run(request, clock).follow(stop);
}

} // namespace knockback
