// Thread: any; pure. Which server block and which location nginx takes for a request
// (ngx_http_core_module: server_name, location; "How nginx processes a request").
#pragma once

#include "core/facts/server.h"
#include "core/inspect/nginx_config.h"

namespace knockback {

struct NginxServer
{
    const NginxDirective* block = nullptr;
    bool stream = false;
    QVector<ServerNginx::Listen> listens;
    QVector<bool> isDefault; // for each of them
    QStringList names;
};

// All server blocks of http and stream, in order.
QVector<NginxServer> nginxServers(const NginxDirective& root);
// For a connection to this address and port and this name; null: nothing listens there. An address without family: one
// of its own that no listen names.
const NginxServer* chooseServer(const QVector<NginxServer>& servers, const IpAddress& address, int port,
                                const QString& host);
// "" name where the server block itself answers.
const NginxDirective* chooseLocation(const NginxDirective& server, const QString& path);
// A pattern of somebody else's, with an end to how long it may take. Nothing: it cannot be read.
std::optional<bool> nginxRegex(const QString& pattern, bool caseless, const QString& text);

} // namespace knockback
