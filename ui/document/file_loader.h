// Reads a .knock file and diagnoses it again, in a thread of its own, because both may take seconds for a long session.
// Thread: GUI; the result is picked up by poll(), so nothing is ever sent to an object that may be gone.
#pragma once

#include "core/base/result.h"
#include "core/base/worker.h"
#include "core/facts/diagnosis.h"
#include "core/session/session.h"

#include <QString>
#include <memory>
#include <mutex>
#include <optional>

namespace knockback {

struct LoadedFile
{
    Session session;
    Diagnosis diagnosis;               // of its first target
    std::optional<ServerFacts> server; // read anew from what its server said
};

// The same in this thread, for the command line's --export.
Result<LoadedFile> loadFile(const QString& path);

class FileLoader
{
public:
    explicit FileLoader(QString path);
    // The result, once. None while the file is still being read.
    std::optional<Result<LoadedFile>> poll();
    QString path() const { return m_path; }

private:
    struct Shared
    {
        std::mutex mutex;
        std::optional<Result<LoadedFile>> result;
    };
    QString m_path;
    std::shared_ptr<Shared> m_shared;
    Worker m_worker; // last: joins before the rest dies
};

} // namespace knockback
