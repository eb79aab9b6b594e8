"""A real server: Debian as debootstrap makes it, booted by systemd-nspawn in the network of the lab's s1. What is changed in it is
gone when it ends. Its root is made once, from the mirror this machine itself uses, and kept in the build folder."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from lab.network import NOBODY, BuildError, CannotBuild, command
from lab.server import ORDINARY, WRAPPER, OverSsh

PACKAGES = ("systemd", "systemd-sysv", "dbus", "nginx-light", "openssh-server", "nftables", "iptables", "iproute2", "procps", "fail2ban", "python3-systemd")
NEEDS = ("systemd-nspawn", "debootstrap", "ssh", "ssh-keygen", "nsenter")
MAKE_SECONDS, BOOT_SECONDS, LINE_SECONDS = 600, 60, 60
SEED = pathlib.Path(__file__).resolve().parent / "seed"
SERVICE = pathlib.Path(__file__).resolve().parent.parent / "lab" / "service.py"


def release():
    """(mirror, suite, components): of this machine's own package sources."""
    facts = dict(line.strip().split("=", 1) for line in pathlib.Path("/etc/os-release").read_text(encoding="utf-8").splitlines() if "=" in line)
    suite = facts.get("VERSION_CODENAME", "").strip('"')
    listed = command(["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE) $(COMPONENT)", "Identifier: Packages"])
    there = [line.split() for line in listed.splitlines() if len(line.split()) == 3]
    ours = [(site, component) for site, name, component in there if name == suite and component in ("main", "universe")]
    mirrors = [site for site, component in ours if component == "main"]
    if not mirrors:
        raise CannotBuild("this machine has no package source to make a root from (apt-get update first)")
    return mirrors[0], suite, sorted({component for site, component in ours if site == mirrors[0]})


def make_root(folder):
    """Makes the root where there is none of this kind yet; it is there whole or not at all."""
    kind = " ".join(PACKAGES)
    stamp = folder.with_suffix(".made")
    if folder.is_dir() and stamp.exists() and stamp.read_text(encoding="utf-8") == kind:
        return
    mirror, suite, components = release()
    folder.parent.mkdir(parents=True, exist_ok=True)
    for old in (folder, folder.with_suffix(".part")):
        shutil.rmtree(old, ignore_errors=True)
    part = folder.with_suffix(".part")
    command(["debootstrap", "--variant=minbase", f"--components={','.join(components)}", f"--include={','.join(PACKAGES)}", suite, str(part), mirror],
            timeout=MAKE_SECONDS)
    part.rename(folder)
    stamp.write_text(kind, encoding="utf-8")


class Machine(OverSsh):
    """The booted server; `join` gives a case what its client needs to ask it."""

    def __init__(self, network, root):
        self.network, self.root = network, root
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="knockback-nspawn-"))
        self.process = self.leader = self.built = None
        self.as_root = True

    def __enter__(self):
        try:
            self._boot()
            self._prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.leader:
            os.kill(self.leader, signal.SIGKILL)  # the first of its processes: all others end with it
        if self.process:
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _boot(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
            path = str(self.folder / "notify")
            notified.bind(path)
            notified.settimeout(BOOT_SECONDS)
            with open(self.folder / "console", "wb") as console:
                self.process = subprocess.Popen(
                    ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot", "--private-users=no", "--volatile=overlay", "--notify-ready=yes",
                     "--capability=CAP_NET_ADMIN",  # its network is its own, though nspawn cannot know
                     "--console=pipe", f"--machine=knockback-lab-{os.getpid()}", f"--network-namespace-path=/run/netns/{self.network.names['s1']}",
                     f"--bind-ro={SEED}:/seed", f"--bind-ro={SERVICE}:/opt/service.py", "-D", str(self.root)],
                    stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, env=os.environ | {"NOTIFY_SOCKET": path})
            end = time.monotonic() + BOOT_SECONDS
            while True:
                try:
                    said = notified.recv(4096)
                except TimeoutError:
                    said = b""
                if b"READY=1" in said:
                    break
                if self.process.poll() is not None or time.monotonic() > end:
                    raise BuildError(f"the server did not boot: {(self.folder / 'console').read_text(errors='replace')[-600:]}")
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text(encoding="ascii").split()
        self.leader = next(int(pid) for pid in children if pathlib.Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip() == "systemd")

    def inside(self):
        """The words before a command that is to run on the server, as its root."""
        return ["nsenter", f"--target={self.leader}", "--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup", "env", "-i",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8"]

    def shell(self, lines):
        for line in lines:
            command([*self.inside(), "sh", "-ec", line], timeout=LINE_SECONDS)

    def _prepare(self):
        command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", str(self.folder / "key")])
        key = (self.folder / "key.pub").read_text(encoding="ascii").strip()
        # A machine that is up is no faster than its slowest unit: waits until nothing is starting any more.
        subprocess.run([*self.inside(), "systemctl", "is-system-running", "--wait"], capture_output=True, timeout=BOOT_SECONDS, check=False)
        self.shell([f"useradd --create-home --shell /bin/sh --password '*' {ORDINARY}",
                    f"for home in /root /home/{ORDINARY}; do mkdir -p $home/.ssh; echo '{key}' >$home/.ssh/authorized_keys; done",
                    f"chown -R {ORDINARY}: /home/{ORDINARY}/.ssh", "cp -r /seed/etc/. /etc/", "systemctl daemon-reload", "systemctl restart nginx ssh"])

    def join(self, built):
        """The case's own copy of the key, and the ssh that notes how long each question took."""
        self.built = built
        client = built.folder / "ssh"
        client.mkdir()
        client.chmod(0o755)
        shutil.copyfile(self.folder / "key", client / "key")
        host = (self.root / "etc/ssh/ssh_host_ed25519_key.pub").read_text(encoding="ascii")
        (client / "known").write_text(f"* {' '.join(host.split()[:2])}\n", encoding="ascii")
        (client / "log").touch()
        (client / "ssh").write_text(WRAPPER.format(log=client / "log"), encoding="ascii")
        for name, mode in (("key", 0o600), ("known", 0o644), ("log", 0o666), ("ssh", 0o755)):
            (client / name).chmod(mode)
        os.chown(client / "key", NOBODY, NOBODY)
