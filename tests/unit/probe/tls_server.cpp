#include "tls_server.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <array>

namespace knockback::test {

namespace {

constexpr long kDay = 86'400;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Key makeKey()
{
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

void addExtension(X509* to, int which, const std::string& value)
{
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, which, value.c_str());
    X509_add_ext(to, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate makeCertificate(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* issuerKey, long from,
                            long to)
{
    Certificate out(X509_new(), X509_free);
    X509_set_version(out.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), issuer ? 2 : 1);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), from);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), to);
    X509_set_pubkey(out.get(), key);
    X509_NAME* subject = X509_get_subject_name(out.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(out.get(), issuer ? X509_get_subject_name(issuer) : subject);
    if (issuer)
        addExtension(out.get(), NID_subject_alt_name, "DNS:" + name);
    else
        addExtension(out.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(out.get(), issuerKey, EVP_sha256());
    return out;
}

void serveTls(SSL_CTX* context, const Fd& peer)
{
    const timeval limit{5, 0};
    ::setsockopt(peer.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    SSL* ssl = SSL_new(context);
    SSL_set_fd(ssl, peer.get());
    std::array<char, 256> buffer;
    if (SSL_accept(ssl) == 1)
        while (SSL_read(ssl, buffer.data(), buffer.size()) > 0) {
        }
    SSL_free(ssl);
}

} // namespace

TlsServer::TlsServer(const CertificateWish& wish, const std::function<void(SSL_CTX*)>& settle)
    : m_context(SSL_CTX_new(TLS_server_method()))
{
    const Key key = makeKey(), issuerKey = makeKey();
    const long from = wish.fromDays * kDay, to = wish.toDays * kDay;
    if (wish.bySelf) {
        const Certificate own = makeCertificate(wish.name, key.get(), nullptr, key.get(), from, to);
        SSL_CTX_use_certificate(m_context, own.get());
    } else {
        Certificate issuer =
            makeCertificate("Test issuer", issuerKey.get(), nullptr, issuerKey.get(), -kDay, 30 * kDay);
        const Certificate own = makeCertificate(wish.name, key.get(), issuer.get(), issuerKey.get(), from, to);
        SSL_CTX_use_certificate(m_context, own.get());
        SSL_CTX_add0_chain_cert(m_context, issuer.release());
    }
    SSL_CTX_use_PrivateKey(m_context, key.get());
    if (settle)
        settle(m_context);
    m_server = std::make_unique<Server>(loopback(Family::ipv4), [this](const Fd& peer) { serveTls(m_context, peer); });
}

TlsServer::~TlsServer()
{
    m_server.reset();
    SSL_CTX_free(m_context);
}

} // namespace knockback::test
