#include "core/decode/tables.h"

namespace knockback {

namespace {

QVector<const char*> allForms()
{
    QVector<const char*> out;
    for (const Sign& row : signs())
        out.append(row.form);
    for (const CodeForm& row : codeForms())
        out.append(row.form);
    for (const ContextForm& row : contextForms())
        out.append(row.form);
    for (const NoteForm& row : noteForms())
        out.append(row.form);
    return out;
}

template <typename Row>
const Row* rowAt(std::span<const Row> rows, const FormMatch& match, std::size_t first)
{
    const auto index = static_cast<std::size_t>(match.form);
    return index >= first && index - first < rows.size() ? &rows[index - first] : nullptr;
}

} // namespace

QVector<FormMatch> matchesIn(const Entry& entry)
{
    static const FormBook book(allForms());
    return book.matches(entry);
}

const Sign* signOf(const FormMatch& match)
{
    return rowAt(signs(), match, 0);
}

const CodeForm* codeFormOf(const FormMatch& match)
{
    return rowAt(codeForms(), match, signs().size());
}

const ContextForm* contextOf(const FormMatch& match)
{
    return rowAt(contextForms(), match, signs().size() + codeForms().size());
}

const NoteForm* noteOf(const FormMatch& match)
{
    return rowAt(noteForms(), match, signs().size() + codeForms().size() + contextForms().size());
}

const CodeRow* codeRow(Numbers numbers, int value)
{
    for (const CodeRow& row : codeRows())
        if (row.numbers == numbers && row.value == value)
            return &row;
    return nullptr;
}

QString codeText(const CodeRow& row)
{
    switch (row.numbers) {
    case Numbers::curl:
        return QStringLiteral("curl %1").arg(row.value);
    case Numbers::mysql:
        return QStringLiteral("MySQL %1").arg(row.value);
    case Numbers::uv:
        if (row.value > -2000)
            return QStringLiteral("errno %1").arg(-row.value);
        break;
    case Numbers::resolver:
        break;
    case Numbers::system:
        if (row.value > 0 && row.value < 10'000)
            return QStringLiteral("errno %1").arg(row.value);
        break;
    }
    return QStringLiteral("%1 %2").arg(QString::fromLatin1(row.name)).arg(row.value).trimmed();
}

} // namespace knockback
