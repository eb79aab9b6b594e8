// Words as ngx_conf_read_token() of nginx's ngx_conf_file.c takes them apart.
#include "core/inspect/nginx_config.h"

#include <QMap>
#include <QRegularExpression>
#include <optional>

namespace knockback {

namespace {

constexpr qsizetype kMostBytes = 8 << 20;
constexpr qsizetype kMostWord = 4096;
constexpr qsizetype kMostWords = 2048;
constexpr int kDeepest = 32;
constexpr int kMostDirectives = 100'000;
constexpr int kMostIncludes = 10;
constexpr qsizetype kMostParsed = 4 * kMostBytes; // files that are included again and again

struct File
{
    QString name;
    QByteArray text;
};

QVector<File> filesOf(const QByteArray& text)
{
    static const QByteArray mark = "# configuration file ";
    QVector<File> out;
    qsizetype from = 0;
    while (from < text.size()) {
        qsizetype end = text.indexOf('\n', from);
        end = end < 0 ? text.size() : end;
        const QByteArray line = text.mid(from, end - from).trimmed();
        const bool begins = line.startsWith(mark) && line.endsWith(':');
        if (begins)
            out.append({QString::fromUtf8(line.mid(mark.size()).chopped(1)), {}});
        else if (out.isEmpty() && !line.isEmpty() && !line.startsWith("nginx: "))
            out.append({QStringLiteral("nginx.conf"), {}});
        if (!begins && !out.isEmpty())
            out.last().text.append(text.constData() + from, std::min(end + 1, text.size()) - from);
        from = end + 1;
    }
    return out;
}

// What one step of the reader finds.
struct Token
{
    enum class Kind
    {
        word,
        semicolon,
        open,
        close,
        end
    } kind = Kind::end;
    QString text;
    int line = 1;
};

class Words
{
public:
    explicit Words(const QByteArray& text) : m_text(text) {}

    Token next()
    {
        skip();
        Token out;
        out.line = m_line;
        if (m_at >= m_text.size())
            return out;
        const char c = m_text.at(m_at);
        if (c == ';' || c == '{' || c == '}') {
            ++m_at;
            out.kind = c == ';' ? Token::Kind::semicolon : c == '{' ? Token::Kind::open : Token::Kind::close;
            return out;
        }
        out.kind = Token::Kind::word;
        out.text = QString::fromUtf8(c == '"' || c == '\'' ? quoted(c) : plain());
        return out;
    }

    // The body of a block in another language: to the brace that closes it.
    void skipBlock()
    {
        for (int depth = 1; m_at < m_text.size() && depth > 0; ++m_at) {
            const char c = m_text.at(m_at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            m_line += c == '\n' ? 1 : 0;
        }
    }

private:
    static bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

    void skip()
    {
        bool comment = false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text.at(m_at);
            if (c == '\n') {
                ++m_line;
                comment = false;
            } else if (c == '#') {
                comment = true;
            } else if (!comment && !isSpace(c)) {
                return;
            }
        }
    }

    void put(QByteArray& out, char c)
    {
        if (out.size() < kMostWord)
            out.append(c);
    }

    void escaped(QByteArray& out)
    {
        const char c = m_text.at(++m_at);
        m_line += c == '\n' ? 1 : 0;
        switch (c) {
        case 't':
            put(out, '\t');
            break;
        case 'r':
            put(out, '\r');
            break;
        case 'n':
            put(out, '\n');
            break;
        case '"':
        case '\'':
        case '\\':
            put(out, c);
            break;
        default:
            put(out, '\\');
            put(out, c);
        }
    }

    QByteArray quoted(char quote)
    {
        QByteArray out;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            const char c = m_text.at(m_at);
            if (c == '\\' && m_at + 1 < m_text.size()) {
                escaped(out);
            } else if (c == quote) {
                ++m_at;
                break;
            } else {
                m_line += c == '\n' ? 1 : 0;
                put(out, c);
            }
        }
        return out;
    }

    QByteArray plain()
    {
        QByteArray out;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text.at(m_at);
            const bool variable = c == '{' && m_at > 0 && m_text.at(m_at - 1) == '$';
            if (isSpace(c) || c == ';' || (c == '{' && !variable))
                break;
            if (c == '\\' && m_at + 1 < m_text.size())
                escaped(out);
            else
                put(out, c);
        }
        return out;
    }

    const QByteArray& m_text;
    qsizetype m_at = 0;
    int m_line = 1;
};

class Parser
{
public:
    explicit Parser(const QVector<File>& files) : m_files(files) {}

    NginxDirective take()
    {
        NginxDirective root;
        if (!m_files.isEmpty())
            file(m_files.first(), root, 0, 0);
        return root;
    }

private:
    void file(const File& file, NginxDirective& into, int depth, int includes)
    {
        m_bytes += file.text.size();
        if (m_bytes > kMostParsed)
            return;
        Words words(file.text);
        block(words, file, into, depth, includes);
    }

    void block(Words& words, const File& file, NginxDirective& into, int depth, int includes)
    {
        NginxDirective now;
        for (Token token = words.next(); token.kind != Token::Kind::end; token = words.next()) {
            switch (token.kind) {
            case Token::Kind::word:
                if (now.name.isEmpty()) {
                    now.name = token.text;
                    now.where = QStringLiteral("%1:%2").arg(file.name).arg(token.line);
                } else if (now.arguments.size() < kMostWords) {
                    now.arguments.append(token.text);
                }
                break;
            case Token::Kind::semicolon:
                if (now.name == QLatin1String("include") && includes < kMostIncludes)
                    include(now.first(), into, depth, includes + 1);
                else
                    add(into, now);
                now = {};
                break;
            case Token::Kind::open:
                if (now.name.endsWith(QLatin1String("_by_lua_block")) || depth >= kDeepest)
                    words.skipBlock();
                else
                    block(words, file, now, depth + 1, includes);
                add(into, now);
                now = {};
                break;
            case Token::Kind::close:
                return;
            case Token::Kind::end:
                break;
            }
        }
    }

    void add(NginxDirective& into, const NginxDirective& directive)
    {
        if (!directive.name.isEmpty() && ++m_count <= kMostDirectives)
            into.children.append(directive);
    }

    // Files that were not shown stay out: nginx -T shows all it reads.
    void include(const QString& pattern, NginxDirective& into, int depth, int includes)
    {
        QString path = pattern;
        if (!path.startsWith(QLatin1Char('/'))) {
            const QString main = m_files.first().name;
            path = main.left(main.lastIndexOf(QLatin1Char('/')) + 1) + path;
        }
        // A star of glob(7) stops at a slash.
        QRegularExpression form(QRegularExpression::wildcardToRegularExpression(path.left(1024)));
        for (qsizetype i = 0; i < m_files.size() && m_count <= kMostDirectives; ++i) {
            const File& other = m_files.at(i);
            if (i != 0 && (other.name == path || form.match(other.name).hasMatch()) && ++m_included < 10'000)
                file(other, into, depth, includes);
        }
    }

    const QVector<File>& m_files;
    qsizetype m_bytes = 0;
    int m_count = 0, m_included = 0;
};

} // namespace

const NginxDirective* NginxDirective::child(const char* wanted) const
{
    for (const NginxDirective& one : children)
        if (one.name == QLatin1String(wanted))
            return &one;
    return nullptr;
}

NginxDirective readNginx(const QByteArray& text)
{
    if (text.size() > kMostBytes)
        return {};
    const QVector<File> files = filesOf(text);
    return Parser(files).take();
}

} // namespace knockback
