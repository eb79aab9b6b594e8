"""The server's own side of a scenario: beside the network of s1 a small /etc of its own, in which accounts, sshd and nginx are the
lab's and nothing of this machine's configuration (its units, its nginx) can be taken for the server's. Its control groups begin
at our own, for the same reason. Processes are seen as they are: those of other network namespaces too, as on any host of containers."""
import os
import pathlib
import shutil
import subprocess

from .network import BuildError, CannotBuild, command, nobody_exists, start_ready

DOORS = ("ssh", "transcript", "local")
ORDINARY, ORDINARY_ID, NODE = "visitor", 64999, "s1"
KEPT = ("services", "protocols", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "gai.conf", "host.conf", "alternatives", "iproute2", "mime.types")
# Whatever of it is not there on this machine need not be hidden. /run/sshd is where sshd separates its privileges.
SCRIPT = """set -e
mount --bind "$0" /etc
mkdir -p /run/sshd
for hidden in /run/systemd /run/openrc /var/log/nginx /run/firewalld /run/fail2ban; do
    [ ! -d "$hidden" ] || mount -t tmpfs tmpfs "$hidden"
done
echo ready
exec sleep infinity"""
# In front of the client's ssh: notes when each question to the server began and ended.
WRAPPER = """#!/bin/sh
case " $* " in *" -O "*) exec /usr/bin/ssh "$@" ;; esac
begun=$(date +%s.%N)
/usr/bin/ssh "$@"
status=$?
echo "$begun $(date +%s.%N)" >>{log}
exit $status
"""
SSHD = """Port 22
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
UseDNS no
"""
# Everything on the server but the kernel tells the time by this library: as many seconds off as it is told.
FAKETIME = "/usr/lib/*/faketime/libfaketime.so.1"
# File times are the kernel's, whose clock is the real one: what is asked for them is told them as that clock would have made them.
STAT = """#!/bin/sh
[ "$1 $2" = "-c %Y" ] || exec {folder}/stat "$@"
seen=$({folder}/stat "$@") && echo $((seen + {skew}))
"""
NGINX = """pid {folder}/nginx.pid;
error_log stderr notice;
error_log /var/log/nginx/error.log warn;
worker_processes 1;
"""


class OverSsh:
    """How the client of the case `self.built` comes to the server, and how long that took."""

    def open_door(self, door, address):
        """What the program is told: --server and what belongs to it."""
        return self.ssh(f"[{address}]" if ":" in address else address)

    def ssh(self, host):
        client = self.built.folder / "ssh"
        options = [f"IdentityFile={client}/key", "IdentitiesOnly=yes", f"UserKnownHostsFile={client}/known", "GlobalKnownHostsFile=/dev/null",
                   "StrictHostKeyChecking=yes"]
        user = "root" if self.as_root else ORDINARY
        return ["--server", f"ssh://{user}@{host}:22", *[word for option in options for word in ("--ssh-option", option)]]

    def asked_ms(self):
        """How long each question over ssh took, the first with its connecting."""
        log = self.built.folder / "ssh" / "log"
        lines = log.read_text(encoding="ascii").splitlines() if log.exists() else []
        return [round(1000 * (float(end) - float(begun))) for begun, end in (line.split() for line in lines)]


class Server(OverSsh):
    """What a scenario with `server` has at s1; `built` starts and ends its processes."""

    def __init__(self, built, as_root, skew=0):
        self.built, self.as_root = built, as_root
        self.skew, self.clock = skew, skewed(skew) if skew else {}
        self.folder = built.folder / "server"
        self.holder = None

    def begin(self):
        self.folder.mkdir()
        self.folder.chmod(0o755)
        self.write_etc()
        network = self.built.network
        self.holder = start_ready([*network.inside(NODE), "unshare", "--mount", "--cgroup", "sh", "-c", SCRIPT, str(self.folder / "etc")], b"ready")
        self.built.processes.append(self.holder)
        if self.skew:
            real, told = pathlib.Path(shutil.which("stat")).resolve(), self.folder / "told"
            shutil.copy(real, self.folder / "stat")
            told.write_text(STAT.format(folder=self.folder, skew=self.skew), encoding="ascii")
            told.chmod(0o755)
            command([*self.inside(), "mount", "--bind", str(told), str(real)])

    def inside(self):
        """The words before a command that is to run on the server, as its root."""
        return ["nsenter", f"--target={self.holder.pid}", "--mount", "--net", "--cgroup"]

    def as_asked(self):
        """… as whom the scenario asks the server: root, or somebody who may see less."""
        if self.as_root:
            return [*self.inside(), "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        return [*self.inside(), "setpriv", f"--reuid={ORDINARY_ID}", f"--regid={ORDINARY_ID}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all",
                "env", "-i", "PATH=/usr/bin:/bin"]

    def write_etc(self):
        etc = self.folder / "etc"
        etc.mkdir()
        for name in KEPT:
            source = pathlib.Path("/etc") / name
            if source.is_dir():
                shutil.copytree(source, etc / name, symlinks=True)
            elif source.exists():
                shutil.copyfile(source, etc / name)
        passwd = pathlib.Path("/etc/passwd").read_text(encoding="utf-8")
        kept = [line for line in passwd.splitlines() if not line.startswith("root:")]
        (etc / "passwd").write_text("\n".join(["root:x:0:0:root:/root:/bin/sh", *kept, f"{ORDINARY}:x:{ORDINARY_ID}:{ORDINARY_ID}::/:/bin/sh", ""]), encoding="utf-8")
        shutil.copyfile("/etc/group", etc / "group")
        # "*": no password opens it, and it is not locked either.
        (etc / "shadow").write_text(f"root:*:19000:0:99999:7:::\n{ORDINARY}:*:19000:0:99999:7:::\n", encoding="ascii")
        (etc / "shadow").chmod(0o600)
        (etc / "nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\nhosts: files\n", encoding="utf-8")
        (etc / "hosts").write_text("127.0.0.1 localhost\n::1 localhost\n", encoding="utf-8")
        (etc / "os-release").symlink_to("/usr/lib/os-release")

    def nginx(self, text, zone=""):
        """nginx with this configuration; its own error log is where a server has it, written in the time of this zone."""
        if not shutil.which("nginx"):
            raise BuildError("nginx is not there; packaging/install-deps test installs it")
        folder = self.folder / "etc" / "nginx"
        folder.mkdir(exist_ok=True)
        (folder / "nginx.conf").write_text(NGINX.format(folder=self.folder) + text, encoding="utf-8")
        surroundings = [f"{name}={value}" for name, value in ({**self.clock, "TZ": zone} if zone else self.clock).items()]
        self.built.processes.append(start_ready([*self.inside(), "env", *surroundings, "nginx", "-g", "daemon off; master_process off;"], b"event method", reads_errors=True))

    def open_door(self, door, address):
        """What the program is told: --server and what belongs to it."""
        if door == "local":
            return ["--server", "local"]
        if door == "transcript":
            return ["--server", f"transcript:{self.built.folder / 'transcript.txt'}"]
        return super().open_door(door, address)

    def write_transcript(self, script, port):
        """collect.sh, run on the server just before the program is asked; the file is all that it has."""
        done = subprocess.run([*self.as_asked(), "sh", "-s", str(port)], stdin=script.open("rb"), capture_output=True, timeout=60, check=False)
        if done.returncode != 0:
            raise BuildError(f"collect.sh: {done.stderr.decode(errors='replace').strip()}")
        path = self.built.folder / "transcript.txt"
        path.write_bytes(done.stdout)
        path.chmod(0o644)

    def start_sshd(self):
        if not nobody_exists():
            raise CannotBuild("sshd needs more users than a user namespace of our own has")
        client = self.built.folder / "ssh"
        client.mkdir()
        client.chmod(0o755)
        for path in (self.folder / "host", client / "key"):
            command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", str(path)])
        shutil.copyfile(client / "key.pub", self.folder / "authorized")
        host = (self.folder / "host.pub").read_text(encoding="ascii")
        (client / "known").write_text(f"* {host}", encoding="ascii")
        os.chown(client / "key", 65534, 65534)
        (client / "log").touch()
        (client / "ssh").write_text(WRAPPER.format(log=client / "log"), encoding="ascii")
        for path, mode in ((self.folder / "authorized", 0o644), (client / "known", 0o644), (client / "log", 0o666), (client / "ssh", 0o755)):
            path.chmod(mode)
        config = self.folder / "sshd_config"
        surroundings = " ".join(f"{name}={value}" for name, value in self.clock.items())
        config.write_text(SSHD.format(folder=self.folder) + (f"SetEnv {surroundings}\n" if surroundings else ""), encoding="utf-8")
        listening = start_ready([*self.inside(), "/usr/sbin/sshd", "-D", "-e", "-f", str(config)], b"listening on :: port 22", reads_errors=True)
        self.built.processes.append(listening)


def skewed(seconds):
    """What a program needs in its surroundings to read a clock that is so many seconds ahead."""
    library = next(iter(sorted(pathlib.Path("/").glob(FAKETIME.lstrip("/")))), None)
    if not library:
        raise BuildError("libfaketime is not there; packaging/install-deps test installs it")
    return {"LD_PRELOAD": str(library), "FAKETIME": f"{seconds:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def shell(words, line):
    """One line as it is typed at the server by its root, for whom sudo is not needed."""
    done = subprocess.run([*words, "sh", "-c", line.removeprefix("sudo ")], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)
    return "" if done.returncode == 0 else f"{line}: {done.stderr.strip() or done.returncode}"
