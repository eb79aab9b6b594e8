#include "core/inspect/transcript.h"

#include "core/base/text.h"
#include "core/inspect/lines.h"

#include <algorithm>

namespace knockback {

namespace {

constexpr qsizetype kMostHeader = 2000;      // characters of a line of ours
constexpr qsizetype kMostQuotation = 20;     // what may stand before each line: "> > "
constexpr qsizetype kMostOutput = 2'097'152; // of one command; the script's own limits are below it
constexpr qsizetype kMostPrinted = 300;      // of a command as shown
constexpr char kBegin[] = "== knockback-collect 1 ";

// One line without its end, from `at` on, which moves behind it.
QByteArrayView nextLine(QByteArrayView bytes, qsizetype& at)
{
    const qsizetype end = bytes.indexOf('\n', at);
    QByteArrayView line = end < 0 ? bytes.sliced(at) : bytes.sliced(at, end - at);
    at = end < 0 ? bytes.size() : end + 1;
    return line.endsWith('\r') ? line.chopped(1) : line;
}

// "1732203706.123456789" as a wall time; 0 where it is none.
WallTime timeOf(const QByteArray& text)
{
    const qsizetype point = text.indexOf('.');
    const std::int64_t seconds = numberIn(point < 0 ? text : text.left(point));
    if (seconds <= 0 || seconds > 9'000'000'000)
        return {};
    const QByteArray part = point < 0 ? QByteArray() : text.mid(point + 1, 9).leftJustified(9, '0');
    const std::int64_t nanoseconds = part.isEmpty() ? 0 : numberIn(part);
    return {seconds * 1'000'000'000 + std::max<std::int64_t>(nanoseconds, 0)};
}

double secondOf(const QByteArray& text)
{
    bool ok = false;
    const double value = text.toDouble(&ok);
    return ok && value >= 0 && value < 1e7 ? value : 0;
}

bool isId(const QByteArray& text)
{
    return !text.isEmpty() && text.size() <= 200 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

class Reader
{
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes.first(std::min(bytes.size(), kMostTranscript))) {}

    Transcript read()
    {
        if (!readHeader())
            return m_out;
        while (m_at < m_bytes.size() && !m_out.words.whole) {
            QByteArrayView line = nextLine(m_bytes, m_at);
            if (!m_quotation.isEmpty()) {
                if (line.startsWith(m_quotation))
                    line = line.sliced(m_quotation.size());
                else if (line == QByteArrayView(m_quotation).trimmed()) // trailing blanks do not survive everywhere
                    line = {};
            }
            takeLine(line);
        }
        if (m_open)
            close(-1, true);
        return m_out;
    }

private:
    bool readHeader()
    {
        while (m_at < m_bytes.size()) {
            const QByteArrayView line = nextLine(m_bytes, m_at);
            const qsizetype begin = line.indexOf(QByteArrayView(kBegin));
            if (begin < 0 || begin > kMostQuotation || line.size() > kMostHeader)
                continue;
            const QList<QByteArray> words = wordsOf(line.sliced(begin + static_cast<qsizetype>(sizeof kBegin) - 1));
            if (words.size() < 3 || !isId(words[0]) || words[0].size() < 4 || words[1] != "begin")
                continue;
            m_quotation = line.first(begin).toByteArray();
            m_mark = "== " + words[0] + ' ';
            ServerWords& out = m_out.words;
            m_out.found = true;
            out.begun = timeOf(words[2]);
            for (const QByteArray& word : words.mid(3)) {
                const std::int64_t number = numberIn(word.mid(word.indexOf('=') + 1));
                if (word.startsWith("port=") && number <= 65'535)
                    out.port = static_cast<int>(std::max<std::int64_t>(number, 0));
                else if (word.startsWith("user=") && number >= 0)
                    out.user = QString::number(number);
            }
            return true;
        }
        return false;
    }

    void takeLine(QByteArrayView line)
    {
        if (line.startsWith(m_mark) && line.size() <= kMostHeader + 4000) {
            takeMark(line.sliced(m_mark.size()).toByteArray());
        } else if (m_open && line.startsWith('|')) {
            append(line.sliced(1));
            ++m_lines;
        } else if (m_open && !m_counted && !line.trimmed().isEmpty()) {
            m_torn = true; // wrapped, or something else in between
        }
    }

    void append(QByteArrayView line)
    {
        if (m_saying.output.size() + line.size() + 1 > kMostOutput)
            m_torn = true;
        else
            m_saying.output.append(line).append('\n');
    }

    void takeMark(const QByteArray& rest)
    {
        const QList<QByteArray> words = wordsOf(rest);
        if (words.isEmpty())
            return;
        if (words[0] == "run" && words.size() >= 3 && isId(words[1])) {
            if (m_open)
                close(-1, true);
            m_saying = {};
            m_saying.id = QString::fromLatin1(words[1]);
            m_saying.second = secondOf(words[2]);
            const qsizetype command = rest.indexOf(words[2], rest.indexOf(words[1]) + words[1].size());
            m_saying.command =
                printable(QString::fromUtf8(rest.mid(command + words[2].size()).trimmed()), kMostPrinted);
            m_open = m_out.words.sayings.size() < kMostSayings;
            m_torn = m_counted = false;
            m_lines = 0;
        } else if (words[0] == "lines" && words.size() >= 3 && m_open) {
            m_counted = true;
            m_torn = m_torn || words[2] != "whole" || numberIn(words[1]) != m_lines;
        } else if (words[0] == "end" && words.size() >= 2 && m_open) {
            close(static_cast<int>(std::min<std::int64_t>(numberIn(words[1]), 255)), m_torn || !m_counted);
        } else if (words[0] == "done") {
            m_out.words.whole = true;
        }
    }

    void close(int status, bool cut)
    {
        m_saying.exitStatus = status;
        m_saying.cut = cut;
        m_out.words.sayings.append(std::move(m_saying));
        m_saying = {};
        m_open = false;
    }

    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    QByteArray m_quotation, m_mark;
    ServerSaying m_saying;
    std::int64_t m_lines = 0;
    bool m_open = false;    // between "run" and "end"
    bool m_counted = false; // its "lines" were there
    bool m_torn = false;
    Transcript m_out;
};

} // namespace

Transcript parseTranscript(QByteArrayView bytes)
{
    return Reader(bytes).read();
}

void appendTranscript(ServerWords& words, const Transcript& later)
{
    const double between = std::clamp(static_cast<double>((later.words.begun - words.begun).count()) / 1e9, 0.0, 1e7);
    for (ServerSaying saying : later.words.sayings) {
        if (words.sayings.size() >= kMostSayings)
            return;
        saying.second += between;
        words.sayings.append(std::move(saying));
    }
}

} // namespace knockback
