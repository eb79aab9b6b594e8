// Thread: any.
//
// Every sentence that refuses what was typed, one place: the English text and the id of the same sentence in
// resources/words (a test holds the two together), so that a window in another language can say it too.
#pragma once

#include "core/base/result.h"

#include <QString>

namespace knockback {

// id: "names.refused.…"; text: English, with %1 for the subject where it names it.
struct Refusal
{
    const char* id;
    const char* text;
};

// The Error made of it: operation = the id, subject = what was wrong (untrusted), detail = the sentence.
Error refused(const Refusal& refusal, const QString& subject = {});

namespace refusals {

inline constexpr Refusal kEmptyHost{
    "names.refused.emptyHost",
    "No host was given. Write a name such as db.example.com or an address such as 192.0.2.1."};
inline constexpr Refusal kTooLong{
    "names.refused.tooLong", "The host is too long: %1. A name has at most 253 characters. Check what was pasted."};
inline constexpr Refusal kControl{"names.refused.control",
                                  "The host holds an invisible or control character: %1. Type it again by hand."};
inline constexpr Refusal kSpace{"names.refused.space",
                                "The host has a space in it: %1. Write the host alone, and the port in its own place."};
inline constexpr Refusal kSeveral{"names.refused.several",
                                  "There is more than one host in %1. Give one host at a time."};
inline constexpr Refusal kNetwork{"names.refused.network",
                                  "%1 is a network, not a host. Write the address of one machine in it."};
inline constexpr Refusal kBadScheme{"names.refused.scheme",
                                    "%1 does not begin like an address of the web or of a service. Write it as "
                                    "scheme://host:port or give only the host."};
inline constexpr Refusal kBracketOpen{
    "names.refused.bracket",
    "The square brackets in %1 do not match. Write an IPv6 address with a port as [2001:db8::1]:443."};
inline constexpr Refusal kBracketOnlyV6{
    "names.refused.bracketContent",
    "%1 is not an IPv6 address; square brackets are for those only. Write a name or an IPv4 address without brackets."};
inline constexpr Refusal kNearlyV4{
    "names.refused.nearlyIpv4", "%1 is nearly an IPv4 address, and programs read such forms in different ways. Write "
                                "four decimal numbers from 0 to 255, without leading zeros, such as 192.0.2.1."};
inline constexpr Refusal kNotV6{"names.refused.notIpv6",
                                "%1 is not an IPv6 address. Write groups of up to four hexadecimal digits with colons "
                                "between, such as 2001:db8::1, or host:port with one colon."};
inline constexpr Refusal kNoZone{"names.refused.noZone",
                                 "This machine has no network interface called %1. The part after the % of an IPv6 "
                                 "address names an interface of this machine; \"ip link\" lists them."};
inline constexpr Refusal kNeedsZone{
    "names.refused.needsZone", "%1 is a link-local address, which exists on every link. Say on which: add % and the "
                               "name of an interface of this machine, such as fe80::1%eth0; \"ip link\" lists them."};
inline constexpr Refusal kUnspecified{"names.refused.unspecified",
                                      "%1 means every address of a machine: servers listen on it, nobody can connect "
                                      "to it. Write the address of the server, or 127.0.0.1 for this machine."};
inline constexpr Refusal kMulticast{
    "names.refused.multicast",
    "%1 is a multicast or broadcast address. TCP connects to one machine only; write the address of that machine."};
inline constexpr Refusal kEmptyLabel{
    "names.refused.emptyLabel",
    "The host %1 has a dot at its start or two dots in a row. Write the parts of the name with one dot between."};
inline constexpr Refusal kLongLabel{"names.refused.longLabel",
                                    "A part of the host between two dots is longer than 63 characters: %1. No such "
                                    "name can exist; check what was pasted."};
inline constexpr Refusal kDash{
    "names.refused.dash",
    "The host %1 begins with a dash. No host name does; if it was meant as an option, put it before the host."};
inline constexpr Refusal kCharacter{
    "names.refused.character",
    "A host name cannot hold the character %1. Letters, digits, dashes, dots and underscores are possible."};
inline constexpr Refusal kIdn{"names.refused.idn", "%1 cannot be written as an internationalised domain name (IDNA). "
                                                   "Check its letters, or give the form that begins with xn--."};
inline constexpr Refusal kEmptyPort{
    "names.refused.emptyPort", "No port was given. Write a number from 1 to 65535, or a service name such as https."};
inline constexpr Refusal kPortRange{"names.refused.portRange", "%1 is not a port. A port is a number from 1 to 65535."};
inline constexpr Refusal kPortUnknown{"names.refused.portUnknown",
                                      "%1 is neither a port number nor a service name known here. Write a number from "
                                      "1 to 65535, or a name such as https, ssh or postgresql."};
inline constexpr Refusal kPortUdp{
    "names.refused.portUdp",
    "%1 is not a TCP port. Knockback looks at TCP connections; write the number of a TCP port."};
inline constexpr Refusal kTwoPorts{"names.refused.twoPorts",
                                   "Two different ports were given: %1. Leave one of them out."};

inline constexpr Refusal kInterval{"names.refused.interval", "The time between attempts must be from 10 ms to 1 day."};
inline constexpr Refusal kTimeout{"names.refused.timeout",
                                  "The time limit of one attempt must be from 10 ms to 5 minutes."};
inline constexpr Refusal kDuration{"names.refused.duration",
                                   "The duration must be longer than nothing and at most 366 days."};
inline constexpr Refusal kCount{"names.refused.count", "The number of attempts must be from 1 to 1000000000."};
inline constexpr Refusal kBurst{"names.refused.burst", "A burst is of 2 to 256 attempts at once, or 0 for none."};
inline constexpr Refusal kFamily{"names.refused.family", "The address family must be IPv4, IPv6 or both."};
inline constexpr Refusal kHello{
    "names.refused.hello",
    "What to say after connecting must be nothing, automatic, or one of the protocols this version knows."};
inline constexpr Refusal kSource{
    "names.refused.source",
    "%1 cannot be a source address. Write an address that this machine has; \"ip address\" lists them."};
inline constexpr Refusal kSourceFamily{
    "names.refused.sourceFamily", "The source address %1 is not of the address family asked for. Change one of them."};
inline constexpr Refusal kInterface{"names.refused.interface",
                                    "This machine has no network interface called %1. \"ip link\" lists those it has."};
inline constexpr Refusal kDnsServer{
    "names.refused.dnsServer",
    "%1 cannot be a DNS server. Write the address of one machine, and a port from 1 to 65535 where it is not 53."};
inline constexpr Refusal kManyDnsServers{"names.refused.manyDnsServers", "At most 16 DNS servers can be added."};
inline constexpr Refusal kAfterConnect{"names.refused.afterConnect",
                                       "The time to listen after connecting must be from 0 to 30 seconds."};
inline constexpr Refusal kLiteralFamily{
    "names.refused.literalFamily", "%1 is not an address of the family asked for. Choose the other family or both."};
inline constexpr Refusal kLiteralSource{
    "names.refused.literalSource",
    "An attempt cannot go to %1 from a source address of the other family. Change one of them."};

} // namespace refusals

} // namespace knockback
