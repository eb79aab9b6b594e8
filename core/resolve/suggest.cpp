// Suggestions may cost few questions, so they are the mistakes people make, tried at the one label that is wrong. Which
// label that is, the "no" itself tells: its SOA record names the deepest zone that does exist, so the label left of it
// does not.
#include "core/resolve/suggest.h"

#include <QVector>
#include <algorithm>
#include <utility>

namespace knockback {

namespace {

// Typing errors in the last label, by frequency of the ending they stand for.
const QVector<std::pair<QString, QString>>& endingMistakes()
{
    static const QVector<std::pair<QString, QString>> kMistakes{
        {QStringLiteral("con"), QStringLiteral("com")},     {QStringLiteral("cmo"), QStringLiteral("com")},
        {QStringLiteral("ocm"), QStringLiteral("com")},     {QStringLiteral("comm"), QStringLiteral("com")},
        {QStringLiteral("vom"), QStringLiteral("com")},     {QStringLiteral("ogr"), QStringLiteral("org")},
        {QStringLiteral("orgg"), QStringLiteral("org")},    {QStringLiteral("nte"), QStringLiteral("net")},
        {QStringLiteral("ent"), QStringLiteral("net")},     {QStringLiteral("lcoal"), QStringLiteral("local")},
        {QStringLiteral("locla"), QStringLiteral("local")}, {QStringLiteral("internl"), QStringLiteral("internal")},
        {QStringLiteral("loca"), QStringLiteral("local")}};
    return kMistakes;
}

QString joined(const QStringList& labels, qsizetype from)
{
    return labels.mid(from).join(QLatin1Char('.'));
}

QString withoutDot(const QString& name)
{
    return name.endsWith(QLatin1Char('.')) ? name.chopped(1) : name;
}

class Candidates
{
public:
    Candidates(const QString& host, const QStringList& tried) : m_known(tried) { m_known << withoutDot(host); }

    void add(const QString& name)
    {
        if (name.isEmpty() || name.size() > 253 || name.startsWith(QLatin1Char('.')) ||
            m_found.size() >= kMostCandidates)
            return;
        if (!m_known.contains(name, Qt::CaseInsensitive) && !m_found.contains(name, Qt::CaseInsensitive))
            m_found << name;
    }
    const QStringList& found() const { return m_found; }

private:
    QStringList m_known;
    QStringList m_found;
};

// A search domain that is missing, doubled, or nearly written.
void addDomains(Candidates& out, const QString& host, const QStringList& search)
{
    const QString name = withoutDot(host);
    const QStringList labels = name.split(QLatin1Char('.'));
    for (const QString& rawDomain : search.mid(0, 3)) {
        const QString domain = withoutDot(rawDomain);
        if (domain.isEmpty())
            continue;
        if (host.endsWith(QLatin1Char('.')))
            out.add(name + QLatin1Char('.') + domain); // the dot kept the search list away
        if (name.endsWith(QLatin1Char('.') + domain + QLatin1Char('.') + domain, Qt::CaseInsensitive))
            out.add(name.chopped(domain.size() + 1));
        const qsizetype count = domain.count(QLatin1Char('.')) + 1;
        if (labels.size() > count && isOneEditAway(joined(labels, labels.size() - count), domain))
            out.add(labels.mid(0, labels.size() - count).join(QLatin1Char('.')) + QLatin1Char('.') + domain);
    }
}

// The root says no: the last label is no top-level domain. Misspelt, or one label too many.
void addEndings(Candidates& out, const QStringList& labels)
{
    if (labels.size() < 2)
        return;
    const QString head = labels.mid(0, labels.size() - 1).join(QLatin1Char('.'));
    for (const auto& [mistake, meant] : endingMistakes())
        if (labels.back().compare(mistake, Qt::CaseInsensitive) == 0)
            out.add(head + QLatin1Char('.') + meant);
    if (labels.size() > 2)
        out.add(head);
}

// What the wrong label may have been.
QStringList labelEdits(const QString& label)
{
    QStringList out;
    for (qsizetype i = 0; i + 1 < label.size(); ++i) // a letter typed twice
        if (label[i] == label[i + 1])
            out << label.left(i) + label.mid(i + 1);
    if (label.size() > 1 && label.back().isDigit()) // db1: perhaps db, or db01
        out << label.chopped(1);
    for (const auto& [one, other] :
         {std::pair{u'0', u'o'}, std::pair{u'1', u'l'}, std::pair{u'o', u'0'}, std::pair{u'l', u'1'}})
        if (const qsizetype at = label.indexOf(QChar(one)); at >= 0)
            out << label.left(at) + QChar(other) + label.mid(at + 1);
    for (qsizetype i = 0; i + 1 < label.size(); ++i) // two letters swapped
        if (label[i] != label[i + 1])
            out << label.left(i) + label[i + 1] + label[i] + label.mid(i + 2);
    if (!label.back().isDigit())
        out << label + QLatin1Char('1');
    for (qsizetype i = 0; label.size() > 2 && i < label.size(); ++i) // a letter too many
        out << label.left(i) + label.mid(i + 1);
    return out;
}

} // namespace

bool isOneEditAway(const QString& first, const QString& second)
{
    const QString a = first.toLower();
    const QString b = second.toLower();
    const qsizetype difference = a.size() - b.size();
    if (difference < -1 || difference > 1 || a == b)
        return false;
    qsizetype at = 0;
    while (at < a.size() && at < b.size() && a[at] == b[at])
        ++at;
    if (difference == 1)
        return QStringView(a).mid(at + 1) == QStringView(b).mid(at);
    if (difference == -1)
        return QStringView(a).mid(at) == QStringView(b).mid(at + 1);
    if (QStringView(a).mid(at + 1) == QStringView(b).mid(at + 1))
        return true;
    return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
           QStringView(a).mid(at + 2) == QStringView(b).mid(at + 2);
}

QString nearestKnown(const QString& host, const QStringList& known)
{
    const QString name = withoutDot(host);
    if (name.size() < 3) // of two letters, any other two are one edit away
        return {};
    for (const QString& one : known)
        if (isOneEditAway(name, one))
            return one;
    return {};
}

QStringList suggestionCandidates(const QString& host, const QStringList& tried, const QStringList& search,
                                 const QString& zone)
{
    Candidates out(host, tried);
    addDomains(out, host, search);
    const QString base = tried.value(0, withoutDot(host));
    const QStringList labels = base.split(QLatin1Char('.'));
    const bool isRoot = zone == QLatin1String(".");
    if (isRoot)
        addEndings(out, labels);
    // Left of the zone that exists; the leftmost label where the zone does not belong to the name.
    qsizetype wrong = 0;
    if (!isRoot && !zone.isEmpty() && base.endsWith(QLatin1Char('.') + zone, Qt::CaseInsensitive))
        wrong = labels.size() - zone.count(QLatin1Char('.')) - 2;
    else if (isRoot)
        wrong = labels.size() - 1;
    wrong = std::clamp<qsizetype>(wrong, 0, labels.size() - 1);
    if (labels[wrong].isEmpty())
        return out.found();
    if (wrong == 0 && (labels[0] == QLatin1String("ww") || labels[0] == QLatin1String("wwww")))
        out.add(QStringLiteral("www.") + joined(labels, 1));
    if (wrong == 0 && labels.size() > 2 && labels[0] == QLatin1String("www"))
        out.add(joined(labels, 1));
    for (const QString& edit : labelEdits(labels[wrong])) {
        QStringList changed = labels;
        changed[wrong] = edit;
        out.add(changed.join(QLatin1Char('.')));
    }
    return out.found();
}

} // namespace knockback
