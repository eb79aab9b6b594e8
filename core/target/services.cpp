// Ports by name and names by port.
#include "core/target/target.h"

#include <QFile>
#include <QHash>
#include <algorithm>

namespace knockback {

namespace {

constexpr qint64 kMostBytes = 4 << 20; // of /etc/services; Debian's has 12 kB, IANA's whole list 1 MB

// Both directions of one list. The first entry for a name or a port wins, as with getservbyname(3).
struct ServiceTable
{
    QHash<QString, quint16> ports;
    QHash<quint16, QString> names;

    void add(const QString& name, quint16 port, bool isAlias)
    {
        if (!ports.contains(name))
            ports.insert(name, port);
        if (!isAlias && !names.contains(port))
            names.insert(port, name);
    }
};

// services(5): "name port/protocol alias … # comment". A line that does not read so is skipped.
ServiceTable readServices(const QByteArray& text)
{
    ServiceTable table;
    for (const QByteArray& rawLine : text.split('\n')) {
        const qsizetype comment = rawLine.indexOf('#');
        const QByteArray line = (comment < 0 ? rawLine : rawLine.left(comment)).simplified();
        const QList<QByteArray> words = line.split(' ');
        if (words.size() < 2 || !words[1].endsWith("/tcp"))
            continue;
        bool isNumber = false;
        const quint16 port = words[1].chopped(4).toUShort(&isNumber);
        if (!isNumber || port == 0)
            continue;
        table.add(QString::fromLatin1(words[0]).toLower(), port, false);
        for (qsizetype i = 2; i < words.size(); ++i)
            table.add(QString::fromLatin1(words[i]).toLower(), port, true);
    }
    return table;
}

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(kMostBytes) : QByteArray();
}

const QByteArray& bundledText()
{
    static const QByteArray text = readFile(QStringLiteral(":/knockback/data/services.txt"));
    return text;
}

// Read once, then never changed.
const ServiceTable& systemTable()
{
    static const ServiceTable table = readServices(readFile(QStringLiteral("/etc/services")));
    return table;
}

const ServiceTable& bundledTable()
{
    static const ServiceTable table = readServices(bundledText());
    return table;
}

QVector<KnownService> readCommon()
{
    QVector<KnownService> common;
    const ServiceTable& table = bundledTable();
    for (auto it = table.names.begin(); it != table.names.end(); ++it)
        common.push_back({it.value(), Port{it.key()}});
    std::sort(common.begin(), common.end(), [](const auto& a, const auto& b) { return a.port < b.port; });
    return common;
}

} // namespace

QString serviceName(Port port)
{
    const QString name = systemTable().names.value(port.value);
    return name.isEmpty() ? bundledTable().names.value(port.value) : name;
}

std::optional<Port> servicePort(const QString& name)
{
    const QString key = name.toLower();
    for (const ServiceTable* table : {&systemTable(), &bundledTable()})
        if (const auto it = table->ports.find(key); it != table->ports.end())
            return Port{*it};
    return std::nullopt;
}

const QVector<KnownService>& commonServices()
{
    static const QVector<KnownService> common = readCommon();
    return common;
}

bool speaksHttp(const QString& service, Port port)
{
    // Plain HTTP. Services under TLS are not: they answer such a request with an alert or not at all.
    return usualProtocol(service, port) == Protocol::http;
}

bool speaksFirst(const QString& service, Port port)
{
    return protocolInfo(usualProtocol(service, port)).speaksFirst;
}

} // namespace knockback
