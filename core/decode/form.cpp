#include "core/decode/form.h"

#include <array>
#include <utility>

namespace knockback {

namespace {

constexpr int kMostMatches = 256;
constexpr qsizetype kMostSkipped = 200;
constexpr qsizetype kMostSpaces = 64;
constexpr std::size_t kBuckets = 4096;

std::size_t bucketOf(QChar a, QChar b)
{
    return (std::size_t{a.unicode()} * 31 + b.unicode()) % kBuckets;
}

bool isWord(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || (u >= '0' && u <= '9') || u == '_';
}

bool takeLiteral(QStringView text, qsizetype& at, QStringView literal)
{
    qsizetype i = at;
    for (const QChar c : literal) {
        if (i >= text.size() || text[i] != c)
            return false;
        ++i;
        if (c == QLatin1Char(' '))
            for (qsizetype n = 0; n < kMostSpaces && i < text.size() && text[i] == QLatin1Char(' '); ++n)
                ++i;
    }
    at = i;
    return true;
}

bool takeCode(QStringView text, qsizetype& at, std::optional<int>& code)
{
    qsizetype i = at;
    const bool isNegative = i < text.size() && text[i] == QLatin1Char('-');
    i += isNegative ? 1 : 0;
    const qsizetype from = i;
    while (i < text.size() && i - from < 7 && text[i] >= QLatin1Char('0') && text[i] <= QLatin1Char('9'))
        ++i;
    if (i == from || i - from > 6)
        return false;
    code = text.mid(from, i - from).toInt() * (isNegative ? -1 : 1);
    at = i;
    return true;
}

} // namespace

std::optional<FormBook::Piece::Kind> FormBook::kindOf(const QString& name)
{
    using Kind = Piece::Kind;
    static constexpr std::array<std::pair<const char*, Kind>, 12> kNames{{{"host", Kind::host},
                                                                          {"address", Kind::address},
                                                                          {"port", Kind::port},
                                                                          {"to", Kind::to},
                                                                          {"java", Kind::java},
                                                                          {"loose", Kind::loose},
                                                                          {"url", Kind::url},
                                                                          {"resolver", Kind::resolver},
                                                                          {"via", Kind::via},
                                                                          {"at", Kind::at},
                                                                          {"from", Kind::from},
                                                                          {"code", Kind::code}}};
    for (const auto& [known, kind] : kNames)
        if (name == QLatin1String(known))
            return kind;
    return std::nullopt;
}

FormBook::Form FormBook::compiled(const char* source)
{
    Form out;
    QString text = QString::fromUtf8(source);
    if (text.startsWith(QLatin1Char('='))) {
        out.sameCase = true;
        text.remove(0, 1);
        out.cased = text;
        text = text.toLower();
    }
    if (text.startsWith(QLatin1Char('~'))) {
        out.openStart = true;
        text.remove(0, 1);
    }
    if (text.endsWith(QLatin1Char('~'))) {
        out.openEnd = true;
        text.chop(1);
    }
    QString literal;
    const auto flush = [&] {
        if (!literal.isEmpty())
            out.pieces.append({Piece::Kind::literal, std::exchange(literal, {})});
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const qsizetype close = text[i] == QLatin1Char('{') ? text.indexOf(QLatin1Char('}'), i) : -1;
        const auto kind = close < 0 ? std::nullopt : kindOf(text.mid(i + 1, close - i - 1));
        if (kind) {
            flush();
            out.pieces.append({*kind, {}});
            i = close;
        } else if (text[i] == QLatin1Char('*')) {
            flush();
            out.pieces.append({Piece::Kind::skip, {}});
        } else {
            literal += text[i];
        }
    }
    flush();
    return out;
}

FormBook::FormBook(const QVector<const char*>& forms) : m_byStart(kBuckets)
{
    for (const char* form : forms) {
        m_forms.append(compiled(form));
        const Form& last = m_forms.last();
        Q_ASSERT(!last.pieces.isEmpty() && last.pieces.first().literal.size() >= 2);
        const QString& start = last.pieces.first().literal;
        m_byStart[static_cast<qsizetype>(bucketOf(start[0], start[1]))].append(static_cast<int>(m_forms.size()) - 1);
    }
}

bool FormBook::takePiece(const Piece& piece, const Entry& entry, qsizetype& at, FormMatch& out)
{
    using Kind = Piece::Kind;
    const QStringView shown(entry.shown);
    Spot ignored;
    switch (piece.kind) {
    case Kind::literal:
        return takeLiteral(entry.lower, at, piece.literal);
    case Kind::host:
        return takeHost(shown, at, out.target.host);
    case Kind::address:
        return takeHost(shown, at, out.target.address) && isAddress(out.target.address);
    case Kind::port:
        return takePort(shown, at, out.target.port);
    case Kind::to:
        return takeEndpoint(shown, at, out.target) && (out.target.port != 0 || isAddress(out.target.host));
    case Kind::java: {
        const qsizetype from = at;
        return takeEndpoint(shown, at, out.target) && shown.mid(from, at - from).contains(QLatin1Char('/'));
    }
    case Kind::loose:
        return takeLoose(shown, at, out.target);
    case Kind::url:
        return takeUrl(shown, at, out.target);
    case Kind::resolver:
        return takeEndpoint(shown, at, out.resolver);
    case Kind::via:
        return takeEndpoint(shown, at, out.via);
    case Kind::at:
        return takeListener(shown, at, out.listener);
    case Kind::from:
        return takeEndpoint(shown, at, ignored);
    case Kind::code:
        return takeCode(shown, at, out.code);
    case Kind::skip:
        break;
    }
    return true;
}

bool FormBook::match(const Form& form, const Entry& entry, FormMatch& out) const
{
    const QString& first = form.pieces.first().literal;
    qsizetype at = out.at;
    if (!form.openStart && isWord(first[0]) && at > 0 && isWord(entry.lower[at - 1]))
        return false;
    if (form.sameCase && !QStringView(entry.original).mid(at).startsWith(QStringView(form.cased).left(first.size())))
        return false;
    for (qsizetype i = 0; i < form.pieces.size(); ++i) {
        if (form.pieces[i].kind == Piece::Kind::skip && i + 1 < form.pieces.size()) {
            const QString& next = form.pieces[i + 1].literal;
            const qsizetype found = QStringView(entry.lower).mid(at, kMostSkipped).indexOf(next);
            if (found < 0)
                return false;
            at += found;
        } else if (!takePiece(form.pieces[i], entry, at, out)) {
            return false;
        }
    }
    const Piece& last = form.pieces.last();
    return form.openEnd || last.kind != Piece::Kind::literal || !isWord(last.literal.back()) ||
           at >= entry.lower.size() || !isWord(entry.lower[at]);
}

QVector<FormMatch> FormBook::matches(const Entry& entry) const
{
    QVector<FormMatch> out;
    const QStringView lower(entry.lower);
    for (qsizetype at = 0; at + 1 < lower.size(); ++at)
        for (const int index : m_byStart[static_cast<qsizetype>(bucketOf(lower[at], lower[at + 1]))]) {
            const Form& form = m_forms[index];
            qsizetype behind = at;
            if (!takeLiteral(lower, behind, form.pieces.first().literal))
                continue;
            FormMatch match;
            match.form = index;
            match.at = at;
            if (!this->match(form, entry, match))
                continue;
            out.append(match);
            if (out.size() >= kMostMatches)
                return out;
        }
    return out;
}

} // namespace knockback
