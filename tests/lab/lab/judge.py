"""Compares what Knockback said with what is true. Pure: documents in, findings out."""
from .scenario import HEALTHY, causes

RIGHT, PARTLY, INCONCLUSIVE, WRONG, INVALID, BROKEN, SKIPPED = "right", "partly", "inconclusive", "wrong", "invalid", "broken", "skipped"
GRADES = (RIGHT, PARTLY, INCONCLUSIVE, WRONG, INVALID, BROKEN, SKIPPED)


def looks_differ(looks, given):
    """What the plain sockets saw against what the scenario promises; [] = the fault is really there."""
    problems = []
    for look, got in zip(looks, given, strict=True):
        wanted = look["gives"]
        seen = got["gives"]
        if isinstance(wanted, list) and "times" in look:
            seen = got["seen"]  # each of these, and nothing else
        if isinstance(wanted, list) and isinstance(seen, list):
            wanted, seen = sorted(wanted), sorted(seen)
        if seen != wanted:
            problems.append(f"{subject(look)} gives {seen}, not {look['gives']}")
        if "icmp" in look and got.get("icmp", "") != look["icmp"]:
            problems.append(f"{subject(look)} has the ICMP error \"{got.get('icmp', '')}\", not \"{look['icmp']}\"")
    return problems


def subject(look):
    if "connect" in look:
        return f"connect {look['connect'][0]} {look['connect'][1]}"
    for kind in ("page", "handshake"):
        if kind in look:
            return " ".join([kind, *map(str, look[kind])])
    return f"resolve {look['resolve']}" if "resolve" in look else f"ask {look['server']} for {look['ask']} {look.get('type', 'A')}"


def expected_exit(expect):
    if "exit" in expect:
        return set(expect["exit"] if isinstance(expect["exit"], list) else [expect["exit"]])
    return {0 if cause == HEALTHY else 3 if cause == "inconclusive" else 1 for cause in causes(expect)}


def one_of(wanted, given):
    return given in (wanted if isinstance(wanted, list) else [wanted])


def right_parts(expect, document):
    """Of cause, pattern, side and place those the scenario knows: {part: was it right?}."""
    verdict = document["verdict"]
    parts = {"cause": verdict["cause"] in causes(expect)}
    for key, name in (("pattern", "pattern"), ("side", "side"), ("located_at", "place")):
        if key in expect:
            parts[name] = one_of(expect[key], verdict.get(key, ""))
    return parts


def differences(expect, document, status):
    """What is not as expected, one sentence each; [] = all right."""
    verdict = document["verdict"]
    said = [verdict["cause"]] + [other["cause"] for other in document.get("also", [])]
    problems = []
    if verdict["cause"] not in causes(expect):
        problems.append(f"cause {verdict['cause']} ({verdict['confidence']:.2f}), not {' or '.join(causes(expect))}")
    for key in ("pattern", "side", "located_at", "located_name"):
        if key in expect and not one_of(expect[key], verdict.get(key, "")):
            problems.append(f"{key} \"{verdict.get(key, '')}\", not \"{expect[key]}\"")
    for cause in expect.get("also", []):
        if cause not in said:
            problems.append(f"does not say {cause}, which is there too")
    for cause in expect.get("must_not", []):
        if cause in said:
            problems.append(f"claims {cause}, which is not so")
    offered = [other["cause"] for other in document.get("alternatives", [])]
    for cause in expect.get("alternatives", []):
        if cause not in offered + said:
            problems.append(f"does not weigh {cause}")
    states = {entry["address"]: entry["state"] for entry in document["target"].get("addresses", [])}
    for address, state in expect.get("states", {}).items():
        if not one_of(state, states.get(address)):
            problems.append(f"{address} is {states.get(address)}, not {state}")
    found = {check["id"]: check["status"] for check in document.get("checks", [])}
    for check, wanted in expect.get("checks", {}).items():
        if not one_of(wanted, found.get(check)):
            problems.append(f"the check {check} is {found.get(check)}, not {wanted}")
    behind = {one["address"]: f"{one['state']} {one['leg']}" for one in document.get("chain", {}).get("upstreams", [])}
    for address, state in expect.get("behind", {}).items():
        if not one_of(state, behind.get(address)):
            problems.append(f"behind the proxy, {address} is {behind.get(address)}, not {state}")
    problems += proof_differs(expect, document)
    if status not in expected_exit(expect):
        problems.append(f"exit status {status}, not {sorted(expected_exit(expect))}")
    return problems


def proof_differs(expect, document):
    """The kinds of evidence that the verdict must stand on, and the text that one of its fixes' commands must contain."""
    verdict = document["verdict"]
    kinds = {one["id"]: one["kind"] for one in document.get("evidence", [])}
    there = {kinds.get(one) for one in verdict.get("evidence", [])}
    problems = [f"does not stand on evidence of the kind {kind}" for kind in expect.get("evidence", []) if kind not in there]
    problems += [f"has evidence of the kind {kind}, which is about somebody else" for kind in expect.get("no_evidence", []) if kind in kinds.values()]
    commands = [line for fix in verdict.get("fixes", []) for line in fix["commands"]]
    wanted = expect.get("fix", [])
    for text in wanted if isinstance(wanted, list) else [wanted]:
        if not any(text in line for line in commands):
            problems.append(f"no fix says \"{text}\"")
    return problems


def fix_lines(expect, document):
    """The commands of the fix that the scenario knows, as typed at the server; [] = there is none."""
    wanted = expect["fix"] if isinstance(expect["fix"], list) else [expect["fix"]]
    for fix in document["verdict"].get("fixes", []):
        if any(wanted[0] in line for line in fix["commands"]):
            return [line for line in fix["commands"] if wanted[0] in line]
    return []


def grade(expect, document, problems):
    """`partly`: nothing but pattern, side or place is not as expected; how often that may be, the figures say."""
    if not problems:
        return RIGHT
    if all(problem.startswith(("pattern ", "side ", "located_at ", "located_name ")) for problem in problems):
        return PARTLY
    cause = document["verdict"]["cause"]
    return INCONCLUSIVE if cause == "inconclusive" and cause not in causes(expect) else WRONG
