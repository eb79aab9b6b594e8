#include "core/diagnose/commands.h"
#include "core/diagnose/reading.h"
#include "core/diagnose/rule.h"

#include <algorithm>

namespace knockback {

namespace {

std::optional<Claim> judge(const Reading&, const Group& g)
{
    const AddressView& v = g.first();
    const bool lossy = g.shape() == Shape::late || (g.shape() == Shape::mixed && v.of(Happening::silent) > 0);
    const bool beside =
        (g.shape() == Shape::reset || g.shape() == Shape::works) && (v.of(Happening::silent) > 0 || v.late > 0);
    if ((!lossy && !beside) || v.own) // nothing is lost between a machine and itself
        return std::nullopt;
    const bool alsoThere = std::any_of(v.controls.begin(), v.controls.end(),
                                       [](const Attempt* a) { return a->tcp.valid && a->tcp.totalRetrans > 0; });
    Claim c;
    c.confidence = beside ? 0.05 : alsoThere ? 0.46 : v.controlsAnswered() >= 2 ? 0.25 : 0.35;
    c.pattern = Pattern::intermittent;
    c.side = Side::network;
    c.evidence = g.evidence() + v.lookEvidence;
    c.whyNot = say(alsoThere ? "diagnose.packet-loss.why-not.also" : "diagnose.packet-loss.why-not");
    c.toTellApart = say("diagnose.packet-loss.tell");
    return c;
}

} // namespace

extern const Rule rule_packet_loss;
const Rule rule_packet_loss{false, nullptr, judge};

} // namespace knockback
