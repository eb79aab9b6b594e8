#include "terminal.h"

#include "core/base/text.h"
#include "layout.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace knockback::cli {

namespace {

constexpr qsizetype kBuffer = 65'536;

// 0 or an errno.
int writeAll(int fd, const QByteArray& bytes)
{
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t wrote = ::write(fd, bytes.constData() + at, static_cast<std::size_t>(bytes.size() - at));
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return errno;
        at += wrote;
    }
    return 0;
}

} // namespace

Terminal::Terminal()
{
    std::signal(SIGPIPE, SIG_IGN);
    // A closed descriptor is taken by one that cannot be written to (or read from), so that the mistake stays visible.
    for (int fd = 0; fd <= 2; ++fd)
        if (::fcntl(fd, F_GETFD) < 0)
            (void)!::open("/dev/null", (fd == 0 ? O_WRONLY : O_RDONLY) | O_NOCTTY);
    m_outIsTerminal = ::isatty(STDOUT_FILENO) == 1;
    m_errIsTerminal = ::isatty(STDERR_FILENO) == 1;
    m_canAsk = ::isatty(STDIN_FILENO) == 1 && m_errIsTerminal;
    m_colours = m_outIsTerminal && qEnvironmentVariableIsEmpty("NO_COLOR") && qgetenv("TERM") != "dumb";
    winsize size{};
    if (m_outIsTerminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        m_width = std::clamp<int>(size.ws_col, 60, 100);
}

QString Terminal::ink(Ink ink, const QString& text) const
{
    if (!m_colours || ink == Ink::plain)
        return text;
    const char* code = ink == Ink::bold   ? "1"
                       : ink == Ink::dim  ? "2"
                       : ink == Ink::good ? "32"
                       : ink == Ink::bad  ? "31"
                                          : "33";
    return QStringLiteral("\x1b[%1m%2\x1b[0m").arg(QLatin1String(code), text);
}

void Terminal::line(const QString& text)
{
    raw(text.toUtf8() + '\n');
}

void Terminal::raw(const QByteArray& bytes)
{
    m_buffer += bytes;
    if (m_buffer.size() >= kBuffer)
        flush();
}

void Terminal::flush()
{
    if (m_buffer.isEmpty())
        return;
    if (m_progressShown)
        progress({});
    if (!m_readerGone && m_trouble == 0) {
        const int trouble = writeAll(STDOUT_FILENO, m_buffer);
        m_readerGone = trouble == EPIPE;
        m_trouble = trouble == EPIPE ? 0 : trouble;
    }
    m_buffer.clear();
}

void Terminal::complain(const QString& sentence)
{
    if (m_progressShown)
        progress({});
    QStringList lines;
    for (const QString& part : sentence.split(QLatin1Char('\n')))
        lines << printable(part, 2000);
    (void)writeAll(STDERR_FILENO, QStringLiteral("knockback-cli: %1\n").arg(lines.join(QLatin1Char('\n'))).toUtf8());
}

void Terminal::progress(const QString& text)
{
    if (!m_errIsTerminal || (text.isEmpty() && !m_progressShown))
        return;
    (void)writeAll(STDERR_FILENO, "\r\x1b[K" + fitted(text, m_width - 1).toUtf8());
    m_progressShown = !text.isEmpty();
}

} // namespace knockback::cli
