#include "core/report/wording.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace knockback {

namespace {

constexpr int kMostArgument = 300; // characters of one argument of a sentence
constexpr int kMostLine = 500;

// Untrusted text is cut before it is searched, so that a page of it costs no more than what is shown.
QString bounded(const QString& text, qsizetype most)
{
    return text.size() > most ? text.left(most) + QChar(0x2026) : text;
}

} // namespace

QString Wording::operator()(const char* id, const QStringList& args) const
{
    return m_words(QString::fromLatin1(id), args);
}

QString Wording::counted(const char* id, qint64 count, const QStringList& args) const
{
    return m_words.render({QString::fromLatin1(id), args, static_cast<int>(std::min<qint64>(count, INT32_MAX))});
}

void Wording::learn(const Diagnosis& diagnosis)
{
    learnName(diagnosis.host);
    for (const AddressState& state : diagnosis.addresses)
        (void)m_redactor.address(state.address.toString());
}

void Wording::learn(const TargetSpec& target)
{
    learnName(target.host);
    learnName(target.asciiHost);
}

void Wording::learn(const Surroundings& around)
{
    for (const QString& proxy : around.proxies) {
        const QString server = proxy.section(QLatin1Char('='), 1);
        learnName(server.section(QLatin1Char(':'), 0, -2).isEmpty() ? server : server.section(QLatin1Char(':'), 0, -2));
    }
}

void Wording::learn(const NameReport& names)
{
    for (const QString& name : names.triedNames)
        learnName(name);
    for (const QString& name : names.config.search)
        learnName(name);
    for (const HostsEntry& entry : names.hosts)
        learnName(entry.name);
    for (const DnsAnswer& answer : names.answers)
        learnName(answer.name);
    learnName(names.suggestion);
}

QString Wording::say(const Phrase& phrase) const
{
    Phrase safe = phrase;
    for (QString& argument : safe.args)
        argument = text(argument, kMostArgument);
    // An id that is not ours comes from somebody's file.
    return m_words.has(safe.id) ? m_words.render(safe) : text(m_words.render(safe), kMostArgument);
}

QStringList Wording::say(const QVector<Phrase>& phrases) const
{
    QStringList out;
    for (const Phrase& phrase : phrases)
        out << say(phrase);
    return out;
}

QString Wording::text(const QString& untrusted, int most) const
{
    return printable(m_redactor.text(bounded(untrusted, qsizetype{4} * most)), most);
}

QString Wording::block(const QString& untrusted, int lines) const
{
    const QStringList all = m_redactor.text(bounded(untrusted, qsizetype{64} * 1024)).split(QLatin1Char('\n'));
    QStringList out;
    for (const QString& line : all.mid(0, lines)) {
        QString plain = line;
        if (plain.endsWith(QLatin1Char('\r')))
            plain.chop(1);
        plain.replace(QLatin1Char('\t'), QLatin1String("    "));
        out << printable(plain, kMostLine);
    }
    while (!out.isEmpty() && out.last().isEmpty())
        out.removeLast();
    if (all.size() > lines)
        out << counted("report.more-lines", all.size() - lines);
    return out.join(QLatin1Char('\n'));
}

QStringList Wording::commands(const QStringList& commands) const
{
    QStringList out;
    for (const QString& command : commands)
        out << block(command);
    return out;
}

QString Wording::name(const QString& host) const
{
    return printable(m_redactor.name(host), 255);
}
QString Wording::address(const IpAddress& address) const
{
    return printable(m_redactor.address(address.toString()), 120);
}

QString Wording::endpoint(const Endpoint& endpoint) const
{
    if (endpoint.address.isNone())
        return {};
    QString text = address(endpoint.address);
    if (endpoint.port.value == 0)
        return text;
    const bool brackets = text.contains(QLatin1Char(':'));
    return (brackets ? QLatin1Char('[') + text + QLatin1Char(']') : text) + QLatin1Char(':') +
           QString::number(endpoint.port.value);
}

QString Wording::targetTitle(const QString& host, Port port, const QString& service) const
{
    const QString shown = name(host);
    QString out = shown.contains(QLatin1Char(':')) ? QLatin1Char('[') + shown + QLatin1Char(']') : shown;
    out += QLatin1Char(':') + QString::number(port.value);
    return service.isEmpty() ? out : QStringLiteral("%1 (%2)").arg(out, printable(service, 40));
}

QString Wording::outcome(Outcome outcome, bool late) const
{
    if (late && outcome == Outcome::connected)
        return m_words(QStringLiteral("report.outcome.late"));
    return m_words(QStringLiteral("report.outcome.") + outcomeId(outcome));
}

QString Wording::purpose(Purpose purpose) const
{
    switch (purpose) {
    case Purpose::observe:
        return (*this)("report.purpose.observe");
    case Purpose::burst:
        return (*this)("report.purpose.burst");
    case Purpose::control:
        return (*this)("report.purpose.control");
    case Purpose::path:
        return (*this)("report.purpose.path");
    case Purpose::distance:
        return (*this)("report.purpose.distance");
    case Purpose::sweep:
        break;
    }
    return (*this)("report.purpose.sweep");
}

QString Wording::confidence(double value) const
{
    const double clean = std::isfinite(value) ? std::clamp(value, 0.0, 1.0) : 0.0;
    if (std::lround(clean * 100) == 0)
        return (*this)("report.confidence.none");
    const char* id = clean >= 0.9   ? "report.confidence.sure"
                     : clean >= 0.7 ? "report.confidence.likely"
                     : clean >= 0.5 ? "report.confidence.perhaps"
                                    : "report.confidence.open";
    return (*this)(id, {QString::number(std::lround(clean * 100))});
}

QString Wording::pattern(Pattern pattern) const
{
    return m_words(QStringLiteral("report.pattern.") + patternId(pattern));
}
QString Wording::side(Side side) const
{
    return m_words(QStringLiteral("report.side.") + sideId(side));
}
QString Wording::status(CheckStatus status) const
{
    return m_words(QStringLiteral("report.status.") + checkStatusId(status));
}
QString Wording::checkName(CheckId id) const
{
    return m_words(QStringLiteral("report.check.") + checkId(id));
}

QString Wording::place(const QString& where) const
{
    const QString id = QStringLiteral("report.where.") + where;
    return m_words.has(id) ? m_words(id) : text(where, 40);
}

QString Wording::errnoWithNumber(int value) const
{
    return value == 0 ? QString() : QStringLiteral("%1 (%2)").arg(errnoName(value)).arg(value);
}

QString Wording::icmp(const IcmpError& icmp) const
{
    if (icmp.origin != ErrorOrigin::icmp && icmp.origin != ErrorOrigin::icmp6)
        return {};
    const QString kind = QStringLiteral("%1 %2/%3")
                             .arg(icmp.origin == ErrorOrigin::icmp ? QLatin1String("ICMP") : QLatin1String("ICMPv6"))
                             .arg(icmp.type)
                             .arg(icmp.code);
    return icmp.offender.isNone() ? kind : (*this)("report.icmp-from", {kind, address(icmp.offender)});
}

QString Wording::banner(const Attempt& attempt) const
{
    const std::size_t size = std::min<std::size_t>(attempt.bannerSize, attempt.banner.size());
    QString raw;
    for (const std::uint8_t byte : std::span(attempt.banner).first(size))
        raw += QLatin1Char(static_cast<char>(byte));
    return text(raw, 120);
}

QString Wording::duration(std::int64_t ns)
{
    return formatDuration(std::chrono::nanoseconds(ns));
}

} // namespace knockback
