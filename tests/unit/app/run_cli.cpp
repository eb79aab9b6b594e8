#include "run_cli.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTemporaryFile>

namespace knockback::test {

namespace {

Said finish(QProcess& process, int timeoutMs)
{
    Said said;
    QElapsedTimer clock;
    clock.start();
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(timeoutMs);
    said.ms = clock.elapsed();
    if (ended && process.exitStatus() == QProcess::NormalExit)
        said.status = process.exitCode();
    if (!ended) {
        process.kill();
        process.waitForFinished(5000);
    }
    said.out = process.readAllStandardOutput();
    said.err = process.readAllStandardError();
    return said;
}

} // namespace

QProcessEnvironment cleanEnvironment()
{
    QProcessEnvironment out = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"})
        out.remove(QString::fromLatin1(name));
    out.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    out.insert(QStringLiteral("TZ"), QStringLiteral("UTC"));
    out.insert(QStringLiteral("KNOCKBACK_CLI"), QStringLiteral(KNOCKBACK_CLI));
    return out;
}

Said runCli(const QStringList& arguments, int timeoutMs, const QProcessEnvironment& environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(KNOCKBACK_CLI), arguments);
    return finish(process, timeoutMs);
}

Said runCliOn(const QByteArray& input, const QStringList& arguments, int timeoutMs)
{
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.start(QStringLiteral(KNOCKBACK_CLI), arguments);
    process.write(input);
    return finish(process, timeoutMs);
}

Said runShell(const QString& script, int timeoutMs)
{
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment());
    process.start(QStringLiteral("/bin/bash"), {QStringLiteral("-c"), script});
    return finish(process, timeoutMs);
}

QString schemaProblems(const QByteArray& document, const QString& schema)
{
    QTemporaryFile file;
    if (!file.open() || file.write(document) != document.size() || !file.flush())
        return QStringLiteral("the document could not be written");
    QProcess python;
    python.start(
        QStringLiteral("/usr/bin/python3"),
        {QStringLiteral("-c"),
         QStringLiteral("import json,sys,jsonschema\n"
                        "schema=json.load(open(sys.argv[1]))\n"
                        "for e in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))):\n"
                        "    print('/'.join(map(str,e.absolute_path)), e.message[:200])\n"),
         QStringLiteral(KNOCKBACK_SOURCE_DIR "/resources/schema/%1.schema.json").arg(schema), file.fileName()});
    if (!python.waitForFinished(60'000) || python.exitCode() != 0)
        return QStringLiteral("not a document: ") + QString::fromUtf8(python.readAllStandardError());
    return QString::fromUtf8(python.readAllStandardOutput());
}

QJsonObject parsed(const QByteArray& document)
{
    return QJsonDocument::fromJson(document).object();
}

QString causeIn(const QByteArray& document)
{
    return parsed(document).value(QStringLiteral("verdict")).toObject().value(QStringLiteral("cause")).toString();
}

} // namespace knockback::test
