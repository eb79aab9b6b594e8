// Thread: any. The address of a socket that has a file's name.
#pragma once

#include <QByteArray>
#include <algorithm>
#include <sys/socket.h>
#include <sys/un.h>

namespace knockback {

inline constexpr qsizetype kLongestSocketPath = 100; // what is longer is cut off

inline sockaddr_un localAddress(const QByteArray& path)
{
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    std::copy_n(path.constData(), std::min(path.size(), kLongestSocketPath), out.sun_path);
    return out;
}

} // namespace knockback
