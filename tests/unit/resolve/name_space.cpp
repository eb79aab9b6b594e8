#include "name_space.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <cerrno>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

bool writeTo(const char* path, const QByteArray& text)
{
    QFile file(QString::fromLatin1(path));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

bool loopbackUp()
{
    const int fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
    const bool got = fd >= 0 && ::ioctl(fd, SIOCGIFFLAGS, &request) == 0;
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    const bool up = got && ::ioctl(fd, SIOCSIFFLAGS, &request) == 0;
    ::close(fd);
    return up;
}

} // namespace

QString enterOwnNamespace()
{
    const auto why = [](const char* what) {
        return QStringLiteral("%1: %2").arg(QString::fromLatin1(what), QString::fromLocal8Bit(std::strerror(errno)));
    };
    const uid_t user = ::getuid();
    const gid_t group = ::getgid();
    if (::unshare(CLONE_NEWNET | CLONE_NEWNS) != 0) {
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0)
            return why("unshare(2)");
        (void)writeTo("/proc/self/setgroups", "deny");
        if (!writeTo("/proc/self/uid_map", QByteArray("0 ") + QByteArray::number(user) + " 1") ||
            !writeTo("/proc/self/gid_map", QByteArray("0 ") + QByteArray::number(group) + " 1"))
            return why("/proc/self/uid_map");
    }
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        return why("mount(2)");
    if (!loopbackUp())
        return why("loopback");
    return {};
}

bool mustHaveNamespace()
{
    return qEnvironmentVariableIsSet("CI");
}

bool replaceFile(const QString& path, const QByteArray& text)
{
    // One file a path, bind-mounted over it; new text goes into a new file, as an editor or a DHCP client would do it.
    static QTemporaryDir folder;
    static int number = 0;
    const QString own = folder.filePath(QString::number(++number));
    QFile file(own);
    if (!folder.isValid() || !file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        return false;
    file.close();
    (void)::umount2(path.toLocal8Bit().constData(), MNT_DETACH); // the one before, if any
    return ::mount(own.toLocal8Bit().constData(), path.toLocal8Bit().constData(), nullptr, MS_BIND, nullptr) == 0;
}
