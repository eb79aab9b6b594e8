// Every string of the window is in Chinese, with the same places for values, and is really shown.
#include <QCoreApplication>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

class TestTranslations : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyStringIsTranslated();
    void placesAgree();
    void theCompiledFileIsUsed();

private:
    struct Message
    {
        QString context, source;
        QStringList translations;
        bool unfinished = false;
    };
    static QList<Message> messages();
};

QList<TestTranslations::Message> TestTranslations::messages()
{
    QFile file(QStringLiteral(KNOCKBACK_SOURCE_DIR "/resources/translations/knockback_zh_CN.ts"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Message> all;
    QString context;
    Message message;
    bool numerus = false;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement()) {
            if (xml.name() == QLatin1String("name")) {
                context = xml.readElementText();
            } else if (xml.name() == QLatin1String("message")) {
                numerus = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
                message = {};
                message.context = context;
            } else if (xml.name() == QLatin1String("source")) {
                message.source = xml.readElementText();
            } else if (xml.name() == QLatin1String("translation")) {
                message.unfinished = xml.attributes().hasAttribute(QLatin1String("type"));
                if (!numerus)
                    message.translations << xml.readElementText();
            } else if (xml.name() == QLatin1String("numerusform")) {
                message.translations << xml.readElementText();
            }
        } else if (xml.isEndElement() && xml.name() == QLatin1String("message")) {
            all << message;
        }
    }
    return all;
}

void TestTranslations::everyStringIsTranslated()
{
    const QList<Message> all = messages();
    QVERIFY2(all.size() > 150, qPrintable(QString::number(all.size())));
    QStringList missing;
    for (const Message& message : all)
        if (message.unfinished || message.translations.isEmpty() || message.translations.contains(QString()))
            missing << message.context + QStringLiteral(": ") + message.source;
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

void TestTranslations::placesAgree()
{
    static const QRegularExpression place(QStringLiteral("%(\\d|n|L\\d)"));
    const auto places = [](const QString& text) {
        QStringList found;
        auto it = place.globalMatch(text);
        while (it.hasNext())
            found << it.next().captured();
        found.sort();
        return found;
    };
    for (const Message& message : messages())
        for (const QString& translation : message.translations)
            QVERIFY2(places(message.source) == places(translation),
                     qPrintable(message.source + QStringLiteral(" | ") + translation));
}

void TestTranslations::theCompiledFileIsUsed()
{
    QTranslator chinese;
    QVERIFY(chinese.load(QStringLiteral(":/knockback/translations/knockback_zh_CN.qm")));
    QCOMPARE(chinese.translate("knockback::TargetBar", "Diagnose"), QStringLiteral("诊断"));
    QTranslator english;
    QVERIFY(english.load(QStringLiteral(":/knockback/translations/knockback_en.qm")));
    QCOMPARE(english.translate("knockback::StatusLine", "%n attempt(s)", nullptr, 1), QStringLiteral("%n attempt"));
}

QTEST_MAIN(TestTranslations)
#include "test_translations.moc"
