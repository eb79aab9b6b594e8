// A program called ssh, first in PATH, in place of the real one. Thread: one; before other threads read the
// environment.
#pragma once

#include <QByteArray>
#include <QString>
#include <QTemporaryDir>

namespace knockback::test {

class FakeSsh
{
public:
    FakeSsh();
    ~FakeSsh(); // PATH as it was
    FakeSsh(const FakeSsh&) = delete;
    FakeSsh& operator=(const FakeSsh&) = delete;

    // From now on ssh is this shell script. False where it cannot be written.
    [[nodiscard]] bool does(const QByteArray& script) const;
    // From now on there is no program at all.
    void isNotThere() const;
    // PATH as it was, until the next of these.
    void leave() const;
    // A file beside it, for what the script leaves.
    QString file(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QByteArray read(const char* name) const;

private:
    QTemporaryDir m_folder;
    const QByteArray m_path;
};

} // namespace knockback::test
