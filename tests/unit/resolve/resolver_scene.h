// What the tests of the resolver are made of: configuration files of their own, one question to one server.
#pragma once

#include "hostile_dns.h"

#include "core/resolve/resolver.h"
#include "core/target/target.h"

#include <QFile>
#include <QTemporaryDir>

namespace knockback {

class ResolverScene
{
protected:
    QTemporaryDir m_folder;

    QString file(const char* name, const QByteArray& text)
    {
        QFile out(m_folder.filePath(QString::fromLatin1(name)));
        if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size())
            qFatal("no temporary file");
        return out.fileName();
    }

    // resolv.conf names a server that refuses at once (nothing listens on port 53 here); `servers` are asked in
    // addition.
    ResolveOptions options(const QVector<Endpoint>& servers, const QByteArray& resolvConf = "nameserver 127.0.0.1\n",
                           const QByteArray& hosts = "")
    {
        ResolveOptions out;
        out.extraServers = servers;
        out.perServer = std::chrono::milliseconds(600);
        out.paths.resolvConf = file("resolv.conf", resolvConf);
        out.paths.hosts = file("hosts", hosts);
        out.paths.nsswitch = file("nsswitch.conf", "hosts: files dns\n");
        out.paths.systemdResolved = m_folder.filePath(QStringLiteral("no-stub"));
        out.askSystem = false;
        return out;
    }

    static NameReport resolve(const ResolveOptions& options, const char* host)
    {
        const auto target = parseTarget(QString::fromUtf8(host), QStringLiteral("80"));
        return Resolver(options).resolve(target.value(), std::stop_token());
    }

    // The answers of one server.
    static QVector<DnsAnswer> of(const NameReport& report, const Endpoint& server)
    {
        QVector<DnsAnswer> out;
        for (const DnsAnswer& answer : report.answers)
            if (answer.server.endpoint == server)
                out.push_back(answer);
        return out;
    }

    // One question to one server that behaves so: the A answer.
    DnsAnswer askOne(const DnsBehaviour& behaviour, bool tcp = true,
                     std::chrono::milliseconds limit = std::chrono::milliseconds(600))
    {
        HostileDns server(behaviour, QStringLiteral("127.0.0.1"), 0, tcp);
        ResolveOptions o = options({server.endpoint()});
        o.perServer = limit;
        o.suggest = false;
        const auto answers = of(resolve(o, "db.example"), server.endpoint());
        if (answers.size() != 2)
            qFatal("%d answers instead of two", static_cast<int>(answers.size()));
        m_asked = server.asked();
        return answers[0];
    }
    QStringList m_asked;
};

} // namespace knockback
