// Thread: any; a Words is immutable once loaded.
//
// Core says what it means with a Phrase (an id and its arguments); words are made at the edge, in the reader's
// language. So diagnose stays free of language, and a session saved in one language reads in another.
#pragma once

#include "core/base/result.h"

#include <QHash>
#include <QString>
#include <QStringList>

namespace knockback {

// A sentence not yet in any language. `id` names a template in resources/words/LANG/*.json; `args` fill %1, %2, …;
// `count` chooses between the ids "ID.one" and "ID" where both exist (count == 1 takes ".one") and fills %n.
struct Phrase
{
    QString id;
    QStringList args;
    int count = -1;
    bool isEmpty() const { return id.isEmpty(); }
    bool operator==(const Phrase&) const = default;
};

class Words
{
public:
    // language: "en" or "zh_CN". English fills what the other lacks. Fails only for a language that does not exist.
    static Result<Words> load(const QString& language);
    // The language for a locale name such as "zh_CN.UTF-8" or "de_DE"; "en" where there is no better one.
    static QString languageFor(const QString& localeName);
    static QStringList languages(); // {"en", "zh_CN"}

    QString language() const { return m_language; }
    bool has(const QString& id) const { return m_templates.contains(id); }
    QStringList ids() const { return m_templates.keys(); }

    // The sentence. An id that is not there gives "[id: arg, arg]", so that nothing said is lost.
    QString render(const Phrase& phrase) const;
    QString operator()(const QString& id, const QStringList& args = {}) const { return render({id, args, -1}); }

private:
    QString m_language;
    QHash<QString, QString> m_templates;
};

} // namespace knockback
