// A configuration, the error log and what `nginx -t` says, out of the same text.
#include "core/inspect/nginx.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size > 200'000)
        return 0;
    ServerSaying configuration;
    configuration.id = QStringLiteral("nginx");
    configuration.output = QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size));
    ServerSaying errors = configuration, test = configuration;
    errors.id = QStringLiteral("nginx-errors");
    test.id = QStringLiteral("nginx-test");
    const ServerNginx nginx = nginxFacts({configuration, errors, test}, QStringLiteral("www.example"), 80,
                                         {IpAddress::parse(QStringLiteral("10.77.2.2")).value_or(IpAddress{})},
                                         QStringLiteral("/index.html"));
    if (nginx.upstreams.size() > 64 || nginx.errorLines.size() > 20 || upstreamsToTry(nginx).size() > 8 ||
        nginx.listens.size() > 200 || nginx.upstreamLines.size() > 240)
        std::abort();
    return 0;
}
