// Runs the real knockback-cli and gives what it said.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace knockback::test {

struct Said
{
    int status = -1; // -1: it did not end by itself in time, or was killed by a signal
    QByteArray out, err;
    qint64 ms = 0;
};

// Its own environment: English, no colours, UTC.
QProcessEnvironment cleanEnvironment();
Said runCli(const QStringList& arguments, int timeoutMs = 30'000,
            const QProcessEnvironment& environment = cleanEnvironment());
// With something on its standard input.
Said runCliOn(const QByteArray& input, const QStringList& arguments, int timeoutMs = 30'000);
// Any command, for shells and namespaces; $KNOCKBACK_CLI names the program.
Said runShell(const QString& script, int timeoutMs = 30'000);
// "" when the document fits resources/schema; else what is wrong.
QString schemaProblems(const QByteArray& document, const QString& schema = QStringLiteral("knockback.diagnosis-1"));
QJsonObject parsed(const QByteArray& document);
QString causeIn(const QByteArray& document);

} // namespace knockback::test
