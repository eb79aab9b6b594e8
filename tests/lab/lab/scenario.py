"""Scenarios as data: one TOML file each, in scenarios/. README.md beside them says what may stand in one."""
import pathlib
import re
import tomllib
from dataclasses import dataclass, field

from .network import ADDRESSES, NODES, BuildError
from .server import DOORS

TOP = {"title", "families", "target", "options", "step", "dns", "resolv", "hosts", "look", "expect", "denied", "pending", "wire", "lan", "pace",
       "descriptors", "server", "as", "skew", "program"}
# What a step does, and what may stand beside it.
STEPS = {"serve": {"port", "address", "delay", "first", "down", "window", "backlog", "v6only", "status", "server", "count", "stuck", "full", "says", "certificate", "size", "descriptors"},
         "stop": set(), "go": set(), "freeze": set(), "halves": {"port", "rate"}, "elsewhere": {"port", "address"}, "nginx": {"zone"}, "visit": {"port", "every"}, "hold": {"port", "count", "full"}, "crowd": {"port", "count", "patience"}, "announce": {"every", "first"}, "nft": {"hook", "policy"},
         "ruleset": set(), "iptables": {"family", "legacy"}, "ipset": {"family"}, "ip": {"family"}, "sysctl": set(), "tracked": set()}
LOOKS = {"connect": {"gives", "icmp", "wait", "times", "every", "says", "late", "min_ttl", "pause"}, "page": {"gives", "wait"}, "handshake": {"gives", "wait"}, "resolve": {"gives"},
         "ask": {"gives", "type", "server", "wait"}}
WIRE = {"at", "delay", "jitter", "loss"}
SERVER = {"at", "records", "rcode"}
EXPECT = {"cause", "pattern", "side", "located_at", "located_name", "exit", "also", "must_not", "alternatives", "states", "within_ms",
          "evidence", "no_evidence", "checks", "behind", "fix", "fixed"}
HEALTHY = "reachable"
# How soon the truth can show: something answers (or this machine itself says no); nothing does; it comes and goes; all is well.
PACES = ("answers", "silent", "intermittent", "healthy")
COMES_AND_GOES = {"intermittent", "periodic", "under-load", "recovered"}
TOO_FEW = "just too few"
LATE_SECONDS = 3  # a look that waits so long waits for a word that comes late (nobody answers ARP): as good as silence


@dataclass
class Case:
    """One scenario in one family: what is built, looked at, asked and expected, every <name> filled in."""
    name: str
    family: str
    data: dict = field(repr=False)

    @property
    def expect(self):
        return self.data["expect"]

    @property
    def healthy(self):
        return HEALTHY in causes(self.expect)

    @property
    def pending(self):
        """Why the cause is not concluded yet; "" = it is."""
        return self.data.get("pending", "")

    @property
    def file(self):
        """The scenario it is a case of."""
        return self.name.partition("/")[0]

    @property
    def server(self):
        """How the program is told to ask the server: "ssh", "transcript", "local"; "" = not at all."""
        return self.data.get("server", "")

    @property
    def as_root(self):
        """The program runs as root of the client: it may read the client's own rules."""
        return self.data.get("program", "user") == "root"

    @property
    def two_faults(self):
        return self.name.startswith("two-faults-")

    @property
    def pace(self):
        if "pace" in self.data:
            return self.data["pace"]
        if self.healthy:
            return "healthy"
        pattern = self.expect.get("pattern", "")
        if COMES_AND_GOES & set(pattern if isinstance(pattern, list) else [pattern]):
            return "intermittent"
        # An answer that a look would not hear (min_ttl) is an answer.
        silent = any((look.get("gives") == "silence" and "min_ttl" not in look) or look.get("wait", 0) >= LATE_SECONDS for look in self.data["look"])
        return "silent" if silent else "answers"

    @property
    def steps_before(self):
        """What is built before anything is looked at."""
        return [step for step in self.data.get("step", []) if not {"after", "after_syn"} & set(step)]

    @property
    def steps_during(self):
        """What happens after the look: just before the program is asked (after = 0), so many seconds after it was started, or
        (after_syn) after the first connection request to the port was counted; in this order."""
        there = [step for step in self.data.get("step", []) if {"after", "after_syn"} & set(step)]
        return sorted(there, key=lambda step: step.get("after", step.get("after_syn", 0) + 1000))


def causes(expect):
    wanted = expect["cause"]
    return wanted if isinstance(wanted, list) else [wanted]


def fill(value, family):
    """<s1> is its address in this case's family, <s1.ipv6> in that one; <ip> is "ip" or "ip6", <icmp> "icmp" or "icmpv6"."""
    if isinstance(value, list):
        return [fill(one, family) for one in value]
    if isinstance(value, dict):
        return {fill(key, family): fill(one, family) for key, one in value.items()}
    if not isinstance(value, str):
        return value

    def known(found):
        word, _, which = found[1].partition(".")
        six = (which or family) == "ipv6"
        if word == "ip":
            return "ip6" if six else "ip"
        if word == "icmp":
            return "icmpv6" if six else "icmp"
        if word not in ADDRESSES:
            raise BuildError(f"a scenario names <{found[1]}>, which is nothing here")
        return ADDRESSES[word][1 if six else 0]
    return re.sub(r"<([a-z0-9]+(?:\.ipv[46])?)>", known, value)


def check(path, data):
    """A misspelt key would be a check that never runs."""
    problems = [f"unknown key {key}" for key in data if key not in TOP]
    problems += [f"lacks {key}" for key in ("title", "target", "expect", "look") if key not in data]
    if data.get("pace", PACES[0]) not in PACES:
        problems.append(f"pace {data['pace']}, not one of {PACES}")
    if data.get("descriptors", TOO_FEW) != TOO_FEW:
        problems.append(f'descriptors may only be "{TOO_FEW}"')
    if data.get("server", DOORS[0]) not in DOORS:
        problems.append(f"server {data['server']}, not one of {DOORS}")
    if data.get("as", "root") not in ("root", "user") or ("as" in data and "server" not in data):
        problems.append('as may only be "root" or "user", and only beside server')
    if not isinstance(data.get("skew", 0), int) or ("skew" in data and data.get("server") != "ssh"):
        problems.append('skew is a whole number of seconds, and only beside server = "ssh"')
    if data.get("program", "user") not in ("root", "user"):
        problems.append('program may only be "root" or "user"')
    if "server" not in data:
        problems += [f"expect.{key} without server" for key in ("fix", "fixed") if key in data.get("expect", {}) and (key == "fixed" or data.get("program") != "root")]
        problems += [f"a step {key} without server" for step in data.get("step", []) for key in ("nginx",) if key in step]
    problems += [f"unknown key wire.{key}" for wire in data.get("wire", []) for key in wire if key not in WIRE]
    problems += [f"unknown key expect.{key}" for key in data.get("expect", {}) if key not in EXPECT]
    for step in data.get("step", []):
        if step.get("at") not in NODES:
            problems.append(f"a step at {step.get('at')}, which is no node")
        problems += misspelt("step", STEPS, step, {"at", "after", "after_syn"})
    for one in data.get("look", []):
        problems += misspelt("look", LOOKS, one, set())
        if "gives" not in one:
            problems.append(f"a look that expects nothing: {one}")
    problems += [f"unknown key dns.{key}" for server in data.get("dns", []) for key in server if key not in SERVER]
    if problems:
        raise BuildError(f"{path.name}: {'; '.join(problems)}")


def misspelt(what, kinds, given, always):
    """Exactly one of the kinds, and beside it only what goes with that kind."""
    kind = [key for key in given if key in kinds]
    if len(kind) != 1:
        return [f"a {what} must have exactly one of {sorted(kinds)}: {given}"]
    return [f"unknown key {what}.{key}" for key in given if key not in kinds[kind[0]] | always | {kind[0]}]


def with_defaults(data):
    """Where all is well nobody is at fault and nothing has a pattern: no file needs to say so."""
    if causes(data["expect"]) == [HEALTHY]:
        data["expect"] = {"side": "none", "pattern": "none"} | data["expect"]
    return data


def load(folder, only=None):
    """All cases of all files, in the order of their names."""
    cases = []
    for path in sorted(pathlib.Path(folder).glob("*.toml")):
        with path.open("rb") as file:
            try:
                data = tomllib.load(file)
            except tomllib.TOMLDecodeError as problem:
                raise BuildError(f"{path.name}: {problem}") from problem
        check(path, data)
        families = data.get("families", ["ipv4"])
        for family in families:
            name = path.stem if len(families) == 1 else f"{path.stem}/{family}"
            if only is None or re.search(only, name):
                cases.append(Case(name, family, with_defaults(fill(data, family))))
    return cases
