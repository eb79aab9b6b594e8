#!/usr/bin/python3
"""Says again and again "this address is mine", as every machine does when it comes up or a virtual address moves:
announce.py ADDRESS INTERFACE [--every S] [--first S]. Gratuitous ARP (RFC 826, RFC 5227) or an unsolicited neighbour
advertisement with the override flag (RFC 4861 section 4.4). Two machines that both do it take the address from each other.
"""
import argparse
import fcntl
import socket
import struct
import sys
import time

ARP, BROADCAST = 0x0806, b"\xff" * 6
SIOCGIFHWADDR = 0x8927
ADVERTISEMENT, OVERRIDE, TARGET_ADDRESS = 136, 0x20000000, 2


def four(address, interface, mac):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    sock.bind((interface, ARP))
    raw = socket.inet_aton(address)
    frame = BROADCAST + mac + struct.pack("!HHHBBH", ARP, 1, 0x0800, 6, 4, 1) + mac + raw + bytes(6) + raw
    return lambda: sock.send(frame)


def six(address, interface, mac):
    sock = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
    sock.bind((address, 0))
    index = socket.if_nametoindex(interface)
    message = struct.pack("!BBHI", ADVERTISEMENT, 0, 0, OVERRIDE) + socket.inet_pton(socket.AF_INET6, address) + struct.pack("BB", TARGET_ADDRESS, 1) + mac
    return lambda: sock.sendto(message, ("ff02::1", 0, 0, index))


def hardware_address(interface):
    """By ioctl (netdevice(7)): /sys shows the network it was mounted in, not ours."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        return fcntl.ioctl(sock, SIOCGIFHWADDR, struct.pack("256s", interface.encode()))[18:24]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("interface")
    parser.add_argument("--every", type=float, default=1.5)
    parser.add_argument("--first", type=float, default=0.0, help="seconds by which it comes after others of the same period")
    arguments = parser.parse_args()
    mac = hardware_address(arguments.interface)
    say = (six if ":" in arguments.address else four)(arguments.address, arguments.interface, mac)
    print("ready", flush=True)
    while True:  # by the one clock, so that those who take turns keep doing so
        time.sleep(arguments.every - (time.monotonic() - arguments.first) % arguments.every)
        say()


if __name__ == "__main__":
    sys.exit(main())
