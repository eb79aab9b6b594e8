"""Looks at a built fault with plain sockets, asks the program about it, and compares what it says with what is true."""
import json
import pathlib
import shutil
import subprocess
import threading
import time

from . import judge, scenario, server
from .network import PYTHON, BuildError

HERE = pathlib.Path(__file__).resolve().parent
COLLECT = HERE.parents[2] / "resources/inspect/collect.sh"
CASE_SECONDS = 60  # a diagnosis ends after 15 s at most by itself; beyond this it hangs
HELPERS = ("look.py", "deny.py")  # what runs as the ordinary user, who may not read our folder


def bring_helpers(built):
    for helper in HELPERS:
        shutil.copyfile(HERE / helper, built.folder / helper)


def look(built, case):
    return look_at(built, case, case.data["look"])


def look_at(built, case, looks):
    given = subprocess.run(built.as_user([PYTHON, str(built.folder / "look.py")], denied(case), at_server=case.server == "local"), input=json.dumps(looks),
                           capture_output=True, text=True, timeout=CASE_SECONDS, check=False)
    if given.returncode != 0:
        raise BuildError(f"look.py: {given.stderr.strip()}")
    return judge.looks_differ(looks, json.loads(given.stdout))


def denied(case):
    """The call and the errno that the system's policy gives the program, if the case has one."""
    return case.data.get("denied", [])


class During:
    """The steps that are due while the program runs, each at its time, in a thread of their own."""

    def __init__(self, built, case):
        self.built, self.case = built, case
        self.ended = threading.Event()
        self.problem = None
        self.thread = threading.Thread(target=self._run)

    def __enter__(self):
        for step in self.case.steps_during:
            if step.get("after", 1) <= 0:
                self.built.step(step, self.case.family)
        self.started = time.monotonic()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        if self.problem:
            raise BuildError(f"a step while the program ran: {self.problem}")

    def _run(self):
        first_syn = None
        for step in self.case.steps_during:
            if step.get("after", 1) <= 0:
                continue
            try:
                if "after_syn" in step and first_syn is None:
                    while self.built.syns()[0] == 0:
                        if self.ended.wait(0.01):
                            return
                    first_syn = time.monotonic()
                due = first_syn + step["after_syn"] if "after_syn" in step else self.started + step["after"]
                if self.ended.wait(max(0.0, due - time.monotonic())):
                    return  # the program was done before
                self.built.step(step, self.case.family)
            except (BuildError, OSError, KeyError, subprocess.SubprocessError) as problem:
                self.problem = problem
                return


def diagnose(built, case, setup, name):
    """Runs the program on the case; fills in what it said."""
    target = case.data["target"]
    arguments = [str(setup["cli"]), "diagnose", str(target["host"]), str(target["port"]), "--json", "--lang", "en", *case.data.get("options", [])]
    saved = None
    if "descriptors" not in case.data:  # a file more would be one descriptor less
        saved = built.folder / "saved" / "case.knock"
        saved.parent.mkdir()
        saved.parent.chmod(0o777)
        arguments += ["--save", str(saved)]
    if case.server:
        arguments += built.server.open_door(case.server, scenario.fill(f"<{server.NODE}>", case.family))
    at_server = case.server == "local"
    built.count_syns(target["port"])
    try:
        for limit in range(4, 64) if "descriptors" in case.data else (0,):
            with During(built, case) as during:
                if case.server == "transcript":
                    built.server.write_transcript(COLLECT, target["port"])
                    during.started = time.monotonic()
                done = subprocess.run(built.as_user(arguments, denied(case), limit, at_server, case.as_root), stdin=subprocess.DEVNULL, capture_output=True,
                                      timeout=CASE_SECONDS, check=False)
                wall = round((time.monotonic() - during.started) * 1000)
            if done.returncode in (0, 1, 3):
                break  # with fewer descriptors it could not start at all
    except subprocess.TimeoutExpired:
        return {"grade": judge.INVALID, "problems": [f"did not end within {CASE_SECONDS} s"]}
    syns, all_syns = built.syns()
    (setup["out"] / f"{name}.json").write_bytes(done.stdout)
    (setup["out"] / f"{name}.err").write_bytes(done.stderr)
    try:
        document = json.loads(done.stdout)
    except ValueError:
        reason = done.stderr.decode(errors="replace").strip()[-300:]
        return {"grade": judge.INVALID, "problems": [f"no JSON; exit status {done.returncode}; {reason}"]}
    invalid = [f"schema: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}" for error in setup["validator"].iter_errors(document)]
    if invalid:
        return {"grade": judge.INVALID, "problems": invalid[:5]}
    problems = judge.differences(case.expect, document, done.returncode)
    if wall > limit_ms(case):
        problems.append(f"took {wall} ms, more than {limit_ms(case)}")
    if saved:
        problems += diagnosed_again(built, setup, saved, document, case.as_root)
    if case.expect.get("fixed") and not problems:
        problems += still_broken(built, case, document)
    grade = judge.grade(case.expect, document, problems)
    if saved and saved.exists() and grade != judge.RIGHT:
        shutil.copyfile(saved, setup["out"] / f"{name}.knock")  # all of it, to be looked into
    return {"grade": grade, "problems": problems, "said": document["verdict"]["cause"],
            "confidence": document["verdict"]["confidence"], "parts": judge.right_parts(case.expect, document), "elapsed_ms": wall,
            "own_ms": document["elapsed_ms"], "attempts": document["attempts"]["total"], "asked_ms": built.server.asked_ms() if built.server else [], "syns": syns, "all_syns": all_syns}


def still_broken(built, case, document):
    """What remains when the fix was typed at the server exactly as it was given: [] = a plain socket connects now."""
    lines = judge.fix_lines(case.expect, document)
    problems = [said for line in lines if (said := server.shell(built.server.inside(), line))]
    if problems or not lines:
        return problems or ["no fix to apply"]
    target = case.data["target"]
    one = [{"connect": [target["host"], target["port"]], "gives": "connected", "wait": 2}]
    return [f"after its fix: {said}" for said in look_at(built, case, one)]


def diagnosed_again(built, setup, saved, document, as_root=False):
    """The saved session, taken from its file and diagnosed anew, must say the same."""
    done = subprocess.run(built.as_user([str(setup["cli"]), "report", str(saved), "-f", "json", "--lang", "en"], [], 0, as_root=as_root),
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=CASE_SECONDS, check=False)
    try:
        again = json.loads(done.stdout)["verdict"]
    except (ValueError, KeyError):
        return [f"the saved session cannot be read: {done.stderr.decode(errors='replace').strip()[-200:]}"]
    first = document["verdict"]
    return [f"{key} from the saved session is {again.get(key)}, not {first.get(key)}" for key in ("cause", "confidence", "pattern", "located_at", "located_name")
            if again.get(key) != first.get(key)]


def limit_ms(case):
    """No case may take longer: the promise of its pace, with room for cases side by side on few cores."""
    asking = 3000 if case.server else 0
    return asking + case.expect.get("within_ms", {"answers": 2500, "silent": 5500, "intermittent": 20000, "healthy": 2500}[case.pace])
