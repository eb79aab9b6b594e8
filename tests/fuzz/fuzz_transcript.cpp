// Any bytes as a server's transcript, and any bytes as what each of its commands printed: facts stay bounded and fit to
// show.
#include "core/inspect/aim.h"
#include "core/inspect/facts.h"
#include "core/inspect/transcript.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

// most: signs that are shown; one that has to be escaped takes up to eight characters (\u10ffff).
void check(const QString& text, qsizetype most)
{
    constexpr qsizetype kEscaped = 8;
    require(text.size() <= kEscaped * most);
    for (const QChar c : text)
        require(c.unicode() >= 0x20 && c.unicode() != 0x7f && c.unicode() != 0x202e);
}

void check(const ServerFacts& facts)
{
    for (const QString& text : {facts.machine, facts.kernel, facts.distribution, facts.init})
        check(text, 300);
    require(facts.listeners.size() <= 5000 && facts.units.size() <= 40 && facts.processes.size() <= 64);
    for (const ServerListener& listener : facts.listeners) {
        require(listener.port >= 1 && listener.port <= 65'535 && !listener.address.isNone());
        require(listener.queue >= -1 && listener.limit >= -1 && listener.drops >= -1);
        check(listener.process, 300);
        check(listener.unit, 300);
    }
    for (const ServerUnit& unit : facts.units) {
        require(!unit.name.isEmpty() && unit.lastLines.size() <= 20);
        check(unit.name, 300);
        for (const QString& line : unit.lastLines)
            check(line, 400);
    }
    for (const ServerProcess& process : facts.processes) {
        require(process.pid > 0);
        check(process.command, 400);
    }
    for (const ServerCounters& counters : facts.counters)
        for (const std::int64_t value : counters.values)
            require(value >= 0);
    for (const ServerUnseen& one : facts.unseen)
        check(one.detail, 300);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    const Transcript read = parseTranscript(bytes);
    require(read.words.sayings.size() <= kMostSayings);
    check(serverFacts(read.words));
    // The same bytes as the output of each command.
    ServerWords words;
    words.port = size > 0 ? data[0] : 1;
    words.begun = {1'700'000'000'000'000'000};
    for (const char* id :
         {"machine",   "init",      "os-release", "addresses",  "addresses-proc", "listeners",    "owners",
          "sockets",   "processes", "close-wait", "units",      "unit-reasons",   "counters",     "conntrack",
          "resources", "sysctls",   "memory",     "kernel-log", "ssh-connection", "openrc-unseen"})
        words.sayings.append({QLatin1String(id), {}, bytes.toByteArray(), 0, false, 1});
    check(serverFacts(words));
    for (ServerSaying& saying : words.sayings)
        if (saying.id == QLatin1String("listeners"))
            saying.id = QStringLiteral("listeners-proc");
        else if (saying.id == QLatin1String("units"))
            saying.id = QStringLiteral("openrc");
        else if (saying.id == QLatin1String("memory"))
            saying.id = QStringLiteral("openrc.nginx");
    check(serverFacts(words));
    // … and of those that are read for the attempts.
    for (const char* id : {"nft", "iptables", "routes", "nginx", "nginx-errors", "try.127.0.0.1:3000"})
        words.sayings.append({QLatin1String(id), {}, bytes.toByteArray(), 0, false, 1});
    ServerFacts facts = serverFacts(words);
    IpAddress client, server;
    client.family = server.family = Family::ipv4;
    client.bytes = {10, 0, 0, 1};
    server.bytes = {192, 0, 2, 2};
    aimAt(facts, {client, server}, QStringLiteral("app.example"));
    for (const ServerUpstream& upstream : facts.nginx.upstreams) {
        check(upstream.note, 300);
        check(upstream.tried, 30);
    }
    return 0;
}
