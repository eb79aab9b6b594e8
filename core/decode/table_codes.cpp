// Errors by number, and the forms that show them. Linux: errno(3). macOS: sys/errno.h; none of its numbers below is one
// that connecting gives on Linux. Winsock: winerror.h. EAI_: netdb.h of glibc. curl: libcurl-errors(3). MySQL: its
// manual, "Client Error Message Reference" and "Server Error Message Reference".
#include "core/decode/table.h"

#include <array>

namespace knockback {

namespace {

using N = Numbers;

constexpr auto kForms = std::to_array<CodeForm>({
    CodeForm{"[errno {code}]", N::system, kClear, "python"},
    CodeForm{"[winerror {code}]", N::system, kClear, "python"},
    CodeForm{"gaierror({code}, ~", N::resolver, kClear, "python"},
    CodeForm{"connectionrefusederror({code}, ~", N::system, kClear, "python"},
    CodeForm{"connectionreseterror({code}, ~", N::system, kClear, "python"},
    CodeForm{"(os error {code})", N::system, kClear, "rust"},
    CodeForm{"errno = {code}", N::system, kClear},
    CodeForm{"errno={code}", N::system, kClear},
    CodeForm{"errno {code}", N::system, kClear},
    CodeForm{"errno: {code}", N::uv, kClear},
    CodeForm{"failed ({code}: ~", N::system, kClear},
    CodeForm{"timed out ({code}: ~", N::system, kClear},
    CodeForm{"socketexception ({code}):~", N::system, kClear, "dotnet"},
    CodeForm{"delayed connect error: {code}", N::system, kClear, "envoy"},
    CodeForm{"system error: {code}", N::system, kClear},
    CodeForm{"error {code} connecting to", N::system, kClear},
    CodeForm{"mysql server on * ({code}~", N::system, kClear, "mysql"},
    CodeForm{"mysql server host * ({code}~", N::resolver, kClear, "mysql"},
    CodeForm{"winsock error {code}", N::system, kClear, "winsock"},
    CodeForm{"socket error {code}", N::system, kClear, "winsock"},
    CodeForm{"socket error # {code}", N::system, kClear, "winsock"},
    CodeForm{"wsagetlasterror() = {code}", N::system, kClear, "winsock"},
    CodeForm{"wsagetlasterror: {code}", N::system, kClear, "winsock"},
    CodeForm{"error code: {code}", N::system, kLikely},
    CodeForm{"error code {code}", N::system, kLikely},
    CodeForm{"error {code}", N::system, kVague},
    CodeForm{"错误代码: {code}", N::system, kLikely},
    CodeForm{"错误代码：{code}", N::system, kLikely},
    CodeForm{"错误 {code}", N::system, kVague},
    CodeForm{"curl: ({code})~", N::curl, kLikely, "curl"},
    CodeForm{"curl error {code}", N::curl, kLikely, "curl"},
    CodeForm{"curl error: {code}", N::curl, kLikely, "curl"},
    CodeForm{"curl#{code}", N::curl, kLikely, "curl"},
    CodeForm{"curl exit code {code}", N::curl, kLikely, "curl"},
    CodeForm{"curl returned {code}", N::curl, kLikely, "curl"},
    CodeForm{"error {code} (hy000)~", N::mysql, kLikely, "mysql"},
    CodeForm{"error {code} (08004)~", N::mysql, kLikely, "mysql"},
    CodeForm{"error {code} (28000)~", N::mysql, kLikely, "mysql"},
    CodeForm{"(hy000/{code}):~", N::mysql, kLikely, "php"},
    CodeForm{"sqlstate[hy000] [{code}]~", N::mysql, kLikely, "php"},
    CodeForm{"operationalerror: ({code}, ~", N::mysql, kLikely, "python"},
});

constexpr auto kRows = std::to_array<CodeRow>({
    CodeRow{N::system, 111, "ECONNREFUSED", "refused"},
    CodeRow{N::system, 110, "ETIMEDOUT", "timed-out"},
    CodeRow{N::system, 113, "EHOSTUNREACH", "host-unreachable"},
    CodeRow{N::system, 112, "EHOSTDOWN", "host-down"},
    CodeRow{N::system, 101, "ENETUNREACH", "network-unreachable"},
    CodeRow{N::system, 100, "ENETDOWN", "network-down"},
    CodeRow{N::system, 104, "ECONNRESET", "reset"},
    CodeRow{N::system, 103, "ECONNABORTED", "aborted"},
    CodeRow{N::system, 105, "ENOBUFS", "no-buffers"},
    CodeRow{N::system, 32, "EPIPE", "broken-pipe"},
    CodeRow{N::system, 98, "EADDRINUSE", "address-in-use"},
    CodeRow{N::system, 99, "EADDRNOTAVAIL", "no-local-port"},
    CodeRow{N::system, 97, "EAFNOSUPPORT", "no-family"},
    CodeRow{N::system, 2, "ENOENT", "socket-missing", kVague},
    CodeRow{N::system, 13, "EACCES", "denied", kVague},
    CodeRow{N::system, 1, "EPERM", "denied", kVague},
    CodeRow{N::system, 22, "EINVAL", "invalid", kVague},
    CodeRow{N::system, 24, "EMFILE", "no-descriptors"},
    CodeRow{N::system, 23, "ENFILE", "no-descriptors"},
    CodeRow{N::system, 61, "ECONNREFUSED", "refused"}, // macOS from here
    CodeRow{N::system, 60, "ETIMEDOUT", "timed-out"},
    CodeRow{N::system, 65, "EHOSTUNREACH", "host-unreachable"},
    CodeRow{N::system, 51, "ENETUNREACH", "network-unreachable"},
    CodeRow{N::system, 54, "ECONNRESET", "reset"},
    CodeRow{N::system, 48, "EADDRINUSE", "address-in-use"},
    CodeRow{N::system, 49, "EADDRNOTAVAIL", "no-local-port"},
    CodeRow{N::system, 8, "EAI_NONAME", "name-not-found", kVague}, // Python on macOS
    CodeRow{N::system, 10061, "WSAECONNREFUSED", "refused"},
    CodeRow{N::system, 10060, "WSAETIMEDOUT", "timed-out"},
    CodeRow{N::system, 10051, "WSAENETUNREACH", "network-unreachable"},
    CodeRow{N::system, 10050, "WSAENETDOWN", "network-down"},
    CodeRow{N::system, 10065, "WSAEHOSTUNREACH", "host-unreachable"},
    CodeRow{N::system, 10064, "WSAEHOSTDOWN", "host-down"},
    CodeRow{N::system, 10054, "WSAECONNRESET", "reset"},
    CodeRow{N::system, 10053, "WSAECONNABORTED", "aborted"},
    CodeRow{N::system, 10013, "WSAEACCES", "denied"},
    CodeRow{N::system, 10048, "WSAEADDRINUSE", "address-in-use"},
    CodeRow{N::system, 10049, "WSAEADDRNOTAVAIL", "no-local-port"},
    CodeRow{N::system, 10055, "WSAENOBUFS", "no-buffers"},
    CodeRow{N::system, 10024, "WSAEMFILE", "no-descriptors"},
    CodeRow{N::system, 10047, "WSAEAFNOSUPPORT", "no-family"},
    CodeRow{N::system, 11001, "WSAHOST_NOT_FOUND", "name-not-found"},
    CodeRow{N::system, 11002, "WSATRY_AGAIN", "name-try-again"},
    CodeRow{N::system, 11003, "WSANO_RECOVERY", "name-server-failure"},
    CodeRow{N::system, 11004, "WSANO_DATA", "name-no-address"},
    CodeRow{N::system, -2, "EAI_NONAME", "name-not-found"}, // Python prints EAI_ numbers as "[Errno -2]"
    CodeRow{N::system, -3, "EAI_AGAIN", "name-try-again"},
    CodeRow{N::system, -4, "EAI_FAIL", "name-server-failure"},
    CodeRow{N::system, -5, "EAI_NODATA", "name-no-address"},
    CodeRow{N::uv, -111, "ECONNREFUSED", "refused"}, // libuv negates
    CodeRow{N::uv, -110, "ETIMEDOUT", "timed-out"},
    CodeRow{N::uv, -113, "EHOSTUNREACH", "host-unreachable"},
    CodeRow{N::uv, -101, "ENETUNREACH", "network-unreachable"},
    CodeRow{N::uv, -104, "ECONNRESET", "reset"},
    CodeRow{N::uv, -98, "EADDRINUSE", "address-in-use"},
    CodeRow{N::uv, -4078, "ECONNREFUSED", "refused"}, // libuv on Windows
    CodeRow{N::uv, -4039, "ETIMEDOUT", "timed-out"},
    CodeRow{N::uv, -4077, "ECONNRESET", "reset"},
    CodeRow{N::uv, -3008, "ENOTFOUND", "name-not-found"},
    CodeRow{N::uv, -3001, "EAI_AGAIN", "name-try-again"},
    CodeRow{N::resolver, -2, "EAI_NONAME", "name-not-found"},
    CodeRow{N::resolver, -3, "EAI_AGAIN", "name-try-again"},
    CodeRow{N::resolver, -4, "EAI_FAIL", "name-server-failure"},
    CodeRow{N::resolver, -5, "EAI_NODATA", "name-no-address"},
    CodeRow{N::resolver, 11001, "WSAHOST_NOT_FOUND", "name-not-found"},
    CodeRow{N::resolver, 11002, "WSATRY_AGAIN", "name-try-again"},
    CodeRow{N::curl, 5, "CURLE_COULDNT_RESOLVE_PROXY", "name-failed"},
    CodeRow{N::curl, 6, "CURLE_COULDNT_RESOLVE_HOST", "name-failed"},
    CodeRow{N::curl, 7, "CURLE_COULDNT_CONNECT", "connect-failed"},
    CodeRow{N::curl, 28, "CURLE_OPERATION_TIMEDOUT", "deadline"},
    CodeRow{N::curl, 35, "CURLE_SSL_CONNECT_ERROR", "tls-failed"},
    CodeRow{N::curl, 52, "CURLE_GOT_NOTHING", "closed"},
    CodeRow{N::curl, 55, "CURLE_SEND_ERROR", "reset", kVague},
    CodeRow{N::curl, 56, "CURLE_RECV_ERROR", "reset", kVague},
    CodeRow{N::curl, 60, "CURLE_PEER_FAILED_VERIFICATION", "tls-certificate"},
    CodeRow{N::mysql, 1040, "ER_CON_COUNT_ERROR", "too-many-connections"},
    CodeRow{N::mysql, 1045, "ER_ACCESS_DENIED_ERROR", "access-denied"},
    CodeRow{N::mysql, 1129, "ER_HOST_IS_BLOCKED", "host-blocked"},
    CodeRow{N::mysql, 1130, "ER_HOST_NOT_PRIVILEGED", "not-allowed"},
    CodeRow{N::mysql, 2002, "CR_CONNECTION_ERROR", "connect-failed"},
    CodeRow{N::mysql, 2003, "CR_CONN_HOST_ERROR", "connect-failed"},
    CodeRow{N::mysql, 2005, "CR_UNKNOWN_HOST", "name-failed"},
    CodeRow{N::mysql, 2006, "CR_SERVER_GONE_ERROR", "closed"},
    CodeRow{N::mysql, 2013, "CR_SERVER_LOST", "closed"},
});

} // namespace

std::span<const CodeForm> codeForms()
{
    return kForms;
}

std::span<const CodeRow> codeRows()
{
    return kRows;
}

} // namespace knockback
