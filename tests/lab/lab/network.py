"""The lab's network: six namespaces, five links, nothing linked outside.

    client ── r1 ── r2 ── s1
              │      └─── s2
              dns

Every link carries IPv4 and IPv6. A link is a veth pair, or, where a case wants it slow or lossy, two TAP devices with
wire.py between them. Where a case wants more machines in the client's own network, a switch stands between client and r1:

    client ──┬── r1                    (s1 and s2 keep their other link)
             ├── s1
             └── s2

Names carry the runner's process id, so runs side by side do not meet, and what a killed run left behind is found and
removed by the next one.
"""
import os
import pathlib
import re
import select
import subprocess
import time

NODES = ("client", "r1", "r2", "s1", "s2", "dns")
SWITCH = "switch"
PREFIX = "kb-lab"
HERE = pathlib.Path(__file__).parent
PYTHON = "/usr/bin/python3"
READY_SECONDS = 20
NOBODY = 65534
TUN = "/dev/net/tun"

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
    "s1gate": ("203.0.113.1", "2001:db8:a::1"),      # r2 as s1 sees it
    "s1b": ("203.0.113.3", "2001:db8:a::3"),         # free in the network of s1, for a second address or a virtual one
    "s2b": ("203.0.113.67", "2001:db8:b::67"),
    "lan": ("192.0.2.11", "2001:db8:1::11"),         # in the client's own network, for `lan`
    "lanb": ("192.0.2.12", "2001:db8:1::12"),
}


class BuildError(Exception):
    """The lab itself did not do what was asked; says nothing about Knockback."""


class CannotBuild(Exception):
    """This machine lacks what the case is built of (a device file, in a user namespace); nothing is said about it."""


def command(arguments, stdin=None, timeout=20):
    """Runs one command to its end; its error output becomes the reason when it fails."""
    done = subprocess.run(arguments, input=stdin, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode != 0:
        raise BuildError(f"{' '.join(arguments)}: {done.stderr.strip() or done.stdout.strip() or done.returncode}")
    return done.stdout


def start_ready(arguments, ready, reads_errors=False):
    """Starts a program that stays and waits for the line that says it is ready; it dies with the runner."""
    process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL"] + arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT if reads_errors else None)
    try:
        seen, end = b"", time.monotonic() + READY_SECONDS
        while ready not in seen:
            left = end - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise BuildError(f"{' '.join(arguments)} did not get ready: {seen.decode(errors='replace')}")
            got = os.read(process.stdout.fileno(), 65536)
            if not got:
                raise BuildError(f"{' '.join(arguments)} ended: {seen.decode(errors='replace')}")
            seen += got
    except BaseException:
        end_process(process)
        raise
    return process


def end_process(process):
    process.kill()
    process.wait()
    process.stdout.close()


def remove_stale():
    """Removes namespaces of runs that are no more (killed hard). Those of a living process are left alone."""
    for line in command(["ip", "netns", "list"]).splitlines():
        found = re.match(rf"({PREFIX}-(\d+)-\S+)", line)
        if found and not os.path.exists(f"/proc/{found[2]}"):
            subprocess.run(["ip", "netns", "delete", found[1]], capture_output=True, check=False)


class Network:
    """Built by __enter__, gone after __exit__, whatever happens in between.

    wires: links that wire.py carries, [{"at": the node that hangs on it, "delay": seconds one way, "jitter": …, "loss": share}].
    lan: {node: name of the address it also has in the client's own network}.
    """

    def __init__(self, number, wires=(), lan=None):
        self.wires = {wire["at"]: wire for wire in wires}
        self.lan = lan or {}
        self.nodes = NODES + ((SWITCH,) if self.lan else ())
        self.names = {node: f"{PREFIX}-{os.getpid()}-{number}-{node}" for node in self.nodes}
        self.processes = []

    def __enter__(self):
        if self.wires and not os.access(TUN, os.R_OK | os.W_OK):
            raise CannotBuild(f"{TUN} may not be opened here, and slow and lossy links are built with it")
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            end_process(process)
        self.processes = []
        lines = "".join(f"netns delete {name}\n" for name in self.names.values())
        subprocess.run(["ip", "-force", "-batch", "-"], input=lines, text=True, capture_output=True, check=False)

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
        command(["ip", "-batch", "-"], stdin="".join(f"netns add {name}\n" for name in self.names.values()))
        for node in self.nodes:
            # Before there is an interface: its link-local address, too, must not wait for duplicate detection.
            settings = ["net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.all.accept_dad=0"]
            if node in ("r1", "r2"):
                settings += ["net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]
            if node == "client":
                # As systemd sets it on every Debian 12: an ordinary user may send echo requests. In a user namespace only
                # groups that exist in it can be named.
                settings.append(f"net.ipv4.ping_group_range=0 {NOBODY if nobody_exists() else 0}")
            self.sysctl(node, settings)
        self._link()
        lines = {node: ["link set lo up"] for node in self.nodes}
        for node, interface, peer, peer_interface, v4, peer_v4, length, v6, peer_v6 in LINKS:
            for end, device, four, six in ((node, interface, v4, v6), (peer, peer_interface, peer_v4, peer_v6)):
                # nodad: duplicate address detection would hold the address back for a second.
                lines[end] += [f"addr add {four}/{length} dev {device}", f"addr add {six}/64 dev {device} nodad",
                               f"link set {device} up"]
        for node, address in self.lan.items():
            four, six = ADDRESSES[address]
            lines[node] += [f"addr add {four}/24 dev lan", f"addr add {six}/64 dev lan nodad", "link set lan up"]
        if self.lan:
            lines[SWITCH] += ["link set lan up"] + [f"link set {node} master lan up" for node in ("client", "r1", *self.lan)]
        for node, gateway in (("client", "r1"), ("dns", "r1"), ("s1", "r2"), ("s2", "r2")):
            link = next(link for link in LINKS if link[0] == node and link[2] == gateway)
            lines[node] += [f"route add default via {link[5]}", f"route add default via {link[8]}"]
        lines["r1"] += ["route add 203.0.113.0/24 via 10.77.0.2", "route add 2001:db8:a::/64 via 2001:db8:12::2",
                        "route add 2001:db8:b::/64 via 2001:db8:12::2"]
        lines["r2"] += ["route add 192.0.2.0/24 via 10.77.0.1", "route add 198.51.100.0/24 via 10.77.0.1",
                        "route add 2001:db8:1::/64 via 2001:db8:12::1", "route add 2001:db8:53::/64 via 2001:db8:12::1"]
        for node in self.nodes:
            self.ip(node, lines[node])

    def _link(self):
        """The links themselves, in both ends' namespaces."""
        pairs = [link[:4] for link in LINKS]
        lines = []
        if self.lan:
            lines.append(f"link add lan netns {self.names[SWITCH]} type bridge forward_delay 0")
            pairs = [pair for pair in pairs if pair[0] != "client"]
            pairs += [("client", "eth0", SWITCH, "client"), ("r1", "to-client", SWITCH, "r1")]
            pairs += [(node, "lan", SWITCH, node) for node in self.lan]
        for node, interface, peer, peer_interface in pairs:
            if node not in self.wires:
                lines.append(f"link add {interface} netns {self.names[node]} type veth peer name {peer_interface} netns {self.names[peer]}")
        command(["ip", "-batch", "-"], stdin="\n".join(lines) + "\n")
        for node, interface, peer, peer_interface in pairs:
            if node in self.wires:
                wire = self.wires[node]
                self.processes.append(start_ready([PYTHON, str(HERE / "wire.py"), self.names[node], interface, self.names[peer], peer_interface,
                                                   *[f"--{key}={wire[key]}" for key in ("delay", "jitter", "loss") if key in wire]], b"ready"))


def nobody_exists():
    """Is there a user "nobody" to become? Not where we are root only in a user namespace that maps nobody else (`unshare -Ur`)."""
    for line in pathlib.Path("/proc/self/uid_map").read_text(encoding="ascii").splitlines():
        first, _, count = map(int, line.split())
        if first <= NOBODY < first + count:
            return True
    return False
