#include "core/inspect/backlog_defaults.h"

#include <array>

namespace knockback {

namespace {

// Measured on Debian 12 with net.core.somaxconn at 4096 and again at 60000, where the value could be the limit itself.
constexpr std::array kDefaults{
    BacklogDefault{"nginx", "nginx", "listen … backlog=", "/etc/nginx/nginx.conf", 511, "measured", "1.22.1"},
    BacklogDefault{"apache2", "Apache", "ListenBacklog", "/etc/apache2/apache2.conf", 511, "measured", "2.4.71"},
    BacklogDefault{"httpd", "Apache", "ListenBacklog", "/etc/httpd/conf/httpd.conf", 511, "measured", "2.4.71"},
    BacklogDefault{"redis-server", "Redis", "tcp-backlog", "/etc/redis/redis.conf", 511, "measured", "7.0.15"},
    // Not 511, as is often said: without the line PHP asks for as much as the system allows.
    BacklogDefault{"php-fpm", "PHP-FPM", "listen.backlog", "pool.d/www.conf", 0, "measured", "8.2"},
    BacklogDefault{"node", "Node.js", "server.listen({ backlog })", "", 511, "measured", "20.20"},
    BacklogDefault{"java", "Java (ServerSocket)", "ServerSocket(port, backlog)", "", 50, "measured", "17"},
    BacklogDefault{"sshd", "OpenSSH", "", "", 128, "measured", "9.2"},
    // Twice the processes it may have: max_connections (100) and 22 of its own.
    BacklogDefault{"postgres", "PostgreSQL", "max_connections", "/etc/postgresql/15/main/postgresql.conf", 244,
                   "measured", "15.18"},
    BacklogDefault{"gunicorn", "Gunicorn", "backlog", "", 2048, "documented", "20.1"},
};

} // namespace

const BacklogDefault* backlogDefault(const QString& process)
{
    for (const BacklogDefault& one : kDefaults) {
        const QLatin1String name(one.process);
        // "php-fpm8.2", "php-fpm: master process …"
        const bool versioned = process.startsWith(name) && process.size() > name.size() &&
                               !process.at(name.size()).isLetter() && process.at(name.size()) != QLatin1Char('-');
        if (process == name || versioned)
            return &one;
    }
    return nullptr;
}

} // namespace knockback
