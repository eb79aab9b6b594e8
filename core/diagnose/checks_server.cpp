// The checklist, steps that the server's own facts settle: service, backlog, resources, application. From here only a
// part shows; the rest is honestly unknown, with the commands to run there.
#include "core/diagnose/commands.h"
#include "core/diagnose/document.h"

#include <algorithm>

namespace knockback {

namespace {

Check& at(Diagnosis& d, CheckId id)
{
    return d.checks[static_cast<std::size_t>(id)];
}

int sum(const Reading& r, Happening h)
{
    int out = 0;
    for (const AddressView& v : r.addresses)
        out += v.excused ? 0 : v.of(h);
    return out;
}

int lateOnes(const Reading& r)
{
    int out = 0;
    for (const AddressView& v : r.addresses)
        out += v.late;
    return out;
}

const Attempt* speaker(const Reading& r)
{
    for (const AddressView& v : r.addresses)
        for (auto a = v.attempts.rbegin(); a != v.attempts.rend(); ++a)
            if ((*a)->bannerSize > 0)
                return *a;
    return nullptr;
}

struct ByAddress
{
    QVector<IpAddress> refuse, serve;
};

// Where each address always does the same: those that refuse, and those that work.
ByAddress splitByAddress(const Reading& r)
{
    ByAddress out;
    for (const AddressView& v : r.addresses)
        if (v.excused)
            continue;
        else if (v.shape == Shape::reset)
            out.refuse.append(v.address);
        else if (v.shape == Shape::works || v.shape == Shape::late)
            out.serve.append(v.address);
    return out;
}

// An address where it worked at first and has been refused since; nullptr = there is none.
const AddressView* goneDown(const Reading& r)
{
    const auto found =
        std::find_if(r.addresses.begin(), r.addresses.end(), [](const AddressView& v) { return v.wentDown(kSince); });
    return found == r.addresses.end() ? nullptr : &*found;
}

void set(Check& c, CheckStatus status, Phrase summary)
{
    c.status = status;
    c.summary = std::move(summary);
}

void skip(Check& c)
{
    set(c, CheckStatus::skipped, say("diagnose.check.skipped.no-address"));
    c.commands.clear();
}

void checkService(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::service);
    const QString port = QString::number(r.port.value);
    c.looked = say("diagnose.check.service.looked", {port});
    c.commands = listenerCommands(r) + serviceCommands(r);
    for (const AddressView& v : r.addresses)
        c.evidence << v.attemptEvidence;
    const QString& cause = d.verdict.cause;
    if (r.addresses.empty()) {
        skip(c);
    } else if (cause == QLatin1String("service-flapping") || cause == QLatin1String("service-closes") ||
               cause == QLatin1String("service-hung")) {
        set(c, CheckStatus::fail, d.verdict.summary);
        c.means << say("diagnose.check.service.means.misbehaves");
        c.next << say("diagnose.check.service.next", {port});
    } else if (sum(r, Happening::worked) > 0 && sum(r, Happening::reset) == 0) {
        const bool spoke = speaker(r) != nullptr;
        set(c, CheckStatus::pass, say(spoke ? "diagnose.check.service.pass.spoke" : "diagnose.check.service.pass"));
        c.means << say(spoke ? "diagnose.check.service.means.spoke" : "diagnose.check.service.means.listens");
    } else if (const auto [refuse, serve] = splitByAddress(r); !refuse.isEmpty() && !serve.isEmpty()) {
        set(c, CheckStatus::fail, say("diagnose.check.service.some", {joined(refuse), joined(serve)}));
        c.means << say("diagnose.check.service.means.reset");
        c.next << say("diagnose.check.service.next", {port});
    } else if (const AddressView* gone = goneDown(r)) {
        set(c, CheckStatus::fail,
            say("diagnose.check.service.gone", {gone->address.toString(), toIsoUtc(gone->sequence.lastEdge)}));
        c.means << say("diagnose.check.service.means.gone");
        c.next << say("diagnose.check.service.next", {port});
    } else if (sum(r, Happening::reset) > 0 && sum(r, Happening::worked) == 0) {
        set(c, CheckStatus::fail, say("diagnose.check.service.reset", {port}));
        c.means << say("diagnose.check.service.means.reset");
        c.next << say("diagnose.check.service.next", {port});
    } else {
        set(c, CheckStatus::unknown,
            say(sum(r, Happening::worked) > 0 ? "diagnose.check.service.sometimes" : "diagnose.check.service.unknown"));
        c.means << say("diagnose.check.service.means.unknown");
        c.next << say("diagnose.check.service.next", {port});
    }
}

void checkBacklog(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::backlog);
    c.looked = say("diagnose.check.backlog.looked");
    c.commands = backlogCommands(r);
    const int late = lateOnes(r);
    const int lost = late + sum(r, Happening::silent);
    const int worked = sum(r, Happening::worked);
    if (r.addresses.empty()) {
        skip(c);
        return;
    }
    if (d.verdict.cause == QLatin1String("accept-queue-overflow")) {
        set(c, CheckStatus::fail, d.verdict.summary);
        c.next << say("diagnose.check.backlog.next");
    } else if (worked > 0 && lost > 0) {
        set(c, CheckStatus::warn,
            say("diagnose.check.backlog.warn", {QString::number(sum(r, Happening::silent))}, late));
        c.means << say("diagnose.check.backlog.means.warn");
        c.next << say("diagnose.check.backlog.next");
    } else if (worked > 0) {
        set(c, CheckStatus::unknown, say("diagnose.check.backlog.quiet"));
        c.means << say("diagnose.check.backlog.means.quiet");
    } else {
        set(c, CheckStatus::unknown, say("diagnose.check.backlog.unknown"));
    }
    if (sum(r, Happening::reset) > 0)
        c.means << say("diagnose.check.backlog.means.refused");
}

void checkResources(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::resources);
    c.looked = say("diagnose.check.resources.looked");
    c.commands = resourceCommands(r);
    const QString& cause = d.verdict.cause;
    if (cause == QLatin1String("client-ports-exhausted") || cause == QLatin1String("client-descriptors-exhausted")) {
        set(c, CheckStatus::fail, d.verdict.summary);
        c.means << say("diagnose.check.resources.means.client");
        c.commands = d.verdict.fixes.isEmpty() ? QStringList() : d.verdict.fixes.front().commands;
        c.evidence = d.verdict.evidence;
        return;
    }
    if (r.addresses.empty()) {
        skip(c);
        return;
    }
    set(c, CheckStatus::unknown, say("diagnose.check.resources.unknown"));
    c.means << say("diagnose.check.resources.means.unknown");
    c.next << say("diagnose.check.resources.next");
}

void checkApplication(const Reading& r, Diagnosis& d)
{
    Check& c = at(d, CheckId::application);
    c.looked = say("diagnose.check.application.looked");
    const int connected = sum(r, Happening::worked) + sum(r, Happening::closed) + sum(r, Happening::unanswered);
    if (connected == 0) {
        set(c, CheckStatus::skipped,
            say(r.addresses.empty() ? "diagnose.check.skipped.no-address" : "diagnose.check.application.skipped"));
        return;
    }
    for (const AddressView& v : r.addresses)
        if (v.connected() > 0)
            c.evidence << v.attemptEvidence;
    const Attempt* said = speaker(r);
    const int status = said ? httpStatus(*said) : 0;
    const QString& cause = d.verdict.cause;
    const FirstBytes heard = said ? heardFrom(*said, spokenTo(r.seen.target)) : FirstBytes{};
    constexpr int kServerErrors = 500;
    if (cause == QLatin1String("upstream-refused") || cause == QLatin1String("service-closes") ||
        cause == QLatin1String("service-hung") || cause == QLatin1String("tls-failure") ||
        cause == QLatin1String("tls-mismatch") || cause == QLatin1String("mtu-black-hole")) {
        set(c, CheckStatus::fail, d.verdict.summary);
        c.next << say("diagnose.check.application.next.fail");
    } else if (status >= kServerErrors) {
        set(c, CheckStatus::warn, say("diagnose.check.application.http-error", {QString::number(status)}));
        c.means << say("diagnose.check.application.means.http-error");
    } else if (status > 0) {
        set(c, CheckStatus::pass, say("diagnose.check.application.http", {QString::number(status)}));
        c.means << say("diagnose.check.application.means.spoke");
    } else if (said && heard.protocol == Protocol::tls) {
        set(c, CheckStatus::pass, say("diagnose.check.application.tls"));
        c.means << say("diagnose.check.application.means.spoke");
    } else if (said && !heardName(heard).isEmpty()) {
        set(c, CheckStatus::pass,
            say("diagnose.check.application.protocol", {heardName(heard), bannerText(*said, 60)}));
        c.means << say("diagnose.check.application.means.spoke");
    } else if (said) {
        set(c, CheckStatus::pass, say("diagnose.check.application.spoke", {bannerText(*said, 60)}));
        c.means << say("diagnose.check.application.means.spoke");
    } else if (sum(r, Happening::closed) + sum(r, Happening::unanswered) > 0) {
        set(c, CheckStatus::warn,
            say("diagnose.check.application.sometimes",
                {QString::number(sum(r, Happening::closed)), QString::number(sum(r, Happening::unanswered))}));
        c.means << say("diagnose.check.application.means.sometimes");
    } else {
        set(c, CheckStatus::unknown, say("diagnose.check.application.quiet"));
        c.means << say("diagnose.check.application.means.quiet");
    }
}

} // namespace

void fillServerChecks(const Reading& r, Diagnosis& d)
{
    checkService(r, d);
    checkBacklog(r, d);
    checkResources(r, d);
    checkApplication(r, d);
}

} // namespace knockback
