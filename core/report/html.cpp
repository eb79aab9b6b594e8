#include "core/report/html.h"

#include "core/base/version.h"

#include <QFile>
#include <QSet>

namespace knockback::report {

namespace {

QString esc(const QString& text)
{
    return text.toHtmlEscaped();
}

QString style()
{
    QFile file(QStringLiteral(":/knockback/report/report.css"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QString mark(Mark value)
{
    return QStringLiteral(
               "<svg class=\"mark\" viewBox=\"-6 -6 12 12\" aria-hidden=\"true\"><use href=\"#mk-%1\"/></svg>")
        .arg(markId(value));
}

class Page
{
public:
    explicit Page(const Wording& say) : m_say(say) {}
    QString take() { return std::move(m_out); }

    void raw(const QString& markup) { m_out += markup; }
    void section(const char* id, const char* title)
    {
        m_out += QStringLiteral("<section id=\"%1\"><h2>%2</h2>\n").arg(QLatin1String(id), esc(m_say(title)));
    }
    void end() { m_out += QStringLiteral("</section>\n"); }
    void paragraph(const QString& text, const char* style = "")
    {
        if (!text.isEmpty())
            m_out += *style ? QStringLiteral("<p class=\"%1\">%2</p>\n").arg(QLatin1String(style), esc(text))
                            : QStringLiteral("<p>%1</p>\n").arg(esc(text));
    }
    void list(const QStringList& items)
    {
        if (items.isEmpty())
            return;
        m_out += QStringLiteral("<ul>");
        for (const QString& item : items)
            m_out += QStringLiteral("<li>%1</li>").arg(esc(item));
        m_out += QStringLiteral("</ul>\n");
    }
    void machine(const QString& text)
    {
        if (!text.isEmpty())
            m_out += QStringLiteral("<pre>%1</pre>\n").arg(esc(text));
    }
    void evidenceLinks(const QStringList& ids)
    {
        if (ids.isEmpty())
            return;
        QStringList links;
        for (const QString& id : ids)
            links << QStringLiteral("<a href=\"#ev-%1\">%1</a>").arg(esc(id));
        m_out += QStringLiteral("<p class=\"refs\">%1 %2</p>\n")
                     .arg(esc(m_say("report.evidence.see")), links.join(QStringLiteral(", ")));
    }
    void facts(const QVector<Fact>& facts)
    {
        m_out += QStringLiteral("<dl>");
        for (const Fact& fact : facts)
            m_out += QStringLiteral("<div><dt>%1</dt><dd>%2</dd></div>").arg(esc(fact.label), esc(fact.value));
        m_out += QStringLiteral("</dl>\n");
    }
    void fixes(const QVector<FixText>& fixes)
    {
        for (const FixText& fix : fixes) {
            m_out += QStringLiteral("<div class=\"fix\"><h3><span class=\"place\">%1</span> %2</h3>\n")
                         .arg(esc(fix.place), esc(fix.title));
            machine(fix.commands.join(QLatin1Char('\n')));
            for (const QString& undo : fix.undo)
                paragraph(undo, "note");
            if (!fix.verify.isEmpty())
                paragraph(m_say("report.verify", {fix.verify}));
            m_out += QStringLiteral("</div>\n");
        }
    }
    void table(const Table& table);
    void verdict(const VerdictText& verdict, bool isMain);
    void check(const CheckText& check);

private:
    const Wording& m_say;
    QString m_out;
};

void Page::table(const Table& table)
{
    m_out += QStringLiteral("<section id=\"%1\"><h2>%2</h2>\n").arg(esc(table.id), esc(table.title));
    paragraph(table.note, "note");
    if (!table.rows.isEmpty()) {
        m_out += QStringLiteral("<div class=\"wide\"><table><thead><tr>");
        for (const Column& column : table.columns)
            m_out += QStringLiteral("<th scope=\"col\" title=\"%1\"%2>%3</th>")
                         .arg(esc(column.meaning), column.isNumber ? QStringLiteral(" class=\"num\"") : QString(),
                              esc(column.title));
        m_out += QStringLiteral("</tr></thead><tbody>\n");
        for (const auto& row : table.rows) {
            m_out += QStringLiteral("<tr>");
            for (qsizetype i = 0; i < row.size() && i < table.columns.size(); ++i) {
                const Column& column = table.columns[i];
                const QString kind = column.isNumber    ? QStringLiteral(" class=\"num\"")
                                     : column.isMachine ? QStringLiteral(" class=\"code\"")
                                                        : QString();
                m_out += QStringLiteral("<td%1>%2%3</td>")
                             .arg(kind, row[i].mark ? mark(*row[i].mark) : QString(), esc(row[i].text));
            }
            m_out += QStringLiteral("</tr>\n");
        }
        m_out += QStringLiteral("</tbody></table></div>\n");
    }
    end();
}

void Page::verdict(const VerdictText& verdict, bool isMain)
{
    const QString kind = verdict.isGood   ? QStringLiteral("good")
                         : verdict.isOpen ? QStringLiteral("open")
                                          : QStringLiteral("bad");
    m_out += QStringLiteral("<section class=\"verdict %1\"%2>\n")
                 .arg(kind, isMain ? QStringLiteral(" id=\"verdict\"") : QString());
    m_out += QStringLiteral("<h2>%1</h2>\n").arg(esc(verdict.summary));
    m_out += QStringLiteral("<p class=\"meta\">%1 · <code>%2</code></p>\n")
                 .arg(esc(verdict.meta.join(QStringLiteral(" · "))), esc(verdict.cause));
    list(verdict.because);
    evidenceLinks(verdict.evidence);
    end();
}

void Page::check(const CheckText& check)
{
    m_out += QStringLiteral("<div class=\"check s-%1\"><h3><span class=\"state\">%2 %3</span> %4</h3>\n")
                 .arg(checkStatusId(check.status), QString(statusGlyph(check.status)), esc(check.statusWord),
                      esc(check.name));
    paragraph(check.summary);
    if (!check.looked.isEmpty())
        paragraph(m_say("report.looked", {check.looked}), "note");
    list(check.means);
    if (!check.next.isEmpty()) {
        paragraph(m_say("report.next"), "lead");
        list(check.next);
    }
    machine(check.commands.join(QLatin1Char('\n')));
    evidenceLinks(check.evidence);
    m_out += QStringLiteral("</div>\n");
}

void addEvidence(Page& page, const Document& document)
{
    page.section("evidence", "report.section.evidence");
    for (const EvidenceText& e : document.evidence) {
        page.raw(
            QStringLiteral("<div class=\"evidence\" id=\"ev-%1\"><p><b>%1</b> %2</p>\n").arg(esc(e.id), esc(e.text)));
        QStringList origin{e.kind};
        for (const QString& part : {e.from, e.at})
            if (!part.isEmpty())
                origin << part;
        page.paragraph(origin.join(QStringLiteral(" · ")), "note");
        page.machine(e.raw);
        page.raw(QStringLiteral("</div>\n"));
    }
    page.end();
}

void addAlternatives(Page& page, const Document& document, const Wording& say)
{
    page.section("alternatives", "report.section.alternatives");
    for (const AlternativeText& other : document.alternatives) {
        page.raw(QStringLiteral("<div class=\"other\"><h3>%1 <code>%2</code></h3>\n")
                     .arg(esc(other.causeName), esc(other.cause)));
        page.paragraph(other.confidence, "note");
        page.paragraph(other.whyNot);
        if (!other.toTellApart.isEmpty())
            page.paragraph(say("report.tell-apart", {other.toTellApart}));
        page.raw(QStringLiteral("</div>\n"));
    }
    page.end();
}

// What each column means, once for all tables: on paper nobody can hover.
void addColumns(Page& page, const Document& document)
{
    QVector<Fact> meanings;
    QSet<QString> seen;
    for (const Table& table : document.tables)
        for (const Column& column : table.columns)
            if (!seen.contains(column.title)) {
                seen.insert(column.title);
                meanings.push_back({column.title, column.meaning});
            }
    page.section("columns", "report.columns");
    page.facts(meanings);
    page.end();
}

} // namespace

QByteArray toHtml(const Document& document, const QString& svg, const Wording& say)
{
    Page page(say);
    page.raw(QStringLiteral(
                 "<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\"/>"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                 "<meta name=\"color-scheme\" content=\"light dark\"/><meta name=\"referrer\" content=\"no-referrer\"/>"
                 "<meta name=\"generator\" content=\"Knockback "
                 "%2\"/>\n<title>%3</title>\n<style>\n%4</style></head>\n<body>\n")
                 .arg(document.language == QLatin1String("zh_CN") ? QStringLiteral("zh-CN") : QStringLiteral("en"),
                      esc(version()), esc(document.title), style()));
    page.raw(QStringLiteral("<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>%1</defs></svg>\n")
                 .arg(markDefinitions()));
    page.raw(
        QStringLiteral("<main>\n<header><p class=\"kicker\">%1</p><h1>%2</h1><p class=\"note\">%3</p>%4</header>\n")
            .arg(esc(say("report.kicker")), esc(document.target), esc(document.made),
                 document.redacted ? QStringLiteral("<p class=\"note\">%1</p>").arg(esc(say("report.redacted")))
                                   : QString()));
    page.verdict(document.verdict, true);
    for (const VerdictText& verdict : document.also) {
        page.paragraph(say("report.also"), "lead");
        page.verdict(verdict, false);
    }
    if (document.comparison)
        page.table(*document.comparison);
    if (!document.chain.upstreams.isEmpty()) {
        page.section("chain", "report.section.chain");
        page.raw(chainSvg(document.chain));
        page.end();
    }
    if (!document.verdict.fixes.isEmpty()) {
        page.section("fix", "report.section.fix");
        page.fixes(document.verdict.fixes);
        for (const VerdictText& verdict : document.also)
            page.fixes(verdict.fixes);
        page.end();
    }
    page.section("timeline", "report.section.timeline");
    page.raw(svg);
    if (svg.isEmpty())
        page.paragraph(say("report.plot.none"));
    else
        page.paragraph(say("report.plot.how"), "note");
    page.facts(document.statistics);
    page.end();
    page.section("checks", "report.section.checks");
    for (const CheckText& check : document.checks)
        page.check(check);
    page.end();
    if (!document.alternatives.isEmpty())
        addAlternatives(page, document, say);
    if (!document.evidence.isEmpty())
        addEvidence(page, document);
    for (const Table& table : document.tables)
        page.table(table);
    if (!document.notes.isEmpty()) {
        page.section("notes", "report.section.notes");
        page.facts(document.notes);
        page.end();
    }
    if (!document.limits.isEmpty()) {
        page.section("limits", "report.section.limits");
        page.paragraph(say("report.limits.intro"), "note");
        page.list(document.limits);
        page.end();
    }
    addColumns(page, document);
    page.section("about", "report.section.about");
    page.facts(document.about);
    page.end();
    page.raw(QStringLiteral("</main>\n</body></html>\n"));
    return page.take().toUtf8();
}

} // namespace knockback::report
