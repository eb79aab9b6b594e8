#include "core/base/words.h"
#include "explain_errno.h"
#include "layout.h"
#include "tally.h"

#include <QTest>
#include <algorithm>
#include <cerrno>
#include <random>

using namespace knockback;
using namespace knockback::cli;

class TestCliParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void chineseTakesTwoColumns()
    {
        QCOMPARE(columns(QStringLiteral("abc")), 3);
        QCOMPARE(columns(QStringLiteral("被拒绝")), 6);
        QCOMPARE(columns(QStringLiteral("e\u0301")), 1);
        QCOMPARE(padded(QStringLiteral("被"), 4), QStringLiteral("被  "));
        QCOMPARE(fitted(QStringLiteral("被拒绝了"), 5), QStringLiteral("被拒…"));
        QCOMPARE(fitted(QStringLiteral("short"), 5), QStringLiteral("short"));
    }
    void wrapsAtSpacesAndBetweenChinese_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("lines");
        QTest::newRow("empty") << QString() << QStringList{QString()};
        QTest::newRow("fits") << QStringLiteral("one two") << QStringList{QStringLiteral("one two")};
        QTest::newRow("breaks") << QStringLiteral("one two three four")
                                << QStringList{QStringLiteral("one two"), QStringLiteral("three four")};
        QTest::newRow("long word") << QStringLiteral("a 0123456789abcdef b")
                                   << QStringList{QStringLiteral("a"), QStringLiteral("0123456789abcdef"),
                                                  QStringLiteral("b")};
        QTest::newRow("Chinese") << QStringLiteral("端口上没有程序监听。")
                                 << QStringList{QStringLiteral("端口上没有"), QStringLiteral("程序监听。")};
        QTest::newRow("both scripts") << QStringLiteral("来源：none、auto 或")
                                      << QStringList{QStringLiteral("来源："), QStringLiteral("none、auto"),
                                                     QStringLiteral("或")};
        QTest::newRow("brackets hold on")
            << QStringLiteral("一二三四（五）") << QStringList{QStringLiteral("一二三四"), QStringLiteral("（五）")};
        QTest::newRow("full stop stays") << QStringLiteral("一二三四五。")
                                         << QStringList{QStringLiteral("一二三四"), QStringLiteral("五。")};
    }
    void wrapsAtSpacesAndBetweenChinese()
    {
        QFETCH(QString, text);
        QFETCH(QStringList, lines);
        QCOMPARE(wrapped(text, 10), lines);
    }
    void paragraphsAreIndented()
    {
        QCOMPARE(paragraph(QStringLiteral("- "), QStringLiteral("aaaa bbbb cccc dddd eeee"), 22),
                 (QStringList{QStringLiteral("- aaaa bbbb cccc dddd"), QStringLiteral("  eeee")}));
    }

    void tallyIsRightToOnePerCent()
    {
        std::mt19937 random(7);
        std::lognormal_distribution<double> spread(13, 2);
        std::vector<std::int64_t> values;
        Tally tally;
        for (int i = 0; i < 20'000; ++i) {
            Attempt a;
            a.outcome = Outcome::connected;
            a.connectNs = std::max<std::int64_t>(1000, static_cast<std::int64_t>(spread(random)));
            a.tcp.valid = true;
            a.tcp.totalRetrans = i % 100 == 0 ? 2 : 0;
            values.push_back(a.connectNs);
            tally.add(a);
        }
        std::sort(values.begin(), values.end());
        for (const double part : {0.5, 0.95, 0.99}) {
            const auto exact = static_cast<double>(values[static_cast<std::size_t>(part * 20'000) - 1]);
            const auto told = static_cast<double>(tally.percentileNs(part));
            QVERIFY2(std::abs(told / exact - 1) < 0.011,
                     qPrintable(QStringLiteral("%1: %2 for %3").arg(part).arg(told).arg(exact)));
        }
        QCOMPARE(tally.minNs(), values.front());
        QCOMPARE(tally.maxNs(), values.back());
        QCOMPARE(tally.late(), 200U);
        QCOMPARE(tally.synRetransmits(), 400U);
    }
    void tallyCountsTheTargetOnly()
    {
        Tally tally;
        Attempt a;
        a.outcome = Outcome::refused;
        tally.add(a);
        a.purpose = Purpose::control;
        tally.add(a);
        QCOMPARE(tally.attempts(), 1U);
        QCOMPARE(tally.count(Outcome::refused), 1U);
        QCOMPARE(tally.connected(), 0U);
        QCOMPARE(tally.percentileNs(0.5), 0);
        QCOMPARE(tally.meanNs(), 0);
    }

    void errnoByNameAndNumber_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("value"); // 0 = not known
        QTest::newRow("name") << QStringLiteral("ECONNREFUSED") << ECONNREFUSED;
        QTest::newRow("lower case") << QStringLiteral("etimedout") << ETIMEDOUT;
        QTest::newRow("number") << QStringLiteral("113") << EHOSTUNREACH;
        QTest::newRow("without a paragraph") << QStringLiteral("ENOENT") << ENOENT;
        QTest::newRow("zero") << QStringLiteral("0") << 0;
        QTest::newRow("negative") << QStringLiteral("-111") << 0;
        QTest::newRow("too big") << QStringLiteral("99999999999") << 0;
        QTest::newRow("nonsense") << QStringLiteral("EFOO") << 0;
    }
    void errnoByNameAndNumber()
    {
        QFETCH(QString, word);
        QFETCH(int, value);
        const auto found = findErrno(word);
        QCOMPARE(found ? found->value : 0, value);
    }
    void everyErrnoAndOutcomeHasWords()
    {
        for (const QString& language : Words::languages()) {
            const auto words = Words::load(language);
            for (const QString& name : errnoNames())
                QVERIFY2(words->has(QStringLiteral("cli.errno.") + name), qPrintable(name));
            for (std::size_t i = 0; i < kOutcomeCount; ++i) {
                const QString id = outcomeId(static_cast<Outcome>(i));
                QVERIFY2(words->has(QStringLiteral("cli.outcome.") + id) &&
                             words->has(QStringLiteral("cli.explain.outcome.") + id),
                         qPrintable(id));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCliParts)
#include "test_cli_parts.moc"
