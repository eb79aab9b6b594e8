#include "core/base/result.h"

#include <QTest>
#include <memory>

using namespace knockback;

class TestResult : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holdsAValue()
    {
        const Result<int> seven(7);
        QVERIFY(seven.ok());
        QVERIFY(static_cast<bool>(seven));
        QCOMPARE(*seven, 7);
    }
    void holdsAnError()
    {
        const Result<int> none(Error{ErrorKind::notFound, QStringLiteral("open"), QStringLiteral("a.knock"), 2,
                                     QStringLiteral("There is no such file.")});
        QVERIFY(!none.ok());
        QCOMPARE(none.error().kind, ErrorKind::notFound);
        QCOMPARE(none.error().subject, QStringLiteral("a.knock"));
        QCOMPARE(none.error().errnoValue, 2);
    }
    void movesWhatCannotBeCopied()
    {
        Result<std::unique_ptr<int>> owner(std::make_unique<int>(3));
        const std::unique_ptr<int> taken = std::move(owner).value();
        QCOMPARE(*taken, 3);
    }
    void changesInPlace()
    {
        Result<QString> text(QStringLiteral("a"));
        text->append(QLatin1Char('b'));
        QCOMPARE(*text, QStringLiteral("ab"));
    }
    void status()
    {
        QVERIFY(okStatus().ok());
        const Status full = Error{ErrorKind::io, QStringLiteral("write"), {}, 28, {}};
        QVERIFY(!full.ok());
    }
    // A result whose value is itself an Error is still told apart from a failure.
    void valueOfTheErrorType()
    {
        struct Wrapped
        {
            Error inner;
        };
        const Result<Wrapped> kept(Wrapped{Error{ErrorKind::io, {}, {}, 5, {}}});
        QVERIFY(kept.ok());
        QCOMPARE(kept->inner.errnoValue, 5);
    }
};

QTEST_GUILESS_MAIN(TestResult)
#include "test_result.moc"
