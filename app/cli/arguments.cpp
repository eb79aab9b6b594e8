#include "arguments.h"

#include "core/base/text.h"
#include "help.h"

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace knockback::cli {

namespace {

QString q(const std::string& text)
{
    return QString::fromStdString(text);
}

QStringList q(const std::vector<std::string>& texts)
{
    QStringList out;
    for (const std::string& text : texts)
        out << q(text);
    return out;
}

// CLI11 fills standard strings; they are turned into Arguments once it is done.
struct Raw
{
    std::vector<std::string> words, dns, ssh, reports, line;
    std::string targets, interval, timeout, duration, count, burst, source, interface, server, save, hello, lang,
        verify;
    std::string file, format, output, target, word, port;
    bool v4 = false, v6 = false, json = false, redact = false, yes = false, verbose = false, list = false;
    bool noControlAddress = false, sudo = false, script = false;
};

class Grammar
{
public:
    explicit Grammar(const Words& words) : m_words(words), m_app(help("about").toStdString(), "knockback-cli")
    {
        m_app.formatter(std::make_shared<HelpPage>(words));
        m_app.set_help_flag("-h,--help", help("help").toStdString());
        m_app.add_flag("--version", m_version, help("version").toStdString());
        m_app.add_option("--lang", m_raw.lang, help("lang").toStdString())->type_name("en|zh_CN");
        m_app.fallthrough();
        m_app.require_subcommand(0, 1);
        addDiagnose();
        addWatch();
        addReport();
        addPractice();
        addExplain();
        addDecode();
        addCollect();
    }

    CLI::App& app() { return m_app; }
    bool wantsVersion() const { return m_version; }

    Arguments arguments() const
    {
        Arguments out;
        out.command = m_watch->parsed()      ? Command::watch
                      : m_report->parsed()   ? Command::report
                      : m_practice->parsed() ? Command::practice
                      : m_explain->parsed()  ? Command::explain
                      : m_decode->parsed()   ? Command::decode
                      : m_collect->parsed()  ? Command::collect
                                             : Command::diagnose;
        out.probe = {q(m_raw.words),     q(m_raw.targets),
                     q(m_raw.interval),  q(m_raw.timeout),
                     q(m_raw.duration),  q(m_raw.count),
                     q(m_raw.burst),     q(m_raw.source),
                     q(m_raw.interface), q(m_raw.server),
                     q(m_raw.save),      q(m_raw.hello),
                     q(m_raw.dns),       q(m_raw.ssh),
                     q(m_raw.reports),   m_raw.v4,
                     m_raw.v6,           m_raw.json,
                     m_raw.redact,       m_raw.yes,
                     m_raw.verbose,      m_raw.noControlAddress,
                     m_raw.sudo,         q(m_raw.verify)};
        out.file = q(m_raw.file);
        out.format = q(m_raw.format);
        out.output = q(m_raw.output);
        out.target = q(m_raw.target);
        out.word = q(m_raw.word);
        out.line = q(m_raw.line);
        out.port = q(m_raw.port);
        out.list = m_raw.list;
        out.script = m_raw.script;
        return out;
    }

private:
    QString help(const char* id) const { return m_words(QStringLiteral("cli.help.") + QLatin1String(id)); }
    CLI::App* command(const char* name)
    {
        CLI::App* sub = m_app.add_subcommand(name, help(name).toStdString());
        return sub;
    }
    void option(CLI::App* to, const char* names, std::string& value, const char* id, const char* type)
    {
        to->add_option(names, value, help(id).toStdString())->type_name(type);
    }
    void option(CLI::App* to, const char* names, std::vector<std::string>& values, const char* id, const char* type)
    {
        to->add_option(names, values, help(id).toStdString())->type_name(type)->allow_extra_args(false)->take_all();
    }
    void flag(CLI::App* to, const char* names, bool& value, const char* id)
    {
        to->add_flag(names, value, help(id).toStdString());
    }

    void addProbe(CLI::App* to)
    {
        flag(to, "--json", m_raw.json, "json");
        option(to, "--server", m_raw.server, "server", "WHERE");
        option(to, "--ssh-option", m_raw.ssh, "ssh-option", "OPT");
        flag(to, "--sudo", m_raw.sudo, "sudo");
        option(to, "--duration", m_raw.duration, "duration", "D");
        option(to, "--count", m_raw.count, "count", "N");
        option(to, "--interval", m_raw.interval, "interval", "D");
        option(to, "--timeout", m_raw.timeout, "timeout", "D");
        option(to, "--burst", m_raw.burst, "burst", "N");
        flag(to, "--yes", m_raw.yes, "yes");
        option(to, "--hello", m_raw.hello, "hello", "auto|none|PROTOCOL");
        flag(to, "--no-control-address", m_raw.noControlAddress, "no-control-address");
        flag(to, "-4", m_raw.v4, "v4");
        flag(to, "-6", m_raw.v6, "v6");
        option(to, "--source", m_raw.source, "source", "ADDR");
        option(to, "--interface", m_raw.interface, "interface", "IF");
        option(to, "--dns", m_raw.dns, "dns", "SERVER[:PORT]");
        option(to, "--save", m_raw.save, "save", "FILE.knock");
        option(to, "--report", m_raw.reports, "report-to", "FILE.{html,md,json,csv}");
        flag(to, "--redact", m_raw.redact, "redact");
    }
    void addDiagnose()
    {
        CLI::App* sub = command("diagnose");
        sub->add_option("target", m_raw.words, help("host-port").toStdString())
            ->type_name("HOST PORT")
            ->required()
            ->expected(1, 2);
        addProbe(sub);
        option(sub, "--verify", m_raw.verify, "verify", "FILE.knock");
        flag(sub, "-v,--verbose", m_raw.verbose, "verbose");
    }
    void addWatch()
    {
        m_watch = command("watch");
        m_watch->add_option("targets", m_raw.words, help("host-ports").toStdString())->type_name("HOST PORT ...");
        option(m_watch, "--targets", m_raw.targets, "targets", "FILE");
        addProbe(m_watch);
    }
    void addReport()
    {
        m_report = command("report");
        m_report->add_option("file", m_raw.file, help("file").toStdString())->type_name("FILE.knock")->required();
        option(m_report, "-f,--format", m_raw.format, "format", "html|md|json|csv");
        option(m_report, "-o,--output", m_raw.output, "output", "OUT");
        option(m_report, "--target", m_raw.target, "target-number", "N");
        flag(m_report, "--redact", m_raw.redact, "redact");
    }
    void addPractice()
    {
        m_practice = command("practice");
        m_practice->add_option("fault", m_raw.word, help("fault").toStdString())->type_name("FAULT");
        flag(m_practice, "--list", m_raw.list, "list");
        option(m_practice, "--port", m_raw.port, "port", "N");
        option(m_practice, "--duration", m_raw.duration, "practice-duration", "D");
    }
    void addExplain()
    {
        m_explain = command("explain");
        m_explain->add_option("what", m_raw.word, help("what").toStdString())->type_name("CAUSE|ERRNO|OUTCOME");
    }
    void addDecode()
    {
        m_decode = command("decode");
        m_decode->add_option("line", m_raw.line, help("line").toStdString())->type_name("LINE");
        flag(m_decode, "--json", m_raw.json, "decode-json");
    }

    void addCollect()
    {
        m_collect = command("collect");
        option(m_collect, "--port", m_raw.port, "collect-port", "N");
        flag(m_collect, "--sudo", m_raw.sudo, "sudo");
        option(m_collect, "-o,--output", m_raw.output, "output", "OUT");
        flag(m_collect, "--script", m_raw.script, "script");
    }

    const Words& m_words;
    Raw m_raw;
    bool m_version = false;
    CLI::App m_app;
    CLI::App* m_watch = nullptr;
    CLI::App* m_report = nullptr;
    CLI::App* m_practice = nullptr;
    CLI::App* m_explain = nullptr;
    CLI::App* m_decode = nullptr;
    CLI::App* m_collect = nullptr;
};

Parsed stop(int status, const QString& text)
{
    Parsed out;
    out.stop = Stop{status, text};
    return out;
}

QString complaint(const Words& words, const char* id, const QString& detail)
{
    return words(QString::fromLatin1(id), {detail}) + QLatin1Char('\n') + words(QStringLiteral("cli.bad.see-help"));
}

// "knockback-cli diagnose HOST PORT": what the command that was named needs.
QString usageOf(Grammar& grammar)
{
    QString out = QStringLiteral("knockback-cli");
    for (const CLI::App* command : grammar.app().get_subcommands()) {
        out += QLatin1Char(' ') + q(command->get_name());
        for (const CLI::Option* option : command->get_options([](const CLI::Option* o) { return o->get_positional(); }))
            out += QLatin1Char(' ') + q(option->get_type_name());
    }
    return out;
}

} // namespace

QString languageOption(int argc, const char* const* argv)
{
    for (int i = 1; i < argc; ++i) {
        const QString word = QString::fromUtf8(argv[i]);
        if (word == QLatin1String("--"))
            break;
        if (word == QLatin1String("--lang") && i + 1 < argc)
            return QString::fromUtf8(argv[i + 1]);
        if (word.startsWith(QLatin1String("--lang=")))
            return word.mid(7);
    }
    return {};
}

Parsed parseArguments(int argc, const char* const* argv, const Words& words)
{
    Grammar grammar(words);
    try {
        grammar.app().parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        const auto subs = grammar.app().get_subcommands();
        return stop(0, q(subs.empty() ? grammar.app().help() : subs.front()->help()));
    } catch (const CLI::ExtrasError&) {
        QStringList extras;
        for (const std::string& extra : grammar.app().remaining(true))
            extras << printable(q(extra), 60);
        return stop(2, complaint(words, "cli.bad.extras", extras.join(QLatin1Char(' '))));
    } catch (const CLI::RequiredError&) {
        return stop(2, complaint(words, "cli.bad.required", usageOf(grammar)));
    } catch (const CLI::ParseError& error) {
        // CLI11's own sentence, English as it is, says which option lacks its value or has one too many.
        return stop(2, complaint(words, "cli.bad.arguments", printable(q(error.what()), 300)));
    }
    if (grammar.wantsVersion())
        return stop(0, {});
    if (grammar.app().get_subcommands().empty())
        return stop(2, q(grammar.app().help()));
    Parsed out;
    out.arguments = grammar.arguments();
    return out;
}

} // namespace knockback::cli
