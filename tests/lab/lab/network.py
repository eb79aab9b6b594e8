"""The lab's network: six namespaces, five veth pairs, nothing linked outside.

    client ── r1 ── r2 ── s1
              │      └─── s2
              dns

Every link carries IPv4 and IPv6. Names carry the runner's process id, so runs side by side do not meet, and what a
killed run left behind is found and removed by the next one.
"""
import os
import re
import subprocess

NODES = ("client", "r1", "r2", "s1", "s2", "dns")
PREFIX = "kb-lab"

# node: (interface, peer node, peer interface, IPv4 here, IPv4 there, prefix length, IPv6 here, IPv6 there)
LINKS = (
    ("client", "eth0", "r1", "to-client", "192.0.2.2", "192.0.2.1", 24, "2001:db8:1::2", "2001:db8:1::1"),
    ("dns", "eth0", "r1", "to-dns", "198.51.100.53", "198.51.100.1", 24, "2001:db8:53::53", "2001:db8:53::1"),
    ("r2", "to-r1", "r1", "to-r2", "10.77.0.2", "10.77.0.1", 30, "2001:db8:12::2", "2001:db8:12::1"),
    ("s1", "eth0", "r2", "to-s1", "203.0.113.2", "203.0.113.1", 26, "2001:db8:a::2", "2001:db8:a::1"),
    ("s2", "eth0", "r2", "to-s2", "203.0.113.66", "203.0.113.65", 26, "2001:db8:b::2", "2001:db8:b::1"),
)

# What scenarios call <name>, <name.ipv4>, <name.ipv6>. A router's address is the one its ICMP errors to the client carry.
ADDRESSES = {
    "client": ("192.0.2.2", "2001:db8:1::2"),
    "r1": ("192.0.2.1", "2001:db8:1::1"),
    "r2": ("10.77.0.2", "2001:db8:12::2"),
    "back": ("10.77.0.1", "2001:db8:12::1"),         # r1 as r2 sees it
    "s1": ("203.0.113.2", "2001:db8:a::2"),
    "s2": ("203.0.113.66", "2001:db8:b::2"),
    "dns": ("198.51.100.53", "2001:db8:53::53"),
    "dead": ("203.0.113.9", "2001:db8:a::9"),        # nobody has it, in the network of s1
    "onlink": ("192.0.2.77", "2001:db8:1::77"),      # nobody has it, in the client's own network
    "nowhere": ("10.66.0.9", "2001:db8:dead::9"),    # no router knows a way there
}


class BuildError(Exception):
    """The lab itself did not do what was asked; says nothing about Knockback."""


def command(arguments, stdin=None, timeout=20):
    """Runs one command to its end; its error output becomes the reason when it fails."""
    done = subprocess.run(arguments, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise BuildError(f"{' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
    return done.stdout


def remove_stale():
    """Removes namespaces of runs that are no more (killed hard). Those of a living process are left alone."""
    for line in command(["ip", "netns", "list"]).splitlines():
        found = re.match(rf"({PREFIX}-(\d+)-\S+)", line)
        if found and not os.path.exists(f"/proc/{found[2]}"):
            subprocess.run(["ip", "netns", "delete", found[1]], capture_output=True, check=False)


class Network:
    """Built by __enter__, gone after __exit__, whatever happens in between."""

    def __init__(self, number):
        self.names = {node: f"{PREFIX}-{os.getpid()}-{number}-{node}" for node in NODES}

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for name in self.names.values():
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)

    def inside(self, node):
        """The words to put before a command that is to run in that node's network."""
        return ["nsenter", f"--net=/run/netns/{self.names[node]}"]

    def ip(self, node, lines, family=None):
        """Runs lines of ip(8) in one go; routes without an address to tell their family by ("default") need it named."""
        which = ["-6"] if family == "ipv6" else []
        command(["ip", "-n", self.names[node], *which, "-batch", "-"], stdin="\n".join(lines) + "\n")

    def sysctl(self, node, settings):
        command(self.inside(node) + ["sysctl", "-q", "-w"] + settings)

    def flush_neighbours(self):
        """So that what proved the fault leaves no trace in the neighbour tables."""
        for node in NODES:
            command(["ip", "-n", self.names[node], "neigh", "flush", "all"])

    def _build(self):
        for node, name in self.names.items():
            command(["ip", "netns", "add", name])
            # Before there is an interface: its link-local address, too, must not wait for duplicate detection.
            self.sysctl(node, ["net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0"])
        for node, interface, peer, peer_interface, *_ in LINKS:
            command(["ip", "-n", self.names[node], "link", "add", interface, "type", "veth",
                     "peer", "name", peer_interface, "netns", self.names[peer]])
        lines = {node: ["link set lo up"] for node in NODES}
        for node, interface, peer, peer_interface, v4, peer_v4, length, v6, peer_v6 in LINKS:
            for end, device, four, six in ((node, interface, v4, v6), (peer, peer_interface, peer_v4, peer_v6)):
                # nodad: duplicate address detection would hold the address back for a second.
                lines[end] += [f"addr add {four}/{length} dev {device}", f"addr add {six}/64 dev {device} nodad",
                               f"link set {device} up"]
        for node, gateway in (("client", "r1"), ("dns", "r1"), ("s1", "r2"), ("s2", "r2")):
            link = next(link for link in LINKS if link[0] == node and link[2] == gateway)
            lines[node] += [f"route add default via {link[5]}", f"route add default via {link[8]}"]
        lines["r1"] += ["route add 203.0.113.0/24 via 10.77.0.2", "route add 2001:db8:a::/64 via 2001:db8:12::2",
                        "route add 2001:db8:b::/64 via 2001:db8:12::2"]
        lines["r2"] += ["route add 192.0.2.0/24 via 10.77.0.1", "route add 198.51.100.0/24 via 10.77.0.1",
                        "route add 2001:db8:1::/64 via 2001:db8:12::1", "route add 2001:db8:53::/64 via 2001:db8:12::1"]
        for node in NODES:
            self.ip(node, lines[node])
        for router in ("r1", "r2"):
            self.sysctl(router, ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"])
        # As systemd sets it on every Debian 12: an ordinary user may send echo requests.
        self.sysctl("client", ["net.ipv4.ping_group_range=0 2147483647"])
