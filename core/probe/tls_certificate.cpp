#include "core/probe/tls_certificate.h"

#include "core/base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

namespace knockback {

namespace {

constexpr int kNameMost = 200;
constexpr qsizetype kNamesMost = 20;

struct FreeBio
{
    void operator()(BIO* bio) const { BIO_free(bio); }
};

QString textOf(const X509_NAME* name)
{
    const std::unique_ptr<BIO, FreeBio> out(BIO_new(BIO_s_mem()));
    if (!out || !name || X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0)
        return {};
    char* data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return printable(QString::fromUtf8(data, static_cast<qsizetype>(std::clamp(size, 0L, 4096L))), kNameMost);
}

// Seconds since 1970 kept to the range of a file; a time OpenSSL cannot read is none.
WallTime timeOf(const ASN1_TIME* time)
{
    std::tm parts{};
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    constexpr std::int64_t kLatest = 4'102'444'800; // 2100, as in session files
    const std::int64_t seconds = std::clamp<std::int64_t>(::timegm(&parts), 1, kLatest);
    return WallTime{seconds * 1'000'000'000};
}

QString nameIn(const GENERAL_NAME& name)
{
    if (name.type == GEN_DNS) {
        const auto* data = reinterpret_cast<const char*>(ASN1_STRING_get0_data(name.d.dNSName));
        return printable(QString::fromLatin1(data, std::clamp(ASN1_STRING_length(name.d.dNSName), 0, 1024)), kNameMost);
    }
    if (name.type != GEN_IPADD)
        return {};
    const int size = ASN1_STRING_length(name.d.iPAddress);
    if (size != 4 && size != 16)
        return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(name.d.iPAddress), text.data(), text.size());
    return QString::fromLatin1(text.data());
}

void readNames(const X509& certificate, TlsFact& out)
{
    auto* names = static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
    if (!names)
        return;
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && out.names.size() < kNamesMost; ++i)
        if (const QString name = nameIn(*sk_GENERAL_NAME_value(names, i)); !name.isEmpty())
            out.names << name;
    GENERAL_NAMES_free(names);
}

// A folder of issuers holds links named by a hash: "5ed36f99.0" (openssl-rehash(1)).
bool holdsIssuers(const QString& folders)
{
    for (const QString& folder : folders.split(QLatin1Char(':'), Qt::SkipEmptyParts)) {
        const QStringList found = QDir(folder).entryList({QStringLiteral("????????.*")}, QDir::Files | QDir::Readable);
        if (!found.isEmpty())
            return true;
    }
    return false;
}

QString fromEnvironment(const char* variable, const char* otherwise)
{
    const QString set = qEnvironmentVariable(variable);
    return set.isEmpty() ? QString::fromLocal8Bit(otherwise) : set;
}

} // namespace

bool loadTrust(SSL_CTX* context)
{
    if (SSL_CTX_set_default_verify_paths(context) != 1)
        return false;
    const auto* loaded = X509_STORE_get0_objects(SSL_CTX_get_cert_store(context));
    return (loaded && sk_X509_OBJECT_num(loaded) > 0) ||
           holdsIssuers(fromEnvironment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir()));
}

void noteVerification(int error, TlsFact& out)
{
    if (out.verification.isEmpty())
        out.verification = QString::fromLatin1(X509_verify_cert_error_string(error));
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        out.expired = true;
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        out.notYetValid = true;
        break;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        out.wrongName = true;
        break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        out.selfSigned = true;
        break;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        out.unknownIssuer = true;
        break;
    default:
        out.otherwiseBad = true;
        break;
    }
}

void readCertificate(X509& certificate, TlsFact& out)
{
    out.subject = textOf(X509_get_subject_name(&certificate));
    out.issuer = textOf(X509_get_issuer_name(&certificate));
    out.notBefore = timeOf(X509_get0_notBefore(&certificate));
    out.notAfter = timeOf(X509_get0_notAfter(&certificate));
    readNames(certificate, out);
    if (out.selfSigned)
        out.unknownIssuer = false; // said already, in a plainer way
}

} // namespace knockback
