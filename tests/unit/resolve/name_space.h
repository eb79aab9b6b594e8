// A network and mount namespace for one test program, so that nothing it does leaves it and /etc is its own.
#pragma once

#include <QByteArray>
#include <QString>

// Before any thread is started: "" when this process now is in a namespace of its own with loopback up, else why not.
// Works for root, and for anybody where user namespaces are allowed.
QString enterOwnNamespace();

// What to do where it did not work: with CI in the environment that is a failure, on a desk the test is skipped.
bool mustHaveNamespace();

// Puts other text under /etc/resolv.conf, /etc/hosts or /etc/nsswitch.conf, for this process only. False when it
// cannot.
bool replaceFile(const QString& path, const QByteArray& text);
