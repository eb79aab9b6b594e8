// How long the queue of a listener is, which limit makes it so, and how it is made longer: looked at, now, for good, in
// the service itself, and how to see that it took.
#include "core/base/text.h"
#include "core/diagnose/commands.h"
#include "core/diagnose/factors.h"
#include "core/diagnose/server_claims.h"
#include "core/diagnose/server_queue.h"

#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

using Binds = BacklogAdvice::Binds;

constexpr std::int64_t kMostBacklog = 65535;

// Saved files may hold any number.
double number(std::int64_t value)
{
    return static_cast<double>(std::max<std::int64_t>(value, 0));
}

// How long nothing was accepted: as long as the most patient late attempt had to wait, at most.
double pauseOf(const AddressView& v)
{
    std::int64_t most = 0;
    for (const Attempt* a : v.attempts)
        if (troubled(*a))
            most = std::max(most, isConnected(a->outcome) ? a->connectNs : a->endNs);
    return std::clamp(static_cast<double>(most) / 1e9, 0.0, 60.0);
}

const ServerUnit* socketUnit(const Reading& r, const ServerListener& l)
{
    const auto& units = r.server.facts->units;
    const auto found = std::find_if(units.begin(), units.end(), [&](const ServerUnit& u) {
        return u.name.endsWith(QLatin1String(".socket")) && u.why == QLatin1String("socket") &&
               std::any_of(u.listens.begin(), u.listens.end(), [&](const QString& where) {
                   return where.section(QLatin1Char(' '), 0, 0).endsWith(QStringLiteral(":%1").arg(l.port));
               });
    });
    return l.socketActivated && found != units.end() ? &*found : nullptr;
}

const BacklogDefault* programOf(const Reading& r, const ServerListener& l)
{
    if (l.socketActivated)
        return &backlogOfSocketUnits();
    const ServerProcess* p = r.server.processOf(l);
    return backlogDefault(l.process, p ? p->command : QString(), l.unit);
}

const ServerNginx::Listen* nginxListen(const Reading& r, const ServerListener& l)
{
    const auto& listens = r.server.facts->nginx.listens;
    const auto found =
        std::find_if(listens.begin(), listens.end(), [&](const auto& one) { return one.port == l.port; });
    return l.process == QLatin1String("nginx") && found != listens.end() ? &*found : nullptr;
}

// What it asks for as its own configuration says, which was seen; -1 = it was not.
std::int64_t wanted(const Reading& r, const ServerListener& l)
{
    if (const ServerUnit* unit = socketUnit(r, l))
        return unit->backlog;
    constexpr int kNginxOwn = 511;
    const ServerNginx::Listen* listen = nginxListen(r, l);
    return !listen ? -1 : listen->backlog > 0 ? listen->backlog : kNginxOwn;
}

Binds bindsOf(const Reading& r, const ServerListener& l, const BacklogAdvice& a)
{
    if (a.limit < 0 || a.somaxconn < 0)
        return Binds::unknown;
    if (a.limit == a.somaxconn)
        return Binds::system;
    const std::int64_t asked = wanted(r, l);
    if (a.limit < a.somaxconn && asked > a.limit)
        return Binds::oldSystem;
    if (asked >= 0 || !a.program || a.limit >= a.somaxconn)
        return Binds::application;
    if (*a.program->setting == '\0' && a.program->value == 0)
        return Binds::oldSystem;
    // No system has had a smaller limit than 128 by itself; what stands in a program's own code may be anything.
    constexpr std::int64_t kLeast = 128;
    const bool wantsMore = a.program->value == 0 || a.program->value > a.limit;
    if (*a.program->file != '\0' && wantsMore && a.limit >= kLeast)
        return Binds::either;
    return Binds::application;
}

QString settingLine(const BacklogDefault& d, std::int64_t size)
{
    QString line = QString::fromUtf8(d.setting);
    line.replace(QLatin1String("%1"), QString::number(size));
    return line.replace(QLatin1String("%2"), QString::number((size + 1) / 2));
}

QString fileOf(const Reading& r, const ServerListener& l, const BacklogAdvice& a)
{
    if (const ServerUnit* unit = socketUnit(r, l))
        return printable(unit->fragmentPath, 200);
    if (const ServerNginx::Listen* listen = nginxListen(r, l); listen && !listen->where.isEmpty())
        return printable(listen->where, 200);
    return a.program ? QString::fromUtf8(a.program->file) : QString();
}

// A drop-in beside the unit's own file: nothing of the distribution's is written to.
QStringList socketCommands(const ServerUnit& unit, std::int64_t size)
{
    const QString name = shellWord(unit.name.left(120));
    return {
        QStringLiteral("sudo mkdir -p /etc/systemd/system/%1.d").arg(name),
        QStringLiteral("printf '[Socket]\\nBacklog=%1\\n' | sudo tee /etc/systemd/system/%2.d/backlog.conf  # undo: "
                       "sudo rm /etc/systemd/system/%2.d/backlog.conf")
            .arg(size)
            .arg(name),
        QStringLiteral("sudo systemctl daemon-reload"), QStringLiteral("sudo systemctl restart %1").arg(name)};
}

QStringList serviceSettings(const Reading& r, const ServerListener& l, const BacklogAdvice& a)
{
    if (const ServerUnit* unit = socketUnit(r, l))
        return socketCommands(*unit, a.size);
    QStringList out;
    if (!a.program)
        out << QStringLiteral("# in the service's own settings: the backlog it hands to listen(), %1").arg(a.size);
    else if (*a.program->setting == '\0' && a.program->value == 0)
        out << QStringLiteral("# %1 takes net.core.somaxconn when it begins to listen: it only has to be restarted")
                   .arg(QString::fromUtf8(a.program->program));
    else if (*a.program->setting == '\0')
        out << QStringLiteral("# %1 always asks for %2: a longer queue cannot be set")
                   .arg(QString::fromUtf8(a.program->program))
                   .arg(a.program->value);
    else if (a.binds != Binds::oldSystem)
        out << QStringLiteral("# %1, in %2: %3")
                   .arg(QString::fromUtf8(a.program->program),
                        a.file.isEmpty() ? QStringLiteral("its own code") : a.file, settingLine(*a.program, a.size));
    return out << restartCommand(r);
}

void fillCommands(const Reading& r, const ServerListener& l, BacklogAdvice& a)
{
    const QString size = QString::number(a.size);
    a.view = backlogCommands(r);
    if (a.somaxconn >= 0 && a.somaxconn < a.size) {
        a.now << QStringLiteral("sudo sysctl -w net.core.somaxconn=%1  # undo: sudo sysctl -w net.core.somaxconn=%2")
                     .arg(size)
                     .arg(a.somaxconn);
        a.forGood << QStringLiteral(
                         "echo 'net.core.somaxconn = %1' | sudo tee /etc/sysctl.d/90-backlog.conf  # undo: sudo "
                         "rm /etc/sysctl.d/90-backlog.conf")
                         .arg(size);
    }
    a.service = serviceSettings(r, l, a);
    a.check << QStringLiteral("ss -ltn 'sport = :%1'  # Send-Q should now say %2").arg(r.port.value).arg(a.size);
}

std::int64_t sizeFor(const BacklogAdvice& a, const QueueSight& q)
{
    const double least =
        std::max({number(a.needed), number(q.listener->queue) + number(q.drops), number(a.limit) * 2, 128.0});
    std::int64_t size = 128;
    while (size < kMostBacklog && static_cast<double>(size) < least)
        size *= 2;
    return std::min(size, kMostBacklog);
}

} // namespace

BacklogAdvice adviseBacklog(const Reading& r, const AddressView& v)
{
    BacklogAdvice a;
    const QueueSight q = queueOf(r, v);
    if (!q.there())
        return a;
    const ServerListener& l = *q.listener;
    a.limit = l.limit;
    a.somaxconn = r.server.setting("net.core.somaxconn");
    a.program = programOf(r, l);
    a.isDefault = a.program && a.limit > 0 && a.program->value == a.limit && a.limit != a.somaxconn;
    a.binds = bindsOf(r, l, a);
    a.file = fileOf(r, l, a);
    const double seconds = r.server.seconds();
    const std::int64_t opens = r.server.rise("Tcp.PassiveOpens");
    if (seconds >= 1 && (opens > 0 || q.drops > 0))
        a.arrivals = (number(opens) + number(q.drops)) / seconds;
    a.pause = pauseOf(v);
    a.needed = static_cast<std::int64_t>(std::ceil(std::min(a.arrivals * a.pause, number(kMostBacklog))));
    a.size = sizeFor(a, q);
    fillCommands(r, l, a);
    return a;
}

QVector<Phrase> limitPhrases(const BacklogAdvice& a)
{
    QVector<Phrase> out;
    const QString limit = QString::number(a.limit), system = QString::number(a.somaxconn);
    const QString program = a.program ? QString::fromUtf8(a.program->program) : QString();
    switch (a.binds) {
    case Binds::application:
        out << say("diagnose.accept-queue-overflow.because.application", {limit, system});
        break;
    case Binds::system:
        out << say("diagnose.accept-queue-overflow.because.system", {limit, system});
        break;
    case Binds::oldSystem:
        out << say("diagnose.accept-queue-overflow.because.old", {limit, system});
        break;
    case Binds::either:
        if (a.program)
            out << say("diagnose.accept-queue-overflow.because.either",
                       {limit, system, program, settingLine(*a.program, a.limit)});
        break;
    case Binds::unknown:
        break;
    }
    if (a.isDefault && a.binds == Binds::application)
        out << say("diagnose.accept-queue-overflow.because.default", {program, limit});
    if (a.needed > 0)
        out << say("diagnose.accept-queue-overflow.because.needed",
                   {QString::number(std::max(a.arrivals, 0.1), 'f', 1), QString::number(a.pause, 'f', 1),
                    QString::number(a.needed)});
    return out;
}

} // namespace knockback
