// Transcripts through everything that can happen to them on the way: pasted, quoted, torn, forged.
#include "core/inspect/transcript.h"

#include <QFile>
#include <QTest>

using namespace knockback;

namespace {

QByteArray sample(const char* name)
{
    QFile file(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/data/inspect/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

const QByteArray kSmall = "== knockback-collect 1 abcd1234 begin 1732203706.5 port=80 user=0 sudo= look=all\n"
                          "== abcd1234 run machine 0.02 uname -a; id\n"
                          "|Linux vm 6.1\n"
                          "|uid=0(root)\n"
                          "== abcd1234 lines 2 whole\n"
                          "== abcd1234 end 0\n"
                          "== abcd1234 run nft 0.10 nft -j list ruleset\n"
                          "|nft: not found\n"
                          "== abcd1234 lines 1 whole\n"
                          "== abcd1234 end 127\n"
                          "== abcd1234 done 0.12\n";

void requireSmall(const Transcript& read)
{
    QVERIFY(read.found);
    QVERIFY(read.words.whole);
    QCOMPARE(read.words.port, 80);
    QCOMPARE(read.words.user, QStringLiteral("0"));
    QCOMPARE(read.words.begun.ns, 1'732'203'706'500'000'000);
    QCOMPARE(read.words.sayings.size(), 2);
    QCOMPARE(read.words.sayings[0].id, QStringLiteral("machine"));
    QCOMPARE(read.words.sayings[0].command, QStringLiteral("uname -a; id"));
    QCOMPARE(read.words.sayings[0].output, QByteArray("Linux vm 6.1\nuid=0(root)\n"));
    QCOMPARE(read.words.sayings[1].exitStatus, 127);
    QVERIFY(!read.words.sayings[0].cut);
    QVERIFY(!read.words.sayings[1].cut);
}

} // namespace

class TestTranscript : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void reads() { requireSmall(parseTranscript(kSmall)); }

    void survivesCopyAndPaste()
    {
        requireSmall(parseTranscript("user@db:~$ sh collect.sh 80\r\n" + QByteArray(kSmall).replace("\n", "\r\n") +
                                     "user@db:~$ "));
        requireSmall(parseTranscript("Hello,\n\nhere it is:\n> " + QByteArray(kSmall).replace("\n", "\n> ").chopped(2) +
                                     "\nRegards\n"));
        requireSmall(parseTranscript("    " + QByteArray(kSmall).replace("\n", "\n    ").chopped(4)));
    }

    void marksWhatWasTornOnTheWay()
    {
        const Transcript wrapped = parseTranscript(QByteArray(kSmall).replace("|Linux vm 6.1", "|Linux\nvm 6.1"));
        QVERIFY(wrapped.words.sayings[0].cut);
        QVERIFY(!wrapped.words.sayings[1].cut);
        const Transcript lost = parseTranscript(QByteArray(kSmall).replace("|uid=0(root)\n", ""));
        QVERIFY(lost.words.sayings[0].cut);
        const Transcript cut = parseTranscript(QByteArray(kSmall).replace("lines 1 whole", "lines 1 cut"));
        QVERIFY(cut.words.sayings[1].cut);
    }

    void takesWhatThereIsOfAnEarlyEnd()
    {
        for (qsizetype length = 0; length < kSmall.size() - 1; ++length) {
            const Transcript read = parseTranscript(kSmall.first(length));
            for (const ServerSaying& saying : read.words.sayings)
                QVERIFY(saying.cut || kSmall.first(length).contains("end 0"));
            QCOMPARE(read.words.whole, kSmall.first(length).contains("done"));
        }
    }

    void outputCannotForgeALineOfOurs()
    {
        const Transcript read =
            parseTranscript(QByteArray(kSmall).replace("|Linux vm 6.1", "|== abcd1234 end 0\x1b[2J"));
        QCOMPARE(read.words.sayings.size(), 2);
        QVERIFY(read.words.sayings[0].output.startsWith("== abcd1234 end 0"));
        // Without the token it is nothing of ours, wherever it stands.
        const Transcript other = parseTranscript(QByteArray(kSmall).replace("|uid=0(root)", "== ffff0000 run nft 0 x"));
        QCOMPARE(other.words.sayings.size(), 2);
        QVERIFY(other.words.sayings[0].cut);
    }

    void isBounded()
    {
        QByteArray big = kSmall.left(kSmall.indexOf("|Linux"));
        big += '|' + QByteArray(3'000'000, 'x') + '\n';
        big += kSmall.mid(kSmall.indexOf("== abcd1234 lines 2"));
        const Transcript read = parseTranscript(big);
        QVERIFY(read.words.sayings[0].cut);
        QVERIFY(read.words.sayings[0].output.size() <= 2'097'152);
        QByteArray many = kSmall.left(kSmall.indexOf("== abcd1234 run"));
        for (int i = 0; i < 5000; ++i)
            many += "== abcd1234 run x 0 x\n== abcd1234 lines 0 whole\n== abcd1234 end 0\n";
        QVERIFY(parseTranscript(many).words.sayings.size() <= kMostSayings);
        QVERIFY(!parseTranscript(QByteArray(20'000'000, '\n')).found);
        QVERIFY(!parseTranscript({}).found);
    }

    void laterLooksGoOnCounting()
    {
        ServerWords words = parseTranscript(kSmall).words;
        appendTranscript(words, parseTranscript(QByteArray(kSmall).replace("1732203706.5", "1732203709.0")));
        QCOMPARE(words.sayings.size(), 4);
        QCOMPARE(words.sayings[2].second, 2.52);
    }

    void readsRecordedOnes()
    {
        for (const char* name :
             {"debian-root.txt", "debian-user.txt", "busybox-root.txt", "busybox-user.txt", "alpine-root.txt",
              "rhel9-composed.txt", "openrc-root.txt", "openrc-user.txt", "openrc-crashed.txt", "openrc-stopped.txt",
              "openrc-failed.txt", "openrc-hidden.txt", "systemd-root.txt", "systemd-user.txt"}) {
            const Transcript read = parseTranscript(sample(name));
            QVERIFY2(read.found && read.words.whole, name);
            QVERIFY(read.words.sayings.size() > 15);
            for (const ServerSaying& saying : read.words.sayings)
                QVERIFY2(!saying.cut && saying.exitStatus >= 0 && !saying.command.isEmpty(), qPrintable(saying.id));
        }
    }
};

QTEST_GUILESS_MAIN(TestTranscript)
#include "test_transcript.moc"
