#include "core/probe/tls.h"

#include "core/base/text.h"
#include "core/probe/look_socket.h"
#include "core/probe/tls_certificate.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <memory>

namespace knockback {

namespace {

using State = TlsFact::State;
using std::chrono::milliseconds;

constexpr std::size_t kMostBytes = 262144; // of a handshake; one with a hundred certificates is smaller
constexpr int kPlainKept = 96;

struct CloseSsl
{
    void operator()(SSL* ssl) const { SSL_free(ssl); }
};
struct CloseContext
{
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, CloseContext>;
using Ssl = std::unique_ptr<SSL, CloseSsl>;

// What the callbacks of one handshake fill in.
struct Noted
{
    TlsFact* fact = nullptr;
    bool alertRead = false;
};

Noted* notedOf(const SSL* ssl)
{
    return static_cast<Noted*>(SSL_get_app_data(ssl));
}

void onInfo(const SSL* ssl, int where, int value)
{
    constexpr int kCloseNotify = 0;
    if ((where & SSL_CB_READ_ALERT) != SSL_CB_READ_ALERT || (value & 0xff) == kCloseNotify)
        return;
    notedOf(ssl)->fact->alert = value & 0xff;
    notedOf(ssl)->alertRead = true;
}

// Goes on whatever is wrong, so that all of it is seen.
int onVerify(int fine, X509_STORE_CTX* store)
{
    const auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    if (fine == 0 && ssl)
        noteVerification(X509_STORE_CTX_get_error(store), *notedOf(ssl)->fact);
    return 1;
}

int onCertificateWanted(SSL* ssl, X509**, EVP_PKEY**)
{
    notedOf(ssl)->fact->wantsCertificate = true;
    return 0; // there is none to show
}

Context makeContext(TlsFact& out)
{
    Context context(SSL_CTX_new(TLS_client_method()));
    if (!context)
        return context;
    out.trustStore = loadTrust(context.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, onVerify);
    SSL_CTX_set_info_callback(context.get(), onInfo);
    SSL_CTX_set_client_cert_cb(context.get(), onCertificateWanted);
    return context;
}

Ssl makeSsl(SSL_CTX* context, const TlsFact& out, Noted& noted)
{
    Ssl ssl(SSL_new(context));
    BIO* in = BIO_new(BIO_s_mem());
    BIO* answer = BIO_new(BIO_s_mem());
    if (!ssl || !in || !answer) {
        BIO_free(in);
        BIO_free(answer);
        return {};
    }
    BIO_set_mem_eof_return(in, -1);
    SSL_set_bio(ssl.get(), in, answer); // owns both
    SSL_set_app_data(ssl.get(), &noted);
    SSL_set_connect_state(ssl.get());
    if (!out.name.isEmpty()) {
        const QByteArray name = out.name.toLatin1();
        // The macro SSL_set_tlsext_host_name() with our own cast.
        SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                 const_cast<char*>(name.constData()));
        SSL_set1_host(ssl.get(), name.constData());
    } else {
        const QByteArray address = out.to.toString().section(QLatin1Char('%'), 0, 0).toLatin1();
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), address.constData());
    }
    return ssl;
}

QString lastReason()
{
    const char* reason = ERR_reason_error_string(ERR_peek_error());
    return reason ? QString::fromLatin1(reason) : QStringLiteral("unknown");
}

// The handshake, step by step: OpenSSL works on bytes in memory, the socket is ours.
class Handshake
{
public:
    Handshake(LookSocket& socket, SSL* ssl, Noted& noted, TlsFact& out)
        : m_socket(socket), m_ssl(ssl), m_noted(noted), m_out(out)
    {
    }

    void run()
    {
        for (;;) {
            ERR_clear_error();
            const int result = SSL_do_handshake(m_ssl);
            const int error = result == 1 ? SSL_ERROR_NONE : SSL_get_error(m_ssl, result);
            const QString reason = result == 1 ? QString() : lastReason();
            const bool sent = flush();
            if (error == SSL_ERROR_NONE) {
                m_out.state = State::established;
                return;
            }
            if (error != SSL_ERROR_WANT_READ) {
                ended(reason);
                return;
            }
            if (!sent || !more())
                return;
        }
    }

    bool flush()
    {
        std::array<char, 4096> buffer;
        for (;;) {
            const int got = BIO_read(SSL_get_wbio(m_ssl), buffer.data(), static_cast<int>(buffer.size()));
            if (got <= 0)
                return true;
            if (!m_socket.sendAll(std::span(buffer).first(static_cast<std::size_t>(got)))) {
                m_out.state = State::closed;
                return false;
            }
        }
    }

private:
    void ended(const QString& reason)
    {
        if (looksPlain()) {
            m_out.state = State::plainText;
            m_out.plain = printable(std::span(m_first).first(m_kept), kPlainKept);
        } else if (m_noted.alertRead) {
            m_out.state = State::alert;
        } else {
            m_out.state = State::refusedHere;
            m_out.problem = reason;
        }
    }

    // TLS records begin with their type, 20 to 24, and version 3.x (RFC 8446 5.1).
    bool looksPlain() const
    {
        return m_kept >= 1 && (m_first[0] < 20 || m_first[0] > 24 || (m_kept >= 2 && m_first[1] != 3));
    }

    bool more()
    {
        std::array<char, 8192> buffer;
        std::size_t got = 0;
        switch (m_socket.receive(buffer, got)) {
        case LookSocket::Heard::bytes:
            break;
        case LookSocket::Heard::end:
        case LookSocket::Heard::reset:
            // A plain-text server may say something shorter than a record and close.
            m_out.state = looksPlain() ? State::plainText : State::closed;
            if (looksPlain())
                m_out.plain = printable(std::span(m_first).first(m_kept), kPlainKept);
            return false;
        case LookSocket::Heard::stopped:
            m_out.state = State::failed;
            m_out.problem = QStringLiteral("stopped");
            return false;
        case LookSocket::Heard::stalled:
            m_out.flow.stalls = 1;
            [[fallthrough]];
        default:
            m_out.state = State::silent;
            return false;
        }
        const std::size_t keep = std::min(got, m_first.size() - m_kept);
        std::copy_n(buffer.begin(), keep, m_first.begin() + static_cast<std::ptrdiff_t>(m_kept));
        m_kept += keep;
        m_total += got;
        if (m_total > kMostBytes) {
            m_out.state = State::failed;
            m_out.problem = QStringLiteral("more than 256 KiB of handshake");
            return false;
        }
        BIO_write(SSL_get_rbio(m_ssl), buffer.data(), static_cast<int>(got));
        return true;
    }

    LookSocket& m_socket;
    SSL* m_ssl;
    Noted& m_noted;
    TlsFact& m_out;
    std::array<std::uint8_t, kPlainKept> m_first{};
    std::size_t m_kept = 0, m_total = 0;
};

void lookOnce(const AttemptRequest& request, milliseconds limit, const std::stop_token& stop, TlsFact& out)
{
    Noted noted{&out};
    const Context context = makeContext(out);
    const Ssl ssl = context ? makeSsl(context.get(), out, noted) : Ssl();
    if (!ssl) {
        out.problem = lastReason();
        return;
    }
    LookSocket socket(request, limit, stop);
    if (!socket.connect()) {
        out.state = stop.stop_requested() ? State::failed : State::notConnected;
        out.problem = stop.stop_requested() ? QStringLiteral("stopped") : errnoText(socket.errnoValue());
        return;
    }
    Handshake handshake(socket, ssl.get(), noted, out);
    handshake.run();
    out.version = QString::fromLatin1(SSL_get_version(ssl.get()));
    const int stalls = out.flow.stalls;
    out.flow = socket.flow();
    out.flow.stalls = stalls;
    if (const char* cipher = SSL_get_cipher_name(ssl.get()); cipher && out.state == State::established)
        out.cipher = QString::fromLatin1(cipher);
    if (const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(ssl.get()))
        out.chain = sk_X509_num(chain);
    if (X509* leaf = SSL_get0_peer_certificate(ssl.get()))
        readCertificate(*leaf, out);
    if (out.state == State::established) {
        SSL_shutdown(ssl.get());
        handshake.flush();
    }
}

} // namespace

TlsFact lookAtTls(const AttemptRequest& request, milliseconds limit, const std::stop_token& stop)
{
    constexpr int kTries = 2;
    const MonoTime start = systemClock().mono();
    TlsFact out;
    int stalls = 0;
    for (int i = 0; i < kTries; ++i) {
        out = {};
        out.to = request.remote.address;
        out.port = request.remote.port;
        out.name = QString::fromLatin1(request.host.data()).left(253);
        if (out.name.endsWith(QLatin1Char('.')))
            out.name.chop(1);
        out.at = systemClock().wall();
        lookOnce(request, limit, stop, out);
        if (out.flow.stalls == 0)
            break;
        out.flow.stalls = ++stalls;
    }
    out.took = systemClock().mono() - start;
    return out;
}

} // namespace knockback
