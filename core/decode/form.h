// Thread: any; pure. The forms of the tables: how programs write their errors, as data.
//
// A form is text in lower case with
//   a space      one or more spaces
//   {host} {address} {port} {url} {loose}        parts of the target (places.h)
//   {to}                                         host:port or an address: never a mere word
//   {java}                                       name/address:port or /address:port
//   {resolver} {via} {at} {from}                 endpoints of others: DNS server, proxy, own listener, own local end
//   {code}       a number, maybe with a minus sign
//   *            anything up to the next literal, at most 200 characters
//   ~            at its start or end: may be part of a longer word
//   =            at its start: upper and lower case as written
// A form begins with a literal of at least two characters. Words are matched whole. There is no backtracking: a form
// takes one pass, so the time is linear whatever the text holds.
#pragma once

#include "core/decode/entries.h"
#include "core/decode/places.h"

#include <QVector>
#include <optional>

namespace knockback {

struct FormMatch
{
    int form = 0; // index in the table
    qsizetype at = 0;
    Spot target, resolver, via, listener;
    std::optional<int> code;
};

class FormBook
{
public:
    explicit FormBook(const QVector<const char*>& forms);
    // All that match, by position; at most 256 (then the entry says everything at once anyway).
    QVector<FormMatch> matches(const Entry& entry) const;

private:
    struct Piece
    {
        enum class Kind
        {
            literal,
            skip,
            host,
            address,
            port,
            to,
            java,
            loose,
            url,
            resolver,
            via,
            at,
            from,
            code
        };
        Kind kind = Kind::literal;
        QString literal;
    };
    struct Form
    {
        QVector<Piece> pieces;
        bool openStart = false, openEnd = false, sameCase = false;
        QString cased; // its first literal as written, where the case counts
    };

    static Form compiled(const char* text);
    static std::optional<Piece::Kind> kindOf(const QString& name);
    bool match(const Form& form, const Entry& entry, FormMatch& out) const;
    static bool takePiece(const Piece& piece, const Entry& entry, qsizetype& at, FormMatch& out);

    QVector<Form> m_forms;
    QVector<QVector<int>> m_byStart; // by the first two characters
};

} // namespace knockback
