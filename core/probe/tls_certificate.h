// What stands in a server's certificate and what is wrong with it, in our own values. Every text is printable and
// bounded: a certificate is the server's word.
//
// Thread: any.
#pragma once

#include "core/facts/after_connect.h"

#include <openssl/types.h>

namespace knockback {

// Loads the system's issuers (or those of SSL_CERT_FILE, SSL_CERT_DIR). False: there is not one.
bool loadTrust(SSL_CTX* context);
// One complaint of X509_verify_cert(3).
void noteVerification(int error, TlsFact& out);
void readCertificate(X509& certificate, TlsFact& out);

} // namespace knockback
