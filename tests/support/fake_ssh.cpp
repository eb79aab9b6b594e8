#include "tests/support/fake_ssh.h"

#include <QFile>
#include <sys/stat.h>

namespace knockback::test {

FakeSsh::FakeSsh() : m_path(qgetenv("PATH")) {}

FakeSsh::~FakeSsh()
{
    leave();
}

bool FakeSsh::does(const QByteArray& script) const
{
    const QByteArray text = "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script;
    QFile file(this->file("ssh"));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return false;
    file.close();
    return ::chmod(QFile::encodeName(file.fileName()).constData(), 0700) == 0 &&
           qputenv("PATH", m_folder.path().toLocal8Bit() + ':' + m_path);
}

void FakeSsh::isNotThere() const
{
    QFile::remove(file("ssh"));
    qputenv("PATH", m_folder.path().toLocal8Bit());
}

void FakeSsh::leave() const
{
    qputenv("PATH", m_path);
}

QByteArray FakeSsh::read(const char* name) const
{
    QFile from(file(name));
    return from.open(QIODevice::ReadOnly) ? from.readAll() : QByteArray();
}

} // namespace knockback::test
