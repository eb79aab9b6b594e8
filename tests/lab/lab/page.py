"""The lab's result as a page, in Markdown and in HTML: figures, confusion, calibration, times, a row a case."""
import html

from . import figures
from .judge import RIGHT
from .scenario import PACES, causes


def cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")


class Markdown:
    """The page as Markdown."""

    def __init__(self):
        self.parts = []

    def heading(self, level, text):
        self.parts.append("#" * level + " " + text)

    def text(self, text):
        self.parts.append(text)

    def table(self, head, rows):
        lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
        self.parts.append("\n".join(lines + ["| " + " | ".join(cell(one) for one in row) + " |" for row in rows]))

    def done(self):
        return "\n\n".join(self.parts) + "\n"


class Html:
    """The same as HTML, in one file without anything from elsewhere."""

    STYLE = ("body{font:15px/1.5 sans-serif;max-width:80em;margin:2em auto;padding:0 1em;color:#222}"
             "table{border-collapse:collapse;margin:1em 0}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top}"
             "th{background:#f2f2f2}@media(prefers-color-scheme:dark){body{background:#1c1c1c;color:#ddd}th{background:#333}td,th{border-color:#555}}")

    def __init__(self):
        self.parts = []

    def heading(self, level, text):
        self.parts.append(f"<h{level}>{html.escape(text)}</h{level}>")

    def text(self, text):
        self.parts.append(f"<p>{html.escape(text)}</p>")

    def table(self, head, rows):
        lines = ["<table>", "<tr>" + "".join(f"<th>{html.escape(one)}</th>" for one in head) + "</tr>"]
        lines += ["<tr>" + "".join(f"<td>{html.escape(str(one))}</td>" for one in row) + "</tr>" for row in rows]
        self.parts.append("\n".join(lines + ["</table>"]))

    def done(self):
        return ("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>Knockback's lab</title>"
                f"<style>{self.STYLE}</style>\n" + "\n".join(self.parts) + "\n</html>\n")


def speed_row(pace, results):
    there = [r for r in figures.judged(results) if r["pace"] == pace]
    spent = [r["elapsed_ms"] for r in there]
    syns = [r["syns"] for r in there if r["syns"] is not None]
    return (pace, len(there), dash(figures.percentile(spent, 50)), dash(figures.percentile(spent, 95)), dash(max(spent, default=None)),
            dash(figures.percentile(syns, 50)), dash(max(syns, default=None)), figures.P95_MS.get(pace, "–"))


def dash(value):
    return "–" if value is None else value


def confusion_rows(results):
    """A row a true cause: how often it was said, and what was said in its place."""
    table = figures.confusion(results)
    rows = []
    for true in sorted({true for true, _ in table}):
        others = [f"{said} ({times})" for (cause, said), times in sorted(table.items()) if cause == true and said != true]
        total = sum(times for (cause, _), times in table.items() if cause == true)
        rows.append((true, total, table.get((true, true), 0), ", ".join(others) or "–"))
    return rows


def case_row(result):
    said = bool(result["said"])
    return (result["case"], " or ".join(causes(result["expect"])), result["said"] or "–", f"{result['confidence']:.2f}" if said else "–",
            result["grade"], result["pace"], result["elapsed_ms"] if said else "–", dash(result["syns"]) if said else "–", "; ".join(result["problems"]))


CASE_HEAD = ["case", "true", "said", "confidence", "grade", "pace", "ms", "SYNs", "what is not as expected"]


def write(out, results, about):
    """The whole page, to a Markdown or an Html."""
    settled = figures.settled(results)
    pending = [result for result in results if result["pending"]]
    total = figures.counts(results)
    out.heading(1, "Knockback's lab")
    out.text(about)
    files = {result["file"] for result in results}
    out.text(f"{len(files)} scenarios, {len({r['case'] for r in results})} cases ({len({r['case'] for r in pending})} of them pending): "
             + ", ".join(f"{count} {grade}" for grade, count in total.items()) + ". "
             f"With two faults: {len({r['file'] for r in results if r['two']})} scenarios. "
             f"Healthy or harmless: {len({r['file'] for r in results if r['healthy']})} scenarios.")
    out.heading(2, "Figures")
    out.table(["figure", "must be", "is", "holds"],
              [(one.name, one.wanted, one.measured, "yes" if one.holds else "NO") for one in figures.figures(results)])
    wrong = figures.accused(results)
    if wrong:
        out.text("Accused although healthy: " + ", ".join(wrong) + ".")
    out.heading(2, "Time to the verdict, and connection requests to the port")
    out.text("Milliseconds from starting the program to its end. Connection requests (SYNs, repeated ones too) are counted by the client's firewall.")
    out.table(["cases", "number", "median ms", "p95 ms", "longest ms", "median SYNs", "most SYNs", "p95 may be"], [speed_row(pace, results) for pace in PACES])
    out.heading(2, "What was taken for what")
    out.table(["true", "cases", "said so", "said instead"], confusion_rows(results))
    out.heading(2, "Confidence against truth")
    out.text("By scenario: its families and repetitions count once a band.")
    out.table(["confidence", "verdicts", "scenarios", "right", "share right"],
              [(*row, f"{100 * row[3] / row[2]:.0f} %" if row[2] else "–") for row in figures.calibration(results)])
    if pending:
        out.heading(2, "Pending: causes that are not concluded yet")
        out.text("Built and asked like the others, counted nowhere.")
        out.table(CASE_HEAD + ["pending because"], [(*case_row(r), "can be promoted" if r["grade"] == RIGHT else r["pending"]) for r in pending])
    out.heading(2, "Cases")
    out.table(CASE_HEAD, [case_row(result) for result in settled])
    return out.done()
