#include "scene.h"

#include "core/base/words.h"

#include <QSet>
#include <QTest>
#include <algorithm>

using namespace knockback;
using namespace knockback::test;

namespace {

QVector<Scene> scenes()
{
    return readScenes(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/unit/diagnose/scenes"));
}

QString shown(const Diagnosis& d, const Words& words)
{
    QString out = QStringLiteral("verdict %1 %2 %3 %4: %5\n")
                      .arg(d.verdict.cause, QString::number(d.verdict.confidence, 'f', 3), patternId(d.verdict.pattern),
                           sideId(d.verdict.side), words.render(d.verdict.summary));
    for (const Phrase& p : d.verdict.because)
        out += QStringLiteral("  because %1\n").arg(words.render(p));
    for (const Verdict& v : d.also)
        out += QStringLiteral("  also %1 %2: %3\n")
                   .arg(v.cause, QString::number(v.confidence, 'f', 3), words.render(v.summary));
    for (const Alternative& a : d.alternatives)
        out += QStringLiteral("  or %1 %2: %3 | %4\n")
                   .arg(a.cause, QString::number(a.confidence, 'f', 3), words.render(a.whyNot),
                        words.render(a.toTellApart));
    return out;
}

void collect(const Phrase& p, QSet<QString>& into)
{
    if (!p.isEmpty())
        into.insert(p.id);
}

QSet<QString> phrasesOf(const Diagnosis& d)
{
    QSet<QString> out;
    const auto verdict = [&](const Verdict& v) {
        collect(v.summary, out);
        for (const Phrase& p : v.because)
            collect(p, out);
        for (const Fix& f : v.fixes) {
            collect(f.title, out);
            collect(f.verify, out);
            for (const Phrase& p : f.undo)
                collect(p, out);
        }
    };
    verdict(d.verdict);
    for (const Verdict& v : d.also)
        verdict(v);
    for (const Alternative& a : d.alternatives) {
        collect(a.whyNot, out);
        collect(a.toTellApart, out);
    }
    for (const Check& c : d.checks) {
        collect(c.summary, out);
        collect(c.looked, out);
        for (const Phrase& p : c.means + c.next)
            collect(p, out);
    }
    for (const Evidence& e : d.evidence)
        collect(e.text, out);
    for (const Phrase& p : d.limits)
        collect(p, out);
    return out;
}

bool asks(const NextLooks& looks, Purpose purpose)
{
    return std::any_of(looks.attempts.begin(), looks.attempts.end(),
                       [purpose](const LookAttempt& look) { return look.purpose == purpose; });
}

QString judge(const Scene& scene, const Diagnosis& d, const Expectation& e)
{
    const QString& what = e.words.front();
    const QString arg = e.words.value(1);
    const auto has = [&](bool is, const QString& message) { return is ? QString() : message; };
    const auto alternative = [&] {
        return std::any_of(d.alternatives.begin(), d.alternatives.end(),
                           [&](const Alternative& a) { return a.cause == arg; });
    };
    if (what == QLatin1String("expect")) {
        if (d.verdict.cause != arg)
            return QStringLiteral("expected %1").arg(arg);
        return has(e.words.size() < 3 || patternId(d.verdict.pattern) == e.words[2],
                   QStringLiteral("pattern is %1").arg(patternId(d.verdict.pattern)));
    }
    if (what == QLatin1String("confidence"))
        return has(d.verdict.confidence >= arg.toDouble() && d.verdict.confidence <= e.words.value(2).toDouble(),
                   QStringLiteral("confidence %1").arg(d.verdict.confidence));
    if (what == QLatin1String("also"))
        return has(std::any_of(d.also.begin(), d.also.end(), [&](const Verdict& v) { return v.cause == arg; }),
                   QStringLiteral("no also %1").arg(arg));
    if (what == QLatin1String("no-also"))
        return has(d.also.isEmpty(), QStringLiteral("there is an also"));
    if (what == QLatin1String("alternative"))
        return has(alternative(), QStringLiteral("no alternative %1").arg(arg));
    if (what == QLatin1String("no-alternative"))
        return has(!alternative(), QStringLiteral("alternative %1").arg(arg));
    if (what == QLatin1String("first-alternative"))
        return has(!d.alternatives.isEmpty() && d.alternatives.front().cause == arg,
                   QStringLiteral("first alternative is not %1").arg(arg));
    if (what == QLatin1String("summary")) // one of the things it names
        return has(d.verdict.summary.args.contains(e.words.mid(1).join(QLatin1Char(' '))),
                   QStringLiteral("the summary names %1").arg(d.verdict.summary.args.join(QLatin1String(", "))));
    if (what == QLatin1String("named"))
        return has(d.verdict.locatedName == arg, QStringLiteral("the place is called %1").arg(d.verdict.locatedName));
    if (what == QLatin1String("located"))
        return has(d.verdict.locatedAt == arg, QStringLiteral("located at %1").arg(d.verdict.locatedAt));
    if (what == QLatin1String("because")) {
        const auto& all = d.verdict.because;
        return has(std::any_of(all.begin(), all.end(), [&](const Phrase& one) { return one.id == arg; }),
                   QStringLiteral("another because"));
    }
    if (what == QLatin1String("side"))
        return has(sideId(d.verdict.side) == arg, QStringLiteral("side %1").arg(sideId(d.verdict.side)));
    if (what == QLatin1String("settled"))
        return has(d.settled == (arg == QLatin1String("yes")), QStringLiteral("settled is %1").arg(d.settled));
    if (what == QLatin1String("check")) {
        const auto id = checkFromId(arg);
        return has(id && checkStatusId(d.checks[static_cast<std::size_t>(*id)].status) == e.words.value(2),
                   id ? QStringLiteral("check %1 is %2")
                            .arg(arg, checkStatusId(d.checks[static_cast<std::size_t>(*id)].status))
                      : arg);
    }
    if (what == QLatin1String("next")) {
        const NextLooks n = nextLooks(scene.seen);
        const bool is = arg == QLatin1String("echo")      ? !n.echo.isEmpty()
                        : arg == QLatin1String("control") ? asks(n, Purpose::control)
                        : arg == QLatin1String("floor")   ? asks(n, Purpose::distance)
                        : arg == QLatin1String("sweep")   ? asks(n, Purpose::sweep)
                        : arg == QLatin1String("slower")  ? n.spacing.count() > 0
                        : arg == QLatin1String("path")    ? !n.path.isEmpty()
                        : arg == QLatin1String("tls")     ? !n.tls.isEmpty()
                        : arg == QLatin1String("large")   ? !n.large.isEmpty()
                                                          : !n.moreAttempts.isEmpty();
        return has(is == (e.words.value(2) == QLatin1String("yes")), QStringLiteral("next %1 is %2").arg(arg).arg(is));
    }
    if (what == QLatin1String("chain"))
        return has(d.chain.isThere() && legStateId(d.chain.toProxy) == arg,
                   QStringLiteral("the leg to the proxy %1").arg(legStateId(d.chain.toProxy)));
    if (what == QLatin1String("no-chain"))
        return has(!d.chain.isThere(), QStringLiteral("there is a chain"));
    if (what == QLatin1String("behind")) {
        QStringList all;
        for (const ProxyChain::Upstream& u : d.chain.upstreams)
            all << QStringLiteral("%1 %2 %3 %4").arg(u.address, u.state, legStateId(u.leg)).arg(u.lines);
        return has(all.contains(e.words.mid(1).join(QLatin1Char(' '))), all.join(QStringLiteral(" | ")));
    }
    if (what == QLatin1String("no-evidence"))
        return has(
            std::none_of(d.evidence.begin(), d.evidence.end(), [&](const Evidence& one) { return one.kind == arg; }),
            QStringLiteral("evidence of %1").arg(arg));
    if (what == QLatin1String("phrase") || what == QLatin1String("no-phrase")) {
        QVector<Phrase> all = d.limits + d.verdict.because;
        for (const Check& c : d.checks)
            all += c.means;
        for (const Evidence& one : d.evidence)
            all << one.text;
        const bool said = std::any_of(all.begin(), all.end(), [&arg](const Phrase& p) { return p.id == arg; });
        return has(said == (what == QLatin1String("phrase")), QStringLiteral("%1 %2").arg(what, arg));
    }
    if (what == QLatin1String("fix") || what == QLatin1String("limit") || what == QLatin1String("evidence")) {
        QStringList in;
        for (const Fix& f : d.verdict.fixes)
            in += f.commands;
        if (what == QLatin1String("limit"))
            in.clear();
        for (const Phrase& p : d.limits)
            in += what == QLatin1String("limit") ? QStringList{p.id} : QStringList{};
        if (what == QLatin1String("evidence"))
            for (const Evidence& item : d.evidence)
                if (d.verdict.evidence.contains(item.id))
                    in << item.kind;
        const QString text = e.words.mid(1).join(QLatin1Char(' '));
        return has(std::any_of(in.begin(), in.end(), [&](const QString& one) { return one.contains(text); }),
                   QStringLiteral("no %1 with %2").arg(what, text));
    }
    return QStringLiteral("not a word of the scenes: %1").arg(what);
}

} // namespace

class TestDiagnose : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void scene_data()
    {
        QTest::addColumn<int>("index");
        const auto all = scenes();
        QVERIFY(all.size() > 60);
        for (int i = 0; i < all.size(); ++i)
            QTest::addRow("%s: %s", qPrintable(all[i].file), qPrintable(all[i].name)) << i;
    }
    void scene()
    {
        QFETCH(int, index);
        static const auto all = scenes();
        static const Words words = Words::load(QStringLiteral("en")).value();
        const Scene& s = all[index];
        QVERIFY2(s.problem.isEmpty(), qPrintable(s.problem));
        QVERIFY2(!s.expectations.isEmpty(), "a scene that expects nothing");
        const Diagnosis d = diagnose(s.seen);
        if (qEnvironmentVariableIsSet("KNOCKBACK_SHOW"))
            qInfo().noquote() << shown(d, words);
        for (const Expectation& e : s.expectations) {
            const QString wrong = judge(s, d, e);
            QVERIFY2(wrong.isEmpty(),
                     qPrintable(QStringLiteral("line %1: %2\n%3").arg(e.line).arg(wrong, shown(d, words))));
        }
    }

    // What holds for every document, whatever was seen.
    void everyDocumentIsWhole()
    {
        const QStringList known = causeIds();
        for (const Scene& s : scenes()) {
            const Diagnosis d = diagnose(s.seen);
            const auto context = qPrintable(s.file + QStringLiteral(": ") + s.name);
            QSet<QString> ids;
            for (const Evidence& e : d.evidence) {
                QVERIFY2(!e.id.isEmpty() && !ids.contains(e.id) && !e.kind.isEmpty() && !e.raw.isEmpty() &&
                             !e.text.isEmpty(),
                         context);
                ids.insert(e.id);
            }
            const auto points = [&](const QStringList& to) {
                return std::all_of(to.begin(), to.end(), [&](const QString& id) { return ids.contains(id); });
            };
            QVERIFY2(points(d.verdict.evidence), context);
            QVERIFY2(known.contains(d.verdict.cause) && !d.verdict.summary.isEmpty(), context);
            const bool concluded = d.verdict.cause != QLatin1String("inconclusive");
            QVERIFY2(!concluded || (!d.verdict.evidence.isEmpty() && !d.verdict.because.isEmpty()), context);
            QVERIFY2(!concluded || d.verdict.cause == QLatin1String("reachable") || !d.verdict.fixes.isEmpty(),
                     context);
            for (const Fix& f : d.verdict.fixes)
                QVERIFY2(!f.title.isEmpty() && !f.commands.isEmpty() && !f.verify.isEmpty() && !f.where.isEmpty(),
                         context);
            double sum = d.verdict.confidence;
            QVERIFY2(sum >= 0 && sum <= 1, context);
            for (const Alternative& a : d.alternatives) {
                QVERIFY2(a.confidence >= 0 && a.confidence <= 1 && known.contains(a.cause) &&
                             a.cause != d.verdict.cause,
                         context);
                QVERIFY2(!a.whyNot.isEmpty() && !a.toTellApart.isEmpty(),
                         qPrintable(s.name + QStringLiteral(": ") + a.cause));
                sum += a.confidence;
            }
            QVERIFY2(sum <= 1.0001, context);
            for (int i = 0; i < kCheckCount; ++i) {
                const Check& c = d.checks[static_cast<std::size_t>(i)];
                QVERIFY2(c.id == static_cast<CheckId>(i) && !c.summary.isEmpty() && !c.looked.isEmpty() &&
                             points(c.evidence),
                         context);
            }
            QVERIFY2(!d.limits.isEmpty(), context);
        }
    }

    void everyPhraseHasItsWords()
    {
        const Words en = Words::load(QStringLiteral("en")).value();
        const Words zh = Words::load(QStringLiteral("zh_CN")).value();
        QSet<QString> used;
        for (const Scene& s : scenes())
            used += phrasesOf(diagnose(s.seen));
        QVERIFY(used.size() > 200);
        for (const QString& id : used) {
            QVERIFY2(en.has(id), qPrintable(id));
            QVERIFY2(zh.has(id), qPrintable(id));
        }
        // And the other way: words that no scene brings up are dead, or a scene is missing.
        QStringList unused;
        for (const QString& id : en.ids())
            if (id.startsWith(QLatin1String("diagnose.")) && !id.endsWith(QLatin1String(".one")) && !used.contains(id))
                unused << id;
        unused.sort();
        QVERIFY2(unused.isEmpty(), qPrintable(unused.join(QLatin1Char('\n'))));
    }

    // Placeholders are filled: no sentence keeps a "%1" or an empty place where a subject belongs.
    void sentencesAreWhole()
    {
        const Words en = Words::load(QStringLiteral("en")).value();
        for (const Scene& s : scenes()) {
            const Diagnosis d = diagnose(s.seen);
            const auto whole = [&](const Phrase& p) {
                const QString text = en.render(p);
                for (int i = 1; i <= 9; ++i)
                    if (text.contains(QStringLiteral("%%1").arg(i)))
                        return false;
                return !text.contains(QLatin1String("%n")) && !text.contains(QLatin1String("  ")) &&
                       !text.contains(QLatin1String(" ()")); // "connect()" is nginx's own word
            };
            QVERIFY2(whole(d.verdict.summary), qPrintable(s.name + en.render(d.verdict.summary)));
            for (const Phrase& p : d.verdict.because)
                QVERIFY2(whole(p), qPrintable(s.name + en.render(p)));
            for (const Evidence& e : d.evidence)
                QVERIFY2(whole(e.text), qPrintable(s.name + en.render(e.text)));
            for (const Check& c : d.checks)
                QVERIFY2(whole(c.summary), qPrintable(s.name + en.render(c.summary)));
        }
    }

    void sameObservationsSameDocument()
    {
        const Words en = Words::load(QStringLiteral("en")).value();
        for (const Scene& s : scenes()) {
            const Diagnosis a = diagnose(s.seen);
            const Diagnosis b = diagnose(s.seen);
            QCOMPARE(shown(a, en), shown(b, en));
            QCOMPARE(a.evidence.size(), b.evidence.size());
        }
    }

    // Each cause that can be concluded has a scene that does, and one where it was weighed but another was true.
    void everyRuleIsTriedBothWays()
    {
        QSet<QString> concluded, passedOver;
        for (const Scene& s : scenes()) {
            const Diagnosis d = diagnose(s.seen);
            concluded.insert(d.verdict.cause);
            for (const Verdict& v : d.also)
                concluded.insert(v.cause);
            for (const Alternative& a : d.alternatives)
                passedOver.insert(a.cause);
            for (const Expectation& e : s.expectations)
                if (e.words.front() == QLatin1String("no-alternative"))
                    passedOver.insert(e.words.value(1));
        }
        for (const QString& id : diagnosableCauseIds()) {
            QVERIFY2(concluded.contains(id), qPrintable(QStringLiteral("no scene concludes ") + id));
            QVERIFY2(id == QLatin1String("inconclusive") || passedOver.contains(id),
                     qPrintable(QStringLiteral("no scene passes over ") + id));
        }
    }
};

QTEST_GUILESS_MAIN(TestDiagnose)
#include "test_diagnose.moc"
