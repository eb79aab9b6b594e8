#include "core/diagnose/undo.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <vector>

namespace knockback {

namespace {

// A command that changes something, and what takes it back. In `argument`, \1 and so on are what the pattern held.
struct Change
{
    const char* pattern;
    const char* phrase; // "" = another command beside it is undone together with it
    const char* argument;
};
constexpr std::array kChanges{
    Change{R"(\bsystemctl restart (\S+))", "undo.restart", "\\1"},
    Change{R"(\brc-service (\S+) restart)", "undo.restart", "\\1"},
    Change{R"(\bsystemctl reload (\S+))", "undo.reload", "\\1"},
    Change{R"(\bsystemctl enable --now (\S+))", "undo.command", "sudo systemctl disable --now \\1"},
    Change{R"(\bsystemctl start (\S+))", "undo.command", "sudo systemctl stop \\1"},
    Change{R"(\bsystemctl unmask (\S+))", "undo.command", "sudo systemctl mask \\1"},
    Change{R"(\bsystemctl edit (\S+))", "undo.command", "sudo systemctl revert \\1"},
    Change{R"(\bsystemctl reset-failed (\S+))", "undo.nothing", ""},
    Change{R"(\brc-service (\S+) start\b)", "undo.command", "sudo rc-service \\1 stop"},
    Change{R"(\brc-update add (\S+) (\S+))", "undo.command", "sudo rc-update del \\1 \\2"},
    Change{R"(\bufw allow (.+))", "undo.command", "sudo ufw delete allow \\1"},
    Change{R"(\bufw delete (.+))", "undo.rule", "sudo ufw \\1"},
    Change{R"(\bfirewall-cmd (.*)--add-port=(\S+))", "undo.command", "sudo firewall-cmd \\1--remove-port=\\2"},
    Change{R"(\bfirewall-cmd (.*)--remove-rich-rule=(.+))", "undo.rule", "sudo firewall-cmd \\1--add-rich-rule=\\2"},
    Change{R"(\bfirewall-cmd --reload)", "", ""},
    Change{R"(\bnft delete rule (\S+ \S+ \S+) handle \d+)", "undo.nft", "\\1"},
    Change{R"(\bnft (?:add|insert) rule (\S+ \S+ \S+) )", "undo.nft-add", "\\1"},
    Change{R"(\bnft delete element (.+))", "undo.command", "sudo nft add element \\1"},
    Change{R"(\b(ip6?tables(?: -t \S+)?) -D (.+))", "undo.rule", "sudo \\1 -I \\2"},
    Change{R"(\bipset del (.+))", "undo.command", "sudo ipset add \\1"},
    Change{R"(\bfail2ban-client set (\S+) unbanip (\S+))", "undo.command", "sudo fail2ban-client set \\1 banip \\2"},
    Change{R"(\bfail2ban-client unban (\S+))", "undo.command", "sudo fail2ban-client set JAIL banip \\1"},
    Change{R"(\bsysctl -w ([A-Za-z0-9_.-]+)=)", "undo.sysctl", "\\1"},
    Change{R"(\| sudo tee (/\S+))", "undo.command", "sudo rm \\1"},
    Change{R"(\bmkdir -p /etc/systemd/system/)", "", ""}, // the file in it is removed; an empty folder says nothing
    Change{R"(\bsystemctl daemon-reload\b)", "", ""},
    Change{R"(\bulimit -n \d+)", "undo.shell", ""},
    Change{R"(\bsudo cp (.+) \1\.before && )", "undo.command", "sudo mv \\1.before \\1"},
    Change{R"(\bsudo cp (\S+) (/\S+/)$)", "undo.command", "sudo rm \\2\\1 && sudo update-ca-certificates"},
    Change{R"(\bupdate-ca-certificates\b)", "", ""},
    Change{R"(\b(?:flush-caches|flush-hosts)\b)", "undo.nothing", ""},
    Change{R"(\bkill -CONT (\d+))", "undo.command", "sudo kill -STOP \\1"},
    Change{R"(\bip (-6 )?route add (.+))", "undo.command", "sudo ip \\1route del \\2"},
    Change{R"(\bip link set dev (\S+) up)", "undo.command", "sudo ip link set dev \\1 down"},
    Change{R"(^ssh -L )", "undo.tunnel", ""},
};

struct Known
{
    QRegularExpression pattern;
    QString phrase, argument;
};
const std::vector<Known>& known()
{
    static const std::vector<Known> all = [] {
        std::vector<Known> out;
        out.reserve(kChanges.size());
        for (const Change& change : kChanges)
            out.push_back({QRegularExpression(QLatin1String(change.pattern)), QLatin1String(change.phrase),
                           QLatin1String(change.argument)});
        return out;
    }();
    return all;
}

QString filled(QString argument, const QRegularExpressionMatch& match)
{
    for (int i = 1; i <= 2; ++i)
        argument.replace(QStringLiteral("\\%1").arg(i), match.captured(i));
    return argument;
}

bool appliesConfiguration(const QString& command)
{
    return command.contains(QLatin1String(" restart")) || command.contains(QLatin1String(" reload"));
}

} // namespace

QVector<Phrase> undoOf(const QStringList& commands)
{
    QVector<Phrase> out;
    const auto put = [&out](const Phrase& phrase) {
        if (!out.contains(phrase))
            out.append(phrase);
    };
    // A line to put into a file, and then what makes it count.
    const bool configures = std::any_of(commands.begin(), commands.end(), appliesConfiguration);
    for (const QString& command : commands) {
        if (command.contains(QLatin1String("undo:")))
            continue;
        const bool comment = command.startsWith(QLatin1Char('#'));
        static const QRegularExpression remark(QStringLiteral("\\s+# .*$"));
        const QString line = comment ? command : QString(command).remove(remark);
        for (const Known& change : known())
            if (const auto match = change.pattern.match(line); match.hasMatch() && !change.phrase.isEmpty()) {
                const QString argument = filled(change.argument, match);
                put({change.phrase, argument.isEmpty() ? QStringList() : QStringList{argument}, -1});
            }
        if (comment && configures)
            put({QStringLiteral("undo.configuration"), {}, -1});
    }
    return out;
}

} // namespace knockback
