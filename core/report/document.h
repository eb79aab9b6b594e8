// Thread: any; values.
//
// The one neutral document every format is written from: all text is already in the reader's language, redacted and fit
// to show; a writer only knows its format.
#pragma once

#include "core/report/chain.h"
#include "core/report/marks.h"
#include "core/report/report.h"
#include "core/report/wording.h"
#include "core/session/series.h"

#include <optional>

namespace knockback::report {

struct Fact
{
    QString label;
    QString value;
};

struct FixText
{
    QString place; // "On the server"
    QString title;
    QStringList commands;
    QString verify;
    QStringList undo;
};

struct VerdictText
{
    QString cause;     // the id
    QString causeName; // its title in the catalogue
    QString summary;
    QStringList meta; // confidence, pattern, side, place
    bool isGood = false;
    bool isOpen = false; // inconclusive
    QStringList because;
    QStringList evidence;
    QVector<FixText> fixes;
};

struct AlternativeText
{
    QString cause, causeName, confidence, whyNot, toTellApart;
};

struct CheckText
{
    CheckStatus status = CheckStatus::unknown;
    QString statusWord, name, summary, looked;
    QStringList means, next, commands, evidence;
};

struct EvidenceText
{
    QString id, kind, from, at, text, raw;
};

struct Cell
{
    QString text;
    std::optional<Mark> mark;
};

struct Column
{
    QString title;
    QString meaning; // what the column says, for the reader who has never seen it
    bool isNumber = false;
    bool isMachine = false;
};

struct Table
{
    QString id;
    QString title;
    QString note;
    QVector<Column> columns;
    QVector<QVector<Cell>> rows;
};

struct Document
{
    QString language;
    QString title;  // "Knockback report: db.example:5432 (postgresql)"
    QString target; // "db.example:5432 (postgresql)"
    QString made;   // one line: when, by which version
    VerdictText verdict;
    QVector<VerdictText> also;
    ChainText chain;
    std::optional<Table> comparison; // before and after a fix; none where no fix is verified
    QVector<CheckText> checks;
    QVector<AlternativeText> alternatives;
    QVector<EvidenceText> evidence;
    QVector<Fact> statistics;
    QVector<Table> tables; // outcomes, addresses, names, attempts; empty ones are left out
    QVector<Fact> about;   // target, vantage, kernel, zone, versions, options
    QVector<Fact> notes;
    QStringList limits;
    bool redacted = false;
};

struct Source
{
    const Session& session;
    std::uint32_t target;
    const Diagnosis& diagnosis;
    const Timeline& timeline;
    const ReportOptions& options;
};

// ✓ ! ✗ ? –
QChar statusGlyph(CheckStatus status);
// The target's spec; an empty one where a (damaged) session has none.
const SessionTarget& targetOf(const Source& source);

Document makeDocument(const Source& source, Wording& say);

// Parts of it, each in a file of its own.
void addComparison(const Source& source, const Wording& say, Document& document);
QVector<Table> makeTables(const Source& source, const Wording& say);
QVector<Fact> makeStatistics(const Source& source, const Wording& say);
QVector<Fact> makeAbout(const Source& source, const Wording& say);
// The attempts a reader needs to see: the first of every kind, both sides of every change, the last ones. By start.
std::vector<const Attempt*> tellingAttempts(const Source& source, std::size_t most);

} // namespace knockback::report
