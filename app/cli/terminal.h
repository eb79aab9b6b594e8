// Thread: main only.
//
// The two ends of the command line that people and pipes are on. Whatever happens to standard output (closed, a pipe
// nobody reads any more, a full disk) is noticed and answered, never ignored and never a signal.
#pragma once

#include <QByteArray>
#include <QString>

namespace knockback::cli {

enum class Ink
{
    plain,
    bold,
    dim,
    good,
    bad,
    warn
};

class Terminal
{
public:
    // Makes sure that the descriptors 0–2 are taken, so that no file of ours can ever become "standard output".
    Terminal();

    bool outIsTerminal() const { return m_outIsTerminal; }
    bool canAsk() const { return m_canAsk; } // a person is at both ends: standard input and standard error
    bool progressShows() const { return m_errIsTerminal; }
    int width() const { return m_width; } // columns for text: the terminal's, 60–100; 80 where there is none

    // In colour only on a terminal that wants it (NO_COLOR, TERM=dumb; see no-color.org).
    QString ink(Ink ink, const QString& text) const;

    void line(const QString& text = {});
    void raw(const QByteArray& bytes);
    void flush();
    // Nobody reads any more (EPIPE): no reason to complain, but to stop.
    bool readerGone() const { return m_readerGone; }
    // 0, or the errno that keeps output from being written (full disk, closed).
    int outputTrouble() const { return m_trouble; }

    // One sentence to standard error, led by the program's name; control characters are made visible.
    void complain(const QString& sentence);
    // One short line on standard error that is overwritten by the next; "" wipes it. Only on a terminal.
    void progress(const QString& text);

private:
    bool m_outIsTerminal = false;
    bool m_errIsTerminal = false;
    bool m_canAsk = false;
    bool m_colours = false;
    bool m_progressShown = false;
    bool m_readerGone = false;
    int m_width = 80;
    int m_trouble = 0;
    QByteArray m_buffer;
};

} // namespace knockback::cli
