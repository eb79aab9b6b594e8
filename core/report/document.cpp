#include "core/report/document.h"

#include "core/base/version.h"
#include "core/diagnose/catalogue.h"

namespace knockback::report {

namespace {

// The catalogue's title, and the id itself where a newer session names a cause this version does not know.
QString causeName(const QString& cause, const Wording& say)
{
    const auto text = causeText(cause, say.words().language());
    return text && !text->title.isEmpty() ? text->title : say.text(cause, 80);
}

VerdictText verdictText(const Verdict& verdict, const Wording& say)
{
    VerdictText out;
    out.cause = say.text(verdict.cause, 80);
    out.causeName = causeName(verdict.cause, say);
    out.summary = say.say(verdict.summary);
    if (out.summary.isEmpty())
        out.summary = out.causeName;
    out.isGood = verdict.cause == QLatin1String("reachable");
    out.isOpen = verdict.cause == QLatin1String("inconclusive");
    out.meta << say.confidence(verdict.confidence);
    if (verdict.pattern != Pattern::none)
        out.meta << say.pattern(verdict.pattern);
    if (verdict.side != Side::none)
        out.meta << say.side(verdict.side);
    if (!verdict.locatedAt.isEmpty())
        out.meta << say("report.at",
                        {say.text(verdict.locatedName.isEmpty()
                                      ? verdict.locatedAt
                                      : QStringLiteral("%1 (%2)").arg(verdict.locatedAt, verdict.locatedName),
                                  380)});
    out.because = say.say(verdict.because);
    for (const QString& id : verdict.evidence)
        out.evidence << say.text(id, 20);
    for (const Fix& fix : verdict.fixes)
        out.fixes.push_back({say.place(fix.where), say.say(fix.title), say.commands(fix.commands), say.say(fix.verify),
                             say.say(fix.undo)});
    return out;
}

CheckText checkText(CheckId id, const Check& check, const Wording& say)
{
    CheckText out;
    out.status = check.status;
    out.statusWord = say.status(check.status);
    out.name = say.checkName(id);
    out.summary = say.say(check.summary);
    out.looked = say.say(check.looked);
    out.means = say.say(check.means);
    out.next = say.say(check.next);
    out.commands = say.commands(check.commands);
    for (const QString& evidence : check.evidence)
        out.evidence << say.text(evidence, 20);
    return out;
}

void learnAll(const Source& source, Wording& say)
{
    say.learn(source.diagnosis);
    const SessionTarget& target = targetOf(source);
    if (target.before)
        say.learn(*target.before);
    say.learn(target.spec);
    say.learn(target.names);
    say.learnName(source.session.vantage.machine);
    say.learn(source.session.vantage.around);
}

} // namespace

QChar statusGlyph(CheckStatus status)
{
    switch (status) {
    case CheckStatus::pass:
        return QChar(0x2713);
    case CheckStatus::warn:
        return QLatin1Char('!');
    case CheckStatus::fail:
        return QChar(0x2717);
    case CheckStatus::unknown:
        return QLatin1Char('?');
    case CheckStatus::skipped:
        break;
    }
    return QChar(0x2013);
}

const SessionTarget& targetOf(const Source& source)
{
    static const SessionTarget none;
    const auto index = static_cast<qsizetype>(source.target);
    return index < source.session.targets.size() ? source.session.targets[index] : none;
}

Document makeDocument(const Source& source, Wording& say)
{
    learnAll(source, say);
    const Diagnosis& diagnosis = source.diagnosis;
    Document out;
    out.language = say.words().language();
    out.redacted = source.options.redact;
    out.target = say.targetTitle(diagnosis.host, diagnosis.port, diagnosis.service);
    out.title = say("report.title", {out.target});
    out.made = say("report.made", {toIsoLocal(source.options.now), version()});
    out.verdict = verdictText(diagnosis.verdict, say);
    for (const Verdict& verdict : diagnosis.also)
        out.also.push_back(verdictText(verdict, say));
    out.chain = chainText(diagnosis.chain, say);
    addComparison(source, say, out);
    for (int i = 0; i < kCheckCount; ++i)
        out.checks.push_back(checkText(static_cast<CheckId>(i), diagnosis.checks[static_cast<std::size_t>(i)], say));
    for (const Alternative& other : diagnosis.alternatives)
        out.alternatives.push_back({say.text(other.cause, 80), causeName(other.cause, say),
                                    say.confidence(other.confidence), say.say(other.whyNot),
                                    say.say(other.toTellApart)});
    for (const Evidence& e : diagnosis.evidence)
        out.evidence.push_back({say.text(e.id, 20), say.text(e.kind, 40), say.text(e.from, 120),
                                e.at.ns == 0 ? QString() : toIsoLocal(e.at), say.say(e.text), say.block(e.raw)});
    out.statistics = makeStatistics(source, say);
    out.tables = makeTables(source, say);
    out.about = makeAbout(source, say);
    for (const Note& note : source.session.notes)
        out.notes.push_back({toIsoLocal(note.about.ns != 0 ? note.about : note.at), say.block(note.text)});
    out.limits = say.say(diagnosis.limits);
    return out;
}

} // namespace knockback::report
