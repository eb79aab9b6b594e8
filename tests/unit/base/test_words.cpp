#include "core/base/words.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace knockback;

class TestWords : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    // Chinese has no singular: what English says with one stays in Chinese.
    void aSingularDoesNotChangeTheLanguage()
    {
        const Result<Words> english = Words::load(QStringLiteral("en"));
        const Result<Words> chinese = Words::load(QStringLiteral("zh_CN"));
        QVERIFY(english && chinese);
        int singulars = 0;
        for (QString id : english->ids()) {
            if (!id.endsWith(QLatin1String(".one")))
                continue;
            ++singulars;
            const QString one = id;
            id.chop(4);
            QVERIFY2(!chinese->has(one) || chinese->render({one, {}, -1}) != english->render({one, {}, -1}),
                     qPrintable(one));
            const QString said = chinese->render({id, {QStringLiteral("a"), QStringLiteral("b")}, 1});
            QVERIFY2(said != english->render({id, {QStringLiteral("a"), QStringLiteral("b")}, 1}), qPrintable(said));
        }
        QVERIFY(singulars > 0);
    }

    // Every phrase exists in every language, with the same placeholders.
    void languagesHaveTheSamePhrases()
    {
        const auto load = [](const QString& language) {
            QHash<QString, QString> all;
            const QDir folder(QStringLiteral(":/knockback/words/") + language);
            for (const QString& name : folder.entryList({QStringLiteral("*.json")})) {
                QFile file(folder.filePath(name));
                if (!file.open(QIODevice::ReadOnly))
                    return all;
                QJsonParseError problem{};
                const auto document = QJsonDocument::fromJson(file.readAll(), &problem);
                if (problem.error != QJsonParseError::NoError)
                    qCritical() << language << name << problem.errorString() << "at" << problem.offset;
                const QJsonObject object = document.object();
                for (auto it = object.begin(); it != object.end(); ++it)
                    all.insert(it.key(), it.value().toString());
            }
            return all;
        };
        const auto placeholders = [](const QString& text) {
            QStringList found;
            static const QRegularExpression form(QStringLiteral("%[1-9n]"));
            for (auto it = form.globalMatch(text); it.hasNext();)
                found << it.next().captured();
            found.sort();
            found.removeDuplicates();
            return found.join(QLatin1Char(' '));
        };
        const auto english = load(QStringLiteral("en"));
        QVERIFY2(!english.isEmpty(), "no words compiled in");
        for (const QString& language : Words::languages()) {
            const auto other = load(language);
            for (auto it = english.begin(); it != english.end(); ++it) {
                if (it.key().endsWith(QLatin1String(".one")) && !other.contains(it.key()))
                    continue; // a language without plural forms needs no singular
                QVERIFY2(other.contains(it.key()), qPrintable(language + QStringLiteral(" lacks ") + it.key()));
                QVERIFY2(!other.value(it.key()).trimmed().isEmpty(),
                         qPrintable(language + QStringLiteral(" has an empty ") + it.key()));
                if (!it.key().endsWith(QLatin1String(".one")))
                    QCOMPARE(placeholders(other.value(it.key())), placeholders(it.value()));
            }
            for (auto it = other.begin(); it != other.end(); ++it)
                QVERIFY2(english.contains(it.key()),
                         qPrintable(language + QStringLiteral(" has an orphan ") + it.key()));
        }
    }
    void argumentsAreNotFilledTwice()
    {
        const auto words = Words::load(QStringLiteral("en"));
        QVERIFY(words.ok());
        QCOMPARE(words->render({QStringLiteral("no.such.id"), {QStringLiteral("%1"), QStringLiteral("x")}, -1}),
                 QStringLiteral("[no.such.id: %1, x]"));
    }
    void unknownLanguageIsRefused() { QVERIFY(!Words::load(QStringLiteral("xx")).ok()); }
    void localeToLanguage()
    {
        QCOMPARE(Words::languageFor(QStringLiteral("zh_CN.UTF-8")), QStringLiteral("zh_CN"));
        QCOMPARE(Words::languageFor(QStringLiteral("C")), QStringLiteral("en"));
    }
};

QTEST_GUILESS_MAIN(TestWords)
#include "test_words.moc"
