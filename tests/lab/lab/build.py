"""Builds what a scenario asks for in a network: services, firewall rules, routes, name servers. All of it is real."""
import json
import os
import pathlib
import shlex
import shutil
import signal

from . import certificates, spoken
from . import server as servers
from .network import HERE, NOBODY, PYTHON, BuildError, CannotBuild, command, end_process, nobody_exists, start_ready

# An ordinary user without any capability, who cannot get one either.
AS_NOBODY = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
# In a user namespace there is nobody else to become: one more namespace, in which we are nobody, gives up everything.
AS_STRANGER = ["setpriv", "--no-new-privs", "unshare", "--user"]
COUNTERS = """table inet kb_count
delete table inet kb_count
table inet kb_count {
counter to_port { }
counter to_all { }
chain syns {
type filter hook output priority -400; policy accept;
tcp flags & (syn | ack) == syn%s counter name to_all
tcp flags & (syn | ack) == syn tcp dport %d%s counter name to_port
}
}
"""


class Built:
    """The processes and files of one case; close() ends exactly those."""

    def __init__(self, network, folder):
        self.network = network
        self.folder = pathlib.Path(folder)
        self.processes = []
        self.services = {}  # by (node, port), so that a step can stop one
        self.tables = 0
        self.server = None  # the server's own side, where the scenario asks it

    def close(self):
        for process in self.processes:
            end_process(process)
        self.processes = []

    def start(self, node, arguments, ready, reads_errors=False):
        """Starts a server in that node's network and waits until it is ready."""
        process = start_ready(self.network.inside(node) + arguments, ready, reads_errors)
        self.processes.append(process)
        return process

    def step(self, step, family):
        node = step["at"]
        inside = self.network.inside(node)
        if "serve" in step:
            self.serve(node, step)
        elif "stop" in step:
            service = self.services.pop((node, step["stop"]))
            self.processes.remove(service)
            end_process(service)
        elif "go" in step:
            self.services[(node, step["go"])].send_signal(signal.SIGUSR1)
        elif "freeze" in step:
            self.services[(node, step["freeze"])].send_signal(signal.SIGSTOP)
        elif "nginx" in step:
            self.server.nginx(step["nginx"], step.get("zone", ""))
        elif "visit" in step:
            self.start(node, [PYTHON, str(HERE / "service.py"), "visit", str(step["port"]), "--connect", step["visit"], "--delay", str(step.get("every", 0.1))], b"ready")
        elif "elsewhere" in step:
            self.elsewhere(node, step)
        elif "halves" in step:
            self.start(node, [PYTHON, str(HERE / "halves.py"), step["halves"], str(step["port"]), str(step.get("rate", 200))], b"ready")
        elif "hold" in step or "crowd" in step:
            kind = "hold" if "hold" in step else "crowd"
            self.start(node, [PYTHON, str(HERE / "service.py"), kind, str(step["port"]), "--connect", step[kind],
                              "--count", str(step.get("count", 1)), *(["--full"] if step.get("full") else []),
                              "--patience", str(step.get("patience", 10))], b"ready")
        elif "announce" in step:
            self.start(node, [PYTHON, str(HERE / "announce.py"), step["announce"], "lan", "--every", str(step.get("every", 1.5)),
                              "--first", str(step.get("first", 0.0))], b"ready")
        elif "nft" in step:
            rules = step["nft"] if isinstance(step["nft"], list) else [step["nft"]]
            hook = step.get("hook", "input")
            self.tables += 1
            command(inside + ["nft", "-f", "-"], stdin="\n".join(
                [f"table inet lab{self.tables} {{", f"chain lab_{hook} {{",
                 f"type filter hook {hook} priority 0; policy {step.get('policy', 'accept')};", *rules, "}", "}", ""]))
        elif "ruleset" in step:
            command(inside + ["nft", "-f", "-"], stdin=step["ruleset"])
        elif "iptables" in step:
            tool = ("ip6tables" if step.get("family", family) == "ipv6" else "iptables") + ("-legacy" if step.get("legacy") else "")
            if not shutil.which(tool):
                raise CannotBuild(f"{tool} is not there")
            for line in step["iptables"] if isinstance(step["iptables"], list) else [step["iptables"]]:
                command(inside + [tool] + shlex.split(line))
        elif "ipset" in step:
            if not shutil.which("ipset"):
                raise CannotBuild("ipset is not there")
            for line in step["ipset"] if isinstance(step["ipset"], list) else [step["ipset"]]:
                command(inside + ["ipset"] + shlex.split(line))
        elif "ip" in step:
            lines = step["ip"] if isinstance(step["ip"], list) else [step["ip"]]
            self.network.ip(node, lines, step.get("family", family) if lines[0].startswith("route") else None)
        elif "tracked" in step:
            self.track(node, step["tracked"])
        elif "sysctl" in step:
            self.network.sysctl(node, step["sysctl"] if isinstance(step["sysctl"], list) else [step["sysctl"]])

    def serve(self, node, step):
        program = "spoken.py" if step["serve"] in spoken.KINDS else "service.py"
        arguments = [PYTHON, str(HERE / program), step["serve"], str(step["port"])]
        for key in ("address", "delay", "first", "down", "window", "backlog", "status", "server", "count", "stuck", "says", "size", "descriptors"):
            if key in step:
                arguments += [f"--{key}", str(step[key])]
        for key in ("v6only", "full"):
            if step.get(key):
                arguments.append(f"--{key}")
        if "certificate" in step:
            arguments += ["--certificate", str(certificates.make(self.folder, step["certificate"]))]
        self.services[(node, step["port"])] = self.start(node, arguments, b"ready")

    def track(self, node, share):
        """So much of the node's connection tracking table is in use; the entries go with its namespace."""
        if not pathlib.Path("/proc/sys/net/netfilter/nf_conntrack_max").exists():
            raise CannotBuild("this kernel tracks no connections")
        command(self.network.inside(node) + [PYTHON, str(HERE / "tracked.py"), str(share)], timeout=60)

    def elsewhere(self, node, step):
        """A service in one more network namespace of the same machine, as a container's is."""
        self.start(node, ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", PYTHON, str(HERE / "service.py"), step["elsewhere"],
                          str(step["port"]), "--address", step.get("address", "::")], b"ready")

    def count_syns(self, port):
        """From now on the client's own firewall counts the connection requests the program sends: to the port, and all."""
        user = f" meta skuid {NOBODY}" if nobody_exists() else ""
        command(self.network.inside("client") + ["nft", "-f", "-"], stdin=COUNTERS % (user, port, user))

    def syns(self):
        """How many there were: (to the port, all)."""
        listed = json.loads(command(self.network.inside("client") + ["nft", "-j", "list", "counters"]))
        found = {one["counter"]["name"]: one["counter"]["packets"] for one in listed["nftables"] if "counter" in one}
        return found["to_port"], found["to_all"]

    def name_server(self, number, server):
        """dnsmasq with these records (what it does not know below example. does not exist); or one that gives only one response code."""
        node = server.get("at", "dns")
        if "rcode" in server:
            self.start(node, [PYTHON, str(HERE / "service.py"), "dns", "53", "--rcode", str(server["rcode"])], b"ready")
            return
        lines = ["no-resolv", "no-hosts", "no-daemon", "user=root", "log-facility=-", "cache-size=0", "no-negcache",
                 "local=/example/", f"pid-file={self.folder}/dnsmasq-{number}.pid"]
        config = self.folder / f"dnsmasq-{number}.conf"
        config.write_text("\n".join(lines + server.get("records", [])) + "\n", encoding="utf-8")
        self.start(node, ["dnsmasq", f"--conf-file={config}"], b"started", reads_errors=True)

    def all(self, case):
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o755)
        for number, server in enumerate(case.data.get("dns", [])):
            self.name_server(number, server)
        if case.server:
            self.server = servers.Server(self, case.data.get("as", "root") == "root", case.data.get("skew", 0))
            self.server.begin()
            if case.server == "ssh":
                self.server.start_sshd()
        for step in case.steps_before:
            self.step(step, case.family)
        resolv = case.data.get("resolv", ["nameserver 198.51.100.53"])
        self.write_etc(resolv, case.data.get("hosts", []))

    def write_etc(self, resolv, hosts):
        """A small /etc of the client's own: its resolver and hosts file, the system's accounts and library cache."""
        etc = self.folder / "etc"
        etc.mkdir()
        for name in ("passwd", "group", "services", "protocols", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "gai.conf", "host.conf"):
            source = pathlib.Path("/etc") / name
            if source.is_dir():
                shutil.copytree(source, etc / name)
            elif source.exists():
                shutil.copyfile(source, etc / name)
        (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n", encoding="utf-8")
        (etc / "hostname").write_text("client\n", encoding="utf-8")
        (etc / "resolv.conf").write_text("".join(f"{line}\n" for line in resolv), encoding="utf-8")
        (etc / "hosts").write_text("".join(f"{line}\n" for line in ["127.0.0.1 localhost", "::1 localhost", *hosts]), encoding="utf-8")
        home = self.folder / "home"
        home.mkdir()
        if nobody_exists():
            os.chown(home, NOBODY, NOBODY)

    def as_user(self, arguments, denied=(), descriptors=0, at_server=False, as_root=False):
        """The words that run a command in the client's network and with its /etc (or in the server's), as an ordinary user without any capability
        (or as root of that network)."""
        script = 'mount --bind "$0" /etc && exec "$@"'
        become = [] if as_root else AS_NOBODY if nobody_exists() else AS_STRANGER
        deny = [PYTHON, str(self.folder / "deny.py"), *denied] if denied else []
        limit = ["prlimit", f"--nofile={descriptors}:{descriptors}"] if descriptors else []
        where = self.server.inside() if at_server else self.network.inside("client") + ["unshare", "--mount", "sh", "-c", script, str(self.folder / "etc")]
        return where + become + [
            "env", "-i", f"PATH={self.folder}/ssh:/usr/bin:/bin", "LANG=C.UTF-8", f"HOME={self.folder}/home", *self.trust(), *self.sanitizer_options(), *deny, *limit, *arguments]

    def trust(self):
        """The issuers that the client trusts: only the lab's own, and only where a case has certificates."""
        trusted = self.folder / "trusted.pem"
        return [f"SSL_CERT_FILE={trusted}"] if trusted.exists() else []

    @staticmethod
    def sanitizer_options():
        return [f"{key}={os.environ[key]}" for key in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS") if key in os.environ]
