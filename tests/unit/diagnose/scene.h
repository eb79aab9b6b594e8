// Observations written as text, so that a test reads as a picture. scenes/*.txt holds them, one line a fact:
//
//   == name of the scene
//   target HOST PORT [SERVICE]        also: -4, -6, source=ADDRESS, name (HOST is a name: nothing is chosen by itself)
//   own ADDRESS …                     addresses of this machine
//   chosen ADDRESS SOURCE             an address the name gave ("dns", "hosts", "system")
//   hosts ADDRESS                     a line of the hosts file
//   dns SERVER A|AAAA STATUS [ADDRESS …]   answered nodata nxdomain servfail refused timeout unreachable malformed
//   cname system ok ADDRESS … | system fail EAI_NAME slow MS                           how long the last DNS answer
//   took suggestion NAME route ADDRESS on-link|via GATEWAY|local|none|unreachable|prohibit|blackhole neigh ADDRESS
//   STATE echo ADDRESS answered|silent|denied try ADDRESS WHAT [xN]             attempts to the port, 200 ms apart seq
//   ADDRESS LETTERS               C connected, L late, R reset, S silent, I ICMP 3/3 by the host, X closed control
//   ADDRESS PORT WHAT path ADDRESS TTL ROUTER|silent ports LOW HIGH USED no-error-queue · finished · elapsed MS expect
//   CAUSE [PATTERN]            the verdict confidence MIN MAX also CAUSE · alternative CAUSE · no-alternative CAUSE ·
//   located TEXT · because PHRASE-ID · side SIDE check ID STATUS settled yes|no next echo|control|path|more yes|no
//
// gap MS: between the starts of what follows. floor ADDRESS PORT FLOOR WHAT: answers with a lower TTL were ignored.
// pathto ADDRESS PORT TTL ROUTER|WHAT: the path to another port. sweep ADDRESS WHAT [xN]: from local ports that failed.
// counters BEFORE AFTER: TCPRetransFail. neigh ADDRESS STATE MAC.
// WHAT: connected late:N refused silent silent:MS closed reset-after unanswered:MS[:hello[:taken]] self cancelled
// hello NAME is what is said after connecting (auto, none, http, tls, …); tls ADDRESS good|expired|not-yet|wrong-name|
// unknown|self-signed|bad|alert:N|version|refused:TEXT|plain:TEXT|closed|silent|stalled:N|failed, then short, no-store,
// wants-certificate, chain:N, also-unknown; large ADDRESS flowed|small|stalled:N|ours:N|silent|failed.
// server …: what the server says of itself (scene_server.cpp lists the words). no-fix TEXT · fix TEXT: in the commands.
// bytes:HEX hello-bytes:HEX noroute unreachable-local eacces einval noport noport-bind nofds error:ERRNO banner:TEXT
// http:STATUS[:SERVER] icmp:TYPE/CODE@OFFENDER[:MS] icmp6:TYPE/CODE@OFFENDER[:MS] repeated
#pragma once

#include "core/diagnose/diagnose.h"

#include <QString>
#include <QStringList>
#include <QVector>

namespace knockback::test {

struct Expectation
{
    int line = 0;
    QStringList words;
};

struct Scene
{
    QString file, name;
    Observations seen;
    QVector<Expectation> expectations;
    int gapMs = 200; // between the starts of the attempts that follow
    QString problem; // what in the text could not be read
};

// All scenes of a folder's *.txt files.
QVector<Scene> readScenes(const QString& folder);
Scene parseScene(const QString& name, const QStringList& lines, int firstLine = 1);

// One line of what looks after the connection found. False: it is not understood.
bool addTls(Scene& scene, const IpAddress& to, const QStringList& words);
bool addLarge(Scene& scene, const IpAddress& to, const QString& what);

// Appends an attempt. False: `what` is not known.
bool addAttempt(Scene& scene, const IpAddress& to, Port port, Purpose purpose, const QString& what, Ttl ttl = {});

} // namespace knockback::test
