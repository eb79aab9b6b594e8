#include "core/practice/practice.h"

#include "core/base/text.h"
#include "core/practice/server.h"

#include <array>
#include <cstddef>

namespace knockback {

namespace {

struct Known
{
    practice::Fault fault;
    const char* id;
};
// The order in which a person should try them: the plain ones first.
constexpr std::array<Known, 8> kKnown{{{practice::Fault::closed, "closed"},
                                       {practice::Fault::silent, "silent"},
                                       {practice::Fault::closes, "closes"},
                                       {practice::Fault::resets, "resets"},
                                       {practice::Fault::slowAccept, "slow-accept"},
                                       {practice::Fault::flapping, "flapping"},
                                       {practice::Fault::healthy, "healthy"},
                                       {practice::Fault::http502, "http-502"}}};

} // namespace

const QVector<PracticeFault>& practiceFaults()
{
    static const QVector<PracticeFault> faults = [] {
        QVector<PracticeFault> out;
        for (const Known& known : kKnown) {
            const QString id = QLatin1String(known.id);
            out.push_back(
                {id, QStringLiteral("practice.%1.title").arg(id), QStringLiteral("practice.%1.shows").arg(id)});
        }
        return out;
    }();
    return faults;
}

Result<std::unique_ptr<PracticeTarget>> PracticeTarget::start(const QString& fault, Port port)
{
    QStringList ids;
    for (const Known& known : kKnown) {
        if (fault == QLatin1String(known.id))
            return practice::Server::start(known.fault, fault, port);
        ids << QLatin1String(known.id);
    }
    return Error{ErrorKind::badInput, QStringLiteral("practice"), fault.left(64), 0,
                 QStringLiteral("There is no practice fault \"%1\". Choose one of: %2.")
                     .arg(printable(fault, 64), ids.join(QStringLiteral(", ")))};
}

} // namespace knockback
