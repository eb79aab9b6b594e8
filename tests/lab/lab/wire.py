#!/usr/bin/python3
"""A wire between two namespaces that takes its time: wire.py NETNS-A INTERFACE-A NETNS-B INTERFACE-B [--delay S] [--jitter S] [--loss SHARE]

Two TAP devices (tun(4) driver), one in each namespace, and between them this program: what goes in at one end comes out
at the other, so much later, give or take the jitter, or not at all. In place of netem, which not every kernel has. Says
"ready" when both ends are there; the devices go when it goes. Frames never overtake one another.
"""
import argparse
import ctypes
import fcntl
import os
import random
import select
import struct
import sys
import time
from collections import deque

CLONE_NEWNET = 0x40000000
TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
FRAME = 65536
GOLDEN = 0.6180339887498949
MOST_WAITING = 4096  # as a router's queue: what does not fit is lost


def tap(namespace, interface):
    """A TAP device of that name in that namespace; the file it is read from and written to."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/run/netns/{namespace}", "rb") as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", interface.encode(), IFF_TAP | IFF_NO_PI))
    return device


def write(device, frame):
    try:
        os.write(device, frame)
    except OSError:
        pass  # the other end is down, or has no room: a wire does not care


def carry(ends, arguments):
    chance = random.Random()
    lot = {ends[0]: 0.0, ends[1]: 0.0}  # drawn by the golden ratio: a share is a share in a short run, too, and keeps no step
    waiting = {ends[0]: deque(), ends[1]: deque()}  # by the end they come out at
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    poller = select.epoll()
    for end in ends:
        poller.register(end, select.EPOLLIN)
    while True:
        due = min((queue[0][0] for queue in waiting.values() if queue), default=None)
        found = poller.poll(None if due is None else max(0.0, due - time.monotonic()))
        now = time.monotonic()
        for device, _ in found:
            queue = waiting[other[device]]
            for _ in range(64):
                try:
                    frame = os.read(device, FRAME)
                except OSError:
                    break
                lot[device] = (lot[device] + GOLDEN) % 1
                if lot[device] < arguments.loss or len(queue) >= MOST_WAITING:
                    continue
                out = now + max(0.0, arguments.delay + chance.uniform(-arguments.jitter, arguments.jitter))
                queue.append((max(out, queue[-1][0]) if queue else out, frame))
        now = time.monotonic()
        for device, queue in waiting.items():
            while queue and queue[0][0] <= now:
                write(device, queue.popleft()[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("places", nargs=4, metavar="NETNS INTERFACE")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds, one way")
    parser.add_argument("--jitter", type=float, default=0.0, help="seconds more or less")
    parser.add_argument("--loss", type=float, default=0.0, help="share of the frames that is lost, either way")
    arguments = parser.parse_args()
    ends = [tap(*arguments.places[:2]), tap(*arguments.places[2:])]
    print("ready", flush=True)
    carry(ends, arguments)


if __name__ == "__main__":
    sys.exit(main())
