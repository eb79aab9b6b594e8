#include "help.h"

#include "layout.h"

namespace knockback::cli {

namespace {

constexpr int kWidth = 80;
constexpr int kColumn = 28; // where descriptions start

QString q(const std::string& text)
{
    return QString::fromStdString(text);
}

// "-o,--output" becomes "-o, --output"; what has no short form is set in under the long ones.
QString optionNames(const CLI::Option& option)
{
    const QString names = q(option.get_name(false, true)).replace(QLatin1Char(','), QLatin1String(", "));
    const QString type = q(option.get_type_name());
    const bool isFlag = option.get_expected_max() == 0;
    return isFlag || type.isEmpty() ? names : names + QLatin1Char(' ') + type;
}

QString entry(const QString& left, const QString& description)
{
    const QString lead = QStringLiteral("  ") + left;
    QStringList lines;
    if (columns(lead) > kColumn - 2) {
        lines << lead;
        lines += paragraph(QString(kColumn, QLatin1Char(' ')), description, kWidth);
    } else {
        lines = paragraph(padded(lead, kColumn), description, kWidth);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace

std::string HelpPage::make_help(const CLI::App* app, std::string /*name*/, CLI::AppFormatMode /*mode*/) const
{
    const auto word = [this](const char* id) { return m_words(QStringLiteral("cli.label.") + QLatin1String(id)); };
    const auto positionals = app->get_options([](const CLI::Option* o) { return o->get_positional(); });
    const auto options = app->get_options([](const CLI::Option* o) { return o->nonpositional(); });
    const auto commands = app->get_subcommands([](const CLI::App*) { return true; });
    const bool isTop = app->get_parent() == nullptr;

    QString usage = QStringLiteral("%1: knockback-cli").arg(word("usage"));
    if (!isTop)
        usage += QLatin1Char(' ') + q(app->get_name());
    for (const CLI::Option* option : positionals) {
        const QString type = q(option->get_type_name());
        usage += option->get_required() ? QLatin1Char(' ') + type : QStringLiteral(" [%1]").arg(type);
    }
    usage += QStringLiteral(" [%1]").arg(word("options"));
    if (!commands.empty())
        usage += QLatin1Char(' ') + word("command");

    QString out = wrapped(q(app->get_description()), kWidth).join(QLatin1Char('\n')) + QStringLiteral("\n\n") + usage +
                  QLatin1Char('\n');
    const auto section = [&](const char* title) { out += QLatin1Char('\n') + word(title) + QStringLiteral(":\n"); };
    if (!commands.empty()) {
        section("commands");
        for (const CLI::App* command : commands)
            out += entry(q(command->get_name()), q(command->get_description()));
    }
    if (!positionals.empty()) {
        section("arguments");
        for (const CLI::Option* option : positionals)
            out += entry(q(option->get_type_name()), q(option->get_description()));
    }
    section("options");
    for (const CLI::Option* option : options)
        out += entry(optionNames(*option), q(option->get_description()));
    if (!isTop) // given before or after the command, and the same for all
        for (const CLI::Option* option :
             app->get_parent()->get_options([](const CLI::Option* o) { return o->check_lname("lang"); }))
            out += entry(optionNames(*option), q(option->get_description()));
    out += QLatin1Char('\n');
    for (const QString& line : m_words(QStringLiteral("cli.help.footer")).split(QLatin1Char('\n')))
        out += wrapped(line, kWidth).join(QLatin1Char('\n')) + QLatin1Char('\n');
    return out.toStdString();
}

} // namespace knockback::cli
