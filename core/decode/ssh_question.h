// Thread: any; pure. What ssh(1) asks a person, told from its words, which are English in every language.
//
// What a server itself wants to know (keyboard-interactive) is asked in the server's words; ssh puts "(USER@HOST) "
// before them (since 8.5), so that they cannot pass for a question of its own.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <cstdint>

namespace knockback {

enum class SshQuestionKind : std::uint8_t
{
    other,      // whatever it is, the answer may be a secret
    password,   // of the account there
    passphrase, // of a key of ours, or the PIN of one in hardware
    hostKey,    // a server that is not known yet: yes, or nothing
    yesOrNo,
    notice, // nothing to answer: "touch the key"
};

struct SshQuestion
{
    SshQuestionKind kind = SshQuestionKind::other;
    bool byStatus = false; // yes and no are said with the exit status
    QStringList lines;     // fit to show; at most kMostLines of kLongestLine characters
    QString fingerprint;   // of a host key: "SHA256:…"; "" where none is recognised
    QString key;           // its kind: "ED25519"

    static constexpr int kMostLines = 24;
    static constexpr int kLongestLine = 300;
};

// text: as ssh gives it to its askpass program. hint: SSH_ASKPASS_PROMPT ("", "confirm", "none").
SshQuestion readSshQuestion(const QByteArray& text, const QByteArray& hint);

} // namespace knockback
