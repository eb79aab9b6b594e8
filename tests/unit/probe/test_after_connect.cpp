#include "core/probe/hello.h"
#include "core/probe/large.h"
#include "core/probe/tls.h"
#include "tls_server.h"

#include <QTest>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string>

using namespace knockback;
using namespace knockback::test;
using namespace std::chrono_literals;

namespace {

AttemptRequest to(const Endpoint& remote, const char* host = "")
{
    AttemptRequest request;
    request.remote = remote;
    std::strncpy(request.host.data(), host, request.host.size() - 1);
    return request;
}

TlsFact tls(const Endpoint& remote, const char* host = "web.example", std::chrono::milliseconds limit = 5s)
{
    return lookAtTls(to(remote, host), limit, {});
}

// Answers whatever comes with these bytes, and closes.
auto answering(const std::string& bytes)
{
    return [bytes](const Fd& peer) {
        std::array<char, 4096> buffer;
        if (::recv(peer.get(), buffer.data(), buffer.size(), 0) > 0)
            ::send(peer.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        ::shutdown(peer.get(), SHUT_WR);
        while (::recv(peer.get(), buffer.data(), buffer.size(), 0) > 0) {
        }
    };
}

std::string page(std::size_t size)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
}

} // namespace

class TestAfterConnect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        std::signal(SIGPIPE, SIG_IGN); // the server here is OpenSSL's, on a plain descriptor
        // No issuers: the test must not depend on those of the machine.
        qputenv("SSL_CERT_DIR", "/nonexistent");
        qputenv("SSL_CERT_FILE", "/nonexistent");
    }

    void selfSigned()
    {
        const TlsServer server(CertificateWish{});
        const TlsFact f = tls(server.at());
        QCOMPARE(f.state, TlsFact::State::established);
        QVERIFY(f.selfSigned && !f.unknownIssuer && !f.expired && !f.notYetValid && !f.trustStore);
        QCOMPARE(f.version, QStringLiteral("TLSv1.3"));
        QVERIFY(!f.cipher.isEmpty() && !f.verification.isEmpty());
        QCOMPARE(f.chain, 1);
        QCOMPARE(f.subject, QStringLiteral("CN=web.example"));
        QCOMPARE(f.issuer, f.subject);
        QVERIFY(f.notBefore < f.at && f.at < f.notAfter);
        QVERIFY(f.flow.received > 300 && f.flow.stalls == 0);
    }
    void expiredForAnotherNameByAStranger()
    {
        const TlsServer server({"shop.example", -30, -10, false});
        const TlsFact f = tls(server.at());
        QCOMPARE(f.state, TlsFact::State::established);
        QVERIFY(f.expired && f.wrongName && f.unknownIssuer && !f.selfSigned);
        QCOMPARE(f.chain, 2);
        QCOMPARE(f.names, QStringList{QStringLiteral("shop.example")});
        QCOMPARE(f.issuer, QStringLiteral("CN=Test issuer"));
    }
    void notYetValid()
    {
        const TlsServer server({"web.example", 10, 30, false});
        const TlsFact f = tls(server.at());
        QVERIFY(f.notYetValid && !f.expired && !f.wrongName);
    }
    void hostileNames()
    {
        const TlsServer server({"a\xe2\x80\xae.example", -1, 30, true});
        const TlsFact f = tls(server.at());
        QVERIFY(!f.subject.contains(QChar(0x202e)));
        QVERIFY(f.subject.contains(QStringLiteral("example")));
    }
    void aClientsCertificateIsWanted()
    {
        const TlsServer server(CertificateWish{}, [](SSL_CTX* context) {
            SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
            SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
        });
        const TlsFact f = tls(server.at());
        QCOMPARE(f.state, TlsFact::State::alert);
        QVERIFY(f.wantsCertificate && f.alert > 0);
    }
    void noVersionInCommon()
    {
        const TlsServer server(CertificateWish{}, [](SSL_CTX* context) {
            SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
            SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
            SSL_CTX_set_security_level(context, 0);
        });
        const TlsFact f = tls(server.at());
        QVERIFY(f.state == TlsFact::State::alert || f.state == TlsFact::State::refusedHere);
        QVERIFY(f.alert == 70 || f.problem.contains(QLatin1String("unsupported protocol")) ||
                f.version == QLatin1String("TLSv1.1"));
    }

    void otherAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("state");
        using S = TlsFact::State;
        const auto row = [](const char* name, const QByteArray& bytes, S state) {
            QTest::newRow(name) << bytes << int(state);
        };
        row("HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n", S::plainText);
        row("one letter", "N", S::plainText);
        row("an alert", QByteArray::fromHex("15030300020228"), S::alert);
        row("nothing", {}, S::closed);
        row("the beginning of a record", QByteArray::fromHex("160303"), S::closed);
        row("rubbish in a record", QByteArray::fromHex("160303000affffffffffffffffffff"), S::refusedHere);
    }
    void otherAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, state);
        Server server(loopback(Family::ipv4), answering(bytes.toStdString()));
        const TlsFact f = tls(server.at());
        QCOMPARE(int(f.state), state);
        QVERIFY((f.state == TlsFact::State::plainText) == !f.plain.isEmpty());
        if (f.state == TlsFact::State::alert)
            QCOMPARE(f.alert, 40);
    }
    void anEndlessHandshakeIsCutOff()
    {
        Server server(loopback(Family::ipv4), [](const Fd& peer) {
            std::string record("\x16\x03\x03\x40\x00\x0b\xff\xff\xff", 9); // a certificate of 16 MB
            record.resize(5 + 0x4000, 'x');
            while (::send(peer.get(), record.data(), record.size(), MSG_NOSIGNAL) > 0) {
            }
        });
        const TlsFact f = tls(server.at());
        QVERIFY(f.state == TlsFact::State::failed || f.state == TlsFact::State::refusedHere);
        QVERIFY(f.flow.received < 600'000);
    }
    void silenceAndNobody()
    {
        const Fd silent = bindTo(loopback(Family::ipv4), 8);
        QCOMPARE(tls(nameOf(silent.get()), "", 300ms).state, TlsFact::State::silent);
        const ClosedPort closed(Family::ipv6);
        QCOMPARE(tls(closed.at).state, TlsFact::State::notConnected);
        std::stop_source stop;
        stop.request_stop();
        QCOMPARE(lookAtTls(to(nameOf(silent.get())), 10s, stop.get_token()).state, TlsFact::State::failed);
    }

    void largeAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("state");
        using S = LargeFact::State;
        const auto row = [](const char* name, const std::string& bytes, S state) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << int(state);
        };
        row("a large page", page(100'000), S::flowed);
        row("a small page", page(10), S::small);
        row("a page without a length", "HTTP/1.0 200 OK\r\n\r\nhello", S::small);
        row("a length beyond reason", "HTTP/1.0 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello", S::small);
        row("nothing", {}, S::closed);
    }
    void largeAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, state);
        Server server(loopback(Family::ipv4), answering(bytes.toStdString()));
        const LargeFact f = lookAtLarge(to(server.at()), 5s, {});
        QCOMPARE(int(f.state), state);
        QCOMPARE(f.flow.stalls, 0);
    }
    void silentPage()
    {
        const Fd silent = bindTo(loopback(Family::ipv4), 8);
        QCOMPARE(lookAtLarge(to(nameOf(silent.get())), 300ms, {}).state, LargeFact::State::silent);
        const ClosedPort closed(Family::ipv4);
        QCOMPARE(lookAtLarge(to(closed.at), 300ms, {}).state, LargeFact::State::notConnected);
    }

    // OpenSSL itself reads our hello, with the name in it, and asks for a key share instead of signing.
    void ourClientHello()
    {
        const TlsServer server(CertificateWish{});
        SSL* ssl = SSL_new(server.context());
        BIO* in = BIO_new(BIO_s_mem());
        BIO* out = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl, in, out);
        HelloBuffer hello;
        const std::size_t size = writeHello(Protocol::tls, server.at(), "web.example.", 7, hello);
        BIO_write(in, hello.data(), static_cast<int>(size));
        const int result = SSL_accept(ssl);
        QCOMPARE(SSL_get_error(ssl, result), SSL_ERROR_WANT_READ);
        QCOMPARE(QByteArray(SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name)), QByteArray("web.example"));
        std::array<std::uint8_t, 512> answer{};
        const int got = BIO_read(out, answer.data(), answer.size());
        QVERIFY(got > 40 && got < 200);
        const FirstBytes heard = recognise(std::span(answer).first(static_cast<std::size_t>(got)), Protocol::tls);
        QCOMPARE(heard.protocol, Protocol::tls);
        QCOMPARE(heard.said, Saying::spoke);
        SSL_free(ssl);
    }
    void helloBytes()
    {
        HelloBuffer out;
        const Endpoint at{loopback(Family::ipv6), Port{8080}};
        const auto text = [&](Protocol protocol, std::string_view host) {
            return QByteArray(out.data(), static_cast<qsizetype>(writeHello(protocol, at, host, 1, out)));
        };
        QVERIFY(text(Protocol::http, "").contains("Host: [::1]:8080\r\n"));
        QVERIFY(text(Protocol::http, "web.example.").contains("Host: web.example:8080\r\n"));
        QVERIFY(text(Protocol::http, std::string(300, 'a')).contains("Host: [::1]:8080\r\n"));
        QCOMPARE(text(Protocol::redis, ""), QByteArray("PING\r\n"));
        QCOMPARE(text(Protocol::ssh, ""), QByteArray());
        QCOMPARE(text(Protocol::none, ""), QByteArray());
        QVERIFY(text(Protocol::tls, std::string(253, 'a')).size() < 600);
        QVERIFY(text(Protocol::tls, "a") !=
                QByteArray(out.data(), static_cast<qsizetype>(writeHello(Protocol::tls, at, "a", 2, out))));
    }
};

QTEST_GUILESS_MAIN(TestAfterConnect)
#include "test_after_connect.moc"
