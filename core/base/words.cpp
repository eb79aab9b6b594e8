#include "core/base/words.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace knockback {

namespace {

void readFolder(const QString& language, QHash<QString, QString>& into)
{
    const QDir folder(QStringLiteral(":/knockback/words/") + language);
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
        for (auto it = object.begin(); it != object.end(); ++it)
            into.insert(it.key(), it.value().toString());
    }
}

} // namespace

QStringList Words::languages()
{
    return {QStringLiteral("en"), QStringLiteral("zh_CN")};
}

QString Words::languageFor(const QString& localeName)
{
    return localeName.startsWith(QLatin1String("zh"), Qt::CaseInsensitive) ? QStringLiteral("zh_CN")
                                                                           : QStringLiteral("en");
}

Result<Words> Words::load(const QString& language)
{
    if (!languages().contains(language))
        return Error{ErrorKind::badInput, QStringLiteral("language"), language, 0,
                     QStringLiteral("There is no language \"%1\" here. Use one of: %2.")
                         .arg(language.left(32), languages().join(QStringLiteral(", ")))};
    Words words;
    words.m_language = language;
    readFolder(QStringLiteral("en"), words.m_templates);
    if (language == QLatin1String("en"))
        return words;
    QHash<QString, QString> own;
    readFolder(language, own);
    for (auto it = own.begin(); it != own.end(); ++it) {
        // A language without a singular (Chinese) says "ID" for one too; English's "ID.one" must not take its place.
        const QString one = it.key() + QStringLiteral(".one");
        if (!own.contains(one))
            words.m_templates.remove(one);
    }
    words.m_templates.insert(own);
    return words;
}

QString Words::render(const Phrase& phrase) const
{
    if (phrase.isEmpty())
        return {};
    auto found = m_templates.constEnd();
    if (phrase.count == 1)
        found = m_templates.constFind(phrase.id + QStringLiteral(".one"));
    if (found == m_templates.constEnd())
        found = m_templates.constFind(phrase.id);
    if (found == m_templates.constEnd())
        return QStringLiteral("[%1: %2]").arg(phrase.id, phrase.args.join(QStringLiteral(", ")));

    // One pass over the template: an argument that itself holds "%1" (a host name can) is never filled again.
    QString out;
    const QString& text = *found;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == QLatin1Char('%') && i + 1 < text.size()) {
            const QChar next = text[i + 1];
            if (next == QLatin1Char('n') && phrase.count >= 0) {
                out += QString::number(phrase.count);
                ++i;
                continue;
            }
            const int index = next.digitValue();
            if (index >= 1 && index <= 9) {
                out += phrase.args.value(index - 1);
                ++i;
                continue;
            }
        }
        out += text[i];
    }
    return out;
}

} // namespace knockback
