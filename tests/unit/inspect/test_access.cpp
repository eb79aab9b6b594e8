// The doors to a server's facts: this machine, a transcript, and programs called ssh that behave badly.
#include "core/inspect/access.h"
#include "core/inspect/facts.h"
#include "tests/support/fake_ssh.h"

#include <QElapsedTimer>
#include <QTest>
#include <thread>

using namespace knockback;

namespace {

ServerQuestion about(std::uint16_t port)
{
    ServerQuestion out;
    out.port.value = port;
    return out;
}

ServerDoor door(const char* text)
{
    return parseServerDoor(QLatin1String(text)).value_or(ServerDoor{});
}

const QByteArray kHalf = "echo '== knockback-collect 1 abcd1234 begin 1732203706.5 port=80 user=0 sudo= look=all'\n"
                         "echo '== abcd1234 run machine 0.02 uname -a'\n"
                         "echo '|Linux vm 6.1'\n"
                         "echo '== abcd1234 lines 1 whole'\n"
                         "echo '== abcd1234 end 0'\n";

} // namespace

class TestAccess : public QObject
{
    Q_OBJECT

    test::FakeSsh m_ssh;

    static AccessLimits limits(int milliseconds)
    {
        AccessLimits out;
        out.time = std::chrono::milliseconds(milliseconds);
        return out;
    }

private Q_SLOTS:
    void cleanup() { m_ssh.leave(); }

    void doors_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("meant"); // "" = refused
        for (const auto& [typed, meant] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"", "auto"},
                 {"auto", "auto"},
                 {"none", "none"},
                 {"local", "local"},
                 {"ssh://db.example", "ssh://db.example"},
                 {"ssh://admin@db.example:2222", "ssh://admin@db.example:2222"},
                 {"ssh://admin@db.example:2222/", "ssh://admin@db.example:2222"},
                 {"ssh://[2001:db8::1]:22", "ssh://[2001:db8::1]:22"},
                 {"ssh://2001:db8::1", "ssh://[2001:db8::1]"},
                 {"ssh://alias", "ssh://alias"},
                 {"ssh://DOM\\user@host", "ssh://DOM\\user@host"},
                 {"transcript:/tmp/a b.txt", "transcript:/tmp/a b.txt"},
                 {"ssh://", ""},
                 {"ssh://-oProxyCommand=x", ""},
                 {"ssh://-lroot@host", ""},
                 {"ssh://a b", ""},
                 {"ssh://host;id", ""},
                 {"ssh://$(id)@host", ""},
                 {"ssh://host:0", ""},
                 {"ssh://host:65536", ""},
                 {"ssh://host:", ""},
                 {"ssh://[::1]x", ""},
                 {"ssh://user@", ""},
                 {"transcript:", ""},
                 {"telnet://host", ""},
             })
            QTest::newRow(*typed ? typed : "(empty)") << QString::fromLatin1(typed) << QString::fromLatin1(meant);
    }
    void doors()
    {
        QFETCH(QString, typed);
        QFETCH(QString, meant);
        const auto read = parseServerDoor(typed);
        QCOMPARE(read ? read->text() : QString(), meant);
    }

    void options()
    {
        QVERIFY(isSshOption(QStringLiteral("ProxyJump=bastion")));
        QVERIFY(isSshOption(QStringLiteral("Port 22")));
        for (const char* bad : {"", "-v", "=x", "Port", "Port=", "a b\nc", "-o x"})
            QVERIFY2(!isSshOption(QLatin1String(bad)), bad);
    }

    void thisMachine()
    {
        Access access(door("local"));
        QElapsedTimer timer;
        timer.start();
        const ServerAnswer answer = access.ask(about(1), {});
        QVERIFY(answer.words && answer.words->whole && !answer.trouble);
        QVERIFY2(timer.elapsed() < 8000, qPrintable(QString::number(timer.elapsed())));
        ServerWords words = *answer.words;
        const qsizetype first = words.sayings.size();
        QVERIFY(!access.askAgain(words, {Port{1}, true, {}, {}}, {}));
        QVERIFY(words.sayings.size() > first);
        const ServerFacts facts = serverFacts(words);
        QCOMPARE(facts.access, QStringLiteral("local"));
        QCOMPARE(facts.skew.count(), 0);
        QCOMPARE(facts.counters.size(), 2);
        QVERIFY(facts.counters[1].at > facts.counters[0].at);
        QVERIFY(!facts.kernel.isEmpty() && !facts.settings.isEmpty());
    }

    void triesFromThere()
    {
        Access access(door("local"));
        ServerQuestion question{Port{1},
                                true,
                                {},
                                {QStringLiteral("unix:/nowhere/at.all"), QStringLiteral("$(id):1"),
                                 QStringLiteral("-x:1"), QStringLiteral("127.0.0.1:1")}};
        const ServerAnswer answer = access.ask(question, {});
        QVERIFY(answer.words);
        QStringList tried;
        QByteArray last;
        for (const ServerSaying& saying : answer.words->sayings)
            if (saying.id.startsWith(QLatin1String("try."))) {
                tried << saying.id;
                last = saying.output;
            }
        QCOMPARE(tried, (QStringList{QStringLiteral("try.unix:/nowhere/at.all"), QStringLiteral("try.127.0.0.1:1")}));
        QVERIFY(last.contains("refused"));
    }

    void transcripts()
    {
        const QString recorded = QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/data/inspect/debian-root.txt");
        const auto ask = [](const QString& file, std::uint16_t port) {
            ServerDoor from;
            from.kind = ServerDoor::Kind::transcript;
            from.file = file;
            return Access(from).ask(about(port), {});
        };
        const ServerAnswer good = ask(recorded, 80);
        QVERIFY(good.words && good.words->whole && !good.trouble);
        QVERIFY(!serverFacts(*good.words).skewKnown);
        QCOMPARE(ask(recorded, 81).trouble.value_or(ServerTrouble{}).reason, QStringLiteral("other-port"));
        QCOMPARE(ask(QStringLiteral("/nowhere"), 80).trouble.value_or(ServerTrouble{}).reason,
                 QStringLiteral("no-file"));
        QCOMPARE(ask(QStringLiteral("/dev/zero"), 80).trouble.value_or(ServerTrouble{}).reason,
                 QStringLiteral("no-file"));
        QCOMPARE(ask(QStringLiteral("/etc/passwd"), 80).trouble.value_or(ServerTrouble{}).reason,
                 QStringLiteral("no-transcript"));
    }

    void badSsh_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const QByteArray& script, const char* reason) {
            QTest::newRow(name) << script << QString::fromLatin1(reason);
        };
        row("endless output", "exec yes", "too-much");
        row("binary output", "exec cat /dev/urandom", "too-much");
        row("one line without end", "tr '\\0' x </dev/zero", "too-much");
        row("endless errors", "exec yes >&2", "timed-out");
        row("hangs", "exec sleep 60", "timed-out");
        row("hangs and ignores signals", "trap '' TERM INT HUP; while :; do sleep 1; done", "timed-out");
        row("leaves a child with its pipes", "sleep 60 & echo gone >&2; exit 255", "failed");
        row("dies midway", kHalf + "echo 'Connection reset by 192.0.2.1 port 22' >&2; exit 255", "died");
        row("is killed", "kill -9 $$", "died");
        row("never reads its input", "exec <&-; echo hello; exit 0", "no-shell");
        row("no login", "echo 'This account is currently not available.'; exit 1", "no-shell");
        row("restricted", "echo 'sh: -s: restricted' >&2; exit 126", "no-shell");
        row("denied", "echo 'admin@db: Permission denied (publickey,password).' >&2; exit 255", "permission-denied");
        row("key unknown",
            "echo 'No ED25519 host key is known for db and you have requested strict checking.' >&2\n"
            "echo 'Host key verification failed.' >&2; exit 255",
            "host-key-unknown");
        row("key changed",
            "echo '@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @' >&2\n"
            "echo 'Host key verification failed.' >&2; exit 255",
            "host-key-changed");
        row("no such name", "echo 'ssh: Could not resolve hostname db: Name or service not known' >&2; exit 255",
            "no-name");
        row("refused", "echo 'ssh: connect to host db port 22: Connection refused' >&2; exit 255", "refused");
        row("no route", "echo 'ssh: connect to host db port 22: No route to host' >&2; exit 255", "no-route");
        row("timeout", "echo 'ssh: connect to host db port 22: Connection timed out' >&2; exit 255", "timed-out");
        row("bad option", "echo 'command-line: line 0: Bad configuration option: foo' >&2; exit 255", "bad-option");
        row("escapes", "printf '\\033[2J\\033]0;x\\007 evil\\n' >&2; exit 255", "failed");
    }
    void badSsh()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, reason);
        QVERIFY(m_ssh.does(script + '\n'));
        QElapsedTimer timer;
        timer.start();
        const ServerAnswer answer = Access(door("ssh://admin@db.example"), limits(700)).ask(about(80), {});
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(answer.trouble);
        QCOMPARE(answer.trouble->reason, reason);
        QCOMPARE(answer.trouble->where, QStringLiteral("admin@db.example"));
        for (const QChar c : answer.trouble->detail)
            QVERIFY(c.unicode() >= 0x20 && c.unicode() != 0x7f);
        QCOMPARE(answer.words.has_value(), reason == QLatin1String("died") && script.startsWith(kHalf));
        if (answer.words)
            QVERIFY(!answer.words->whole && answer.words->sayings.size() == 1);
    }

    void withoutSsh()
    {
        m_ssh.isNotThere();
        const ServerAnswer answer = Access(door("ssh://db.example")).ask(about(80), {});
        QVERIFY(answer.trouble);
        QCOMPARE(answer.trouble->reason, QStringLiteral("no-ssh"));
    }

    void cancelled()
    {
        QVERIFY(m_ssh.does("exec sleep 60\n"));
        std::stop_source stop;
        std::optional<ServerAnswer> answer;
        QElapsedTimer timer;
        std::thread asking([&] { answer = Access(door("ssh://db.example")).ask(about(80), stop.get_token()); });
        QTest::qWait(200);
        timer.start();
        stop.request_stop();
        asking.join();
        QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(answer->trouble.value_or(ServerTrouble{}).reason, QStringLiteral("cancelled"));
    }

    // What reaches ssh: each word by itself, the user's own options first, nothing for a remote shell but ours.
    void whatIsRun()
    {
        QVERIFY(m_ssh.does("for w; do printf '%s\\n' \"$w\"; done >\"" + m_ssh.file("words").toLocal8Bit() +
                           "\"\ncat >\"" + m_ssh.file("input").toLocal8Bit() + "\"\n"));
        ServerDoor to = door("ssh://admin@db.example:2222");
        to.sshOptions << QStringLiteral("ControlMaster=no");
        ServerQuestion question = about(5432);
        question.service = QStringLiteral("x; id");
        (void)Access(to).ask(question, {});
        const QList<QByteArray> words = m_ssh.read("words").trimmed().split('\n');
        QVERIFY(words.indexOf("ControlMaster=no") < words.indexOf("ControlMaster=auto"));
        QVERIFY(words.contains("BatchMode=yes"));
        QVERIFY(words.contains("ControlPersist=60")); // what is left of us, where we are killed
        const qsizetype end = words.lastIndexOf("db.example");
        QVERIFY(end > 0 && words[end - 1] == "--");
        QCOMPARE(words.mid(end + 1), (QList<QByteArray>{"sh", "-s", "--", "5432"}));
        QCOMPARE(m_ssh.read("input"), collectScript());
        QVERIFY(!collectScript().isEmpty());
        to.askpass = QStringLiteral("/bin/false");
        (void)Access(to).ask(question, {});
        QVERIFY(m_ssh.read("words").contains("\nBatchMode=no\n"));
        QVERIFY(m_ssh.read("words").contains("\nControlPersist=60\n"));
    }
};

QTEST_GUILESS_MAIN(TestAccess)
#include "test_access.moc"
