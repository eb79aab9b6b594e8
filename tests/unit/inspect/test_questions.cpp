// What ssh asks a person on the way to a server: through a program called ssh, through the real one, and from whoever
// else finds the socket.
#include "core/inspect/access.h"
#include "core/inspect/questions.h"
#include "tests/support/fake_ssh.h"
#include "tests/support/sshd.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <cerrno>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>

using namespace knockback;
using namespace std::chrono_literals;

namespace {

// ssh that asks for a password where it may, and then runs what it is given here.
const QByteArray kAsks = "echo \"$*\" >>\"$(dirname \"$0\")/words\"\n"
                         "case $* in *BatchMode=no*)\n"
                         "  answer=$(\"$SSH_ASKPASS\" \"admin@db.example's password: \") || exit 255\n"
                         "  [ \"$answer\" = secret ] || answer=$(\"$SSH_ASKPASS\" \"admin@db.example's password: \")\n"
                         "  [ \"$answer\" = secret ] || {\n"
                         "    echo 'admin@db.example: Permission denied (password).' >&2; exit 255; };;\n"
                         "esac\n"
                         "while [ \"$1\" != sh ]; do shift; done\n"
                         "exec \"$@\"\n";

ServerQuestion about(std::uint16_t port)
{
    return {Port{port}, true, {}, {}};
}

// A client that says what it likes.
class Stranger
{
public:
    explicit Stranger(const QString& path) : m_fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const QByteArray bytes = path.toLocal8Bit();
        std::copy(bytes.begin(), bytes.end(), address.sun_path);
        m_connected = ::connect(m_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    bool connected() const { return m_connected; }
    void say(const QByteArray& text) const
    {
        (void)::send(m_fd.get(), text.constData(), static_cast<std::size_t>(text.size()), MSG_NOSIGNAL);
    }
    // What is there now; "(closed)" at the end.
    QByteArray hears() const
    {
        char piece[1000];
        const ssize_t got = ::recv(m_fd.get(), piece, sizeof piece, 0);
        const bool closed = got == 0 || (got < 0 && errno == ECONNRESET); // with something left unread
        return got > 0 ? QByteArray(piece, static_cast<qsizetype>(got)) : QByteArray(closed ? "(closed)" : "");
    }
    void leave() { m_fd.reset(); }

private:
    Descriptor m_fd;
    bool m_connected = false;
};

QByteArray ask(int ssh, char sign)
{
    return "ask " + QByteArray::number(ssh) + ' ' + QByteArray(64, sign) + '\n';
}

} // namespace

class TestQuestions : public QObject
{
    Q_OBJECT
    test::FakeSsh m_ssh;
    std::vector<bool> m_told;

    ServerDoor door() const
    {
        ServerDoor out = *parseServerDoor(QStringLiteral("ssh://admin@db.example"));
        out.askpass = QStringLiteral(KNOCKBACK_FAKE_ASKPASS);
        return out;
    }
    void answers(const char* words) const
    {
        qputenv("FAKE_ASKPASS", words);
        qputenv("FAKE_ASKPASS_LOG", m_ssh.file("asked").toLocal8Bit());
        QFile::remove(m_ssh.file("asked"));
        QFile::remove(m_ssh.file("words"));
    }
    ServerAnswer asked(const ServerDoor& door, AccessLimits limits = {}, const std::stop_token& stop = {})
    {
        m_told.clear();
        return Access(door, limits, systemClock(), [this](bool open) { m_told.push_back(open); }).ask(about(80), stop);
    }
    static QString reasonOf(const ServerAnswer& answer) { return answer.trouble.value_or(ServerTrouble{}).reason; }

private Q_SLOTS:
    void cleanup() { m_ssh.leave(); }

    void anAnswerOpensTheServer()
    {
        QVERIFY(m_ssh.does(kAsks));
        answers("secret");
        Access access(door(), {}, systemClock(), [this](bool open) { m_told.push_back(open); });
        m_told.clear();
        const ServerAnswer answer = access.ask(about(80), {});
        QVERIFY2(answer.words && answer.words->whole && !answer.trouble, qPrintable(reasonOf(answer)));
        QCOMPARE(m_told, (std::vector<bool>{true, false}));
        QCOMPARE(m_ssh.read("asked"), QByteArray("first admin@db.example|admin@db.example's password:\n"));
        // Later looks bother nobody.
        ServerWords words = *answer.words;
        QVERIFY(!access.askAgain(words, about(80), {}));
        QCOMPARE(m_ssh.read("asked").count('\n'), 1);
        const QList<QByteArray> runs = m_ssh.read("words").trimmed().split('\n');
        QCOMPARE(runs.size(), 2);
        QVERIFY(runs[0].contains("BatchMode=no") && runs[1].contains("BatchMode=yes"));
        for (const ServerSaying& saying : words.sayings)
            QVERIFY(!saying.output.contains("secret"));
    }

    void aWrongAnswerIsAskedForAgain()
    {
        QVERIFY(m_ssh.does(kAsks));
        answers("wrong secret");
        QVERIFY(asked(door()).words);
        QCOMPARE(m_ssh.read("asked"), QByteArray("first admin@db.example|admin@db.example's password:\n"
                                                 "again admin@db.example|admin@db.example's password:\n"));
        answers("wrong wrong");
        const ServerAnswer answer = asked(door());
        QCOMPARE(reasonOf(answer), QStringLiteral("login-refused"));
        QVERIFY(!answer.words);
    }

    void nobodyIsAskedWithoutTheProgram()
    {
        QVERIFY(m_ssh.does(kAsks));
        answers("secret");
        ServerDoor silent = door();
        silent.askpass.clear();
        QVERIFY(asked(silent).words);
        QVERIFY(m_ssh.read("asked").isEmpty());
        QVERIFY(m_ssh.read("words").contains("BatchMode=yes"));
    }

    // ssh would take a missing answer for an empty password and send it: it is ended instead.
    void cancellingEndsSsh()
    {
        QVERIFY(m_ssh.does(kAsks));
        answers("cancel secret");
        const ServerAnswer answer = asked(door());
        QCOMPARE(reasonOf(answer), QStringLiteral("not-answered"));
        QCOMPARE(answer.trouble->where, QStringLiteral("admin@db.example"));
        QCOMPARE(m_ssh.read("asked").count('\n'), 1);
        QVERIFY(!m_told.empty() && !m_told.back());
    }

    void aQuestionStaysOpenForSoLong()
    {
        QVERIFY(m_ssh.does(kAsks));
        answers("stay");
        AccessLimits limits;
        limits.question = 700ms;
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(reasonOf(asked(door(), limits)), QStringLiteral("not-answered"));
        QVERIFY2(timer.elapsed() >= 700 && timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));
    }

    void theTimeOfALookStandsStillMeanwhile()
    {
        QVERIFY(m_ssh.does(kAsks));
        answers("late:4000:secret");
        AccessLimits limits;
        limits.time = 3500ms;
        const ServerAnswer answer = asked(door(), limits);
        QVERIFY2(answer.words && !answer.trouble, qPrintable(reasonOf(answer)));
        // Where no question is open, it does not.
        QVERIFY(m_ssh.does("\"$SSH_ASKPASS\" \"Password: \" >/dev/null; exec sleep 60\n"));
        answers("secret");
        limits.time = 800ms;
        QCOMPARE(reasonOf(asked(door(), limits)), QStringLiteral("timed-out"));
    }

    void aProgramThatSaysNothingIsNoQuestion()
    {
        QVERIFY(m_ssh.does("\"$SSH_ASKPASS\" \"Password: \" >/dev/null; exec sleep 60\n"));
        answers("mute");
        AccessLimits limits;
        limits.time = 800ms;
        QCOMPARE(reasonOf(asked(door(), limits)), QStringLiteral("timed-out"));
        QVERIFY(m_told.empty());
    }

    void stoppingClosesTheQuestion()
    {
        QVERIFY(m_ssh.does("\"$SSH_ASKPASS\" \"Password: \" &\necho $! >\"$(dirname \"$0\")/pid\"\nwait\n"));
        answers("stay");
        std::stop_source stop;
        std::optional<ServerAnswer> answer;
        std::thread asking([&] { answer = asked(door(), {}, stop.get_token()); });
        const bool open = QTest::qWaitFor([this] { return m_ssh.read("asked").endsWith('\n'); }, 10'000);
        QElapsedTimer timer;
        timer.start();
        stop.request_stop();
        asking.join();
        const qint64 took = timer.elapsed();
        QVERIFY(open);
        QVERIFY2(took < 300, qPrintable(QString::number(took)));
        QCOMPARE(reasonOf(*answer), QStringLiteral("cancelled"));
        const pid_t asker = m_ssh.read("pid").trimmed().toInt();
        QVERIFY(asker > 0);
        QTRY_VERIFY_WITH_TIMEOUT(isGone(asker), 5000);
    }
    // Nobody may be there to wait for a process whose parent was ended.
    static bool isGone(pid_t pid)
    {
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z ");
    }

    void strangersDoNoHarm_data()
    {
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("nothing it knows") << QByteArray("hello\n");
        QTest::newRow("a short digest") << QByteArray("ask 1 abc\n");
        QTest::newRow("no number") << "ask -1 " + QByteArray(64, 'a') + '\n';
        QTest::newRow("a word too many") << "ask 1 " + QByteArray(64, 'a') + " x\n";
        QTest::newRow("an endless line") << QByteArray(5000, 'a');
        QTest::newRow("an answer to nothing") << QByteArray("cancelled\n");
        QTest::newRow("bytes") << QByteArray("\0\xff\n\n\n", 5);
    }
    void strangersDoNoHarm()
    {
        QFETCH(QByteArray, says);
        const QString path = m_ssh.file("q");
        Questions questions(path.toLocal8Bit(), QStringLiteral("db\nfirst"), {});
        QVERIFY(questions.ok());
        const Stranger stranger(path);
        QVERIFY(stranger.connected());
        questions.serve();
        stranger.say(says);
        questions.serve();
        QCOMPARE(stranger.hears(), QByteArray("(closed)"));
        QVERIFY(!questions.isOpen() && !questions.cancelled());
        const Stranger other(path);
        questions.serve();
        other.say(ask(7, 'a'));
        questions.serve();
        QCOMPARE(other.hears(), QByteArray("first db first\n"));
        QVERIFY(questions.isOpen());
    }

    void whatIsAskedIsRemembered()
    {
        const QString path = m_ssh.file("q");
        std::vector<bool> told;
        Questions questions(path.toLocal8Bit(), QStringLiteral("db"), [&](bool open) { told.push_back(open); });
        const auto asks = [&](const QByteArray& question, const QByteArray& end) {
            Stranger one(path);
            questions.serve();
            one.say(question);
            questions.serve();
            const QByteArray said = one.hears();
            one.say(end);
            one.leave();
            for (int i = 0; i < 3; ++i)
                questions.serve();
            return said;
        };
        QCOMPARE(asks(ask(7, 'a'), {}), QByteArray("first db\n"));
        QCOMPARE(asks(ask(7, 'a'), "answered\n"), QByteArray("first db\n")); // nobody had answered
        QCOMPARE(asks(ask(8, 'a'), "answered\n"), QByteArray("first db\n")); // another ssh: the one of a jump host
        QCOMPARE(asks(ask(7, 'b'), "answered\n"), QByteArray("first db\n"));
        QCOMPARE(asks(ask(7, 'a'), "cancelled\n"), QByteArray("again db\n"));
        QVERIFY(questions.cancelled() && !questions.isOpen());
        QCOMPARE(questions.changes(), 10);
        QCOMPARE(asks(ask(7, 'c'), {}), QByteArray("end\n"));
        QCOMPARE(told.size(), std::size_t{10});
    }

    void aServerCannotAskForEver()
    {
        const QString path = m_ssh.file("q");
        Questions questions(path.toLocal8Bit(), QStringLiteral("db"), {});
        QByteArray said;
        int asked = 0;
        while (said != "end\n" && asked < 100) {
            const Stranger one(path);
            questions.serve();
            one.say(ask(++asked, 'a'));
            questions.serve();
            said = one.hears();
            one.say("answered\n");
            questions.serve();
        }
        QCOMPARE(asked, 21);
        // Many at once: the fifth is turned away.
        std::list<Stranger> many;
        for (int i = 0; i < 5; ++i) {
            many.emplace_back(path);
            questions.serve();
        }
        QCOMPARE(many.back().hears(), QByteArray("(closed)"));
        QCOMPARE(many.front().hears(), QByteArray());
    }

    // The real ssh: a server that is not known, a key with a passphrase, and what of it reaches the server.
    void theRealSsh()
    {
        test::Sshd server;
        KB_NEEDS(server);
        qputenv("XDG_RUNTIME_DIR", server.folder().toLocal8Bit());
        QVERIFY(server.makeKey("locked", QStringLiteral("open_sesame")));
        QVERIFY(server.write("user.pub", server.read("user.pub") + server.read("locked.pub")));
        QVERIFY(server.start());
        ServerDoor to = server.door("empty", "locked", "ask");
        to.askpass = QStringLiteral(KNOCKBACK_FAKE_ASKPASS);

        answers("cancel");
        QCOMPARE(reasonOf(asked(to)), QStringLiteral("not-answered"));
        QVERIFY(server.read("empty").isEmpty());

        answers("yes wrong open_sesame");
        const ServerAnswer answer = asked(to);
        QVERIFY2(answer.words && !answer.trouble, qPrintable(reasonOf(answer)));
        QCOMPARE(server.read("log").count("Accepted publickey"), 1);
        QVERIFY(server.read("empty").contains("ssh-ed25519")); // trusted: it is known from now on
        const QList<QByteArray> lines = m_ssh.read("asked").trimmed().split('\n');
        QCOMPARE(lines.size(), 3);
        const QByteArray where = "first 127.0.0.1:" + QByteArray::number(server.port());
        QVERIFY2(lines[0].startsWith(where + "|The authenticity of host") &&
                     lines[0].endsWith("(yes/no/[fingerprint])?"),
                 lines[0].constData());
        QVERIFY2(lines[1].startsWith(where + "|Enter passphrase for key"), lines[1].constData());
        QVERIFY2(lines[2].startsWith("again "), lines[2].constData());
        // The next run opens with the passphrase alone; cancelled, nothing at all reaches the server as a login.
        answers("cancel");
        QCOMPARE(reasonOf(asked(to)), QStringLiteral("not-answered"));
        QCOMPARE(m_ssh.read("asked").count('\n'), 1);
        QCOMPARE(server.read("log").count("Accepted publickey"), 1);
    }

    // A password that is cancelled is never sent as an empty one, which a ban would count.
    void theRealSshSendsNoEmptyPassword()
    {
        test::Sshd server;
        KB_NEEDS(server);
        qputenv("XDG_RUNTIME_DIR", server.folder().toLocal8Bit());
        QVERIFY(server.start("PasswordAuthentication yes\n"));
        ServerDoor to = server.door("known", "other");
        to.askpass = QStringLiteral(KNOCKBACK_FAKE_ASKPASS);
        answers("wrong cancel");
        QCOMPARE(reasonOf(asked(to)), QStringLiteral("not-answered"));
        QVERIFY2(m_ssh.read("asked").contains("\nagain "), m_ssh.read("asked").constData());
        QTRY_VERIFY_WITH_TIMEOUT(server.read("log").contains("Connection closed by") ||
                                     server.read("log").contains("Connection reset by"),
                                 5000);
        QCOMPARE(server.read("log").count("Failed password"), 1);
        answers("wrong wrong wrong");
        QCOMPARE(reasonOf(asked(to)), QStringLiteral("login-refused"));
    }
};

QTEST_GUILESS_MAIN(TestQuestions)
#include "test_questions.moc"
