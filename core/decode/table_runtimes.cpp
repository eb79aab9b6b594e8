// Who can speak, as people write their names, and the words that need a remark.
#include "core/decode/table.h"

#include <array>

namespace knockback {

namespace {

constexpr std::array kRuntimes{
    Runtime{"go", "Go"},
    Runtime{"java", "Java"},
    Runtime{"netty", "Netty (Java)"},
    Runtime{"minecraft", "Minecraft (Java)", 25565},
    Runtime{"node", "Node.js"},
    Runtime{"python", "Python"},
    Runtime{"dotnet", ".NET"},
    Runtime{"winsock", "Windows (Winsock)"},
    Runtime{"powershell", "PowerShell"},
    Runtime{"curl", "curl"},
    Runtime{"wget", "wget"},
    Runtime{"netcat", "netcat"},
    Runtime{"telnet", "telnet", 23},
    Runtime{"ssh", "OpenSSH", 22},
    Runtime{"git", "Git"},
    Runtime{"nginx", "nginx"},
    Runtime{"haproxy", "HAProxy"},
    Runtime{"envoy", "Envoy"},
    Runtime{"apache", "Apache httpd"},
    Runtime{"libpq", "libpq (PostgreSQL client)", 5432},
    Runtime{"postgresql", "PostgreSQL"},
    Runtime{"mysql", "MySQL", 3306},
    Runtime{"redis", "Redis", 6379},
    Runtime{"mongodb", "MongoDB", 27017},
    Runtime{"grpc", "gRPC"},
    Runtime{"openssl", "OpenSSL"},
    Runtime{"docker", "Docker"},
    Runtime{"kubectl", "kubectl"},
    Runtime{"rust", "Rust"},
    Runtime{"ruby", "Ruby"},
    Runtime{"php", "PHP"},
    Runtime{"erlang", "Erlang"},
    Runtime{"browser", "Browser"},
};

constexpr std::array kNotes{
    NoteForm{"getsockopt", "getsockopt"},
    NoteForm{"no further information", "no-further-information"},
    NoteForm{"curl: (7)~", "curl-hides"},
    NoteForm{"tcptestsucceeded", "powershell-hides"},
    NoteForm{"warning: tcp connect to", "powershell-hides"},
    NoteForm{"没有到主机的路由", "no-route-words"},
    NoteForm{"no route to host", "no-route-words"},
};

} // namespace

std::span<const Runtime> runtimes()
{
    return kRuntimes;
}

std::span<const NoteForm> noteForms()
{
    return kNotes;
}

} // namespace knockback
