#!/usr/bin/python3
"""Runs a program under a system-call filter that denies one call, as a security module would: deny.py CALL ERRNO PROGRAM …

seccomp(2) with SECCOMP_RET_ERRNO; x86-64 and arm64. Only what the program itself calls is denied, nothing is sent.
"""
import ctypes
import errno
import os
import platform
import struct
import sys

NUMBERS = {"x86_64": (0xC000003E, {"connect": 42}), "aarch64": (0xC00000B7, {"connect": 203})}
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
ALLOW, GIVE_ERRNO = 0x7FFF0000, 0x00050000


def install(call, code):
    architecture, numbers = NUMBERS[platform.machine()]
    lines = [(LOAD, 0, 0, 4), (EQUAL, 0, 3, architecture), (LOAD, 0, 0, 0), (EQUAL, 0, 1, numbers[call]),
             (RETURN, 0, 0, GIVE_ERRNO | code), (RETURN, 0, 0, ALLOW)]
    code_bytes = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(lines), ctypes.addressof(code_bytes)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    install(sys.argv[1], getattr(errno, sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])
