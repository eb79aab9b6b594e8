#include "core/diagnose/backlog_defaults.h"

#include <QStringList>
#include <algorithm>
#include <array>

namespace knockback {

namespace {

constexpr std::int64_t kAll = 0;      // net.core.somaxconn
constexpr std::int64_t kFollows = -1; // another of its settings

// Measured on Debian 12 with net.core.somaxconn at 4096 and again at 60000, where the value could be the limit itself.
constexpr std::array kDefaults{
    BacklogDefault{"nginx", "nginx", "listen … backlog=%1;", "/etc/nginx/nginx.conf", 511, "measured", "1.22.1"},
    BacklogDefault{"apache2", "Apache", "ListenBacklog %1", "/etc/apache2/apache2.conf", 511, "measured", "2.4.71"},
    BacklogDefault{"httpd", "Apache", "ListenBacklog %1", "/etc/httpd/conf/httpd.conf", 511, "measured", "2.4.71"},
    BacklogDefault{"redis-server", "Redis", "tcp-backlog %1", "/etc/redis/redis.conf", 511, "measured", "7.0.15"},
    BacklogDefault{"valkey-server", "Valkey", "tcp-backlog %1", "/etc/valkey/valkey.conf", 511, "documented", "7.2"},
    // Not 511, as is often said: without the line PHP asks for as much as the system allows.
    BacklogDefault{"php-fpm", "PHP-FPM", "listen.backlog = %1", "pool.d/www.conf", kAll, "measured", "8.2"},
    BacklogDefault{"node", "Node.js", "server.listen({ port, backlog: %1 })", "", 511, "measured", "20.20"},
    BacklogDefault{"tomcat", "Tomcat", "acceptCount=\"%1\"", "conf/server.xml", 100, "documented", "10.1"},
    BacklogDefault{"org.apache.catalina.startup.Bootstrap", "Tomcat", "acceptCount=\"%1\"", "conf/server.xml", 100,
                   "documented", "10.1"},
    BacklogDefault{"java", "Java (ServerSocket)", "new ServerSocket(port, %1)", "", 50, "measured", "17"},
    BacklogDefault{"sshd", "OpenSSH", "", "", 128, "measured", "9.2"},
    // Twice the processes it may have: max_connections (100) and 22 of its own.
    BacklogDefault{"postgres", "PostgreSQL", "max_connections = %2", "postgresql.conf", 244, "measured", "15.18"},
    BacklogDefault{"gunicorn", "Gunicorn", "--backlog %1", "its command line", 2048, "documented", "20.1"},
    BacklogDefault{"uvicorn", "Uvicorn", "--backlog %1", "its command line", 2048, "documented", "0.17"},
    // Its max_connections since 8.0; a part of it before, and in MariaDB.
    BacklogDefault{"mysqld", "MySQL", "back_log = %1", "my.cnf", kFollows, "documented", "8.0"},
    BacklogDefault{"mariadbd", "MariaDB", "back_log = %1", "my.cnf", kFollows, "documented", "10.11"},
    BacklogDefault{"haproxy", "HAProxy", "backlog %1", "/etc/haproxy/haproxy.cfg", kFollows, "documented", "2.6"},
    BacklogDefault{"memcached", "memcached", "-b %1", "its command line", 1024, "documented", "1.6"},
    BacklogDefault{"lighttpd", "lighttpd", "server.listen-backlog = %1", "/etc/lighttpd/lighttpd.conf", 1024,
                   "documented", "1.4.67"},
    // Go takes the system's limit when it begins to listen, and has no setting (net/sock_linux.go).
    BacklogDefault{"caddy", "Caddy (Go)", "", "", kAll, "documented", "Go 1.19"},
    BacklogDefault{"traefik", "Traefik (Go)", "", "", kAll, "documented", "Go 1.19"},
    BacklogDefault{"prometheus", "Prometheus (Go)", "", "", kAll, "documented", "Go 1.19"},
    BacklogDefault{"grafana", "Grafana (Go)", "", "", kAll, "documented", "Go 1.19"},
    BacklogDefault{"etcd", "etcd (Go)", "", "", kAll, "documented", "Go 1.19"},
    BacklogDefault{"minio", "MinIO (Go)", "", "", kAll, "documented", "Go 1.19"},
    // socketserver's, of plain servers written with it; frameworks have their own.
    BacklogDefault{"python", "Python", "request_queue_size = %1 (socketserver), or listen(%1)", "", 5, "documented",
                   "3.11"},
};

// systemd.socket(5) of 252; older ones asked for 128.
constexpr BacklogDefault kSocketUnit{"systemd", "systemd", "Backlog=%1", "the .socket unit", kAll, "documented", "252"};

// What runs other programs: the program is a word of its command line.
constexpr std::array kInterpreters{"python", "java", "node", "ruby", "perl", "sh", "bash", "dash"};

// "php-fpm8.2", "php-fpm: master process …", "python3.11", "tomcat10"
bool isNamed(const QString& text, const char* called)
{
    const QLatin1String name(called);
    const bool versioned = text.startsWith(name) && text.size() > name.size() && !text.at(name.size()).isLetter() &&
                           text.at(name.size()) != QLatin1Char('-') && text.at(name.size()) != QLatin1Char('_');
    return text == name || versioned;
}

const BacklogDefault* named(const QString& text)
{
    const auto found = std::find_if(kDefaults.begin(), kDefaults.end(),
                                    [&](const BacklogDefault& one) { return isNamed(text, one.process); });
    return found == kDefaults.end() ? nullptr : &*found;
}

bool isInterpreter(const QString& process)
{
    return std::any_of(kInterpreters.begin(), kInterpreters.end(),
                       [&](const char* name) { return isNamed(process, name); });
}

// What an interpreter runs: the first words behind its options are the program; a class of Java's may stand far behind.
const BacklogDefault* runBy(const QString& command)
{
    constexpr int kFirst = 2;
    int plain = 0;
    const QStringList words = command.left(2000).split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words.mid(0, 60)) {
        if (word.startsWith(QLatin1Char('-')))
            continue;
        const BacklogDefault* run = named(word.section(QLatin1Char('/'), -1));
        const bool runs = run && !isInterpreter(QLatin1String(run->process));
        if (runs && (plain <= kFirst || QLatin1String(run->process).contains(QLatin1Char('.'))))
            return run;
        ++plain;
    }
    return nullptr;
}

} // namespace

const BacklogDefault* backlogDefault(const QString& process, const QString& command, const QString& unit)
{
    const BacklogDefault* own = named(process);
    if (!process.isEmpty() && own && !isInterpreter(process))
        return own;
    if (process.isEmpty() || isInterpreter(process))
        if (const BacklogDefault* run = runBy(command))
            return run;
    const BacklogDefault* byUnit = named(unit.section(QLatin1Char('.'), 0, 0));
    if (byUnit && (process.isEmpty() || isInterpreter(process)))
        return byUnit;
    return own;
}

const BacklogDefault& backlogOfSocketUnits()
{
    return kSocketUnit;
}

} // namespace knockback
