#!/usr/bin/python3
"""A small server for the lab: says "ready" when it listens, then serves until it is ended. One kind a behaviour.

    service.py KIND PORT [--address A] [--delay S] [--backlog N] [--connect ADDRESS --count N] [--rcode N]
"""
import argparse
import random
import resource
import selectors
import signal
import socket
import struct
import sys
import threading
import time

REASONS = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found", 500: "Internal Server Error",
           502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout"}


def bound(arguments, shared=False):
    family = socket.AF_INET6 if ":" in arguments.address else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if arguments.address == "::":
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1 if arguments.v6only else 0)
    server.bind((arguments.address, arguments.port))
    return server


def listen(arguments, backlog=None, shared=False):
    server = bound(arguments, shared)
    server.listen(arguments.backlog if backlog is None else backlog)
    return server


def talk(arguments, connection):
    """One connection, to its end. The other side may be gone at any moment: that is its right."""
    kind = arguments.says or arguments.kind
    try:
        connection.settimeout(30)
        if kind == "banner":
            time.sleep(arguments.delay if arguments.kind == kind else 0)
            connection.sendall(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
        if kind == "http":
            if not connection.recv(4096):
                return
            time.sleep(arguments.delay if arguments.kind == kind else 0)
            connection.sendall(f"HTTP/1.1 {arguments.status} {REASONS[arguments.status]}\r\nServer: {arguments.server}\r\n"
                               "Content-Length: 2\r\nConnection: close\r\n\r\nok".encode())
            return
        if kind == "slow-accept":
            connection.sendall(b"ok\r\n")
            return
        if kind == "resets":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        while kind not in ("closes", "resets") and connection.recv(4096):
            pass
    except OSError:
        pass
    finally:
        connection.close()


def serve(arguments):
    server = listen(arguments)
    if arguments.descriptors:
        resource.setrlimit(resource.RLIMIT_NOFILE, (arguments.descriptors, arguments.descriptors))
    print("ready", flush=True)
    accept(arguments, server)


def starting(arguments):
    """A service that has its port but does not listen yet; it does when it gets SIGUSR1."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
    server = bound(arguments)
    print("ready", flush=True)
    signal.sigwait([signal.SIGUSR1])
    server.listen(arguments.backlog)
    accept(arguments, server)


def accept(arguments, server):
    while True:
        if arguments.kind == "slow-accept":
            time.sleep(arguments.delay)
        try:
            connection, _ = server.accept()
        except OSError:  # no descriptor left: what waits goes on waiting
            time.sleep(0.2)
            continue
        threading.Thread(target=talk, args=(arguments, connection), daemon=True).start()


def flap(arguments):
    """A service that is there for so long (--delay) and gone for so long (--down), again and again. With --first the first
    stretch ends so long after the first connection, so that whoever comes sees both within a moment."""
    stretch, from_first = arguments.delay, arguments.first is not None
    said = False
    while True:
        server = listen(arguments)
        if not said:
            print("ready", flush=True)
            said = True
        server.settimeout(0.05)
        end = None if from_first else time.monotonic() + stretch
        while end is None or time.monotonic() < end:
            try:
                connection, _ = server.accept()
                threading.Thread(target=talk, args=(arguments, connection), daemon=True).start()
                end = end or time.monotonic() + arguments.first
            except TimeoutError:
                pass
        from_first = False
        server.close()
        time.sleep(arguments.delay if arguments.down is None else arguments.down)


def picky(arguments):
    """A service that serves so many connections in any --window seconds and closes the others at once."""
    server = listen(arguments)
    print("ready", flush=True)
    served = []
    while True:
        connection, _ = server.accept()
        now = time.monotonic()
        served = [when for when in served if now - when < arguments.window]
        if len(served) >= arguments.count:
            connection.close()
            continue
        served.append(now)
        threading.Thread(target=talk, args=(arguments, connection), daemon=True).start()


def workers(arguments):
    """Workers that share the port (SO_REUSEPORT), some of which are stuck: they never accept. --full: their queues are full already."""
    accepting = [listen(arguments, shared=True) for _ in range(arguments.count - arguments.stuck)]
    stuck = [listen(arguments, backlog=1 if arguments.full else None, shared=True) for _ in range(arguments.stuck)]

    def work(server):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=talk, args=(arguments, connection), daemon=True).start()
    for server in accepting:
        threading.Thread(target=work, args=(server,), daemon=True).start()
    kept = fill(arguments) if arguments.full else []
    print("ready", flush=True)
    while stuck or accepting or kept:
        time.sleep(3600)


def fill(arguments):
    """Connections until those who come to a stuck worker are not answered any more, for each of the stuck."""
    kept = []
    address = ("::1" if ":" in arguments.address else "127.0.0.1", arguments.port)
    unanswered = 0
    while unanswered < 3 * arguments.stuck and len(kept) < 200:
        try:
            kept.append(socket.create_connection(address, timeout=0.3))
        except TimeoutError:
            unanswered += 1
    return kept


def crowd(arguments):
    """So many clients that come again as soon as they were served."""
    def client():
        while True:
            try:
                with socket.create_connection((arguments.connect, arguments.port), timeout=arguments.patience) as connection:
                    connection.settimeout(10)
                    while connection.recv(64):
                        pass
            except OSError:
                pass
            time.sleep(random.uniform(0, 1))  # else the queue never has room for anybody else
    for _ in range(min(arguments.count, 64)):
        threading.Thread(target=client, daemon=True).start()
    time.sleep(1)  # the queue fills within the first moments; nothing tells when
    print("ready", flush=True)
    while True:
        time.sleep(3600)


def visit(arguments):
    """Somebody else's browser: asks for a page again and again, --delay seconds apart; says that it is ready when it was answered once."""
    said = False
    while True:
        try:
            with socket.create_connection((arguments.connect, arguments.port), timeout=5) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\nHost: other.example\r\n\r\n")
                while connection.recv(4096):
                    pass
        except OSError:
            pass
        if not said:
            print("ready", flush=True)
            said = True
        time.sleep(arguments.delay)


def hold(arguments):
    """Opens connections and keeps them, to use up local ports."""
    kept = []
    while len(kept) < arguments.count:
        try:
            kept.append(socket.create_connection((arguments.connect, arguments.port), timeout=1 if arguments.full else 5))
        except TimeoutError:
            if not arguments.full:
                raise
            break  # --full: until nobody is let in any more
    print("ready", flush=True)
    while True:
        time.sleep(3600)


def answer(query, rcode):
    """The question back with a response code and no records (RFC 1035 section 4.1.1)."""
    (identity, flags) = struct.unpack("!HH", query[:4])
    end = 12
    while query[end]:
        end += query[end] + 1
    return struct.pack("!HHHHHH", identity, 0x8080 | (flags & 0x0100) | rcode, 1, 0, 0, 0) + query[12:end + 5]


def dns(arguments):
    """A name server that only ever gives one response code, or (rcode 255) never answers at all."""
    selector = selectors.DefaultSelector()
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        one = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind((address, arguments.port))
        selector.register(one, selectors.EVENT_READ)
    print("ready", flush=True)
    while True:
        for key, _ in selector.select():
            query, peer = key.fileobj.recvfrom(4096)
            if arguments.rcode != 255 and len(query) > 16:
                key.fileobj.sendto(answer(query, arguments.rcode), peer)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("kind", choices=["open", "banner", "http", "closes", "resets", "slow-accept", *OTHERS])
    parser.add_argument("port", type=int)
    parser.add_argument("--address", default="::")
    parser.add_argument("--v6only", action="store_true")
    parser.add_argument("--delay", type=float, default=0)
    parser.add_argument("--window", type=float, default=5)
    parser.add_argument("--first", type=float)
    parser.add_argument("--down", type=float)
    parser.add_argument("--stuck", type=int, default=0)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--says", choices=["open", "banner", "http", "closes"])
    parser.add_argument("--backlog", type=int, default=128)
    parser.add_argument("--patience", type=float, default=10)  # of a crowd: who gives up soon comes again soon
    parser.add_argument("--descriptors", type=int, default=0)
    parser.add_argument("--connect", default="")
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--status", type=int, default=200)
    parser.add_argument("--server", default="lab")
    parser.add_argument("--rcode", type=int, default=2)
    arguments = parser.parse_args()
    OTHERS.get(arguments.kind, serve)(arguments)


OTHERS = {"hold": hold, "visit": visit, "crowd": crowd, "flap": flap, "starting": starting, "picky": picky, "workers": workers, "dns": dns}


if __name__ == "__main__":
    sys.exit(main())
