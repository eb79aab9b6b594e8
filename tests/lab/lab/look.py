#!/usr/bin/python3
"""Looks at the fault with plain sockets, independently of Knockback, from the client's network as an ordinary user.

Reads a JSON list of looks on standard input and prints one JSON list of what each gave. A look is one of
    {"connect": [ADDRESS, PORT], "wait": SECONDS}  → {"gives": "connected" | errno name | "silence", "icmp": "T/C from ADDRESS" | ""}
    the same with "says": true                     → instead of "connected": "greeted", "quiet", "closed" (a hello is sent, as HTTP does)
    the same with "min_ttl": N                     → answers that come with a smaller TTL are not heard (IP_MINTTL)
    the same with "late": true                     → "late", "late-ECONNREFUSED" where it took more than 0.7 s
    the same with "times": N, "every": SECONDS     → "mixed" where the attempts do not all give the same; "seen": each thing given
    any of them with "pause": SECONDS              → first waits so long (what limits rates forgets with time)
    {"page": [ADDRESS, PORT]}                      → "whole" | "part" | "nothing" of a web page
    {"handshake": [ADDRESS, PORT, NAME]}           → "done" | "silence" | "verify CODE" | OpenSSL's reason
    {"resolve": NAME}                              → {"gives": [addresses] | "EAI …"}
    {"ask": NAME, "type": "A" | "AAAA", "server": ADDRESS} → {"gives": "NOERROR ADDRESS …" | "NXDOMAIN" | … | "silence" | errno name}
"""
import errno
import json
import os
import select
import socket
import ssl
import struct
import sys
import time

IP_RECVERR, IPV6_RECVERR = 11, 25
IP_MINTTL, IPV6_MINHOPCOUNT = 21, 73
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}


def icmp_of(sock):
    """type/code and offender of the first entry of the error queue (ip(7), struct sock_extended_err)."""
    try:
        _, ancillary, _, _ = sock.recvmsg(512, 512, socket.MSG_ERRQUEUE)
    except OSError:
        return ""
    for level, kind, data in ancillary:
        if (level, kind) in ((socket.IPPROTO_IP, IP_RECVERR), (socket.IPPROTO_IPV6, IPV6_RECVERR)) and len(data) >= 20:
            origin, icmp_type, code = struct.unpack("BBB", data[4:7])
            if origin not in (2, 3):
                return "local"
            family = struct.unpack("H", data[16:18])[0]
            raw = data[20:24] if family == socket.AF_INET else data[24:40]
            return f"{icmp_type}/{code} from {socket.inet_ntop(family, raw)}"
    return ""


def heard(sock, wait):
    """What comes of it after the handshake."""
    try:
        sock.settimeout(wait)
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return "greeted" if sock.recv(64) else "closed"
    except TimeoutError:
        return "quiet"
    except OSError:
        return "closed"


def connect(address, port, wait, says=False, late=False, min_ttl=0):
    start = time.monotonic()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as sock:
        sock.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, IPV6_RECVERR, 1)
        if min_ttl:
            level, option = (socket.IPPROTO_IPV6, IPV6_MINHOPCOUNT) if family == socket.AF_INET6 else (socket.IPPROTO_IP, IP_MINTTL)
            sock.setsockopt(level, option, min_ttl)
        code = sock.connect_ex((address, port))
        if code == errno.EINPROGRESS:
            poller = select.poll()
            poller.register(sock, select.POLLOUT)
            if not poller.poll(wait * 1000):
                return {"gives": "silence", "icmp": icmp_of(sock)}
            code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        slow = late and time.monotonic() - start > 0.7
        if code == errno.ECONNRESET and says:
            return {"gives": "closed", "icmp": ""}  # it was accepted, and reset before we looked
        if code:
            return {"gives": ("late-" if slow else "") + errno.errorcode.get(code, str(code)), "icmp": icmp_of(sock)}
        if slow:
            return {"gives": "late", "icmp": ""}
        return {"gives": heard(sock, wait) if says else "connected", "icmp": ""}


def page(address, port, wait):
    """A GET, read to the length it says: "whole", "part" or "nothing"."""
    seen, end = b"", time.monotonic() + wait
    try:
        with socket.create_connection((address, port), timeout=wait) as sock:
            sock.sendall(b"GET / HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n")
            while time.monotonic() < end:
                sock.settimeout(max(0.01, end - time.monotonic()))
                got = sock.recv(65536)
                if not got:
                    break
                seen += got
    except OSError:
        pass
    head, _, body = seen.partition(b"\r\n\r\n")
    length = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return {"gives": "whole" if length and len(body) == int(length[0]) else "part" if seen else "nothing"}


def handshake(address, port, name, wait):
    """TLS as Python makes it, held against SSL_CERT_FILE: "done", "silence", or why not."""
    try:
        with socket.create_connection((address, port), timeout=wait) as sock, ssl.create_default_context().wrap_socket(sock, server_hostname=name):
            return {"gives": "done"}
    except TimeoutError:
        return {"gives": "silence"}
    except ssl.SSLCertVerificationError as problem:
        return {"gives": f"verify {problem.verify_code}"}
    except ssl.SSLError as problem:
        return {"gives": problem.reason or "SSL"}
    except OSError as problem:
        return {"gives": errno.errorcode.get(problem.errno, str(problem.errno))}


def resolve(name):
    try:
        found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as problem:
        return {"gives": f"EAI {problem.args[0]}"}
    return {"gives": list(dict.fromkeys(entry[4][0] for entry in found))}


def skip_name(data, at):
    while data[at]:
        if data[at] >= 0xC0:
            return at + 2
        at += data[at] + 1
    return at + 1


def ask(name, kind, server, wait):
    number = {"A": 1, "AAAA": 28}[kind]
    question = b"".join(bytes([len(part)]) + part.encode() for part in name.rstrip(".").split(".")) + b"\0" + struct.pack("!HH", number, 1)
    with socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(wait)
        try:
            sock.connect((server, 53))
            sock.send(struct.pack("!HHHHHH", 0x4B42, 0x0100, 1, 0, 0, 0) + question)
            data = sock.recv(4096)
        except TimeoutError:
            return {"gives": "silence"}
        except OSError as problem:
            return {"gives": errno.errorcode.get(problem.errno, str(problem.errno))}
    flags, _, answers = struct.unpack("!HHH", data[2:8])
    at = skip_name(data, 12) + 4
    found = []
    for _ in range(answers):
        at = skip_name(data, at)
        record, _, _, length = struct.unpack("!HHIH", data[at:at + 10])
        if record == number:
            found.append(socket.inet_ntop(socket.AF_INET if number == 1 else socket.AF_INET6, data[at + 10:at + 10 + length]))
        at += 10 + length
    return {"gives": " ".join([RCODES.get(flags & 15, str(flags & 15))] + sorted(found))}


def look(one):
    wait = one.get("wait", 1.3)
    time.sleep(one.get("pause", 0))
    if "page" in one:
        return page(one["page"][0], one["page"][1], wait)
    if "handshake" in one:
        return handshake(one["handshake"][0], one["handshake"][1], one["handshake"][2], wait)
    if "connect" in one:
        def attempt():
            return connect(one["connect"][0], one["connect"][1], wait, one.get("says", False), one.get("late", False), one.get("min_ttl", 0))
        if "times" not in one:
            return attempt()
        given = set()
        for number in range(min(one["times"], 100)):
            if number:
                time.sleep(one.get("every", wait))  # spread over time: what changes, changes with time
            given.add(attempt()["gives"])
        return {"gives": "mixed" if len(given) > 1 else next(iter(given)), "seen": sorted(given), "icmp": ""}
    if "resolve" in one:
        return resolve(one["resolve"])
    return ask(one["ask"], one.get("type", "A"), one["server"], wait)


def check_ordinary():
    """The looks, and the program after them, must be an ordinary user's: not root, and no capability, now or ever."""
    with open("/proc/self/status", encoding="ascii") as file:
        status = dict(line.rstrip("\n").split(":\t", 1) for line in file if ":\t" in line)
    held = [key for key in ("CapEff", "CapPrm", "CapInh", "CapAmb") if int(status[key], 16)]
    if os.geteuid() == 0 or held or status["NoNewPrivs"] != "1":
        sys.exit(f"not an ordinary user: uid {os.geteuid()}, {held}, NoNewPrivs {status['NoNewPrivs']}")


check_ordinary()
json.dump([look(one) for one in json.load(sys.stdin)], sys.stdout)
