#include "core/diagnose/catalogue.h"
#include "core/diagnose/diagnose.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

using namespace knockback;

class TestCatalogue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyCauseHasItsPage_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("language");
        for (const QString& id : causeIds())
            for (const char* language : {"en", "zh_CN"})
                QTest::addRow("%s %s", qPrintable(id), language) << id << QString::fromLatin1(language);
    }
    void everyCauseHasItsPage()
    {
        QFETCH(QString, id);
        QFETCH(QString, language);
        QVERIFY2(QFile::exists(QStringLiteral(":/knockback/causes/%1/%2.md").arg(language, id)),
                 "no page in this language");
        const auto text = causeText(id, language);
        QVERIFY2(text.ok(), qPrintable(text.ok() ? QString() : text.error().detail));
        QCOMPARE(text->id, id);
        for (const QString& section : {text->title, text->whatIsTrue, text->howKnown, text->whatItIsNot, text->fix,
                                       text->prevent, text->reading})
            QVERIFY(section.size() >= 4);
        QVERIFY2(text->fix.contains(QLatin1String("```")), "no command to copy");
        const auto lines = text->markdown.count(QLatin1Char('\n'));
        QVERIFY2(lines >= 20 && lines <= 70, qPrintable(QString::number(lines)));
        QVERIFY2(!text->markdown.contains(QLatin1Char('!') + QString(QLatin1Char(' '))), "no exclamation marks");
        const bool chinese = text->title.contains(QRegularExpression(QStringLiteral("[\\x{4e00}-\\x{9fff}]")));
        QCOMPARE(chinese, language == QLatin1String("zh_CN"));
    }

    // Both languages say the same things to type.
    void commandsAreTheSameInBothLanguages()
    {
        const auto commands = [](const QString& markdown) {
            QStringList out;
            bool fenced = false;
            for (const QString& line : markdown.split(QLatin1Char('\n'))) {
                if (line.startsWith(QLatin1String("```"))) {
                    fenced = !fenced;
                } else if (fenced) {
                    const QString command = line.section(QStringLiteral("  #"), 0, 0).trimmed();
                    if (!command.isEmpty() && !command.startsWith(QLatin1Char('#')))
                        out << command;
                }
            }
            return out;
        };
        for (const QString& id : causeIds())
            QCOMPARE(commands(causeText(id, QStringLiteral("zh_CN"))->markdown),
                     commands(causeText(id, QStringLiteral("en"))->markdown));
    }

    void pagesNameOnlyKnownCauses()
    {
        static const QRegularExpression link(QStringLiteral("^- `([a-z-]+)`"), QRegularExpression::MultilineOption);
        for (const QString& id : causeIds())
            for (const char* language : {"en", "zh_CN"}) {
                const QString page = causeText(id, QString::fromLatin1(language))->whatItIsNot;
                for (auto it = link.globalMatch(page); it.hasNext();) {
                    const QString to = it.next().captured(1);
                    QVERIFY2(causeIds().contains(to) && to != id, qPrintable(id + QStringLiteral(" -> ") + to));
                }
            }
    }

    void unknownCausesAreRefused()
    {
        for (const char* id : {"", "no-such-cause", "../words/en/base", "service-not-listening.md"})
            QVERIFY(!causeText(QString::fromLatin1(id), QStringLiteral("en")).ok());
    }
    void unknownLanguagesReadEnglish()
    {
        QCOMPARE(causeText(QStringLiteral("reachable"), QStringLiteral("xx"))->title,
                 causeText(QStringLiteral("reachable"), QStringLiteral("en"))->title);
    }
    void theRegistryIsTheCatalogue()
    {
        QFile list(QStringLiteral(KNOCKBACK_SOURCE_DIR "/core/diagnose/causes.txt"));
        QVERIFY(list.open(QIODevice::ReadOnly));
        QCOMPARE(causeIds(), QString::fromUtf8(list.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts));
        for (const QString& id : diagnosableCauseIds())
            QVERIFY(causeIds().contains(id));
        QVERIFY(diagnosableCauseIds().size() >= 25);
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "test_catalogue.moc"
