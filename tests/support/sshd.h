// A real sshd on loopback, with keys and configuration of its own in a folder for the purpose. Thread: one.
#pragma once

#include "core/inspect/access.h"

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QTest>
#include <cstdint>

// At the beginning of a test that needs it: with CI in the environment what is missing is a failure, on a desk the test
// is skipped. (QtTest's own words return from the function they stand in.)
#define KB_NEEDS(server)                                                                                               \
    do {                                                                                                               \
        if (!(server).problem().isEmpty()) {                                                                           \
            if (qEnvironmentVariableIsSet("CI"))                                                                       \
                QFAIL(qPrintable((server).problem()));                                                                 \
            QSKIP(qPrintable((server).problem()));                                                                     \
        }                                                                                                              \
    } while (false)

namespace knockback::test {

// A port of 127.0.0.1 that nothing listens on at the moment; 0 where there is none.
std::uint16_t freePort();

// A user with a password whom only that sshd knows: its own /etc/passwd and /etc/shadow say so, in a mount namespace
// for the purpose. Needs root and the unshare, mount and openssl programs.
struct Account
{
    QByteArray name = "kb-guest";
    QByteArray password = "Correct_Horse-7";
    QString problem() const; // "" when it can be had here
};

class Sshd
{
public:
    // Makes the keys "host", "user" and "other".
    Sshd();
    ~Sshd(); // ends it
    Sshd(const Sshd&) = delete;
    Sshd& operator=(const Sshd&) = delete;

    // "" when it can be run here, else what is missing.
    QString problem() const { return m_problem; }
    // besides: more lines of sshd_config. Waits until it listens.
    [[nodiscard]] bool start(const QByteArray& besides = {});
    // The same, for that user's password and nothing else.
    [[nodiscard]] bool start(const Account& account);
    void stop();
    std::uint16_t port() const { return m_port; }

    QString folder() const { return m_folder.path(); }
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QByteArray read(const char* name) const;
    bool write(const char* name, const QByteArray& text) const;
    bool makeKey(const char* name, const QString& passphrase = {}) const;
    // To it, with a list of known hosts ("known", "wrong", "empty") and a key, and nothing of the user's own.
    ServerDoor door(const char* known = "known", const char* key = "user", const char* checking = "yes") const;

private:
    bool run(const QByteArray& besides, QStringList words);
    QTemporaryDir m_folder;
    QProcess m_server;
    QString m_problem;
    std::uint16_t m_port = 0;
};

} // namespace knockback::test
