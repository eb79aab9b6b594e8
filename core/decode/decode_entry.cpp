#include "core/decode/decode_entry.h"

#include "core/base/text.h"
#include "core/decode/form.h"
#include "core/decode/secrets.h"
#include "core/decode/tables.h"
#include "core/facts/address.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr int kMostShown = 300; // characters of the line that are repeated

QString latin(const char* text)
{
    return QString::fromLatin1(text);
}

// The heaviest of what was found; of equal ones the last, because the root cause comes last in chained errors.
template <typename T>
struct Best
{
    T value{};
    int weight = 0;
    qsizetype at = -1;
    void offer(const T& other, int otherWeight, qsizetype otherAt)
    {
        if (otherWeight < weight || (otherWeight == weight && otherAt < at))
            return;
        value = other;
        weight = otherWeight;
        at = otherAt;
    }
};

class Reading
{
public:
    explicit Reading(const Entry& entry) : m_entry(entry), m_matches(matchesIn(entry)) {}

    std::optional<ScoredLine> read()
    {
        for (const FormMatch& match : m_matches)
            take(match);
        if (!isRecognised())
            return std::nullopt;
        decideMeaning();
        decideLeg();
        decidePlace();
        fillWords();
        fillNotes();
        fillCommand();
        return ScoredLine{m_line, score()};
    }

private:
    void take(const FormMatch& match);
    void takeCode(const CodeForm& form, const FormMatch& match);
    void takeContext(const ContextForm& form, const FormMatch& match);
    bool isRecognised() const;
    void decideMeaning();
    void decideLeg();
    void decidePlace();
    void takeTarget(const Spot& spot);
    void preferName();
    void assumePort();
    void fillWords();
    void fillNotes();
    void fillCommand();
    void fillLine();
    void note(const char* id, const QStringList& args = {});
    int score() const;
    bool isAbout(std::initializer_list<LineLeg> legs) const
    {
        return std::find(legs.begin(), legs.end(), m_line.leg) != legs.end();
    }

    const Entry& m_entry;
    QVector<FormMatch> m_matches;
    DecodedLine m_line;
    const Meaning* m_meaning = nullptr;

    Best<const char*> m_sign; // id of a meaning
    Best<QString> m_code;
    Best<QString> m_runtime;
    Best<LineLeg> m_leg;
    Best<LinePhase> m_phase;
    Best<Spot> m_target, m_portOnly, m_resolver, m_via, m_listener;
    QVector<Spot> m_withPort; // all that were written with a port
    QStringList m_targets;    // different ones, as addresses
    QStringList m_notes;
};

void Reading::take(const FormMatch& match)
{
    if (const Sign* sign = signOf(match)) {
        m_sign.offer(sign->meaning, sign->weight, match.at);
        if (*sign->code != 0)
            m_code.offer(latin(sign->code), sign->weight, -1);
    } else if (const CodeForm* code = codeFormOf(match)) {
        takeCode(*code, match);
    } else if (const ContextForm* context = contextOf(match)) {
        takeContext(*context, match);
    } else if (const NoteForm* form = noteOf(match)) {
        if (!m_notes.contains(latin(form->note)))
            m_notes.append(latin(form->note));
    }
}

void Reading::takeCode(const CodeForm& form, const FormMatch& match)
{
    const int value = match.code.value_or(0);
    const CodeRow* row = codeRow(form.numbers == Numbers::uv && value > 0 ? Numbers::system : form.numbers, value);
    if (!row)
        return;
    // "error code 32" may be an exit status or anything else; 10061 is not.
    const bool isAnything = form.numbers == Numbers::system && form.weight < kClear && value < 10'000;
    const int weight = isAnything ? int{kVague} : std::min(form.weight, row->weight);
    m_sign.offer(row->meaning, weight, match.at);
    m_code.offer(codeText(*row), weight, match.at);
    if (*form.runtime != 0)
        m_runtime.offer(latin(form.runtime), 4, match.at);
}

void Reading::takeContext(const ContextForm& form, const FormMatch& match)
{
    if (*form.runtime != 0)
        m_runtime.offer(latin(form.runtime), form.weight, match.at);
    if (form.leg != LineLeg::unknown)
        m_leg.offer(form.leg, form.weight, match.at);
    if (form.phase != LinePhase::unknown)
        m_phase.offer(form.phase, form.weight, match.at);
    Spot target = match.target;
    if (target.host.isEmpty() && !target.address.isEmpty())
        std::swap(target.host, target.address);
    if (!target.host.isEmpty()) {
        m_target.offer(target, form.weight, match.at);
        if (target.port != 0)
            m_withPort.append(target);
        const QString both = target.address.isEmpty() ? target.host : target.address;
        if (form.weight >= 5 && target.port != 0 && isAddress(both) && !m_targets.contains(both))
            m_targets.append(both);
    } else if (target.port != 0) {
        m_portOnly.offer(target, form.weight, match.at);
    }
    if (!match.resolver.isEmpty())
        m_resolver.offer(match.resolver, form.weight, match.at);
    if (!match.via.isEmpty())
        m_via.offer(match.via, form.weight, match.at);
    if (!match.listener.isEmpty())
        m_listener.offer(match.listener, form.weight, match.at);
}

// A vague sign ("timeout") counts only where the line shows otherwise that it is about a connection.
bool Reading::isRecognised() const
{
    if (m_sign.weight == 0)
        return false;
    const QLatin1String id(m_sign.value);
    if (id == QLatin1String("socket-missing") && m_leg.value != LineLeg::localSocket)
        return false;
    return m_sign.weight > kVague || m_phase.weight > 0 || m_leg.weight > 0 ||
           (m_runtime.weight >= 4 && m_target.weight > 0);
}

void Reading::decideMeaning()
{
    QLatin1String id(m_sign.value);
    for (const Shift& shift : shifts())
        if (shift.phase == m_phase.value && id == QLatin1String(shift.from)) {
            id = QLatin1String(shift.to);
            break;
        }
    m_meaning = meaningOf(id);
    Q_ASSERT(m_meaning != nullptr); // a test holds the tables together
    m_line.meaning = id;
    m_line.errnoName = latin(m_meaning->errnoName);
    m_line.outcome = outcomeFromId(latin(m_meaning->outcome));
    m_line.code = m_code.value;
    m_line.phase = m_meaning->phase == LinePhase::unknown ? m_phase.value : m_meaning->phase;
    if (m_meaning->phase == LinePhase::afterConnect && m_phase.value == LinePhase::tls)
        m_line.phase = LinePhase::tls;
    m_line.certainty = m_sign.weight >= kClear    ? Certainty::clear
                       : m_sign.weight == kLikely ? Certainty::likely
                                                  : Certainty::vague;
    m_line.runtime = m_runtime.value;
    for (const Runtime& runtime : runtimes())
        if (m_runtime.value == QLatin1String(runtime.id))
            m_line.runtimeName = latin(runtime.name);
}

// What happened outweighs the form around it: a reset is not about the resolver, whatever name was looked up before.
void Reading::decideLeg()
{
    m_line.leg = m_leg.value;
    const bool isDns = m_line.phase == LinePhase::dns;
    if (m_line.phase == LinePhase::listen)
        m_line.leg = LineLeg::listener;
    else if (isDns && isAbout({LineLeg::unknown, LineLeg::server, LineLeg::listener}))
        m_line.leg = LineLeg::resolver;
    else if (!isDns && isAbout({LineLeg::unknown, LineLeg::resolver, LineLeg::listener}))
        m_line.leg = LineLeg::server;
}

void Reading::takeTarget(const Spot& spot)
{
    m_line.host = spot.host;
    m_line.address = spot.address;
    m_line.port = spot.port;
}

// "Get https://api.example/…: dial tcp 10.0.0.5:443: …" – the name is what was asked for, the address what was tried.
void Reading::preferName()
{
    // What a proxy's line says beside its backend is what its client asked for.
    const Spot url = m_line.leg == LineLeg::backend ? Spot{} : urlIn(m_entry.shown);
    if (url.isEmpty())
        return;
    const bool isProxy = m_line.leg == LineLeg::proxy;
    if (m_line.host.isEmpty() || (isProxy && m_line.host == m_via.value.host)) {
        takeTarget(url);
    } else if (m_line.port == 0 && m_line.host.compare(url.host, Qt::CaseInsensitive) == 0) {
        m_line.port = url.port;
    } else if (m_line.leg == LineLeg::server && isAddress(m_line.host) && m_line.address.isEmpty() &&
               !isAddress(url.host) && m_line.port == url.port) {
        m_line.address = m_line.host;
        m_line.host = url.host;
    }
}

void Reading::assumePort()
{
    if (m_line.host.isEmpty() || m_line.port != 0 || isAbout({LineLeg::backend, LineLeg::proxy}))
        return;
    for (const Runtime& runtime : runtimes())
        if (runtime.usualPort != 0 && m_line.runtime == QLatin1String(runtime.id)) {
            m_line.port = runtime.usualPort;
            m_line.portIsAssumed = true;
        }
}

void Reading::decidePlace()
{
    const auto endpoint = [](const Spot& spot) {
        if (spot.port == 0)
            return spot.host;
        return spot.host.contains(QLatin1Char(':')) ? QStringLiteral("[%1]:%2").arg(spot.host).arg(spot.port)
                                                    : QStringLiteral("%1:%2").arg(spot.host).arg(spot.port);
    };
    if (m_line.leg == LineLeg::localSocket || m_line.leg == LineLeg::client)
        return;
    if (m_line.leg == LineLeg::listener) {
        takeTarget(m_listener.weight > 0 ? m_listener.value : m_portOnly.value);
        return;
    }
    takeTarget(m_target.value);
    if (m_line.leg == LineLeg::proxy && m_via.weight > 0) {
        if (m_line.host == m_via.value.host && m_line.port == m_via.value.port)
            takeTarget({});
        m_line.peer = endpoint(m_via.value);
    }
    if (m_line.leg == LineLeg::resolver && m_resolver.weight > 0)
        m_line.peer = endpoint(m_resolver.value);
    for (const Spot& spot : m_withPort)
        if (m_line.port == 0 && m_line.host.compare(spot.host, Qt::CaseInsensitive) == 0)
            m_line.port = spot.port;
    if (!m_line.host.isEmpty() && m_line.port == 0)
        m_line.port = m_portOnly.value.port;
    preferName();
    if (m_line.host.isEmpty() && m_sign.weight > kVague && m_line.leg != LineLeg::backend) {
        // An address alone may be anybody's: the client's that was blocked, the proxy's own.
        const Spot only = onlyEndpointIn(m_entry.shown);
        const bool isAnybodys = only.port == 0 && (m_line.phase == LinePhase::service || m_line.leg != LineLeg::server);
        if (!isAnybodys && endpoint(only) != m_line.peer)
            takeTarget(only);
    }
    if (m_line.host.isEmpty())
        m_line.port = m_portOnly.value.port;
    assumePort();
}

void Reading::fillWords()
{
    const QString leg = QStringLiteral("decode.who.") + lineLegId(m_line.leg);
    m_line.who =
        m_line.runtimeName.isEmpty() ? Phrase{leg + QStringLiteral(".unnamed"), {}} : Phrase{leg, {m_line.runtimeName}};
    m_line.means = {QStringLiteral("decode.means.") + m_line.meaning, {}};
    m_line.causes = latin(m_meaning->causes).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (m_line.leg == LineLeg::backend) {
        m_line.causes.removeAll(QStringLiteral("upstream-refused"));
        m_line.causes.prepend(QStringLiteral("upstream-refused"));
    } else if (m_line.leg == LineLeg::localSocket) {
        m_line.causes = {QStringLiteral("service-stopped"), QStringLiteral("service-failed")};
    } else if (m_line.leg == LineLeg::client) {
        m_line.causes.clear(); // the catalogue is about reaching a server
        if (m_line.meaning == QLatin1String("no-descriptors"))
            m_line.causes = {QStringLiteral("fd-exhaustion")};
    }
    fillLine();
}

// The line that names the error, without credentials and fit to show.
void Reading::fillLine()
{
    const EntryLine* best = &m_entry.lines.first();
    for (const EntryLine& line : m_entry.lines)
        if (line.start <= m_sign.at)
            best = &line;
    m_line.lineNumber = best->number;
    const QString whole = m_entry.shown.mid(best->start, best->length);
    m_line.text = printable(collapseMasks(whole).trimmed(), kMostShown);
}

void Reading::note(const char* id, const QStringList& args)
{
    m_line.notes.append({QStringLiteral("decode.note.") + latin(id), args});
}

void Reading::fillNotes()
{
    const QString& id = m_line.meaning;
    if (m_line.certainty == Certainty::vague)
        note("vague");
    if (id == QLatin1String("deadline"))
        note("deadline");
    for (const QString& form : m_notes) {
        const bool applies = (form != QLatin1String("curl-hides") && form != QLatin1String("powershell-hides")) ||
                             id == QLatin1String("connect-failed");
        if (applies)
            m_line.notes.append({QStringLiteral("decode.note.") + form, {}});
    }
    if (m_line.leg == LineLeg::resolver &&
        (m_line.peer.startsWith(QLatin1String("127.0.0.53")) || m_line.peer.startsWith(QLatin1String("127.0.0.11"))))
        note(m_line.peer.startsWith(QLatin1String("127.0.0.53")) ? "stub-systemd" : "stub-docker", {m_line.peer});
    const QString where = m_line.address.isEmpty() ? m_line.host : m_line.address;
    const auto address = IpAddress::parse(where);
    if (isAbout({LineLeg::server, LineLeg::backend, LineLeg::proxy}) &&
        (where == QLatin1String("localhost") || (address && address->isLoopback())))
        note("loopback", {where});
    if (id == QLatin1String("denied") && m_line.code.startsWith(QLatin1String("WSA")))
        note("windows-denied");
    if (m_targets.size() > 1 && m_line.leg == LineLeg::server)
        note("several", {m_targets.mid(0, 6).join(QStringLiteral(", "))});
    if (m_line.portIsAssumed)
        note("port-assumed", {QString::number(m_line.port)});
    if (m_entry.shown.contains(kMasked))
        note("masked");
}

void Reading::fillCommand()
{
    if (m_line.leg == LineLeg::listener) {
        m_line.commandIsComplete = m_line.port != 0;
        m_line.command = QStringLiteral("ss -ltnp 'sport = :%1'")
                             .arg(m_line.port != 0 ? QString::number(m_line.port) : QStringLiteral("PORT"));
    } else if (m_line.leg == LineLeg::localSocket) {
        m_line.commandIsComplete = true;
        m_line.command = QStringLiteral("ss -lx");
    } else {
        const bool isProxy = m_line.leg == LineLeg::proxy;
        m_line.nextHost = isProxy ? m_via.value.host : m_line.host;
        m_line.nextPort = isProxy ? m_via.value.port : m_line.port;
        m_line.commandIsComplete = !m_line.nextHost.isEmpty() && m_line.nextPort != 0;
        // Both hold nothing a shell would read otherwise: isHostName() let the host through.
        m_line.command = QStringLiteral("knockback-cli diagnose %1 %2")
                             .arg(m_line.nextHost.isEmpty() ? QStringLiteral("HOST") : m_line.nextHost,
                                  m_line.nextPort == 0 ? QStringLiteral("PORT") : QString::number(m_line.nextPort));
    }
    const bool isKnown = m_line.commandIsComplete || m_line.leg == LineLeg::client;
    m_line.commandNote = {QStringLiteral("decode.next.") + lineLegId(m_line.leg) +
                              (isKnown ? QString() : QStringLiteral(".incomplete")),
                          {}};
}

int Reading::score() const
{
    const bool named = !m_line.host.isEmpty();
    return m_sign.weight * 100 + (m_line.runtime.isEmpty() ? 0 : 20) + (named ? 30 : 0) +
           (named && m_line.port != 0 && !m_line.portIsAssumed ? 20 : 0) +
           (m_line.phase == LinePhase::unknown ? 0 : 10) -
           (m_line.meaning == QLatin1String("connect-failed") ? 60 : 0) - (m_line.leg == LineLeg::client ? 150 : 0);
}

} // namespace

std::optional<ScoredLine> decodeEntry(const Entry& entry)
{
    return entry.lines.isEmpty() ? std::nullopt : Reading(entry).read();
}

} // namespace knockback
