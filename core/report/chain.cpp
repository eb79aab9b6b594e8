#include "core/report/chain.h"

#include <algorithm>

namespace knockback::report {

namespace {

constexpr int kRow = 44;
constexpr int kYou = 24, kProxy = 250, kBehind = 470; // where the stations stand
constexpr int kWidth = 760;

QString esc(const QString& text)
{
    return text.toHtmlEscaped();
}

QString leg(int fromX, int fromY, int toX, int toY, LegState state)
{
    return QStringLiteral("<line class=\"leg %1\" x1=\"%2\" y1=\"%3\" x2=\"%4\" y2=\"%5\"/>"
                          "<text class=\"sign %1\" x=\"%6\" y=\"%7\">%8</text>\n")
        .arg(legStateId(state))
        .arg(fromX + 12)
        .arg(fromY)
        .arg(toX - 12)
        .arg(toY)
        .arg(fromX + (toX - fromX) * 3 / 5)
        .arg(fromY + (toY - fromY) * 3 / 5 + 5)
        .arg(legGlyph(state));
}

QString station(int x, int y, LegState state)
{
    return QStringLiteral("<circle class=\"station %1\" cx=\"%2\" cy=\"%3\" r=\"6\"/>\n")
        .arg(legStateId(state))
        .arg(x)
        .arg(y);
}

QString words(int x, int y, const QString& text, const char* kind)
{
    return QStringLiteral("<text class=\"%1\" x=\"%2\" y=\"%3\">%4</text>\n")
        .arg(QLatin1String(kind))
        .arg(x)
        .arg(y)
        .arg(esc(text));
}

} // namespace

QChar legGlyph(LegState state)
{
    return state == LegState::works ? QChar(0x2713) : state == LegState::fails ? QChar(0x2717) : QLatin1Char('?');
}

ChainText chainText(const ProxyChain& chain, const Wording& say)
{
    ChainText out;
    out.you = say("report.chain.you");
    out.proxy = QStringLiteral("%1 %2").arg(say.text(chain.program, 40), say.text(chain.at, 80));
    out.toProxy = chain.toProxy;
    for (const ProxyChain::Upstream& u : chain.upstreams) {
        QStringList state;
        for (const char* known : {"answers", "refused", "silent", "missing", "denied", "unreachable", "not-tried"})
            if (u.state == QLatin1String(known))
                state << say((QByteArray("report.chain.") + known).constData());
        if (state.isEmpty())
            state << say("report.chain.failed");
        if (u.down)
            state << say("report.chain.down");
        if (u.backup)
            state << say("report.chain.backup");
        if (u.lines > 0)
            state << say.counted("report.chain.lines", u.lines);
        out.upstreams.append({say.text(u.address, 80), state.join(QStringLiteral(" · ")), u.leg});
    }
    return out;
}

QStringList chainLines(const ChainText& chain)
{
    QStringList out;
    if (chain.upstreams.isEmpty())
        return out;
    out << QStringLiteral("%1 ─ %2 ─ %3").arg(chain.you, QString(legGlyph(chain.toProxy)), chain.proxy);
    for (qsizetype i = 0; i < chain.upstreams.size(); ++i) {
        const ChainText::Upstream& u = chain.upstreams[i];
        const QString branch = i + 1 < chain.upstreams.size() ? QStringLiteral("├") : QStringLiteral("└");
        out << QStringLiteral("  %1─ %2 ─ %3: %4").arg(branch, QString(legGlyph(u.leg)), u.address, u.state);
    }
    return out;
}

QString chainSvg(const ChainText& chain)
{
    if (chain.upstreams.isEmpty())
        return {};
    const int rows = static_cast<int>(chain.upstreams.size());
    const int height = std::max(2, rows) * kRow + 8;
    const int middle = height / 2;
    QString out = QStringLiteral("<svg class=\"chain\" viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"%3\">\n")
                      .arg(kWidth)
                      .arg(height)
                      .arg(esc(chainLines(chain).join(QStringLiteral("; "))));
    out += leg(kYou, middle, kProxy, middle, chain.toProxy);
    const int first = middle - (rows - 1) * kRow / 2;
    for (int i = 0; i < rows; ++i) {
        const ChainText::Upstream& u = chain.upstreams[i];
        const int y = first + i * kRow;
        out += leg(kProxy, middle, kBehind, y, u.leg) + station(kBehind, y, u.leg);
        out += words(kBehind + 16, y - 2, u.address, "label") + words(kBehind + 16, y + 14, u.state, "state");
    }
    out += station(kYou, middle, LegState::works) + station(kProxy, middle, chain.toProxy);
    out += words(kYou - 8, middle + 26, chain.you, "label") + words(kProxy, middle + 26, chain.proxy, "label mid");
    return out + QStringLiteral("</svg>\n");
}

} // namespace knockback::report
