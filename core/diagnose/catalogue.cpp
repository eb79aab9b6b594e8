#include "core/diagnose/catalogue.h"

#include "core/diagnose/registry.h"

#include <QFile>
#include <QStringList>
#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr qsizetype kSections = 6;

Error damaged(const QString& id, const QString& language, const QString& detail)
{
    return {ErrorKind::damagedFile, QStringLiteral("read cause text"), QStringLiteral("%1/%2").arg(language, id), 0,
            detail};
}

// One fixed form: "# Title", then six "## " sections in their order. Headings are in the page's language, so the order
// decides. Lines between ``` fences are commands, never headings.
Result<CauseText> parse(const QString& id, const QString& language, const QString& markdown)
{
    CauseText out;
    out.id = id;
    out.markdown = markdown;
    QStringList sections;
    bool fenced = false;
    for (const QString& line : markdown.split(QLatin1Char('\n'))) {
        if (line.startsWith(QLatin1String("```")))
            fenced = !fenced;
        if (!fenced && line.startsWith(QLatin1String("# ")) && out.title.isEmpty())
            out.title = line.mid(2).trimmed();
        else if (!fenced && line.startsWith(QLatin1String("## ")))
            sections << QString();
        else if (!sections.isEmpty())
            sections.back() += line + QLatin1Char('\n');
    }
    if (out.title.isEmpty() || sections.size() != kSections || fenced)
        return damaged(
            id, language,
            QStringLiteral(
                "The page of this cause is not in its fixed form: a title and six sections. Reinstall the program."));
    const std::array<QString*, kSections> to{&out.whatIsTrue, &out.howKnown, &out.whatItIsNot,
                                             &out.fix,        &out.prevent,  &out.reading};
    for (std::size_t i = 0; i < to.size(); ++i)
        *to[i] = sections[static_cast<qsizetype>(i)].trimmed();
    return out;
}

} // namespace

Result<CauseText> causeText(const QString& id, const QString& language)
{
    // Only known ids become a path: an id may come from a command line or a file.
    const auto registry = causeRegistry();
    const bool known =
        std::any_of(registry.begin(), registry.end(), [&](const CauseEntry& e) { return id == QLatin1String(e.id); });
    if (!known)
        return Error{
            ErrorKind::notFound, QStringLiteral("find cause"), id, 0,
            QStringLiteral("There is no cause \"%1\". \"knockback-cli explain\" lists them.").arg(id.left(40))};
    const QString folder = language == QLatin1String("zh_CN") ? language : QStringLiteral("en");
    for (const QString& tried : {folder, QStringLiteral("en")}) {
        QFile file(QStringLiteral(":/knockback/causes/%1/%2.md").arg(tried, id));
        if (file.open(QIODevice::ReadOnly))
            return parse(id, tried, QString::fromUtf8(file.readAll()));
    }
    return Error{ErrorKind::notFound, QStringLiteral("open"), id, 0,
                 QStringLiteral("The page of the cause \"%1\" is missing. Reinstall the program.").arg(id)};
}

} // namespace knockback
