#include "core/inspect/parts.h"

#include "core/inspect/lines.h"

#include <algorithm>
#include <array>
#include <optional>

namespace knockback::inspect {

namespace {

constexpr qsizetype kMostUnits = 40;
constexpr qsizetype kMostListens = 20;
constexpr int kLineShown = 300;

int intIn(QByteArrayView text)
{
    const std::int64_t value = numberIn(text);
    return value > INT32_MAX ? -1 : static_cast<int>(value);
}

// Microseconds since boot, 0 = never.
WallTime sinceBoot(QByteArrayView text, const BootTimes& boot, std::chrono::nanoseconds skew)
{
    constexpr std::int64_t kLongest = 100LL * 366 * 86'400 * 1'000'000;
    const std::int64_t us = numberIn(text);
    if (us <= 0 || us > kLongest || boot.booted.ns == 0)
        return {};
    return {boot.booted.ns + us * 1000 - skew.count()};
}

void takeProperty(ServerUnit& unit, const QByteArray& name, QByteArrayView value, const BootTimes& boot,
                  std::chrono::nanoseconds skew)
{
    constexpr int kShort = 120;
    const std::initializer_list<std::pair<const char*, QString*>> texts{
        {"Id", &unit.name},           {"LoadState", &unit.loadState},         {"ActiveState", &unit.activeState},
        {"SubState", &unit.subState}, {"UnitFileState", &unit.unitFileState}, {"Result", &unit.result},
        {"Restart", &unit.restart},
    };
    for (const auto& [known, to] : texts)
        if (name == known)
            *to = shown(value, kShort);
    const std::initializer_list<std::pair<const char*, int*>> numbers{
        {"ExecMainCode", &unit.exitCode},
        {"ExecMainStatus", &unit.exitStatus},
        {"NRestarts", &unit.restarts},
    };
    for (const auto& [known, to] : numbers)
        if (name == known)
            *to = intIn(value);
    if (name == "MainPID")
        unit.mainPid = std::max(intIn(value), 0);
    else if (name == "StateChangeTimestampMonotonic")
        unit.changed = sinceBoot(value, boot, skew);
    else if (name == "ExecMainStartTimestampMonotonic")
        unit.started = sinceBoot(value, boot, skew);
    else if (name == "Backlog")
        unit.backlog = numberIn(value);
    else if (name == "FragmentPath")
        unit.fragmentPath = shown(value, 200);
    else if (name == "TriggeredBy")
        for (const QByteArray& other : wordsOf(value, kMostListens))
            unit.triggeredBy << shown(other, kShort);
    else if (name == "Listen" && unit.listens.size() < kMostListens && !value.isEmpty())
        unit.listens << shown(value, kShort);
}

} // namespace

QVector<ServerUnit> unitsOfShow(QByteArrayView output, const BootTimes& boot, std::chrono::nanoseconds skew)
{
    QVector<ServerUnit> out;
    ServerUnit unit;
    const auto finish = [&] {
        if (!unit.name.isEmpty() && out.size() < kMostUnits)
            out.append(unit);
        unit = {};
    };
    for (const QByteArray& line : linesOf(output)) {
        const qsizetype equals = line.indexOf('=');
        if (equals > 0)
            takeProperty(unit, line.left(equals), QByteArrayView(line).sliced(equals + 1), boot, skew);
        else if (line.isEmpty()) // an empty line stands between two units
            finish();
    }
    finish();
    return out;
}

void addReasons(QVector<ServerUnit>& units, QByteArrayView output)
{
    for (const QByteArray& line : linesOf(output, 200)) {
        const QList<QByteArray> words = wordsOf(line, 3);
        if (words.size() != 2)
            continue;
        const QString name = shown(words[0], 120);
        for (ServerUnit& unit : units)
            if (unit.name == name && unit.why.isEmpty())
                unit.why = shown(words[1], 20);
    }
}

namespace {

// In systemd's words. OpenRC's "inactive" waits for something, "scheduled" for another service; what is "unsupervised"
// may run or not; after "failed" supervise-daemon starts it no more.
void setState(ServerUnit& unit, const QByteArray& state)
{
    constexpr std::array<std::pair<const char*, const char*>, 8> kStates{{{"started", "active"},
                                                                          {"stopped", "inactive"},
                                                                          {"crashed", "failed"},
                                                                          {"failed", "failed"},
                                                                          {"starting", "activating"},
                                                                          {"inactive", "activating"},
                                                                          {"scheduled", "activating"},
                                                                          {"stopping", "deactivating"}}};
    unit.subState = shown(state, 40);
    const auto known =
        std::find_if(kStates.begin(), kStates.end(), [&](const auto& words) { return state == words.first; });
    unit.activeState = known == kStates.end() ? unit.subState : QLatin1String(known->second);
}

// Whether a boot starts what is in the runlevel: "Runlevel: default", and not "Dynamic Runlevel: manual". One that is
// stacked on another starts with that.
void takeRunlevel(bool& atBoot, const QByteArray& heading)
{
    constexpr QByteArrayView kRunlevel = "Runlevel: ";
    if (heading.startsWith("Stacked "))
        return;
    const QByteArrayView name =
        heading.startsWith(kRunlevel) ? QByteArrayView(heading).sliced(kRunlevel.size()).trimmed() : QByteArrayView();
    const std::initializer_list<QByteArrayView> otherwise{"",         "shutdown", "off",   "nonetwork",
                                                          "recovery", "single",   "reboot"};
    atBoot = std::find(otherwise.begin(), otherwise.end(), name) == otherwise.end();
}

std::optional<ServerUnit> openRcUnit(const QByteArray& name, const QList<QByteArray>& reasons)
{
    const auto reason = std::find_if(reasons.begin(), reasons.end(),
                                     [&](const QByteArray& other) { return other.startsWith(name + ' '); });
    if (reason == reasons.end())
        return std::nullopt;
    ServerUnit unit;
    unit.name = shown(name, 120);
    unit.loadState = QStringLiteral("loaded");
    unit.why = shown(QByteArrayView(*reason).sliced(name.size()), 20);
    return unit;
}

ServerUnit* named(QVector<ServerUnit>& units, const QString& name)
{
    const auto found = std::find_if(units.begin(), units.end(), [&](const ServerUnit& u) { return u.name == name; });
    return found == units.end() ? nullptr : &*found;
}

} // namespace

QVector<ServerUnit> unitsOfOpenRc(QByteArrayView output, QByteArrayView reasons)
{
    QVector<ServerUnit> out;
    const QList<QByteArray> wanted = linesOf(reasons, 200);
    bool atBoot = false;
    for (const QByteArray& line : linesOf(output, 2000)) {
        if (line.contains("Runlevel: ")) {
            takeRunlevel(atBoot, line);
            continue;
        }
        // " nginx          [  stopped  ]", " sshd  [  started 00:12:01 (0) ]"
        const qsizetype open = line.lastIndexOf('[');
        const QList<QByteArray> words = open < 0 ? QList<QByteArray>() : wordsOf(QByteArrayView(line).first(open), 3);
        const QList<QByteArray> state = open < 0 ? QList<QByteArray>() : wordsOf(QByteArrayView(line).sliced(open + 1));
        if (words.size() != 1 || state.isEmpty() || out.size() >= kMostUnits)
            continue;
        if (ServerUnit* other = named(out, shown(words[0], 120))) { // in several runlevels
            other->unitFileState = atBoot ? QStringLiteral("enabled") : other->unitFileState;
            continue;
        }
        if (auto unit = openRcUnit(words[0], wanted)) {
            unit->unitFileState = atBoot ? QStringLiteral("enabled") : QStringLiteral("disabled");
            setState(*unit, state[0]);
            for (const QByteArray& word : state) // how often supervise-daemon started it anew
                if (word.startsWith('(') && word.endsWith(')'))
                    unit->restarts = intIn(QByteArrayView(word).sliced(1).chopped(1));
            out.append(*unit);
        }
    }
    return out;
}

void addOpenRcStatus(QVector<ServerUnit>& units, const QString& name, QByteArrayView output, QByteArrayView reasons)
{
    constexpr QByteArrayView kStatus = "status: ";
    for (const QByteArray& line : linesOf(output, 50)) {
        const qsizetype at = line.indexOf(kStatus);
        const QList<QByteArray> state =
            at < 0 ? QList<QByteArray>() : wordsOf(QByteArrayView(line).sliced(at + kStatus.size()), 2);
        if (state.isEmpty())
            continue;
        ServerUnit* unit = named(units, name);
        if (!unit && units.size() < kMostUnits)
            if (auto added = openRcUnit(name.toUtf8(), linesOf(reasons, 200))) {
                added->unitFileState = QStringLiteral("disabled");
                units.append(*added);
                unit = &units.last();
            }
        if (unit && unit->subState != QLatin1String("failed")) // of which this says "stopped"
            setState(*unit, state[0]);
        return;
    }
}

void addOpenRcUnseen(QVector<ServerUnit>& units, QByteArrayView output)
{
    for (const QByteArray& line : linesOf(output, 50)) {
        const QList<QByteArray> words = wordsOf(line, 2);
        ServerUnit* unit = words.size() < 2 ? nullptr : named(units, shown(words[0], 120));
        if (unit && line.contains("ermission denied") && unit->activeState == QLatin1String("active"))
            unit->activeState = QStringLiteral("unknown");
    }
}

QStringList lastLinesOf(QByteArrayView output, int most)
{
    QStringList out;
    for (const QByteArray& line : linesOf(output))
        if (!line.trimmed().isEmpty() && !line.startsWith("-- "))
            out << shown(line, kLineShown);
    return out.mid(std::max<qsizetype>(out.size() - most, 0));
}

} // namespace knockback::inspect
