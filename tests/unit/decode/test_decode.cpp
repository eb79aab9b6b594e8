// Error lines to what they say. The table of lines is lines.txt.
#include "core/decode/decode.h"
#include "core/decode/form.h"
#include "core/decode/secrets.h"
#include "core/decode/table.h"

#include <QFile>
#include <QSet>
#include <QTest>

using namespace knockback;

namespace {

struct Case
{
    QString input, expected;
    int line = 0;
};

QString sourceFile(const char* path)
{
    QFile file(QStringLiteral(KNOCKBACK_SOURCE_DIR "/") + QLatin1String(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QVector<Case> cases()
{
    QVector<Case> out;
    QStringList input;
    int number = 0;
    for (const QString& line : sourceFile("tests/unit/decode/lines.txt").split(QLatin1Char('\n'))) {
        ++number;
        if (line.startsWith(QLatin1String("> "))) {
            input << line.mid(2);
        } else if (!line.isEmpty() && !line.startsWith(QLatin1Char('#'))) {
            out.append({input.join(QLatin1Char('\n')), line, number});
            input.clear();
        }
    }
    return out;
}

QString dash(const QString& text)
{
    return text.isEmpty() ? QStringLiteral("-") : text;
}

QString read(const DecodedLine& line)
{
    QStringList words{dash(line.runtime),      lineLegId(line.leg),
                      linePhaseId(line.phase), line.meaning,
                      dash(line.host),         line.port == 0 ? QStringLiteral("-") : QString::number(line.port)};
    if (!line.peer.isEmpty())
        words << line.peer;
    return words.join(QLatin1Char(' '));
}

DecodedLine first(const char* text)
{
    const Decoded decoded = decode(QString::fromUtf8(text));
    return decoded.lines.isEmpty() ? DecodedLine{} : decoded.lines.first();
}

bool hasNote(const DecodedLine& line, const char* id)
{
    for (const Phrase& note : line.notes)
        if (note.id == QStringLiteral("decode.note.") + QLatin1String(id))
            return true;
    return false;
}

} // namespace

class TestDecode : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lines_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("expected");
        const QVector<Case> all = cases();
        QVERIFY(all.size() >= 80);
        for (const Case& one : all)
            QTest::newRow(qPrintable(QStringLiteral("lines.txt:%1 %2").arg(one.line).arg(one.input.left(60))))
                << one.input << one.expected;
    }
    void lines()
    {
        QFETCH(QString, input);
        QFETCH(QString, expected);
        const Decoded decoded = decode(input);
        QVERIFY2(!decoded.lines.isEmpty(), "nothing was recognised");
        QCOMPARE(read(decoded.lines.first()), expected);
    }

    void tablesHoldTogether();
    void everyPhraseIsThere();
    void whatIsNoErrorIsNotOne_data();
    void whatIsNoErrorIsNotOne();
    void notesTeach();
    void numbersKeepTheirNames();
    void namesAndAddressesTogether();
    void commandsAreSafe();
    void credentialsAreNeverRepeated_data();
    void credentialsAreNeverRepeated();
    void logsAreRanked();
    void hostileTextIsBounded_data();
    void hostileTextIsBounded();
    void foreignEncodings();
};

void TestDecode::tablesHoldTogether()
{
    QSet<QString> ids;
    const QStringList causes = sourceFile("core/diagnose/causes.txt").split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QVERIFY(causes.size() > 40);
    for (const Meaning& meaning : meanings()) {
        QVERIFY2(!ids.contains(QLatin1String(meaning.id)), meaning.id);
        ids.insert(QLatin1String(meaning.id));
        QVERIFY2(*meaning.outcome == 0 || outcomeFromId(QLatin1String(meaning.outcome)), meaning.id);
        for (const QString& cause : QString::fromLatin1(meaning.causes).split(QLatin1Char(' '), Qt::SkipEmptyParts))
            QVERIFY2(causes.contains(cause), qPrintable(cause));
    }
    for (const Sign& row : signs())
        QVERIFY2(ids.contains(QLatin1String(row.meaning)), row.form);
    for (const CodeRow& row : codeRows())
        QVERIFY2(ids.contains(QLatin1String(row.meaning)), row.name);
    for (const Shift& row : shifts())
        QVERIFY2(ids.contains(QLatin1String(row.from)) && ids.contains(QLatin1String(row.to)), row.from);
    QSet<QString> runtimeIds;
    for (const Runtime& row : runtimes())
        runtimeIds.insert(QLatin1String(row.id));
    for (const ContextForm& row : contextForms())
        QVERIFY2(*row.runtime == 0 || runtimeIds.contains(QLatin1String(row.runtime)), row.form);
    for (const CodeForm& row : codeForms())
        QVERIFY2(QByteArray(row.form).contains("{code}") &&
                     (*row.runtime == 0 || runtimeIds.contains(QLatin1String(row.runtime))),
                 row.form);
    // A form twice would be one of them for nothing.
    QSet<QByteArray> forms;
    for (const ContextForm& row : contextForms()) {
        QVERIFY2(!forms.contains(row.form), row.form);
        forms.insert(row.form);
    }
}

void TestDecode::everyPhraseIsThere()
{
    for (const QString& language : Words::languages()) {
        const auto words = Words::load(language);
        QVERIFY(words.ok());
        for (const Meaning& meaning : meanings())
            QVERIFY2(words->has(QStringLiteral("decode.means.") + QLatin1String(meaning.id)), meaning.id);
        for (const NoteForm& note : noteForms())
            QVERIFY2(words->has(QStringLiteral("decode.note.") + QLatin1String(note.note)), note.note);
        for (int i = 0; i <= static_cast<int>(LineLeg::localSocket); ++i) {
            const QString leg = lineLegId(static_cast<LineLeg>(i));
            if (i == 0)
                continue; // each recognised line is about one
            QVERIFY2(words->has(QStringLiteral("decode.who.") + leg), qPrintable(leg));
            QVERIFY2(words->has(QStringLiteral("decode.next.") + leg), qPrintable(leg));
        }
        for (int i = 0; i <= static_cast<int>(LinePhase::service); ++i)
            QVERIFY(words->has(QStringLiteral("decode.phase.") + linePhaseId(static_cast<LinePhase>(i))));
        for (const Case& one : cases())
            for (const DecodedLine& line : decode(one.input).lines) {
                QVector<Phrase> said = line.notes;
                said << line.who << line.means << line.commandNote;
                for (const Phrase& phrase : said)
                    QVERIFY2(words->has(phrase.id), qPrintable(phrase.id));
            }
    }
}

void TestDecode::whatIsNoErrorIsNotOne_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "   \n\n", "hello world", "listening on 127.0.0.1:8080", "dial tcp 10.0.0.5:80", "timeout: 30",
          "connected to db.example:5432 in 3 ms", "GET / HTTP/1.1 200 111", "version 10061", "the invoice was refused",
          "permission denied", "no such file or directory", "port 80", "error 404", "errno",
          "2026-01-31 10:00:00 INFO ok", "Connecting to localhost (localhost)|127.0.0.1|:80... connected."})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestDecode::whatIsNoErrorIsNotOne()
{
    QFETCH(QString, text);
    const Decoded decoded = decode(text);
    QVERIFY2(decoded.lines.isEmpty(), decoded.lines.isEmpty() ? "" : qPrintable(read(decoded.lines.first())));
}

void TestDecode::notesTeach()
{
    QVERIFY(hasNote(first("Connection refused: getsockopt"), "getsockopt"));
    QVERIFY(hasNote(first("dial tcp 10.0.0.5:80: getsockopt: connection refused"), "getsockopt"));
    QVERIFY(hasNote(first("Connection refused: no further information"), "no-further-information"));
    QVERIFY(hasNote(first("dial tcp 127.0.0.1:5432: connect: connection refused"), "loopback"));
    QVERIFY(hasNote(first("dial tcp: lookup a.example on 127.0.0.53:53: server misbehaving"), "stub-systemd"));
    QVERIFY(hasNote(first("ERROR 2003 (HY000): Can't connect to MySQL server on 'db.example' (111)"), "port-assumed"));
    QVERIFY(hasNote(first("OSError: Multiple exceptions: [Errno 111] Connect call failed ('::1', 5432, 0, 0), [Errno "
                          "111] Connect call failed ('127.0.0.1', 5432)"),
                    "several"));
    QVERIFY(hasNote(first("curl: (7) Failed to connect to h.example port 1 after 1 ms: Couldn't connect to server"),
                    "curl-hides"));
    QVERIFY(!hasNote(first("curl: (7) Failed to connect to h.example port 1: Connection refused"), "curl-hides"));
    QVERIFY(hasNote(first("[WinError 10013] An attempt was made to access a socket in a way forbidden by its access "
                          "permissions"),
                    "windows-denied"));
    // Whoever reads nginx's 111 thinks of the client's leg.
    const DecodedLine nginx = first("connect() failed (111: Connection refused) while connecting to upstream, client: "
                                    "198.51.100.7, upstream: \"http://10.0.0.5:8080/\"");
    QCOMPARE(nginx.causes.first(), QStringLiteral("upstream-refused"));
    QCOMPARE(nginx.commandNote.id, QStringLiteral("decode.next.backend"));
}

void TestDecode::numbersKeepTheirNames()
{
    const DecodedLine windows = first("[WinError 10061] 由于目标计算机积极拒绝，无法连接。");
    QCOMPARE(windows.errnoName, QStringLiteral("ECONNREFUSED"));
    QCOMPARE(windows.code, QStringLiteral("WSAECONNREFUSED 10061"));
    QCOMPARE(windows.outcome, std::optional(Outcome::refused));
    QCOMPARE(first("ConnectionRefusedError: [Errno 111] Connection refused").code, QStringLiteral("errno 111"));
    QCOMPARE(first("curl: (28) Connection timed out after 5001 milliseconds").code, QStringLiteral("curl 28"));
    QCOMPARE(first("socket.gaierror: [Errno -3] Temporary failure in name resolution").code,
             QStringLiteral("EAI_AGAIN -3"));
    QCOMPARE(first("dial tcp 10.0.0.5:80: connect: connection refused").code, QString());
}

void TestDecode::namesAndAddressesTogether()
{
    const DecodedLine go = first("Get \"https://api.example/\": dial tcp 192.0.2.7:443: connect: connection refused");
    QCOMPARE(go.host, QStringLiteral("api.example"));
    QCOMPARE(go.address, QStringLiteral("192.0.2.7"));
    // Another port: another program (a proxy) was dialled, and the address is what failed.
    const DecodedLine other =
        first("Get \"https://api.example/\": dial tcp 192.0.2.7:3128: connect: connection refused");
    QCOMPARE(other.host, QStringLiteral("192.0.2.7"));
    QCOMPARE(other.port, std::uint16_t{3128});
    const DecodedLine java = first("Connection refused: localhost/127.0.0.1:5432");
    QCOMPARE(java.host, QStringLiteral("localhost"));
    QCOMPARE(java.address, QStringLiteral("127.0.0.1"));
    // A page to read on is no target, and of two addresses of the web neither is.
    QCOMPARE(first("cURL error 28: Operation timed out after 300 milliseconds with 0 out of 0 bytes received (see "
                   "https://curl.example/errors.html) for https://api.example/x")
                 .host,
             QStringLiteral("api.example"));
    QCOMPARE(first("http://a.example/ http://b.example/ ECONNREFUSED").host, QString());
    // Several different ones and no form that says which: none.
    QCOMPARE(first("10.0.0.1:80 or 10.0.0.2:81: Connection refused").host, QString());
}

void TestDecode::commandsAreSafe()
{
    QCOMPARE(first("dial tcp 10.0.0.5:80: connect: connection refused").command,
             QStringLiteral("knockback-cli diagnose 10.0.0.5 80"));
    QCOMPARE(first("Connection refused").command, QStringLiteral("knockback-cli diagnose HOST PORT"));
    QVERIFY(!first("Connection refused").commandIsComplete);
    QCOMPARE(first("listen tcp :8080: bind: address already in use").command,
             QStringLiteral("ss -ltnp 'sport = :8080'"));
    for (const char* host : {"-oProxyCommand=x", "$(reboot)", "a;b", "a|b", "..", "1.2.3", "999.1.1.1", "a&b"}) {
        const DecodedLine line =
            first((QByteArray("ssh: connect to host ") + host + " port 22: Connection refused").constData());
        QVERIFY2(line.host.isEmpty() || QByteArray(host).startsWith(line.host.toUtf8()), qPrintable(line.command));
        for (const QChar c : QStringLiteral("$`;&|()<>\"\\ "))
            QVERIFY2(!line.host.contains(c), qPrintable(line.command));
        QVERIFY2(!line.host.startsWith(QLatin1Char('-')), qPrintable(line.command));
    }
}

void TestDecode::credentialsAreNeverRepeated_data()
{
    QTest::addColumn<QString>("text"); // the credential is always hunter2 (and the user bob where it belongs to it)
    for (const char* text :
         {"postgres://bob:hunter2@db.example:5432/app: connection refused",
          "postgres://bob:hun/hunter2@db.example:5432/app: connection refused",
          "postgres://bob:x?hunter2#@db.example:5432/app: connection refused",
          "redis://:hunter2@192.0.2.5:6379: ECONNREFUSED", "bob:hunter2@tcp(192.0.2.5:3306)/db: connection refused",
          "jdbc:oracle:thin:bob/hunter2@//db.example:1521/x: Connection refused",
          "jdbc:mysql://db.example/app?user=bob&password=hunter2 Connection refused",
          "host=db.example port=5432 user=bob password=hunter2: Connection refused",
          "host=db.example port=5432 password='my hunter2 x': Connection refused",
          "{\"host\":\"db.example\",\"password\":\"hunter2\",\"error\":\"ECONNREFUSED\"}",
          "PGPASSWORD=hunter2 psql: could not connect to server: Connection refused",
          "password: hunter2 dial tcp 10.0.0.5:80: connect: connection refused",
          "Authorization: Bearer hunter2 dial tcp 10.0.0.5:80: connect: connection refused",
          "curl -u bob:hunter2 http://db.example/: curl: (7) Connection refused",
          "mysql -ubob -phunter2 -h db.example: Can't connect to MySQL server on 'db.example' (111)",
          "Get \"https://db.example/?api_key=hunter2&x=1\": dial tcp 192.0.2.7:443: connect: connection refused",
          "X-Api-Key: hunter2 ECONNREFUSED", "amqp://bob:hunter2@mq.example//vhost: Connection refused",
          "https://bob:hunter2@git.example/a.git: Connection refused"})
        QTest::newRow(text) << QString::fromUtf8(text);
}

void TestDecode::credentialsAreNeverRepeated()
{
    QFETCH(QString, text);
    const Decoded decoded = decode(text);
    QVERIFY(!decoded.lines.isEmpty());
    for (const DecodedLine& line : decoded.lines) {
        QStringList all{line.text, line.host, line.address, line.peer, line.command, line.code};
        for (const Phrase& note : line.notes)
            all += note.args;
        QVERIFY2(!all.join(QLatin1Char('\n')).contains(QLatin1String("hunter2")),
                 qPrintable(all.join(QLatin1Char('\n'))));
        QVERIFY2(line.text.contains(QLatin1String("***")), qPrintable(line.text));
        QVERIFY(hasNote(line, "masked"));
        QVERIFY2(line.host.isEmpty() || line.host != QLatin1String("bob"), qPrintable(line.host));
    }
}

void TestDecode::logsAreRanked()
{
    const Decoded decoded =
        decode(QStringLiteral("10:00:00 INFO starting\n"
                              "10:00:01 WARN request failed: timeout while connecting to 10.0.0.9:1\n"
                              "10:00:02 ERROR dial tcp 10.0.0.5:5432: connect: connection refused\n"
                              "10:00:03 ERROR dial tcp 10.0.0.5:5432: connect: connection refused\n"
                              "10:00:04 INFO bye\n"));
    QCOMPARE(decoded.linesRead, 5);
    QCOMPARE(decoded.lines.size(), 2);
    QCOMPARE(decoded.lines[0].times, 2);
    QCOMPARE(decoded.lines[0].lineNumber, 3);
    QCOMPARE(decoded.lines[0].host, QStringLiteral("10.0.0.5"));
    QCOMPARE(decoded.lines[1].certainty, Certainty::vague);
    QString many;
    for (int i = 1; i <= 200; ++i)
        many += QStringLiteral("dial tcp 10.0.0.%1:80: connect: connection refused\n").arg(i);
    const Decoded cut = decode(many);
    QCOMPARE(cut.lines.size(), kMostDecodedLines);
    QCOMPARE(cut.others, 200 - kMostDecodedLines);
}

void TestDecode::hostileTextIsBounded_data()
{
    QTest::addColumn<QByteArray>("bytes");
    constexpr qsizetype kSize = 10 * 1024 * 1024;
    QTest::newRow("nul") << QByteArray(kSize, '\0');
    QTest::newRow("not UTF-8") << QByteArray(kSize, '\xff');
    QTest::newRow("one word") << QByteArray(kSize, 'a');
    QTest::newRow("escapes") << QByteArray("\x1b[2J\x1b]0;x\x07").repeated(kSize / 10);
    QTest::newRow("newlines") << QByteArray(kSize, '\n');
    QTest::newRow("a form again and again") << QByteArray("dial tcp ").repeated(kSize / 9);
    QTest::newRow("signs on one line") << QByteArray("connection refused ").repeated(kSize / 19);
    QTest::newRow("signs on many lines")
        << QByteArray("dial tcp 10.0.0.5:80: connection refused\n").repeated(kSize / 41);
    QTest::newRow("skips") << QByteArray("connection timed out after connection to node ").repeated(kSize / 46);
    QTest::newRow("urls") << QByteArray("http://a:b@").repeated(kSize / 11);
    QTest::newRow("secrets") << QByteArray("token:token:").repeated(kSize / 12);
    QTest::newRow("secrets with spaces") << QByteArray("password = ' ").repeated(kSize / 13);
    QTest::newRow("colons") << QByteArray(kSize, ':');
    QTest::newRow("endpoints") << QByteArray("10.0.0.1:80 ").repeated(kSize / 12);
    QTest::newRow("bidi and private") << QString(QStringLiteral("\u202e\ue000refused ")).repeated(200'000).toUtf8();
}

void TestDecode::hostileTextIsBounded()
{
    QFETCH(QByteArray, bytes);
    bytes += "\n\x1b[31mdial tcp 10.0.0.5:80: connect: connection refused\x1b[0m\n";
    const auto started = std::chrono::steady_clock::now();
    const Decoded decoded = decode(QByteArrayView(bytes));
    const auto took = std::chrono::steady_clock::now() - started;
    QVERIFY2(took < std::chrono::seconds(8), "a 10 MB text must not hold anybody up");
    QVERIFY(decoded.isShortened);
    bool found = false; // the error at the end of a long log is the one that matters
    for (const DecodedLine& line : decoded.lines) {
        found = found || line.host == QLatin1String("10.0.0.5");
        QVERIFY(line.text.size() <= 2400);
        for (const QChar c : line.text)
            QVERIFY(c.isPrint());
    }
    QVERIFY(found);
}

void TestDecode::foreignEncodings()
{
    // PowerShell's own redirection: UTF-16 with a byte-order mark.
    const QString text = QStringLiteral("WARNING: TCP connect to (192.0.2.5 : 443) failed\r\n");
    QByteArray bytes("\xff\xfe", 2);
    for (const QChar c : text) {
        bytes += static_cast<char>(c.unicode() & 0xff);
        bytes += static_cast<char>(c.unicode() >> 8);
    }
    const Decoded decoded = decode(QByteArrayView(bytes));
    QCOMPARE(decoded.lines.size(), 1);
    QCOMPARE(decoded.lines.first().host, QStringLiteral("192.0.2.5"));
    // Colours of a terminal stand between the letters.
    QCOMPARE(first("\x1b[31m\x1b[1mECONNREFUSED\x1b[0m 127.0.0.1:80").host, QStringLiteral("127.0.0.1"));
}

QTEST_GUILESS_MAIN(TestDecode)
#include "test_decode.moc"
