// How a .knock file is opened for reading without a byte of it being changed. Private to core/session.
// Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/session/sqlite.h"
#include "core/session/store.h"

#include <QTemporaryDir>
#include <memory>
#include <span>

namespace knockback {

// The first 100 bytes of a database file (sqlite.org/fileformat2.html, 1.3) against what a .knock file must say there.
Status checkHeader(std::span<const std::uint8_t> header, const QString& path);

// An open session file, its tables known to be ordinary tables with the columns that are read.
struct OpenSession
{
    std::unique_ptr<QTemporaryDir> folder; // where the copy is, if one had to be made; dies after the database
    sqlite::Database database;
    std::int64_t size = 0; // bytes, WAL included
};
// all: everything that was committed. first: what was committed by the last checkpoint is enough where the file is so
// big that copying it would be felt.
enum class Glimpse
{
    all,
    first
};
Result<OpenSession> openForReading(const QString& name, Glimpse glimpse = Glimpse::all);

struct Glance
{
    QString host; // of the first target
    Port port;
    WallTime started;
    std::uint64_t attempts = 0;
    bool finished = false;
};
// The session's row and its first target only. Of a big file whose writer died, `attempts` may lack those since the
// last checkpoint.
Result<Glance> glanceAt(const QString& path);

} // namespace knockback
