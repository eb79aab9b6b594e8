// Thread: one at a time (it learns names for redaction as it goes).
//
// From values to words: the reader's language, redaction, and hostile text made fit to show, in one place, so that no
// writer can forget one of the three.
#pragma once

#include "core/base/redactor.h"
#include "core/base/words.h"
#include "core/facts/attempt.h"
#include "core/facts/diagnosis.h"
#include "core/facts/names.h"
#include "core/facts/target.h"
#include "core/facts/vantage.h"

#include <QString>
#include <QStringList>
#include <chrono>

namespace knockback {

class Wording
{
public:
    // Both must outlive it.
    Wording(const Words& words, Redactor& redactor) : m_words(words), m_redactor(redactor) {}

    const Words& words() const { return m_words; }
    // Our own words, arguments as they are: they must be ours, or have passed one of the functions below.
    QString operator()(const char* id, const QStringList& args = {}) const;
    QString counted(const char* id, qint64 count, const QStringList& args = {}) const;

    // Names that free text may hold are to be learned before it is rendered.
    void learn(const Diagnosis& diagnosis);
    void learn(const TargetSpec& target);
    void learn(const NameReport& names);
    void learn(const Surroundings& around); // the proxies' names
    void learnName(const QString& name) { (void)m_redactor.name(name); }

    // A sentence of the core: its arguments redacted and made printable.
    QString say(const Phrase& phrase) const;
    QStringList say(const QVector<Phrase>& phrases) const;
    // Untrusted text on one line.
    QString text(const QString& untrusted, int most = 400) const;
    // Untrusted text of several lines: at most `lines` of them, then how many were left out.
    QString block(const QString& untrusted, int lines = 60) const;
    QStringList commands(const QStringList& commands) const;
    QString name(const QString& host) const;
    QString address(const IpAddress& address) const;
    QString endpoint(const Endpoint& endpoint) const;
    QString targetTitle(const QString& host, Port port, const QString& service) const; // "db.example:5432 (postgresql)"

    QString outcome(Outcome outcome, bool late = false) const; // "refused"
    QString purpose(Purpose purpose) const;
    QString confidence(double value) const; // "Sure (97 %)"
    QString pattern(Pattern pattern) const;
    QString side(Side side) const;
    QString status(CheckStatus status) const;
    QString checkName(CheckId id) const;
    QString place(const QString& where) const; // of a fix: "On the server"
    QString errnoWithNumber(int value) const;  // "ECONNREFUSED (111)"
    QString icmp(const IcmpError& icmp) const; // "ICMP 3/13 from 203.0.113.1", "" where there was none
    QString banner(const Attempt& attempt) const;
    static QString duration(std::int64_t ns); // -1 = "–"

private:
    const Words& m_words;
    Redactor& m_redactor;
};

} // namespace knockback
