// What is suggested for names that do not exist, and how little is asked for it.
#include "core/resolve/suggest.h"

#include <QTest>

using namespace knockback;

class TestSuggest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneEdit_data()
    {
        QTest::addColumn<QString>("a");
        QTest::addColumn<QString>("b");
        QTest::addColumn<bool>("near");
        const auto row = [](const char* a, const char* b, bool near) {
            QTest::addRow("%s %s", a, b) << QString::fromLatin1(a) << QString::fromLatin1(b) << near;
        };
        row("abc", "abc", false);
        row("abc", "ABC", false);
        row("abc", "abd", true);
        row("abc", "abcd", true);
        row("abc", "ab", true);
        row("abc", "acb", true);
        row("abc", "bac", true);
        row("abcd", "abdc", true);
        row("abc", "cba", false);
        row("abc", "abcde", false);
        row("abc", "axbxc", false);
        row("abcd", "badc", false);
        row("abc", "xyz", false);
        row("a", "", true);
        row("", "", false);
        row("abc", "xbcd", false);
    }
    void oneEdit()
    {
        QFETCH(QString, a);
        QFETCH(QString, b);
        QTEST(isOneEditAway(a, b), "near");
        QTEST(isOneEditAway(b, a), "near");
    }

    void fromHosts()
    {
        const QStringList known{QStringLiteral("localhost"), QStringLiteral("database"), QStringLiteral("db")};
        QCOMPARE(nearestKnown(QStringLiteral("databse"), known), QStringLiteral("database"));
        QCOMPARE(nearestKnown(QStringLiteral("databse."), known), QStringLiteral("database"));
        QCOMPARE(nearestKnown(QStringLiteral("dc"), known), QString()); // too short to say
        QCOMPARE(nearestKnown(QStringLiteral("nothing"), known), QString());
    }

    void candidates_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QStringList>("tried");
        QTest::addColumn<QStringList>("search");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("wanted"); // must be among them
        const auto row = [](const char* name, const char* host, const QStringList& tried, const QStringList& search,
                            const char* zone, const char* wanted) {
            QTest::newRow(name) << QString::fromLatin1(host) << tried << search << QString::fromLatin1(zone)
                                << QString::fromLatin1(wanted);
        };
        const auto s = [](const char* text) { return QStringList{QString::fromLatin1(text)}; };
        row("swapped letters in the middle label", "www.exmaple.test", s("www.exmaple.test"), {}, "test",
            "www.example.test");
        row("doubled letter in the host", "dbb.example.test", s("dbb.example.test"), {}, "example.test",
            "db.example.test");
        row("a number too many", "db1.example.test", s("db1.example.test"), {}, "example.test", "db.example.test");
        row("a number missing", "db.example.test", s("db.example.test"), {}, "example.test", "db1.example.test");
        row("zero for o", "w0rld.example.test", s("w0rld.example.test"), {}, "example.test", "world.example.test");
        row("ending misspelt", "www.example.cmo", s("www.example.cmo"), {}, ".", "www.example.com");
        row("one label too many", "db.example.com.lan", s("db.example.com.lan"), {}, ".", "db.example.com");
        row("dot keeps the list away", "db.", s("db"), s("corp.example"), ".", "db.corp.example");
        row("suffix twice", "db.corp.example.corp.example", s("db.corp.example.corp.example"), s("corp.example"),
            "corp.example", "db.corp.example");
        row("search domain nearly written", "db.crop.example", s("db.crop.example"), s("corp.example"), "example",
            "db.corp.example");
        row("short name with a list", "dbb", s("dbb.corp.example"), s("corp.example"), "corp.example",
            "db.corp.example");
        row("www too many", "www.db.example.test", s("www.db.example.test"), {}, "db.example.test", "db.example.test");
        row("ww", "ww.example.test", s("ww.example.test"), {}, "example.test", "www.example.test");
        row("no SOA", "exmaple", s("exmaple"), {}, "", "example");
        row("a zone that is not ours", "dbb.example.test", s("dbb.example.test"), {}, "evil.zone", "db.example.test");
    }
    void candidates()
    {
        QFETCH(QString, host);
        QFETCH(QStringList, tried);
        QFETCH(QStringList, search);
        QFETCH(QString, zone);
        QFETCH(QString, wanted);
        const QStringList found = suggestionCandidates(host, tried, search, zone);
        QVERIFY2(found.contains(wanted), qPrintable(found.join(QLatin1Char(' '))));
        QVERIFY(found.size() <= kMostCandidates);
        QVERIFY(!found.contains(host));
        for (const QString& name : found)
            QVERIFY2(!name.contains(QStringLiteral("..")) && !name.startsWith(QLatin1Char('.')) && !name.isEmpty(),
                     qPrintable(name));
    }
    void absurdInput()
    {
        for (const char* zone : {"", ".", "a", "a.b.c.d.e.f"})
            for (const char* host : {"", ".", "a", "a.", "..", "a..b"})
                QVERIFY(suggestionCandidates(QString::fromLatin1(host), {}, {QStringLiteral("."), QString()},
                                             QString::fromLatin1(zone))
                            .size() <= kMostCandidates);
    }
};

QTEST_GUILESS_MAIN(TestSuggest)
#include "test_suggest.moc"
