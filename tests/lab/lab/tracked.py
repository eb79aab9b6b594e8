#!/usr/bin/python3
"""Fills the connection tracking table of the network namespace it runs in: tracked.py SHARE, from 0 to 1 of what it may hold.

How many it may hold is one number of the whole machine (net.netfilter.nf_conntrack_max, read-only in every other namespace than the
first) and is left alone; how many it does hold is counted a namespace. So it is filled for real, with as many connections as it may
hold, told to the kernel over ctnetlink (linux/netfilter/nfnetlink_conntrack.h). They are established and seen both ways, so the kernel
does not let one of them go to make room. All of them go with the namespace."""
import ipaddress
import pathlib
import socket
import struct
import sys

MOST = 1 << 19  # of about 320 bytes each: 160 MiB of the kernel's memory
NETLINK_NETFILTER, NEW = 12, 1 << 8  # NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_NEW
REQUEST_CREATE = 0x1 | 0x400
NESTED = 0x8000
SEEN_REPLY_ASSURED_CONFIRMED = 2 | 4 | 8
ESTABLISHED = 3
BATCH = 256


def attribute(kind, data):
    return struct.pack("=HH", 4 + len(data), kind) + data + b"\0" * (-len(data) % 4)


def tuple_of(kind, source, target, source_port, target_port):
    addresses = attribute(1 | NESTED, attribute(1, source) + attribute(2, target))
    ports = attribute(1, b"\x06") + attribute(2, struct.pack("!H", source_port)) + attribute(3, struct.pack("!H", target_port))
    return attribute(kind | NESTED, addresses + attribute(2 | NESTED, ports))


def connection(number):
    """One that somebody in 198.18.0.0/15 (RFC 2544) has with a web server of TEST-NET-3."""
    source = struct.pack("!I", 0xC6120000 + (number >> 14))
    port = 16384 + (number & 0x3FFF)
    target = ipaddress.IPv4Address("203.0.113.200").packed
    body = struct.pack("=BBH", socket.AF_INET, 0, 0)
    body += tuple_of(1, source, target, port, 443) + tuple_of(2, target, source, 443, port)
    body += attribute(3, struct.pack("!I", SEEN_REPLY_ASSURED_CONFIRMED)) + attribute(7, struct.pack("!I", 3600))
    body += attribute(4 | NESTED, attribute(1 | NESTED, attribute(1, bytes([ESTABLISHED]))))
    return struct.pack("=IHHII", 16 + len(body), NEW, REQUEST_CREATE, number, 0) + body


def number_in(name):
    return int(pathlib.Path("/proc/sys/net/netfilter", name).read_text(encoding="ascii"))


def main():
    share = float(sys.argv[1])
    may = number_in("nf_conntrack_max")
    if may > MOST:
        sys.exit(f"nf_conntrack_max is {may}: too many to fill here")
    wanted = round(share * may)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_NETFILTER) as out:
        out.setblocking(False)  # what it answers is not waited for: the count says all
        for first in range(0, wanted, BATCH):
            out.send(b"".join(connection(number) for number in range(first, min(first + BATCH, wanted))))
            try:
                refused = struct.unpack_from("=i", out.recv(65536), 16)[0]
            except (BlockingIOError, OSError):
                continue  # nothing was refused
            if first + 2 * BATCH < wanted:
                sys.exit(f"the kernel refuses connection {first}: error {-refused}")
    there = number_in("nf_conntrack_count")
    if there < wanted - BATCH:
        sys.exit(f"{there} of {wanted} connections are in the table")
    print(f"{there} of {may}")


main()
