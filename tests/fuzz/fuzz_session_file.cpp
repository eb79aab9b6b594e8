// A session file, byte by byte; with 'W' in front, four bytes of the file's length, the file, and the rest is the WAL
// beside it. Any result but a crash, a hang, or a changed file.
#include "core/base/byte_reader.h"
#include "core/session/store.h"

#include <QByteArray>
#include <QFile>
#include <QTemporaryDir>
#include <cstdlib>

using namespace knockback;

namespace {

void put(const QString& path, std::span<const std::uint8_t> bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        std::abort();
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
}

bool holds(const QString& path, std::span<const std::uint8_t> bytes)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.readAll() == QByteArray(reinterpret_cast<const char*>(bytes.data()),
                                                                          static_cast<qsizetype>(bytes.size()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("fuzz.knock"));
    const QString wal = path + QStringLiteral("-wal");
    std::span<const std::uint8_t> file(data, size);
    std::span<const std::uint8_t> log;
    if (size > 5 && data[0] == 'W') {
        ByteReader reader(file.subspan(1));
        const std::uint32_t length = reader.be32();
        file = reader.take(std::min<std::size_t>(length, reader.left()));
        log = reader.take(reader.left());
    }
    put(path, file);
    QFile::remove(wal);
    if (!log.empty())
        put(wal, log);
    const auto session = readSession(path);
    if (session) {
        for (const Attempt& attempt : session->attempts)
            if (static_cast<qsizetype>(attempt.target) >= session->targets.size())
                std::abort();
    } else if (session.error().detail.isEmpty()) {
        std::abort();
    }
    if (!holds(path, file) || QFile::exists(path + QStringLiteral("-shm")) || (!log.empty() && !holds(wal, log)))
        std::abort();
    return 0;
}
