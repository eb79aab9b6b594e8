// Every fix that changes something says how it is taken back: each command of each scene's fixes only looks, says
// "undo:" itself, or has its undoing beside it.
#include "core/diagnose/undo.h"
#include "scene.h"

#include "core/base/words.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace knockback;
using namespace knockback::test;

namespace {

// Commands that read and change nothing. A command that is neither here nor undone fails the test: whoever adds one
// says which it is.
bool onlyLooks(const QString& command)
{
    static const QRegularExpression reads(QStringLiteral(
        "^(sudo )?(ss|dig|cat|ls|journalctl|getent|grep|env|mtr|tracepath|tail|knockback-cli|nstat|ps|curl|timedatectl|"
        "resolvectl status|systemctl (status|show)|rc-service \\S+ status|ip (-br |-s |-6 "
        ")*(link|address|route|neigh|rule)"
        "( (get|show).*)?( .*)?|sysctl (?!-w)\\S+|ping|ulimit -n$|sed -n|nft (-a )?list|iptables-save|ip6?tables "
        "-L|nginx -[tT]|"
        "tcpdump|arping|conntrack -L|ipvsadm -Ln|fail2ban-client (status|get)|ausearch|tc -s|openssl s_client|"
        "kubectl get|sshd -T|redis-cli config get|mysql -e \"SHOW|-u postgres psql -c 'SHOW|sh -c 'for p in|"
        "cat /proc)\\b"));
    if (command.startsWith(QLatin1Char('#')) || command.startsWith(QLatin1String("echo | openssl s_client")) ||
        command.startsWith(QLatin1String("echo 'show servers state'")) ||
        command.startsWith(QLatin1String("pid=$(systemctl show")))
        return true;
    if (command.contains(QLatin1String("| sudo tee")) || command.contains(QLatin1String("&& sudo ")))
        return false;
    return reads.match(command).hasMatch();
}

QVector<Fix> fixesOf(const Diagnosis& d)
{
    QVector<Fix> out = d.verdict.fixes;
    for (const Verdict& also : d.also)
        out += also.fixes;
    return out;
}

} // namespace

class TestUndo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyChangeIsUndone()
    {
        const Words en = Words::load(QStringLiteral("en")).value();
        const Words zh = Words::load(QStringLiteral("zh_CN")).value();
        QSet<QString> wrong, told;
        int changes = 0;
        for (const Scene& scene : readScenes(QStringLiteral(KNOCKBACK_SOURCE_DIR "/tests/unit/diagnose/scenes")))
            for (const Fix& fix : fixesOf(diagnose(scene.seen))) {
                for (const QString& command : fix.commands) {
                    if (onlyLooks(command))
                        continue;
                    ++changes;
                    const QVector<Phrase> own = undoOf({command});
                    const bool isTold = command.contains(QLatin1String("undo:")) ||
                                        command.contains(QLatin1String("firewall-cmd --reload")) ||
                                        command.startsWith(QLatin1String("sudo update-ca-certificates")) ||
                                        command.startsWith(QLatin1String("sudo mkdir -p /etc/systemd/system/")) ||
                                        command == QLatin1String("sudo systemctl daemon-reload") ||
                                        (!own.isEmpty() && std::all_of(own.begin(), own.end(), [&fix](const Phrase& p) {
                                            return fix.undo.contains(p);
                                        }));
                    if (!isTold)
                        wrong.insert(QStringLiteral("%1: %2").arg(scene.name, command));
                }
                for (const Phrase& undo : fix.undo) {
                    told.insert(undo.id);
                    QVERIFY2(en.has(undo.id) && zh.has(undo.id), qPrintable(undo.id));
                    QVERIFY2(!en.render(undo).contains(QLatin1Char('\\')), qPrintable(en.render(undo)));
                }
            }
        for (const QString& one : wrong)
            qWarning().noquote() << one;
        QVERIFY2(wrong.isEmpty(), "not undone: see above");
        QVERIFY(changes > 100 && told.size() >= 6);
    }

    void commands_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QString>("undo");
        const auto row = [](const char* command, const char* undo) {
            QTest::newRow(command) << QString::fromLatin1(command) << QString::fromLatin1(undo);
        };
        row("ss -ltnp 'sport = :80'", "");
        row("systemctl status nginx", "");
        row("sudo systemctl start nginx  # undo: sudo systemctl stop nginx", "");
        row("sudo systemctl enable --now nginx", "To undo: sudo systemctl disable --now nginx");
        row("sudo systemctl restart nginx", "A restart of nginx cannot be taken back. It ends the connections that are "
                                            "open now.");
        row("sudo ufw allow 5432/tcp", "To undo: sudo ufw delete allow 5432/tcp");
        row("sudo ufw allow out 5432/tcp", "To undo: sudo ufw delete allow out 5432/tcp");
        row("sudo firewall-cmd --add-port=5432/tcp  # add --permanent to keep it",
            "To undo: sudo firewall-cmd --remove-port=5432/tcp");
        row("sudo nft delete rule inet filter input handle 7",
            "Copy the rule before you delete it (sudo nft -a list chain inet filter input). To undo, add it again at "
            "its old place.");
        row("sudo nft delete element inet fw banned '{ 198.51.100.7 }'",
            "To undo: sudo nft add element inet fw banned '{ 198.51.100.7 }'");
        row("sudo iptables -t raw -D PREROUTING -p tcp -j DROP",
            "To undo, add the rule again at its old place: sudo iptables -t raw -I PREROUTING -p tcp -j DROP");
        row("sudo ipset del banned 198.51.100.7", "To undo: sudo ipset add banned 198.51.100.7");
        row("sudo fail2ban-client set sshd unbanip 198.51.100.7",
            "To undo: sudo fail2ban-client set sshd banip 198.51.100.7");
        row("sudo cp /etc/hosts /etc/hosts.before && sudo sed -i '3s/^/# /' /etc/hosts",
            "To undo: sudo mv /etc/hosts.before /etc/hosts");
        row("echo 'net.core.somaxconn = 512' | sudo tee /etc/sysctl.d/90-backlog.conf",
            "To undo: sudo rm /etc/sysctl.d/90-backlog.conf");
        row("sudo cp ISSUER.crt /usr/local/share/ca-certificates/",
            "To undo: sudo rm /usr/local/share/ca-certificates/ISSUER.crt && sudo update-ca-certificates");
    }
    void commands()
    {
        QFETCH(QString, command);
        QFETCH(QString, undo);
        const Words en = Words::load(QStringLiteral("en")).value();
        QStringList said;
        for (const Phrase& phrase : undoOf({command}))
            said << en.render(phrase);
        QCOMPARE(said.join(QLatin1Char('|')), undo);
    }

    void aLineOfConfigurationIsUndoneToo()
    {
        const QVector<Phrase> undo = undoOf({QStringLiteral("# nginx: /etc/nginx/nginx.conf:3: listen 80;"),
                                             QStringLiteral("sudo systemctl reload nginx")});
        QCOMPARE(undo.size(), 2);
        QCOMPARE(undo.first().id, QStringLiteral("undo.configuration"));
    }
};

QTEST_GUILESS_MAIN(TestUndo)
#include "test_undo.moc"
