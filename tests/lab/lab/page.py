"""The lab's result as one Markdown page: counts, confusion, times, calibration, and a row a case."""
from .judge import BROKEN, INCONCLUSIVE, INVALID, RIGHT, WRONG
from .scenario import causes


def percentile(values, part):
    """Nearest rank; None without values."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-len(ranked) * part // 100) - 1))] if ranked else None


def counts(results):
    return {grade: sum(result["grade"] == grade for result in results) for grade in (RIGHT, INCONCLUSIVE, WRONG, INVALID, BROKEN)}


def confusion(results):
    """Rows "true cause → said cause" with a count, right ones left out."""
    table = {}
    for result in results:
        if result["said"] and result["said"] not in causes(result["expect"]):
            key = (" or ".join(causes(result["expect"])), result["said"])
            table[key] = table.get(key, 0) + 1
    return sorted(table.items())


def calibration(results):
    """Of the verdicts given with a confidence in this band: how many, and how many were right."""
    rows = []
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 0.95), (0.95, 1.01)):
        there = [r for r in results if r["said"] and r["said"] != "inconclusive" and low <= r["confidence"] < high]
        rows.append((f"{low:.2f}–{min(high, 1):.2f}", len(there), sum(r["said"] in causes(r["expect"]) for r in there)))
    return rows


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(cell(one) for one in row) + " |" for row in rows])


def speed_row(name, results):
    times = [r["elapsed_ms"] for r in results]
    tries = [r["attempts"] for r in results]
    return (name, len(results), percentile(times, 50), percentile(times, 95), max(times, default=None),
            percentile(tries, 50), max(tries, default=None))


def render(results, about):
    judged = [r for r in results if r["said"]]
    total = counts(results)
    accused = [r["case"] for r in judged if r["healthy"] and r["said"] not in ("reachable", "inconclusive")]
    speeds = [speed_row("all", judged), speed_row("healthy", [r for r in judged if r["healthy"]]),
              speed_row("something answers", [r for r in judged if not r["silent"]]), speed_row("silent", [r for r in judged if r["silent"]])]
    rows = [(r["case"], " or ".join(causes(r["expect"])), r["said"] or "–", f"{r['confidence']:.2f}" if r["said"] else "–", r["grade"],
             r["elapsed_ms"] if r["said"] else "–", r["attempts"] if r["said"] else "–", "; ".join(r["problems"])) for r in results]
    parts = [
        "# Knockback's lab", about,
        f"{len(results)} cases: " + ", ".join(f"{count} {grade}" for grade, count in total.items()) + ".",
        f"Healthy servers accused: {len(accused)}" + (f" ({', '.join(accused)})" if accused else "") + ".",
        "## Time to the verdict and attempts spent",
        table(["cases", "number", "median ms", "p95 ms", "longest ms", "median attempts", "most attempts"], speeds),
        "## What was taken for what",
        table(["true", "said", "times"], [(true, said, n) for (true, said), n in confusion(results)]) if confusion(results) else "Nothing.",
        "## Confidence against truth", table(["confidence", "verdicts", "right"], calibration(results)),
        "## Cases", table(["case", "true", "said", "confidence", "grade", "ms", "attempts", "what is not as expected"], rows),
    ]
    return "\n\n".join(parts) + "\n"
