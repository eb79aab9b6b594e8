// ssh's questions in the desktop's dialog, from the real ssh and a real sshd on loopback.
#include "core/inspect/access.h"
#include "core/inspect/facts.h"
#include "core/practice/practice.h"
#include "tests/support/fake_ssh.h"
#include "tests/support/sshd.h"
#include "ui/document/document.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <thread>

using namespace knockback;

class TestAskpass : public QObject
{
    Q_OBJECT
    test::Sshd m_server;
    test::FakeSsh m_files;

    void types(const QByteArray& words) const
    {
        qputenv("ASKPASS_TYPES", words);
        qputenv("ASKPASS_SEEN", m_files.file("seen").toLocal8Bit());
        QFile::remove(m_files.file("seen"));
    }
    ServerDoor door(const char* known, const char* key, const char* checking) const
    {
        ServerDoor out = m_server.door(known, key, checking);
        out.askpass = QStringLiteral(KNOCKBACK_TYPIST);
        out.language = QStringLiteral("en");
        return out;
    }
    ServerAnswer asked(const ServerDoor& door, const std::stop_token& stop = {}) const
    {
        return Access(door).ask({Port{m_server.port()}, true, {}, {}}, stop);
    }
    static TargetSpec closedTarget(const Endpoint& at, const QString& door)
    {
        TargetSpec target;
        target.host = target.asciiHost = target.typed = QStringLiteral("127.0.0.1");
        target.kind = HostKind::ipv4;
        target.literal = at.address;
        target.port = at.port;
        target.options.serverDoor = door;
        return target;
    }
    static QString reasonOf(const ServerAnswer& answer) { return answer.trouble.value_or(ServerTrouble{}).reason; }

private Q_SLOTS:
    void initTestCase()
    {
        KB_NEEDS(m_server);
        qputenv("XDG_RUNTIME_DIR", m_server.folder().toLocal8Bit());
        qputenv("XDG_CONFIG_HOME", m_server.folder().toLocal8Bit());
        qputenv("XDG_STATE_HOME", m_server.folder().toLocal8Bit());
        QVERIFY(m_server.makeKey("locked", QStringLiteral("open_sesame")));
        QVERIFY(m_server.write("user.pub", m_server.read("user.pub") + m_server.read("locked.pub")));
        QVERIFY(m_server.start());
    }
    void cleanup() { m_files.leave(); }

    void aHostKeyAndAPassphrase()
    {
        types("trust type:wrong type:open_sesame");
        const ServerAnswer answer = asked(door("empty", "locked", "ask"));
        QVERIFY2(answer.words && answer.words->whole && !answer.trouble, qPrintable(reasonOf(answer)));
        QCOMPARE(m_server.read("log").count("Accepted publickey"), 1);
        const QList<QByteArray> seen = m_files.read("seen").trimmed().split('\n');
        QCOMPARE(seen.size(), 3);
        QProcess keygen;
        keygen.start(QStringLiteral("ssh-keygen"), {QStringLiteral("-lf"), m_server.path("host.pub")});
        QVERIFY(keygen.waitForFinished(10'000));
        const QByteArray fingerprint = keygen.readAllStandardOutput().split(' ').value(1);
        QVERIFY2(fingerprint.startsWith("SHA256:") && seen[0].startsWith('|' + fingerprint + "|The authenticity"),
                 seen[0].constData());
        QVERIFY2(seen[1].startsWith("||Enter passphrase for key"), seen[1].constData());
        QVERIFY2(seen[2].startsWith("again||Enter passphrase for key"), seen[2].constData());
    }

    void aHostKeyThatIsNotTrusted()
    {
        QVERIFY(m_server.write("empty", {}));
        types("escape");
        QCOMPARE(reasonOf(asked(door("empty", "user", "ask"))), QStringLiteral("not-answered"));
        QVERIFY(m_server.read("empty").isEmpty());
        QCOMPARE(m_files.read("seen").count('\n'), 1);
    }

    void aPassphraseThatIsWrong()
    {
        types("type:a type:b type:c");
        QCOMPARE(reasonOf(asked(door("known", "locked", "yes"))), QStringLiteral("login-refused"));
        QCOMPARE(m_files.read("seen").count("again"), 2);
    }

    void stoppingClosesTheDialog()
    {
        types("wait");
        std::stop_source stop;
        std::optional<ServerAnswer> answer;
        std::thread asking([&] { answer = asked(door("known", "locked", "yes"), stop.get_token()); });
        const bool open = QTest::qWaitFor([this] { return m_files.read("seen").endsWith('\n'); }, 20'000);
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        asking.join();
        const qint64 took = timer.elapsed();
        QVERIFY(open);
        QVERIFY2(took < 300, qPrintable(QString::number(took)));
        QCOMPARE(reasonOf(*answer), QStringLiteral("cancelled"));
    }

    // From the window down: a diagnosis waits for the answer, says so, and has the facts at its end.
    void aDiagnosisWaits()
    {
        QVERIFY(m_files.does("case $* in *BatchMode=no*) "
                             "test \"$(\"$SSH_ASKPASS\" \"admin@s's password: \")\" = secret || exit 255;; esac\n"
                             "while [ \"$1\" != sh ]; do shift; done\nexec \"$@\"\n"));
        types("type:secret");
        Document document;
        document.setAskpass({QStringLiteral(KNOCKBACK_TYPIST), QStringLiteral("en")});
        const Result<Endpoint> served = document.servePractice(QStringLiteral("closed"));
        QVERIFY(served.ok());
        QStringList doing;
        connect(&document, &Document::progressChanged, this, [&] { doing << document.progress()->doing.id; });
        QVERIFY(document.start(closedTarget(*served, QStringLiteral("ssh://admin@db.example")), Mode::diagnose).ok());
        QTRY_COMPARE_WITH_TIMEOUT(document.state(), Document::State::finished, 40'000);
        QVERIFY2(doing.contains(QStringLiteral("progress.sshAsks")), qPrintable(doing.join(QLatin1Char(' '))));
        const Session session = document.session();
        QVERIFY(session.targets.first().server && !session.targets.first().serverTrouble);
        QCOMPARE(document.diagnosis()->verdict.cause, QStringLiteral("service-not-listening"));
        for (const ServerSaying& saying : session.targets.first().server->sayings)
            QVERIFY(!saying.output.contains("secret"));
        document.close();
    }

    // The same through the real ssh, a server never seen before and a user's own password, mistyped once.
    void aDiagnosisWithAPassword()
    {
        const test::Account account;
        KB_NEEDS(account);
        m_server.stop();
        QVERIFY(m_server.start(account));
        QVERIFY(m_files.does("exec /usr/bin/ssh -F /dev/null -o GlobalKnownHostsFile=/dev/null -o UserKnownHostsFile=" +
                             m_server.path("empty").toLocal8Bit() + " \"$@\"\n"));
        types("trust type:Wrong_Horse type:" + account.password + " escape");
        Document document;
        document.setAskpass({QStringLiteral(KNOCKBACK_TYPIST), QStringLiteral("en")});
        const Result<Endpoint> served = document.servePractice(QStringLiteral("closed"));
        QVERIFY(served.ok());
        const QString door =
            QStringLiteral("ssh://%1@127.0.0.1:%2").arg(QString::fromLatin1(account.name)).arg(m_server.port());
        QVERIFY(document.start(closedTarget(*served, door), Mode::diagnose).ok());
        QTRY_COMPARE_WITH_TIMEOUT(document.state(), Document::State::finished, 60'000);

        const QList<QByteArray> seen = m_files.read("seen").trimmed().split('\n');
        QCOMPARE(seen.size(), 3);
        QVERIFY2(seen[1].startsWith("||" + account.name + "@127.0.0.1's password:"), seen[1].constData());
        QVERIFY2(seen[2].startsWith("again||" + account.name + "@127.0.0.1's password:"), seen[2].constData());
        QCOMPARE(m_server.read("log").count("Failed password for " + account.name), 1);
        QCOMPARE(m_server.read("log").count("Accepted password for " + account.name), 1);
        const Session session = document.session();
        const SessionTarget& target = session.targets.first();
        QVERIFY2(target.server && !target.serverTrouble,
                 qPrintable(target.serverTrouble.value_or(ServerTrouble{}).reason));
        QVERIFY(target.server->whole);
        QCOMPARE(target.server->access, QStringLiteral("ssh"));
        QCOMPARE(serverFacts(*target.server).seenFrom, QStringLiteral("127.0.0.1"));
        QCOMPARE(document.diagnosis()->verdict.cause, QStringLiteral("service-not-listening"));
        for (const ServerSaying& saying : target.server->sayings)
            QVERIFY(!saying.output.contains("_Horse"));
        // Nor does it stand in any file: what was saved, the state folder, the logs.
        QVERIFY(document.saveAs(m_server.path("kept.knockback")).ok());
        document.close();
        QVERIFY(!m_server.read("kept.knockback").isEmpty());
        QDirIterator files(m_server.folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
            QVERIFY2(!file.readAll().contains("_Horse"), qPrintable(file.fileName()));
        }
    }

    // The window is killed while a question is open: ssh must not go on with empty answers, which servers ban for.
    void nobodyIsThereAnyMore()
    {
        const test::Account account;
        KB_NEEDS(account);
        m_server.stop();
        QVERIFY(m_server.start(account));
        types("wait");
        ServerDoor guest = door("known", "user", "yes");
        guest.user = QString::fromLatin1(account.name);
        qputenv("LONE_ASKPASS", KNOCKBACK_TYPIST);
        QProcess asks;
        asks.start(QStringLiteral(KNOCKBACK_LONE_ACCESS), QStringList{guest.text()} + guest.sshOptions);
        QTRY_COMPARE_WITH_TIMEOUT(m_files.read("seen").count('\n'), 1, 20'000);
        asks.kill();
        QVERIFY(asks.waitForFinished(5000));
        QTRY_VERIFY_WITH_TIMEOUT(m_server.read("log").contains("Connection closed by authenticating user"), 10'000);
        QCOMPARE(m_server.read("log").count("Failed password"), 0);
        QCOMPARE(m_files.read("seen").count('\n'), 1);
    }
    void threeWrongPasswords()
    {
        const test::Account account;
        KB_NEEDS(account);
        m_server.stop();
        QVERIFY(m_server.start(account));
        types("type:Wrong_1 type:Wrong_2 type:Wrong_3 type:" + account.password);
        ServerDoor guest = door("known", "user", "yes");
        guest.user = QString::fromLatin1(account.name);
        const ServerAnswer answer = asked(guest);
        QCOMPARE(reasonOf(answer), QStringLiteral("login-refused"));
        QVERIFY(!answer.words);
        QCOMPARE(m_files.read("seen").count("again|"), 2);
        QCOMPARE(m_server.read("log").count("Failed password for " + account.name), 3);
    }

    // Nobody waits for an answer: the program asks nobody, and needs no screen to say so.
    void withoutSomebodyWhoWaits()
    {
        QProcess program;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("KNOCKBACK_ASKPASS"), m_files.file("nobody"));
        environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
        environment.remove(QStringLiteral("DISPLAY"));
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(KNOCKBACK_PROGRAM), {QStringLiteral("admin@s's password: ")});
        QVERIFY(program.waitForFinished(20'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        QCOMPARE(program.exitCode(), 1);
        QVERIFY(program.readAllStandardOutput().isEmpty());
    }
};

QTEST_MAIN(TestAskpass)
#include "test_askpass.moc"
