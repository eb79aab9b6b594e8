"""What is measured over all cases, and what must hold. Pure: results in, numbers out.

Cases whose cause is not concluded yet (`pending`) count nowhere here.
"""
from dataclasses import dataclass

from .judge import BROKEN, GRADES, INVALID, PARTLY, RIGHT, SKIPPED
from .scenario import HEALTHY, PACES, causes

PARTS = ("cause", "pattern", "side", "place")
BINS = ((0.0, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.0))
# Causes that are settled by an answer: asking the port again and again for them would be rude.
SETTLED_REFUSALS = {"service-not-listening", "firewall-reject-icmp", "firewall-reject-reset", "wrong-port"}
# p95 of the time to the verdict. Silence: one time-out (3 s) and a second.
P95_MS = {"answers": 1000, "silent": 4000, "intermittent": 15000}
MOST_SYNS = 12
FACTS_MS, MOST_QUESTIONS = 2000, 3
LEAST_PARTS = 0.95
LEAST_SAME = 0.99


@dataclass
class Figure:
    """One thing that must hold, and whether it does."""
    name: str
    wanted: str
    measured: str
    holds: bool


def percentile(values, part):
    """Nearest rank; None without values."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-len(ranked) * part // 100) - 1))] if ranked else None


def settled(results):
    return [result for result in results if not result["pending"]]


def judged(results):
    """Those the program said something about."""
    return [result for result in settled(results) if result["said"]]


def counts(results):
    return {grade: sum(result["grade"] == grade for result in settled(results)) for grade in GRADES}


def confusion(results):
    """{(true, said): how often}, everything judged."""
    table = {}
    for result in judged(results):
        # Where several are equally true, the one that was said is taken as the true one.
        true = result["said"] if result["said"] in causes(result["expect"]) else causes(result["expect"])[0]
        table[(true, result["said"])] = table.get((true, result["said"]), 0) + 1
    return table


def calibration(results):
    """[(band, verdicts, scenarios, right scenarios)]: of the verdicts with a confidence in this band, how many were right.

    The families of one scenario, and its repetitions, are one thing seen several times: a scenario counts once a band,
    as right where all of its verdicts in the band were.
    """
    rows = []
    for low, high in BINS:
        there = {}
        number = 0
        for result in judged(results):
            if result["said"] == "inconclusive" or not (low <= result["confidence"] < high or (high == 1.0 and result["confidence"] == 1.0)):
                continue
            number += 1
            there.setdefault(result["file"], []).append(result["said"] in causes(result["expect"]))
        rows.append((f"{low:.2f}–{high:.2f}", number, len(there), sum(all(rights) for rights in there.values())))
    return rows


def accused(results):
    """Healthy targets that were said to be at fault. A pending one that is accused is a wrong accusation all the same."""
    return [r["case"] for r in well(results) if r["said"] and r["said"] not in (HEALTHY, "inconclusive")]


def well(results):
    """Those of which nothing else is true than that they work."""
    return [result for result in results if causes(result["expect"]) == [HEALTHY]]


def part_counts(results, part):
    """(right, known) of one part of the verdict."""
    known = [result["parts"][part] for result in judged(results) if part in result.get("parts", {})]
    return sum(known), len(known)


def times(results, pace):
    """Without those that ask the server, too: it has promises of its own."""
    return [result["elapsed_ms"] for result in judged(results) if result["pace"] == pace and not result.get("server")]


def of_servers(results):
    """What is promised where the server is asked, too: the cause is proven, and all of it is had in one go."""
    there = [result for result in judged(results) if result.get("server")]
    if not there:
        return []
    right, known = mostly(there, names_cause)
    found = [Figure("with facts of the server: first-ranked cause right", "100 % of the cases", share(right, known), right == known)]
    blamed = [result["case"] for result in there if any(problem.startswith("claims ") for problem in result["problems"])]
    found.append(Figure("with facts of the server: decoys blamed", "0", str(len(blamed)), not blamed))
    asked = [result["asked_ms"] for result in there if result.get("asked_ms")]
    if asked:
        p95 = percentile([one[0] for one in asked], 95)
        found.append(Figure("all facts of a server over ssh, connecting included, p95", f"at most {FACTS_MS} ms", f"{p95} ms", p95 <= FACTS_MS))
        most = max(len(one) for one in asked)
        found.append(Figure("questions to the server over its one connection", f"at most {MOST_QUESTIONS}", f"at most {most}", most <= MOST_QUESTIONS))
    return found


def refusals(results):
    return [result for result in judged(results) if result["pace"] == "answers" and result["said"] in SETTLED_REFUSALS and result["syns"] is not None]


def same_cause(results):
    """(verdicts that name what most of their case's runs name, verdicts), or None where no case ran twice."""
    said = {}
    for result in judged(results):
        said.setdefault(result["case"], []).append(result["said"])
    if all(len(causes_said) < 2 for causes_said in said.values()):
        return None
    return sum(max(map(one.count, one)) for one in said.values()), sum(map(len, said.values()))


def by_case(results):
    """{case: its results}, in the order of their runs."""
    there = {}
    for result in settled(results):
        there.setdefault(result["case"], []).append(result)
    return there


def mostly(results, good):
    """(cases of which most runs are good, cases). Faults that throw dice for real now and then look like another one."""
    cases = by_case(results).values()
    return sum(2 * sum(map(good, runs)) > len(runs) for runs in cases), len(cases)


def names_cause(result):
    return bool(result["said"]) and result.get("parts", {}).get("cause", False)


def again(results):
    """The cases to run twice more: what is not right now may have been the dice's, and what is not will not be again."""
    return sorted({result["case"] for result in settled(results) if result["grade"] not in (RIGHT, PARTLY, SKIPPED)})


def figures(results):
    found = []
    right, known = mostly([result for result in results if result["grade"] != SKIPPED], names_cause)
    found.append(Figure("first-ranked cause right", "100 % of the cases", share(right, known), 0 < right == known))
    right, known = part_counts(results, "cause")
    found.append(Figure("first-ranked cause right, each run for itself", "at least 99 %", share(right, known), known > 0 and right / known >= LEAST_SAME))
    for part in PARTS[1:]:
        right, known = part_counts(results, part)
        found.append(Figure(f"{part} right", "at least 95 %", share(right, known), known == 0 or right / known >= LEAST_PARTS))
    wrong = accused(results)
    found.append(Figure("healthy targets accused", "0", f"{len(wrong)} of {len(well(results))}", not wrong))
    for pace in PACES:
        if pace in P95_MS and times(results, pace):
            p95 = percentile(times(results, pace), 95)
            found.append(Figure(f"time to the verdict, {pace}, p95", f"at most {P95_MS[pace]} ms", f"{p95} ms", p95 <= P95_MS[pace]))
    spent = [result["syns"] for result in refusals(results)]
    if spent:
        found.append(Figure("connection requests to the port for a settled refusal", f"at most {MOST_SYNS}", f"at most {max(spent)}", max(spent) <= MOST_SYNS))
    found += of_servers(results)
    same = same_cause(results)
    if same:
        found.append(Figure("same cause each time", "at least 99 %", share(*same), same[0] / same[1] >= LEAST_SAME))
    right, known = mostly(results, lambda result: result["grade"] not in (INVALID, BROKEN))
    found.append(Figure("cases that could not be judged", "0", str(known - right), right == known))
    return found


def share(part, whole):
    return f"{part} of {whole} ({100 * part / whole:.1f} %)" if whole else "none"


def all_hold(results, here_all_can_be_built):
    """What the exit status says: every figure holds, nothing is wrong, nothing that can be built here was left out."""
    return not failing(results, here_all_can_be_built) and all(figure.holds for figure in figures(results))


def failing(results, here_all_can_be_built):
    """[(case, what was wrong)]: not as it should be in most of its runs, or no answer at all in any of them."""
    fine = {RIGHT, PARTLY} | (set() if here_all_can_be_built else {SKIPPED})
    found = []
    for case, runs in by_case(results).items():
        bad = [run for run in runs if run["grade"] not in fine]
        if 2 * len(bad) >= len(runs) or any(run["grade"] == INVALID for run in bad):
            found.append((case, f"{len(bad)} of {len(runs)} runs; {bad[-1]['grade']}: " + "; ".join(bad[-1]["problems"])))
    return found
