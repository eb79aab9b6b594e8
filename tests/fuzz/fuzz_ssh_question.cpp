// Any text as a question of ssh, the first byte choosing the hint. What is shown must be bounded and printable.
#include "core/decode/ssh_question.h"

#include <cstdint>
#include <cstdlib>

using namespace knockback;

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const char* hints[] = {"", "confirm", "none"};
    const QByteArray text(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size - 1));
    const SshQuestion question = readSshQuestion(text, hints[data[0] % 3]);
    require(!question.lines.isEmpty() && question.lines.size() <= SshQuestion::kMostLines);
    for (const QString& line : question.lines) {
        require(line.size() <= 10 * SshQuestion::kLongestLine); // a sign that is escaped takes up to ten
        for (const QChar c : line)
            require(c.unicode() >= 0x20 && c.unicode() != 0x7f && c.unicode() != 0x202e);
    }
    require(question.fingerprint.isEmpty() || question.kind == SshQuestionKind::hostKey);
    require(question.fingerprint.isEmpty() == question.key.isEmpty());
    require((question.kind == SshQuestionKind::notice) == (data[0] % 3 == 2));
    require(!text.trimmed().startsWith('(') || data[0] % 3 != 0 || question.kind == SshQuestionKind::other);
    return 0;
}
