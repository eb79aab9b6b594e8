// Thread: any; pure. The way client → proxy → what is behind it, as words, as a picture in characters and as SVG. A leg
// that nobody looked at bears a question mark, never a tick or a cross.
#pragma once

#include "core/report/wording.h"

namespace knockback::report {

struct ChainText
{
    QString you;   // "you"
    QString proxy; // "nginx 203.0.113.2:80"
    LegState toProxy = LegState::unknown;
    struct Upstream
    {
        QString address;
        QString state; // "refused · a reserve"
        LegState leg = LegState::unknown;
    };
    QVector<Upstream> upstreams; // empty = there is no proxy that is known of
};

ChainText chainText(const ProxyChain& chain, const Wording& say);
QChar legGlyph(LegState state); // ✓ ✗ ?
// One line for the way to the proxy, one for each server behind it; none where there is no proxy.
QStringList chainLines(const ChainText& chain);
QString chainSvg(const ChainText& chain);

} // namespace knockback::report
