#include "ui/document/file_loader.h"

#include "core/base/version.h"
#include "core/diagnose/diagnose.h"
#include "core/investigate/reopen.h"
#include "core/session/store.h"

namespace knockback {

Result<LoadedFile> loadFile(const QString& path)
{
    Result<Session> session = readSession(path);
    if (!session)
        return session.error();
    LoadedFile file;
    file.session = std::move(*session);
    if (file.session.targets.isEmpty())
        return Error{ErrorKind::damagedFile, QStringLiteral("open"), path, 0,
                     QStringLiteral("This session holds no target, so there is nothing to show.")};
    Observations observations = reopened(file.session, 0);
    observations.finished = true;
    file.diagnosis = diagnose(observations);
    file.server = std::move(observations.serverFacts);
    return file;
}

FileLoader::FileLoader(QString path)
    : m_path(std::move(path)), m_shared(std::make_shared<Shared>()),
      m_worker("kb-open", [shared = m_shared, file = m_path](const std::stop_token&) {
          Result<LoadedFile> result = loadFile(file);
          const std::lock_guard lock(shared->mutex);
          shared->result.emplace(std::move(result));
      })
{
}

std::optional<Result<LoadedFile>> FileLoader::poll()
{
    const std::lock_guard lock(m_shared->mutex);
    return std::exchange(m_shared->result, std::nullopt);
}

} // namespace knockback
