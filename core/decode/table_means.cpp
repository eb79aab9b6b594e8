#include "core/decode/table.h"

#include <array>

namespace knockback {

namespace {

using P = LinePhase;

constexpr const char* kRefusedCauses = "service-not-listening service-stopped service-failed wrong-port "
                                       "bound-to-loopback firewall-reject-icmp firewall-reject-reset client-firewall";
constexpr const char* kSilentCauses = "firewall-drop no-response accept-queue-overflow packet-loss client-firewall";
constexpr const char* kNameCauses = "dns-name-not-found dns-no-address dns-server-failure dns-server-unreachable";

constexpr std::array kMeanings{
    Meaning{"refused", P::connect, "refused", "ECONNREFUSED", kRefusedCauses},
    Meaning{"timed-out", P::connect, "timed-out", "ETIMEDOUT", kSilentCauses},
    // The program's own limit ran out, in whatever phase it was.
    Meaning{"deadline", P::unknown, "", "",
            "firewall-drop no-response accept-queue-overflow service-hung packet-loss dns-server-unreachable"},
    Meaning{"read-timed-out", P::afterConnect, "silent-after-connect", "",
            "service-hung server-overloaded packet-loss mtu-black-hole fd-exhaustion accept-queue-overflow"},
    Meaning{"connect-failed", P::connect, "", "",
            "service-not-listening firewall-drop no-response firewall-reject-icmp host-unreachable"},
    Meaning{"host-unreachable", P::connect, "host-unreachable", "EHOSTUNREACH",
            "host-unreachable firewall-reject-icmp local-route-rejects routing-loop"},
    Meaning{"network-unreachable", P::connect, "network-unreachable", "ENETUNREACH",
            "no-route network-unreachable local-route-rejects wrong-address-family"},
    Meaning{"network-down", P::connect, "error", "ENETDOWN", "no-route"},
    Meaning{"host-down", P::connect, "error", "EHOSTDOWN", "host-unreachable"},
    Meaning{"reset", P::afterConnect, "reset", "ECONNRESET",
            "service-closes rate-limited accept-queue-overflow firewall-reject-reset server-overloaded"},
    Meaning{"broken-pipe", P::afterConnect, "reset", "EPIPE", "service-closes server-overloaded"},
    Meaning{"aborted", P::afterConnect, "", "ECONNABORTED", "packet-loss client-firewall service-closes"},
    Meaning{"closed", P::afterConnect, "closed-after-connect", "",
            "service-closes rate-limited tls-mismatch banned upstream-refused"},
    Meaning{"denied", P::connect, "blocked-locally", "EACCES",
            "policy-denied client-firewall firewall-reject-icmp local-route-rejects"},
    Meaning{"invalid", P::connect, "blocked-locally", "EINVAL", "local-route-rejects"},
    Meaning{"no-local-port", P::socket, "no-local-port", "EADDRNOTAVAIL", "client-ports-exhausted"},
    Meaning{"no-buffers", P::socket, "error", "ENOBUFS", "client-ports-exhausted server-overloaded"},
    Meaning{"no-descriptors", P::socket, "no-descriptors", "EMFILE", "client-descriptors-exhausted fd-exhaustion"},
    Meaning{"no-family", P::socket, "error", "EAFNOSUPPORT", "wrong-address-family"},
    Meaning{"address-in-use", P::listen, "", "EADDRINUSE", "service-failed"},
    Meaning{"listen-denied", P::listen, "", "EACCES", "service-failed policy-denied"},
    Meaning{"listen-no-address", P::listen, "", "EADDRNOTAVAIL", "service-failed"},
    Meaning{"name-not-found", P::dns, "unresolved", "", "dns-name-not-found dns-no-address"},
    Meaning{"name-failed", P::dns, "unresolved", "", kNameCauses},
    Meaning{"name-no-address", P::dns, "unresolved", "", "dns-no-address wrong-address-family"},
    Meaning{"name-try-again", P::dns, "unresolved", "", "dns-server-unreachable dns-server-failure"},
    Meaning{"name-server-failure", P::dns, "unresolved", "", "dns-server-failure"},
    Meaning{"resolver-refused", P::dns, "unresolved", "ECONNREFUSED", "dns-server-unreachable"},
    Meaning{"resolver-timed-out", P::dns, "unresolved", "", "dns-server-unreachable"},
    Meaning{"resolver-unreachable", P::dns, "unresolved", "", "dns-server-unreachable no-route"},
    Meaning{"tls-mismatch", P::tls, "", "", "tls-mismatch wrong-port"},
    Meaning{"tls-certificate", P::tls, "", "", "tls-failure intercepted"},
    Meaning{"tls-failed", P::tls, "", "", "tls-failure tls-mismatch"},
    Meaning{"tls-closed", P::tls, "", "", "service-closes tls-mismatch tls-failure firewall-reject-reset"},
    Meaning{"tls-timed-out", P::tls, "silent-after-connect", "",
            "service-hung server-overloaded mtu-black-hole packet-loss"},
    Meaning{"no-upstream", P::connect, "", "", "upstream-refused backend-down"},
    Meaning{"bad-gateway", P::unknown, "", "", "upstream-refused backend-down service-closes"},
    Meaning{"gateway-timed-out", P::unknown, "", "", "upstream-refused service-hung firewall-drop"},
    Meaning{"unavailable", P::unknown, "", "", "upstream-refused server-overloaded"},
    Meaning{"proxy-said-no", P::service, "", "", "upstream-refused"},
    Meaning{"too-many-connections", P::service, "closed-after-connect", "", "service-closes"},
    Meaning{"host-blocked", P::service, "closed-after-connect", "", "banned"},
    Meaning{"not-allowed", P::service, "closed-after-connect", "", "service-closes"},
    Meaning{"access-denied", P::service, "", "", "reachable"},
    Meaning{"starting-up", P::service, "closed-after-connect", "", "service-flapping service-closes"},
    Meaning{"wants-tls", P::service, "", "", "tls-mismatch"},
    Meaning{"pool-timed-out", P::unknown, "", "", ""},
    Meaning{"socket-missing", P::connect, "", "ENOENT", "service-stopped service-failed"},
};

// The first that fits counts.
constexpr std::array kShifts{
    Shift{P::dns, "refused", "resolver-refused"},
    Shift{P::dns, "timed-out", "resolver-timed-out"},
    Shift{P::dns, "deadline", "resolver-timed-out"},
    Shift{P::dns, "host-unreachable", "resolver-unreachable"},
    Shift{P::dns, "network-unreachable", "resolver-unreachable"},
    Shift{P::dns, "no-local-port", "resolver-unreachable"},
    Shift{P::connect, "deadline", "timed-out"},
    Shift{P::afterConnect, "timed-out", "read-timed-out"},
    Shift{P::afterConnect, "deadline", "read-timed-out"},
    Shift{P::afterConnect, "tls-closed", "closed"},
    Shift{P::tls, "timed-out", "tls-timed-out"},
    Shift{P::tls, "deadline", "tls-timed-out"},
    Shift{P::tls, "closed", "tls-closed"},
    Shift{P::tls, "reset", "tls-closed"},
    Shift{P::tls, "broken-pipe", "tls-closed"},
    Shift{P::listen, "denied", "listen-denied"},
    Shift{P::listen, "no-local-port", "listen-no-address"},
};

} // namespace

std::span<const Meaning> meanings()
{
    return kMeanings;
}

const Meaning* meaningOf(QLatin1String id)
{
    for (const Meaning& meaning : kMeanings)
        if (id == QLatin1String(meaning.id))
            return &meaning;
    return nullptr;
}

std::span<const Shift> shifts()
{
    return kShifts;
}

} // namespace knockback
