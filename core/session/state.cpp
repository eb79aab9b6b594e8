// Where unsaved sessions live.
#include "core/session/store.h"

#include "core/session/lock.h"
#include "core/session/reader.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <sys/stat.h>

namespace knockback {

namespace {

constexpr qsizetype kHostInName = 60;
constexpr int kRecoverableMost = 200;

// Each missing folder on the way is made 0700, as the XDG Base Directory Specification asks for.
void makePrivate(const QString& folder)
{
    if (folder.isEmpty() || QFileInfo::exists(folder))
        return;
    const QString parent = QFileInfo(folder).path();
    if (parent != folder)
        makePrivate(parent);
    ::mkdir(QFile::encodeName(folder).constData(), 0700);
}

QString fitForName(const QString& host)
{
    QString out;
    for (const QChar c : host.left(kHostInName)) {
        const bool plain =
            c.unicode() < 128 && (c.isLetterOrNumber() || c == QLatin1Char('.') || c == QLatin1Char('-'));
        out += plain ? c : QLatin1Char('_');
    }
    return out.isEmpty() || out.startsWith(QLatin1Char('.')) ? QLatin1Char('_') + out : out;
}

} // namespace

QString stateFolder()
{
    QString base = QFile::decodeName(qgetenv("XDG_STATE_HOME"));
    if (base.isEmpty() || QDir::isRelativePath(base)) // a relative path is invalid and ignored
        base = QDir::homePath() + QStringLiteral("/.local/state");
    QString folder = QDir::cleanPath(base) + QStringLiteral("/knockback");
    makePrivate(folder);
    return folder;
}

QString newStatePath(const TargetSpec& target, WallTime now)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(now.ns / 1'000'000, Qt::UTC);
    const QString stem = stateFolder() + QLatin1Char('/') + at.toString(QStringLiteral("yyyyMMdd-HHmmss-zzz")) +
                         QLatin1Char('-') + fitForName(target.host) + QLatin1Char('-') +
                         QString::number(target.port.value);
    QString path = stem + QStringLiteral(".knock");
    for (int i = 2; QFileInfo::exists(path); ++i)
        path = stem + QLatin1Char('-') + QString::number(i) + QStringLiteral(".knock");
    return path;
}

QVector<Recoverable> recoverable(const QString& folder)
{
    QVector<Recoverable> out;
    const auto entries =
        QDir(folder).entryInfoList({QStringLiteral("*.knock")}, QDir::Files | QDir::NoSymLinks, QDir::Time);
    for (const QFileInfo& entry : entries) {
        if (out.size() >= kRecoverableMost)
            break;
        const QString path = entry.absoluteFilePath();
        if (isBeingWritten(path))
            continue;
        const auto glance = glanceAt(path);
        if (glance && (glance->attempts > 0 || !glance->host.isEmpty()))
            out.append({path, glance->host, glance->port, glance->started, glance->attempts});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](const Recoverable& a, const Recoverable& b) { return a.started > b.started; });
    return out;
}

} // namespace knockback
