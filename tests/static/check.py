#!/usr/bin/python3
"""Checks of the tree's text: layers, the one clock, file sizes, words that must not stand anywhere.

    check.py SOURCE_FOLDER

Prints one line a finding, "FILE:LINE: what is wrong and what to do", and ends with 1 when there is one.
"""
import pathlib
import re
import subprocess
import sys

# What each folder may include of ours, beside itself (design: "the way through the house"; ARCHITECTURE.md).
BASE, FACTS = {"base"}, {"base", "facts"}
CORE = {"base", "facts", "target", "resolve", "probe", "inspect", "diagnose", "decode", "session", "report", "practice", "investigate"}
LAYERS = {
    "core/base": set(),
    "core/facts": BASE,
    "core/target": FACTS,
    "core/resolve": FACTS,
    "core/probe": FACTS,
    "core/inspect": FACTS,
    "core/diagnose": FACTS,
    "core/decode": FACTS,
    "core/session": FACTS,
    "core/report": FACTS | {"session", "diagnose"},
    "core/practice": FACTS,  # its endpoints are facts
    "core/investigate": CORE,
    "ui": CORE - {"probe", "resolve", "inspect"},  # presents state: holds no network logic
    "app": CORE,
}
# Diagnosis is pure: observations in, verdict out. No socket, no file, no thread, no clock.
IMPURE = re.compile(r"#\s*include\s*<(sys/|net/|arpa/|unistd\.h|fcntl\.h|poll\.h|thread|mutex|fstream|iostream|ctime|QFile|QDir|"
                    r"QProcess|QThread|QTimer|QDateTime|QSettings)|systemClock|getenv")
PURE_EXCEPT = {"core/diagnose/catalogue.cpp"}  # reads the pages of the causes that are compiled in, never a file
CLOCK = re.compile(r"\bclock_gettime\b|\bgettimeofday\b|_clock::now\b|\btime\((?:nullptr|NULL|0)\)|currentDateTime|currentMSecsSinceEpoch|"
                   r"currentSecsSinceEpoch|QDate::currentDate|QTime::currentTime|QElapsedTimer")
# Who else may read a clock, and why.
CLOCK_EXCEPT = {"core/base/clock.cpp": "it is the clock", "core/base/clock.h": "it is the clock"}
FORBIDDEN = {
    r"\bp" r"kill\b": "ends processes by name; end what you started, by its id",
    r"\bkill" r"all\b": "ends processes by name; end what you started, by its id",
    r"\bTO" r"DO\b|\bFIX" r"ME\b|\bXX" r"X\b": "an open end; finish it or write it down as an issue",
}
# Lines a file may have; the habit is 400 for code, and a main window that only arranges.
LIMITS = (("ui/window/main_window.cpp", 400), ("core/", 450), ("ui/", 450), ("app/", 450), ("tests/", 700))
SOURCE = (".cpp", ".h", ".h.in", ".cpp.in")
TEXT = SOURCE + (".py", ".cmake", ".txt", ".toml", ".json", ".sh", ".yml", ".yaml", ".in", "")
CONTRACTION = re.compile(r"\b\w+n't\b|\b\w+'(?:re|ve|ll|d)\b|\b(?:it|that|there|what)'s\b|!(?!=)", re.IGNORECASE)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def lines_of(path):
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def without_comment(line):
    return re.sub(r"//.*$", "", line)


def files(root, folders, endings):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.name.endswith(endings) and "__pycache__" not in path.parts:
                yield path, path.relative_to(root).as_posix()


def layer_of(name):
    return max((layer for layer in LAYERS if name.startswith(layer + "/")), key=len, default=None)


def check_layers(root, qt_core):
    for path, name in files(root, ("core", "ui", "app"), SOURCE):
        layer = layer_of(name)
        if layer is None:
            if name.count("/") > 1:
                yield f"{name}:1: is in no layer; tests/static/check.py knows {', '.join(LAYERS)}"
            continue
        for number, line in enumerate(lines_of(path), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            included = found[2]
            where = f"{name}:{number}"
            other = re.match(r"core/([a-z]+)/", included)
            if other and f"core/{other[1]}" != layer and other[1] not in LAYERS[layer]:
                yield f"{where}: {layer} may not use core/{other[1]}"
            if included.startswith("ui/") and layer != "ui" and not name.startswith("app/gui"):
                yield f"{where}: {layer} may not use ui"
            if included.startswith("app/") and layer != "app":
                yield f"{where}: {layer} may not use app"
            if layer.startswith("core/") and found[1] == "<" and re.match(r"Qt?[A-Z]", included):
                module, _, header = included.rpartition("/")
                if (module and module != "QtCore") or (not module and not (qt_core / header).exists()):
                    yield f"{where}: core uses Qt Core only, not <{included}>"


def check_purity(root):
    for path, name in files(root, ("core/diagnose", "core/decode"), SOURCE):
        if name in PURE_EXCEPT:
            continue
        for number, line in enumerate(lines_of(path), 1):
            if IMPURE.search(without_comment(line)):
                yield f"{name}:{number}: diagnosis and decoding are pure (no socket, file, thread or clock): {line.strip()}"


def check_clock(root):
    for path, name in files(root, ("core", "ui", "app"), SOURCE):
        if name in CLOCK_EXCEPT:
            continue
        for number, line in enumerate(lines_of(path), 1):
            if CLOCK.search(without_comment(line)):
                yield f"{name}:{number}: only core/base/clock.* knows what time it is: {line.strip()}"


def check_words(root):
    here = "tests/static/"
    for path, name in files(root, ("core", "ui", "app", "tests", "packaging", "resources", ".ci"), TEXT):
        if name.startswith(here) or "/corpus/" in name or name.endswith((".png", ".svg", ".qm")):
            continue
        for number, line in enumerate(lines_of(path), 1):
            for pattern, why in FORBIDDEN.items():
                if re.search(pattern, line):
                    yield f"{name}:{number}: {why}: {line.strip()[:80]}"


def check_tone(root):
    """What people read in English: no contractions, no exclamation marks."""
    for path, name in files(root, ("resources/words/en", "resources/causes/en"), (".json", ".md")):
        inside_code = False
        for number, line in enumerate(lines_of(path), 1):
            if line.lstrip().startswith("```"):
                inside_code = not inside_code
            text = re.sub(r"`[^`]*`", "", line)
            if not inside_code and CONTRACTION.search(text):
                yield f"{name}:{number}: no contractions and no exclamation marks: {line.strip()[:100]}"


def check_sizes(root):
    for path, name in files(root, ("core", "ui", "app", "tests"), SOURCE + (".py",)):
        limit = next(most for start, most in LIMITS if name.startswith(start))
        count = len(lines_of(path))
        if count > limit:
            yield f"{name}:1: {count} lines, more than {limit}; take it apart"


def qt_core_headers():
    """Where the headers of Qt Core are: what is there may be included by its bare name."""
    said = subprocess.run(["qmake6", "-query", "QT_INSTALL_HEADERS"], capture_output=True, text=True, check=True).stdout.strip()
    return pathlib.Path(said) / "QtCore"


def findings(root, qt_core):
    for check in (check_purity, check_clock, check_words, check_tone, check_sizes):
        yield from check(root)
    yield from check_layers(root, qt_core)


def main():
    root = pathlib.Path(sys.argv[1])
    seen = sum(1 for _ in files(root, ("core",), SOURCE))
    if seen < 10:
        print(f"FAIL: only {seen} files of core found below {root}; this would check nothing")
        return 1
    found = list(findings(root, qt_core_headers()))
    print("\n".join(found) if found else f"{seen} files of core and the rest of the tree: nothing to mend")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
