// What ssh asks a person. For each question ssh starts a program (SSH_ASKPASS), which shows it and hands the answer to
// ssh; the answer never comes by here. That program says through a socket in a folder of ours that a question is open,
// and is told whether the same one was asked before:
//
//   it:  "ask PID DIGEST\n"                    whose question (ssh's process), and which, as SHA-256 in hex
//   we:  "first WHERE\n" or "again WHERE\n"    again: it was answered already, so that answer was not taken
//        or "end\n"                            nobody is to be bothered any more
//   it:  "answered\n" or "cancelled\n"         closing without either counts as neither
//
// Thread: Questions belongs to that of runChild(), and nothing there blocks; AskpassLink to the other program's.
#pragma once

#include "core/inspect/descriptor.h"

#include <QByteArray>
#include <QString>
#include <cstdint>
#include <functional>
#include <list>
#include <set>

namespace knockback {

// Where the program finds the socket, and the language it is to speak. Without the first it was not started for this.
inline constexpr char kAskpassSocket[] = "KNOCKBACK_ASKPASS";
inline constexpr char kAskpassLanguage[] = "KNOCKBACK_ASKPASS_LANG";

class Questions
{
public:
    using Told = std::function<void(bool open)>;
    // path: in a folder that only we can enter, at most 100 bytes. where: who is logged in to, for people.
    Questions(const QByteArray& path, const QString& where, Told told);
    ~Questions(); // whoever still asks is cut off; the socket is removed
    Questions(const Questions&) = delete;
    Questions& operator=(const Questions&) = delete;

    bool ok() const { return m_listening.get() >= 0; }
    int descriptor() const { return m_poll.get(); } // readable: call serve()
    void serve();
    bool isOpen() const { return m_open > 0; }
    bool cancelled() const { return m_cancelled; }
    int changes() const { return m_changes; } // how often one was opened or closed

private:
    struct Asking
    {
        Descriptor fd;
        QByteArray heard;
        QByteArray what;
        bool isOpen = false;
    };
    void admit();
    bool read(Asking& asking); // false: it is over
    bool take(Asking& asking, const QByteArray& line);
    void close(Asking& asking);

    const QByteArray m_path;
    const QByteArray m_where;
    const Told m_told;
    Descriptor m_listening;
    Descriptor m_poll;
    std::list<Asking> m_asking; // epoll keeps the addresses
    std::set<QByteArray> m_answered;
    int m_asked = 0;
    int m_open = 0;
    int m_changes = 0;
    bool m_cancelled = false;
};

// The other end. Blocks a few seconds at most, and only in ask().
class AskpassLink
{
public:
    enum class Said : std::uint8_t
    {
        first,
        again,
        end, // or nobody is there
    };
    Said ask(const QByteArray& path, int ssh, const QByteArray& question);
    QString where() const { return m_where; }     // as it was said, not yet fit to show
    int descriptor() const { return m_fd.get(); } // readable: whoever wanted the answer is gone
    void answered() const { say("answered\n"); }
    void cancelled() const { say("cancelled\n"); }

private:
    void say(const QByteArray& line) const;

    Descriptor m_fd;
    QString m_where;
};

} // namespace knockback
