// The diagnosis document, schema knockback.diagnosis/1 (contract.md; resources/schema has it as JSON Schema).
#include "core/report/report.h"
#include "core/report/wording.h"

#include <QJsonArray>
#include <algorithm>
#include <cmath>

namespace knockback {

namespace {

constexpr qsizetype kMostRaw = 65'536;

// Three digits: more would pretend a precision nobody has.
double confidenceOf(double value)
{
    return std::isfinite(value) ? std::round(std::clamp(value, 0.0, 1.0) * 1000) / 1000 : 0.0;
}

QJsonArray arrayOf(const QStringList& texts)
{
    return QJsonArray::fromStringList(texts);
}

QJsonArray fixesJson(const QVector<Fix>& fixes, const Wording& say)
{
    QJsonArray out;
    for (const Fix& fix : fixes)
        out.append(QJsonObject{{QStringLiteral("where"), fix.where},
                               {QStringLiteral("title"), say.say(fix.title)},
                               {QStringLiteral("commands"), arrayOf(say.commands(fix.commands))},
                               {QStringLiteral("verify"), say.say(fix.verify)},
                               {QStringLiteral("undo"), arrayOf(say.say(fix.undo))}});
    return out;
}

QJsonObject verdictJson(const Verdict& verdict, const Wording& say)
{
    return {{QStringLiteral("cause"), verdict.cause},
            {QStringLiteral("confidence"), confidenceOf(verdict.confidence)},
            {QStringLiteral("pattern"), patternId(verdict.pattern)},
            {QStringLiteral("side"), sideId(verdict.side)},
            {QStringLiteral("located_at"), say.text(verdict.locatedAt)},
            {QStringLiteral("located_name"), say.text(verdict.locatedName)},
            {QStringLiteral("summary"), say.say(verdict.summary)},
            {QStringLiteral("because"), arrayOf(say.say(verdict.because))},
            {QStringLiteral("evidence"), arrayOf(verdict.evidence)},
            {QStringLiteral("fixes"), fixesJson(verdict.fixes, say)}};
}

QString familyId(Family family)
{
    return family == Family::ipv4   ? QStringLiteral("ipv4")
           : family == Family::ipv6 ? QStringLiteral("ipv6")
                                    : QStringLiteral("none");
}

QJsonObject targetJson(const Diagnosis& diagnosis, const Wording& say)
{
    QJsonArray addresses;
    for (const AddressState& state : diagnosis.addresses)
        addresses.append(QJsonObject{{QStringLiteral("address"), say.address(state.address)},
                                     {QStringLiteral("family"), familyId(state.address.family)},
                                     {QStringLiteral("source"), state.source},
                                     {QStringLiteral("state"), outcomeId(state.state)},
                                     {QStringLiteral("attempts"), state.attempts},
                                     {QStringLiteral("connected"), state.connected}});
    return {{QStringLiteral("host"), say.name(diagnosis.host)},
            {QStringLiteral("port"), diagnosis.port.value},
            {QStringLiteral("service"), diagnosis.service},
            {QStringLiteral("addresses"), addresses}};
}

QJsonObject chainJson(const ProxyChain& chain, const Wording& say)
{
    QJsonArray upstreams;
    for (const ProxyChain::Upstream& u : chain.upstreams)
        upstreams.append(QJsonObject{{QStringLiteral("address"), say.text(u.address, 80)},
                                     {QStringLiteral("state"), say.text(u.state, 20)},
                                     {QStringLiteral("leg"), legStateId(u.leg)},
                                     {QStringLiteral("down"), u.down},
                                     {QStringLiteral("backup"), u.backup},
                                     {QStringLiteral("log_lines"), u.lines}});
    return {{QStringLiteral("program"), say.text(chain.program, 40)},
            {QStringLiteral("client"), say.text(chain.client, 80)},
            {QStringLiteral("at"), say.text(chain.at, 80)},
            {QStringLiteral("leg"), legStateId(chain.toProxy)},
            {QStringLiteral("upstreams"), upstreams}};
}

QJsonArray checksJson(const Diagnosis& diagnosis, const Wording& say)
{
    QJsonArray out;
    for (int i = 0; i < kCheckCount; ++i) {
        const Check& check = diagnosis.checks[static_cast<std::size_t>(i)];
        // The place in the list is the id: a diagnosis that never filled one in still has all nine, in order.
        out.append(QJsonObject{{QStringLiteral("id"), checkId(static_cast<CheckId>(i))},
                               {QStringLiteral("status"), checkStatusId(check.status)},
                               {QStringLiteral("summary"), say.say(check.summary)},
                               {QStringLiteral("looked"), say.say(check.looked)},
                               {QStringLiteral("means"), arrayOf(say.say(check.means))},
                               {QStringLiteral("next"), arrayOf(say.say(check.next))},
                               {QStringLiteral("commands"), arrayOf(say.commands(check.commands))},
                               {QStringLiteral("evidence"), arrayOf(check.evidence)}});
    }
    return out;
}

QJsonArray evidenceJson(const Diagnosis& diagnosis, const Wording& say, Redactor& redactor)
{
    QJsonArray out;
    for (const Evidence& evidence : diagnosis.evidence)
        out.append(QJsonObject{{QStringLiteral("id"), evidence.id},
                               {QStringLiteral("kind"), evidence.kind},
                               {QStringLiteral("from"), say.text(evidence.from)},
                               {QStringLiteral("at"), toIsoUtc(evidence.at)},
                               {QStringLiteral("text"), say.say(evidence.text)},
                               // As it came: JSON escapes control characters itself.
                               {QStringLiteral("raw"), redactor.text(evidence.raw.left(kMostRaw))}});
    return out;
}

QJsonObject attemptsJson(const Diagnosis& diagnosis)
{
    QJsonObject outcomes;
    for (std::size_t i = 0; i < kOutcomeCount; ++i)
        outcomes.insert(outcomeId(static_cast<Outcome>(i)), static_cast<qint64>(diagnosis.outcomes[i]));
    const LatencySummary& l = diagnosis.latency;
    const QJsonObject latency{{QStringLiteral("min"), qint64{l.min}},
                              {QStringLiteral("p50"), qint64{l.p50}},
                              {QStringLiteral("p95"), qint64{l.p95}},
                              {QStringLiteral("p99"), qint64{l.p99}},
                              {QStringLiteral("max"), qint64{l.max}}};
    return {{QStringLiteral("total"), static_cast<qint64>(diagnosis.attempts)},
            {QStringLiteral("outcomes"), outcomes},
            {QStringLiteral("latency_us"), latency},
            {QStringLiteral("syn_retransmits"), static_cast<qint64>(diagnosis.synRetransmits)}};
}

} // namespace

QJsonObject diagnosisJson(const Diagnosis& diagnosis, const Words& words, Redactor& redactor)
{
    Wording say(words, redactor);
    say.learn(diagnosis);
    QJsonArray also;
    for (const Verdict& verdict : diagnosis.also)
        also.append(verdictJson(verdict, say));
    QJsonArray alternatives;
    for (const Alternative& other : diagnosis.alternatives)
        alternatives.append(QJsonObject{{QStringLiteral("cause"), other.cause},
                                        {QStringLiteral("confidence"), confidenceOf(other.confidence)},
                                        {QStringLiteral("why_not"), say.say(other.whyNot)},
                                        {QStringLiteral("to_tell_apart"), say.say(other.toTellApart)}});
    QJsonObject out{
        {QStringLiteral("schema"), QStringLiteral("knockback.diagnosis/1")},
        {QStringLiteral("version"), diagnosis.version},
        {QStringLiteral("language"), words.language()},
        {QStringLiteral("redacted"), redactor.on()},
        {QStringLiteral("started"), toIsoUtc(diagnosis.started)},
        {QStringLiteral("elapsed_ms"),
         static_cast<qint64>(std::chrono::duration_cast<std::chrono::milliseconds>(diagnosis.elapsed).count())},
        {QStringLiteral("target"), targetJson(diagnosis, say)},
        {QStringLiteral("verdict"), verdictJson(diagnosis.verdict, say)},
        {QStringLiteral("also"), also},
        {QStringLiteral("alternatives"), alternatives},
        {QStringLiteral("checks"), checksJson(diagnosis, say)},
        {QStringLiteral("evidence"), evidenceJson(diagnosis, say, redactor)},
        {QStringLiteral("attempts"), attemptsJson(diagnosis)},
        {QStringLiteral("limits"), arrayOf(say.say(diagnosis.limits))}};
    if (diagnosis.chain.isThere())
        out.insert(QStringLiteral("chain"), chainJson(diagnosis.chain, say));
    return out;
}

} // namespace knockback
