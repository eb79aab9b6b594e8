// A TLS server of OpenSSL's own on loopback, with certificates made when they are needed.
#pragma once

#include "loopback.h"

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>

namespace knockback::test {

struct CertificateWish
{
    std::string name = "web.example"; // alternative name
    long fromDays = -1, toDays = 30;  // validity from now
    bool bySelf = true;               // else by an issuer of its own, whose certificate comes second
};

class TlsServer
{
public:
    // settle: more settings of the server (versions, client certificates); may be empty.
    explicit TlsServer(const CertificateWish& wish, const std::function<void(SSL_CTX*)>& settle = {});
    ~TlsServer();
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;
    Endpoint at() const { return m_server->at(); }
    SSL_CTX* context() const { return m_context; }

private:
    SSL_CTX* m_context;
    std::unique_ptr<Server> m_server;
};

} // namespace knockback::test
