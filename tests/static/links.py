#!/usr/bin/python3
"""knockback-cli is for servers: it must link nothing that draws, no Qt module but Core, and no X11 or Wayland.

    links.py PROGRAM      a missing program fails: then nothing was checked
"""
import re
import subprocess
import sys

ALLOWED_QT = {"Qt6Core"}
GRAPHICAL = re.compile(r"lib(X\w*|xcb[\w-]*|wayland-\w+|GL|EGL|OpenGL|GLX|gtk-\S+|fontconfig|freetype)\.so")


def main():
    said = subprocess.run(["ldd", sys.argv[1]], capture_output=True, text=True, check=False)
    if said.returncode != 0 or "libQt6Core" not in said.stdout:
        print(f"FAIL: {sys.argv[1]} cannot be looked at: {said.stderr.strip() or said.stdout.strip()}")
        return 1
    wrong = [name for name in re.findall(r"lib(Qt6\w+)\.so", said.stdout) if name not in ALLOWED_QT]
    wrong += [found[0] for found in GRAPHICAL.finditer(said.stdout)]
    for name in sorted(set(wrong)):
        print(f"FAIL: {sys.argv[1]} links {name}")
    if "not found" in said.stdout:
        wrong.append("missing")
        print(f"FAIL: a library is missing:\n{said.stdout}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
