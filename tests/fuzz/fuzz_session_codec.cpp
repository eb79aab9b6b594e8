// A stored fact: the first byte says of which kind ('t' target, 'n' names, 'r' route, 'b' neighbour, 'e' echo,
// 'v' vantage, 's' TLS, 'l' large answer, 'd' diagnosis, 'p' phrase), the rest is its JSON. What decodes must come back
// the same when it is written and read again.
#include "core/session/codec.h"

#include <cstdlib>

using namespace knockback;

namespace {

template <typename T>
void check(const QByteArray& json)
{
    const auto first = codec::decode<T>(json);
    if (!first) {
        if (first.error().kind != ErrorKind::damagedFile || first.error().detail.isEmpty())
            std::abort();
        return;
    }
    const QByteArray written = codec::encode(*first);
    const auto second = codec::decode<T>(written);
    if (!second || codec::encode(*second) != written)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray json(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size) - 1);
    switch (data[0]) {
    case 't':
        check<TargetSpec>(json);
        break;
    case 'n':
        check<NameReport>(json);
        break;
    case 'r':
        check<RouteFact>(json);
        break;
    case 'b':
        check<NeighbourFact>(json);
        break;
    case 'e':
        check<EchoFact>(json);
        break;
    case 's':
        check<TlsFact>(json);
        break;
    case 'l':
        check<LargeFact>(json);
        break;
    case 'v':
        check<VantageFacts>(json);
        break;
    case 'd':
        check<Diagnosis>(json);
        break;
    case 'p':
        check<Phrase>(json);
        break;
    default:
        (void)codec::addressFrom({reinterpret_cast<const char*>(data), size});
    }
    return 0;
}
