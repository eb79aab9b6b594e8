#!/usr/bin/python3
"""Time to a verdict, whole process: knockback-cli diagnose beside a bare process that only connects once.

usage: bench_verdict.py PATH/knockback-cli [PAIRS]

Refused: a closed loopback port. Silent: an address in a namespace whose firewall drops everything to the port (needs
root; said so where it cannot be built). Taken in turn, medians; nothing leaves loopback or the namespaces made here.
"""
import os
import signal
import socket
import statistics
import subprocess
import sys
import time

FLOOR = ("import socket,sys\n"
         "s=socket.socket(socket.AF_INET)\n"
         "s.settimeout(float(sys.argv[3]))\n"
         "try: s.connect((sys.argv[1],int(sys.argv[2])))\n"
         "except OSError: pass\n")


def wall(command, expected):
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    took = time.monotonic() - start
    if done.returncode not in expected:
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode(errors='replace')[:400]}")
    return took, done.stdout


def pairs(name, floor, ours, count, must_contain):
    floors, times = [], []
    for _ in range(count):
        floors.append(wall(floor, (0,))[0])
        took, out = wall(ours, (0, 1, 3))
        if must_contain not in out:
            sys.exit(f"{name}: the verdict was not {must_contain.decode()}: {out[:600].decode(errors='replace')}")
        times.append(took)
    times.sort()
    print(f"| {name} | {statistics.median(floors) * 1000:.0f} | {statistics.median(times) * 1000:.0f} | "
          f"{times[int(len(times) * 0.95)] * 1000:.0f} |")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    cli, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 21
    print("| verdict, whole process | bare connect, ms | knockback-cli p50, ms | p95, ms |\n|---|---:|---:|---:|")
    with socket.socket() as held:  # bound, never listening: closed for certain
        held.bind(("127.0.0.1", 0))
        port = str(held.getsockname()[1])
        pairs("refused loopback port", ["/usr/bin/python3", "-c", FLOOR, "127.0.0.1", port, "3"],
              [cli, "diagnose", "127.0.0.1", port, "--json"], count, b'"service-not-listening"')

    if os.geteuid() != 0:
        print("\nSilent target: not measured, building one needs root.")
        return
    tag = f"kbv{os.getpid()}"
    client, server = tag + "c", tag + "s"
    run = lambda *words: subprocess.run(words, check=True)
    try:
        for name in (client, server):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", client, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", server)
        for name, address in ((client, "192.0.2.1/24"), (server, "192.0.2.2/24")):
            run("ip", "-n", name, "addr", "add", address, "dev", "eth0")
            run("ip", "-n", name, "link", "set", "eth0", "up")
        run("ip", "netns", "exec", server, "nft", "add table ip f; add chain ip f i { type filter hook input priority 0; }; "
            "add rule ip f i tcp dport 5432 drop")
        inside = ["ip", "netns", "exec", client]
        for timeout in ("1s", "3s"):
            pairs(f"silent port, timeout {timeout}", inside + ["/usr/bin/python3", "-c", FLOOR, "192.0.2.2", "5432", timeout[:-1]],
                  inside + [cli, "diagnose", "192.0.2.2", "5432", "--timeout", timeout, "--json"], 3, b'"firewall-drop"')
    finally:
        for name in (client, server):
            subprocess.run(["ip", "netns", "del", name], check=False)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
