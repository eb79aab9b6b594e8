#include "core/inspect/lines.h"

#include "core/base/text.h"

#include <algorithm>

namespace knockback {

QList<QByteArray> linesOf(QByteArrayView bytes, qsizetype most)
{
    QList<QByteArray> out;
    qsizetype at = 0;
    while (at < bytes.size() && out.size() < most) {
        const qsizetype found = bytes.indexOf('\n', at);
        const qsizetype end = found < 0 ? bytes.size() : found;
        out.append(bytes.sliced(at, end - at).toByteArray());
        at = end + 1;
    }
    return out;
}

QList<QByteArray> wordsOf(QByteArrayView line, qsizetype most)
{
    QList<QByteArray> out;
    qsizetype at = 0;
    const auto blank = [&](qsizetype i) { return line[i] == ' ' || line[i] == '\t'; };
    while (out.size() < most) {
        while (at < line.size() && blank(at))
            ++at;
        if (at >= line.size())
            break;
        const qsizetype start = at;
        while (at < line.size() && !blank(at))
            ++at;
        out.append(line.sliced(start, at - start).toByteArray());
    }
    return out;
}

std::int64_t numberIn(QByteArrayView text, int base)
{
    constexpr std::int64_t kMost = std::int64_t{1} << 60;
    std::int64_t value = 0;
    if (text.isEmpty() || text.size() > 20)
        return -1;
    for (const char c : text) {
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : 99;
        if (digit >= base || value > kMost / base)
            return -1;
        value = value * base + digit;
    }
    return std::min(value, kMost);
}

double realIn(const QByteArray& text)
{
    bool ok = false;
    const double value = text.size() <= 30 ? text.toDouble(&ok) : -1;
    return ok && value >= 0 && value < 1e15 ? value : -1;
}

IpAddress addressIn(QByteArrayView text)
{
    const qsizetype scope = text.indexOf('%');
    const QByteArrayView plain = scope < 0 ? text : text.first(scope);
    if (plain.size() > 60)
        return {};
    return IpAddress::parse(QString::fromLatin1(plain)).value_or(IpAddress{});
}

QString shown(QByteArrayView text, int most)
{
    return printable(QString::fromUtf8(text.first(std::min<qsizetype>(text.size(), 4 * qsizetype{most}))).trimmed(),
                     most);
}

namespace {

bool isHex(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

} // namespace

QString unitOfGroup(QByteArrayView group)
{
    // The innermost unit: a user's own services lie below user@1000.service.
    QByteArrayView rest = group;
    while (!rest.isEmpty()) {
        const qsizetype slash = rest.lastIndexOf('/');
        const QByteArrayView part = rest.sliced(slash + 1);
        if (part.endsWith(".service") || part.endsWith(".socket"))
            return shown(part, 120);
        rest = slash < 0 ? QByteArrayView() : rest.first(slash);
    }
    // OpenRC's, in a hierarchy of its own or, newer, by a prefix: "10:name=openrc:/nginx", "0::/openrc.nginx".
    for (const QByteArrayView mark : {QByteArrayView("name=openrc:/"), QByteArrayView("/openrc.")})
        if (const qsizetype at = group.indexOf(mark); at >= 0) {
            const QByteArrayView name = group.sliced(at + mark.size());
            const qsizetype slash = name.indexOf('/');
            return shown(slash < 0 ? name : name.first(slash), 120);
        }
    return {};
}

QString containerOfGroup(QByteArrayView group)
{
    // docker-ID.scope, libpod-ID.scope, cri-containerd-ID.scope, /docker/ID, /kubepods/…/ID
    constexpr qsizetype kIdLength = 64;
    for (qsizetype at = group.size(); at > 0;) {
        const qsizetype slash = group.first(at).lastIndexOf('/');
        QByteArrayView part = group.sliced(slash + 1, at - slash - 1);
        if (part.endsWith(".scope"))
            part = part.chopped(6);
        const QByteArrayView id = part.size() > kIdLength ? part.last(kIdLength) : part;
        if (id.size() == kIdLength && isHex(id))
            return QString::fromLatin1(id.first(12));
        if (slash >= 4 && group.first(slash).endsWith("/lxc") && !part.isEmpty())
            return shown(part, 60);
        at = std::max<qsizetype>(slash, 0);
    }
    return {};
}

const ServerSaying* sayingOf(const QVector<ServerSaying>& sayings, QLatin1String id, int n)
{
    for (const ServerSaying& saying : sayings)
        if (saying.id == id && n-- == 0)
            return &saying;
    return nullptr;
}

const ServerSaying* lastSayingOf(const QVector<ServerSaying>& sayings, QLatin1String id)
{
    const auto found =
        std::find_if(sayings.rbegin(), sayings.rend(), [&](const ServerSaying& saying) { return saying.id == id; });
    return found == sayings.rend() ? nullptr : &*found;
}

} // namespace knockback
