// What is handed on must be whole, safe and the same for the same session, whatever a network put into it.
#include "core/base/version.h"
#include "core/diagnose/catalogue.h"
#include "core/report/document.h"
#include "core/report/plot.h"
#include "core/report/report.h"
#include "sample.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <ctime>

using namespace knockback;

namespace {

Words words(const char* language = "en")
{
    return Words::load(QString::fromLatin1(language)).value();
}
const ReportOptions kPlain{false, WallTime{1'769'857'200'000'000'000}};
const ReportOptions kRedacted{true, WallTime{1'769'857'200'000'000'000}};

QByteArray render(ReportFormat format, const ReportOptions& options = kPlain, const char* language = "en")
{
    return renderReport(sample::session(), 0, sample::diagnosis(), words(language), format, options);
}

QByteArray readWhole(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Runs the reference validator; "" when the document is valid.
QString schemaProblems(const QByteArray& document)
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("document.json"));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(document) != document.size())
        return QStringLiteral("the document could not be written");
    file.close();
    QProcess python;
    python.start(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-c"),
         QStringLiteral("import json,sys,jsonschema\n"
                        "schema=json.load(open(sys.argv[1]))\n"
                        "jsonschema.Draft202012Validator.check_schema(schema)\n"
                        "for e in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))):\n"
                        "    print('/'.join(map(str,e.absolute_path)), e.message[:200])\n"),
         QStringLiteral(KNOCKBACK_SOURCE_DIR "/resources/schema/knockback.diagnosis-1.schema.json"), path});
    if (!python.waitForFinished(30'000) || python.exitCode() != 0)
        return QStringLiteral("the validator did not run: ") + QString::fromUtf8(python.readAllStandardError());
    return QString::fromUtf8(python.readAllStandardOutput());
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        qputenv("TZ", "Europe/Berlin");
        ::tzset();
    }

    void formatsByEnding_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("format");
        QTest::newRow("html") << QStringLiteral("a/b.c/report.HTML") << static_cast<int>(ReportFormat::html);
        QTest::newRow("htm") << QStringLiteral("x.htm") << static_cast<int>(ReportFormat::html);
        QTest::newRow("markdown") << QStringLiteral("md") << static_cast<int>(ReportFormat::markdown);
        QTest::newRow("json") << QStringLiteral("./json") << static_cast<int>(ReportFormat::json);
        QTest::newRow("csv") << QStringLiteral("../r.csv") << static_cast<int>(ReportFormat::csv);
        QTest::newRow("none") << QStringLiteral("report") << -1;
        QTest::newRow("folder with a dot") << QStringLiteral("r.html/report") << -1;
        QTest::newRow("empty") << QString() << -1;
        QTest::newRow("hostile") << QStringLiteral("x.\x1b[31m") << -1;
    }
    void formatsByEnding()
    {
        QFETCH(QString, name);
        QFETCH(int, format);
        const auto found = reportFormat(name);
        QCOMPARE(found.ok() ? static_cast<int>(*found) : -1, format);
        if (!found.ok())
            QVERIFY(found.error().detail.contains(QStringLiteral("html")) &&
                    !found.error().detail.contains(QChar(0x1b)));
    }

    void jsonFitsTheSchema_data()
    {
        QTest::addColumn<bool>("redact");
        QTest::addColumn<QByteArray>("language");
        QTest::newRow("plain") << false << QByteArrayLiteral("en");
        QTest::newRow("redacted") << true << QByteArrayLiteral("en");
        QTest::newRow("Chinese") << false << QByteArrayLiteral("zh_CN");
    }
    void jsonFitsTheSchema()
    {
        QFETCH(bool, redact);
        QFETCH(QByteArray, language);
        const QByteArray document = render(ReportFormat::json, redact ? kRedacted : kPlain, language.constData());
        QCOMPARE(schemaProblems(document), QString());
        const QJsonObject object = QJsonDocument::fromJson(document).object();
        QCOMPARE(object.value(QStringLiteral("schema")).toString(), QStringLiteral("knockback.diagnosis/1"));
        QCOMPARE(object.value(QStringLiteral("started")).toString(), QStringLiteral("2026-01-31T10:00:00.000Z"));
        QCOMPARE(object.value(QStringLiteral("elapsed_ms")).toInt(), 412);
        const QJsonObject verdict = object.value(QStringLiteral("verdict")).toObject();
        QCOMPARE(verdict.value(QStringLiteral("confidence")).toDouble(), 0.971);
        QCOMPARE(verdict.value(QStringLiteral("pattern")).toString(), QStringLiteral("intermittent"));
        QCOMPARE(object.value(QStringLiteral("checks")).toArray().size(), kCheckCount);
        QCOMPARE(
            object.value(QStringLiteral("attempts")).toObject().value(QStringLiteral("outcomes")).toObject().size(),
            static_cast<int>(kOutcomeCount));
    }
    // The validator must be able to fail.
    void schemaRefusesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("wrong schema") << QByteArrayLiteral("diagnosis/1") << QByteArrayLiteral("diagnosis/2");
        QTest::newRow("unknown pattern") << QByteArrayLiteral("\"intermittent\"") << QByteArrayLiteral("\"sometimes\"");
        QTest::newRow("unknown property") << QByteArrayLiteral("\"elapsed_ms\"") << QByteArrayLiteral("\"elapsed\"");
        QTest::newRow("checks out of order") << QByteArrayLiteral("\"route\"") << QByteArrayLiteral("\"port\"");
        QTest::newRow("confidence over 1") << QByteArrayLiteral("0.971") << QByteArrayLiteral("1.971");
    }
    void schemaRefusesWhatIsWrong()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        QByteArray document = render(ReportFormat::json);
        QVERIFY(document.contains(from));
        QVERIFY(!schemaProblems(document.replace(from, to)).isEmpty());
    }
    void emptyDiagnosisIsStillADocument()
    {
        Diagnosis empty;
        empty.version = QStringLiteral("0.1.0");
        empty.verdict.summary = {QStringLiteral("report.kicker"), {}, -1};
        empty.verdict.confidence = std::nan("");
        Redactor redactor(false);
        QCOMPARE(schemaProblems(QJsonDocument(diagnosisJson(empty, words(), redactor)).toJson()), QString());
        for (const ReportFormat format :
             {ReportFormat::html, ReportFormat::markdown, ReportFormat::csv, ReportFormat::json})
            QVERIFY(!renderReport(Session(), 7, empty, words(), format, kPlain).isEmpty());
    }

    void htmlIsWellFormedAndAlone_data() { jsonFitsTheSchema_data(); }
    void htmlIsWellFormedAndAlone()
    {
        QFETCH(bool, redact);
        QFETCH(QByteArray, language);
        const QByteArray html = render(ReportFormat::html, redact ? kRedacted : kPlain, language.constData());
        QXmlStreamReader reader(html);
        int marks = 0;
        bool isInText = false;
        QStringList ids;
        QStringList links;
        while (!reader.atEnd()) {
            reader.readNext();
            isInText = isInText || (reader.isCharacters() && reader.text().contains(QStringLiteral("<script src=")));
            if (!reader.isStartElement())
                continue;
            const QString name = reader.name().toString();
            static const QStringList loaders{
                QStringLiteral("script"), QStringLiteral("link"),   QStringLiteral("img"),
                QStringLiteral("iframe"), QStringLiteral("object"), QStringLiteral("embed"),
                QStringLiteral("image"),  QStringLiteral("base"),   QStringLiteral("form")};
            QVERIFY2(!loaders.contains(name), qPrintable(name));
            marks += name == QLatin1String("use");
            for (const auto& attribute : reader.attributes()) {
                const QString key = attribute.name().toString();
                QVERIFY2(!key.startsWith(QLatin1String("on")) && key != QLatin1String("src") &&
                             key != QLatin1String("style"),
                         qPrintable(key));
                if (key == QLatin1String("href")) {
                    QVERIFY2(attribute.value().startsWith(QLatin1Char('#')), qPrintable(attribute.value().toString()));
                    links << attribute.value().mid(1).toString();
                }
                if (key == QLatin1String("id"))
                    ids << attribute.value().toString();
            }
        }
        QVERIFY2(!reader.hasError(),
                 qPrintable(QStringLiteral("%1 at line %2").arg(reader.errorString()).arg(reader.lineNumber())));
        QVERIFY(marks > 20);
        QVERIFY2(redact || isInText, "the hostile text must be there, as text");
        for (const QString& link : links)
            QVERIFY2(ids.contains(link), qPrintable(QStringLiteral("a link to nowhere: ") + link));
        QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size());
        const QByteArray style = html.mid(html.indexOf("<style>"), html.indexOf("</style>") - html.indexOf("<style>"));
        QVERIFY(style.contains("prefers-color-scheme: dark") && style.contains("@media print"));
        QVERIFY(!style.contains("url(") && !style.contains("@import"));
        QVERIFY2(!html.contains('\x1b') && !html.contains("\u202e") && !html.contains('\0'),
                 "control and direction characters are shown, not obeyed");
    }

    void everyFormatIsRedacted_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("html") << static_cast<int>(ReportFormat::html);
        QTest::newRow("markdown") << static_cast<int>(ReportFormat::markdown);
        QTest::newRow("json") << static_cast<int>(ReportFormat::json);
        QTest::newRow("csv") << static_cast<int>(ReportFormat::csv);
    }
    void everyFormatIsRedacted()
    {
        QFETCH(int, format);
        const QByteArray plain = render(static_cast<ReportFormat>(format));
        const QByteArray redacted = render(static_cast<ReportFormat>(format), kRedacted);
        int found = 0;
        for (const char* secret : {"db.internal", "db7", "workhorse", "203.0.113.2", "203.0.113.9", "203.0.113.66",
                                   "2001:db8::", "198.51.100.53", "192.168.7.20", "evil.example"}) {
            found += plain.contains(secret);
            QVERIFY2(!redacted.contains(secret), secret);
        }
        QVERIFY2(found >= 4, "the plain report must hold what the other one hides");
        QVERIFY(redacted.contains("ipv4-1"));
    }
    void redactionKeepsTheSameTokenForTheSameThing()
    {
        const QByteArray html = render(ReportFormat::html, kRedacted);
        // The target is the first name learned, so it is host-1 in the title and everywhere.
        QVERIFY(html.contains("<h1>host-1:5432 (postgresql)</h1>"));
        QVERIFY(html.contains("host-1 A ipv4-1"));
    }

    // A redacted command must still be one.
    void redactionLeavesCommandsWhole_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("redacted");
        const auto same = [](const char* text) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(text);
        };
        same("sudo sysctl -w net.core.somaxconn=4096");
        same("sysctl net.ipv4.tcp_syn_linear_timeouts fs.file-max");
        same("cat /etc/resolv.conf /etc/nginx/nginx.conf");
        same("systemctl status postgresql.service");
        same("ss -ltnp 'sport = :5432'");
        QTest::newRow("a name in a file's name")
            << QStringLiteral("cat /etc/nginx/www.customer.example.conf") << QStringLiteral("cat /etc/nginx/host-2");
        QTest::newRow("the target, whatever its name")
            << QStringLiteral("dig db.service") << QStringLiteral("dig host-1");
    }
    void redactionLeavesCommandsWhole()
    {
        QFETCH(QString, command);
        QFETCH(QString, redacted);
        Redactor redactor(true);
        (void)redactor.name(QStringLiteral("db.service"));
        QCOMPARE(redactor.text(command), redacted);
    }

    void csvHasEveryAttemptAndNoFormula()
    {
        const QByteArray csv = render(ReportFormat::csv);
        const QList<QByteArray> lines = csv.trimmed().split('\n');
        QCOMPARE(lines.size(), static_cast<qsizetype>(sample::session().attempts.size()) + 1);
        const qsizetype columns = lines.first().split(',').size();
        QVERIFY(csv.contains("\"'=cmd|'/c calc'!A1\"\",<b>203.0.113.9</b>"));
        for (const QByteArray& line : lines) {
            const bool isPlain = !line.contains('"');
            if (isPlain)
                QCOMPARE(line.split(',').size(), columns);
            QVERIFY(!line.contains('\x1b'));
        }
    }

    void markdownCannotBeBrokenOutOf()
    {
        const QString text = QString::fromUtf8(render(ReportFormat::markdown));
        static const QRegularExpression fence(QStringLiteral("^(`{3,})[a-z]*\\n.*?^\\1$"),
                                              QRegularExpression::MultilineOption |
                                                  QRegularExpression::DotMatchesEverythingOption);
        QString outside = text;
        outside.remove(fence);
        static const QRegularExpression tag(QStringLiteral("(?<!\\\\)<[a-z/]"));
        static const QRegularExpression link(QStringLiteral("(?<!\\\\)\\]\\("));
        QVERIFY2(!outside.contains(tag), qPrintable(tag.match(outside).captured()));
        QVERIFY(!outside.contains(link));
        QVERIFY(!text.contains(QChar(0x1b)));
        // Every row of a table has as many cells as its head.
        qsizetype cells = -1;
        for (const QString& line : outside.split(QLatin1Char('\n'))) {
            if (!line.startsWith(QLatin1Char('|'))) {
                cells = -1;
                continue;
            }
            static const QRegularExpression bar(QStringLiteral("(?<!\\\\)\\|"));
            const qsizetype here = line.count(bar);
            if (cells >= 0)
                QCOMPARE(here, cells);
            cells = here;
        }
    }

    void aSingleRefusalSurvivesInThePlot()
    {
        Timeline timeline;
        Attempt a;
        a.remote = {*IpAddress::parse(QStringLiteral("192.0.2.1")), {80}};
        for (std::uint64_t i = 1; i <= 50'000; ++i) {
            a.id = {i};
            a.startedWall = {static_cast<std::int64_t>(i) * 1'000'000'000};
            a.outcome = i == 31'000 ? Outcome::refused : Outcome::connected;
            a.connectNs = a.outcome == Outcome::connected ? 1'000'000 : -1;
            a.endNs = 1'000'000;
            timeline.append(a);
        }
        Redactor redactor(false);
        const Words english = words();
        const QString svg = report::plotSvg(timeline, {1, 3, 7}, Wording(english, redactor));
        QCOMPARE(svg.count(QStringLiteral("href=\"#mk-refused\"")), 1);
        QVERIFY2(svg.size() < 200'000, qPrintable(QString::number(svg.size())));
    }
    void bandsAreDrawnWhereTheKernelResends()
    {
        const QString html = QString::fromUtf8(render(ReportFormat::html));
        QVERIFY(html.contains(QStringLiteral("class=\"band\"")));
        QVERIFY(html.contains(QStringLiteral("SYN sent again (1): 1 s")));
    }

    // Every shape, and the word that goes with it.
    void everyMarkHasShapeAndWord()
    {
        const QString definitions = report::markDefinitions();
        for (const char* language : {"en", "zh_CN"})
            for (std::size_t i = 0; i < report::kMarkCount; ++i) {
                const QString id = report::markId(static_cast<report::Mark>(i));
                QVERIFY2(definitions.contains(QStringLiteral("id=\"mk-%1\"").arg(id)), qPrintable(id));
                QVERIFY(words(language).has(QStringLiteral("report.mark.") + id));
            }
    }

    void tellingAttemptsKeepWhatIsRare()
    {
        Session session = sample::session();
        session.attempts.clear();
        for (std::uint64_t i = 1; i <= 5000; ++i) {
            Attempt a;
            a.id = {i};
            a.startedWall = {static_cast<std::int64_t>(i)};
            a.outcome = i == 100 ? Outcome::reset : i == 4000 ? Outcome::refused : Outcome::connected;
            session.attempts.push_back(a);
        }
        const Diagnosis diagnosis = sample::diagnosis();
        const Timeline timeline;
        const auto chosen = report::tellingAttempts({session, 0, diagnosis, timeline, kPlain}, 40);
        QVERIFY(chosen.size() <= 40);
        const auto has = [&](std::uint64_t id) {
            return std::any_of(chosen.begin(), chosen.end(), [id](const Attempt* a) { return a->id.value == id; });
        };
        for (const std::uint64_t id : {1U, 99U, 100U, 3999U, 4000U, 5000U})
            QVERIFY2(has(id), qPrintable(QString::number(id)));
    }

    // The whole text against a kept file. KNOCKBACK_UPDATE_EXPECTED=1 writes them anew: look at the difference in git.
    void looksAsExpected_data()
    {
        QTest::addColumn<int>("format");
        QTest::addColumn<QByteArray>("language");
        QTest::addColumn<bool>("redact");
        QTest::newRow("report.en.html") << static_cast<int>(ReportFormat::html) << QByteArrayLiteral("en") << false;
        QTest::newRow("report.zh_CN.html")
            << static_cast<int>(ReportFormat::html) << QByteArrayLiteral("zh_CN") << false;
        QTest::newRow("report.en.md") << static_cast<int>(ReportFormat::markdown) << QByteArrayLiteral("en") << false;
        QTest::newRow("redacted.en.md") << static_cast<int>(ReportFormat::markdown) << QByteArrayLiteral("en") << true;
        QTest::newRow("report.json") << static_cast<int>(ReportFormat::json) << QByteArrayLiteral("en") << false;
        QTest::newRow("report.csv") << static_cast<int>(ReportFormat::csv) << QByteArrayLiteral("en") << false;
    }
    void looksAsExpected()
    {
        QFETCH(int, format);
        QFETCH(QByteArray, language);
        QFETCH(bool, redact);
        QByteArray text = render(static_cast<ReportFormat>(format), redact ? kRedacted : kPlain, language.constData());
        // The sheet and the version are free to change.
        const qsizetype from = text.indexOf("<style>");
        if (from >= 0)
            text.remove(from, text.indexOf("</style>") + 8 - from);
        text.replace("Knockback " + version().toUtf8(), "Knockback VERSION");
        text.replace("，Knockback " + version().toUtf8(), "，Knockback VERSION");
        // The catalogue's titles have their own tests.
        for (const char* cause : {"service-not-listening", "wrong-address-family", "firewall-reject-reset"})
            if (const auto page = causeText(QString::fromLatin1(cause), QString::fromLatin1(language)); page)
                text.replace(page->title.toUtf8(), "TITLE of " + QByteArray(cause));
        const QString path = QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/unit/report/expected/") +
                             QString::fromLatin1(QTest::currentDataTag());
        if (qEnvironmentVariableIsSet("KNOCKBACK_UPDATE_EXPECTED")) {
            QVERIFY(writeFile(path, text).ok());
            QSKIP("written anew");
        }
        const QByteArray expected = readWhole(path);
        const QList<QByteArray> is = text.split('\n');
        const QList<QByteArray> was = expected.split('\n');
        for (qsizetype i = 0; i < std::max(is.size(), was.size()); ++i)
            if (is.value(i) != was.value(i))
                QFAIL(qPrintable(QStringLiteral("line %1\n  is:       %2\n  expected: %3")
                                     .arg(i + 1)
                                     .arg(QString::fromUtf8(is.value(i)), QString::fromUtf8(was.value(i)))));
    }
};

QTEST_GUILESS_MAIN(TestReport)
#include "test_report.moc"
