"""Builds what a scenario asks for in a network: services, firewall rules, routes, name servers. All of it is real."""
import os
import pathlib
import select
import shlex
import shutil
import subprocess
import time

from . import certificates, spoken
from .network import BuildError, command

HERE = pathlib.Path(__file__).parent
PYTHON = "/usr/bin/python3"
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"]
READY_SECONDS = 15


class Built:
    """The processes and files of one case; close() ends exactly those."""

    def __init__(self, network, folder):
        self.network = network
        self.folder = pathlib.Path(folder)
        self.processes = []

    def close(self):
        for process in self.processes:
            process.kill()
        for process in self.processes:
            process.wait()
            process.stdout.close()
        self.processes = []

    def start(self, node, arguments, ready, reads_errors=False):
        """Starts a server and waits for the line that says it is ready; it dies with the runner."""
        process = subprocess.Popen(self.network.inside(node) + ["setpriv", "--pdeathsig", "KILL"] + arguments, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT if reads_errors else None)
        self.processes.append(process)
        seen, end = b"", time.monotonic() + READY_SECONDS
        while ready not in seen:
            left = end - time.monotonic()
            if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
                raise BuildError(f"{arguments[0]} did not get ready: {seen.decode(errors='replace')}")
            got = os.read(process.stdout.fileno(), 65536)
            if not got:
                raise BuildError(f"{' '.join(arguments)} ended: {seen.decode(errors='replace')}")
            seen += got

    def step(self, step, family):
        node = step["at"]
        inside = self.network.inside(node)
        if "serve" in step:
            self.serve(node, step)
        elif "hold" in step or "crowd" in step:
            kind = "hold" if "hold" in step else "crowd"
            self.start(node, [PYTHON, str(HERE / "service.py"), kind, str(step["port"]), "--connect", step[kind],
                              "--count", str(step.get("count", 1))], b"ready")
        elif "nft" in step:
            rules = step["nft"] if isinstance(step["nft"], list) else [step["nft"]]
            hook = step.get("hook", "input")
            command(inside + ["nft", "-f", "-"], stdin="\n".join(
                ["table inet lab {", f"chain lab_{hook} {{",
                 f"type filter hook {hook} priority 0; policy {step.get('policy', 'accept')};", *rules, "}", "}", ""]))
        elif "iptables" in step:
            tool = "ip6tables" if step.get("family", family) == "ipv6" else "iptables"
            command(inside + [tool] + shlex.split(step["iptables"]))
        elif "ip" in step:
            lines = step["ip"] if isinstance(step["ip"], list) else [step["ip"]]
            self.network.ip(node, lines, family if lines[0].startswith("route") else None)
        elif "sysctl" in step:
            self.network.sysctl(node, step["sysctl"] if isinstance(step["sysctl"], list) else [step["sysctl"]])

    def serve(self, node, step):
        program = "spoken.py" if step["serve"] in spoken.KINDS else "service.py"
        arguments = [PYTHON, str(HERE / program), step["serve"], str(step["port"])]
        for key in ("address", "delay", "backlog", "status", "server", "size"):
            if key in step:
                arguments += [f"--{key}", str(step[key])]
        if "certificate" in step:
            arguments += ["--certificate", str(certificates.make(self.folder, step["certificate"]))]
        if step.get("v6only"):
            arguments.append("--v6only")
        self.start(node, arguments, b"ready")

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
        for step in case.data.get("step", []):
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
        os.chown(home, 65534, 65534)

    def as_user(self, arguments, denied=()):
        """The words that run a command in the client's network and with its /etc, as an ordinary user without any capability."""
        script = 'mount --bind "$0" /etc && exec "$@"'
        deny = [PYTHON, str(self.folder / "deny.py"), *denied] if denied else []
        return self.network.inside("client") + ["unshare", "--mount", "sh", "-c", script, str(self.folder / "etc")] + NOBODY + [
            "env", "-i", "PATH=/usr/bin:/bin", "LANG=C.UTF-8", f"HOME={self.folder}/home", *self.trust(), *self.sanitizer_options(), *deny, *arguments]

    def trust(self):
        """The issuers that the client trusts: only the lab's own, and only where a case has certificates."""
        trusted = self.folder / "trusted.pem"
        return [f"SSL_CERT_FILE={trusted}"] if trusted.exists() else []

    @staticmethod
    def sanitizer_options():
        return [f"{key}={os.environ[key]}" for key in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS") if key in os.environ]
