// One TLS handshake by OpenSSL, as a program of this machine would make it: the system's configuration, its store of
// issuers (SSL_CERT_FILE and SSL_CERT_DIR where they are set), the name asked for as server name and as the name the
// certificate must bear. Nothing is sent inside; it ends with a close_notify.
#pragma once

#include "core/facts/after_connect.h"
#include "core/probe/engine.h"

#include <chrono>
#include <stop_token>

namespace knockback {

// Thread: a worker (blocks until it is done, at most `limit`, or until a stop). request: where to, by which way out,
// and `host` as the name. What stands still in the middle of the server's answer is tried once more.
TlsFact lookAtTls(const AttemptRequest& request, std::chrono::milliseconds limit, const std::stop_token& stop);

} // namespace knockback
