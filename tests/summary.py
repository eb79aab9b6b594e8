#!/usr/bin/python3
"""Counts what ctest ran: each function (and data row) of a Qt Test program is one test, any other program is one.

    summary.py RESULTS.xml CTEST_STATUS

Lists what failed and what was skipped, with the reason, and ends with "N passed, N failed, N skipped" alone on the last
line. A run without a single test is an error, and so is a program that ended badly without saying which function failed.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

FUNCTION = re.compile(r"^(PASS|FAIL!|SKIP|XFAIL|XPASS|BPASS|BFAIL)\s*: ([^\s(]+\([^\n]*?\))(?: (.*))?$", re.MULTILINE)
FRAME = ("initTestCase()", "cleanupTestCase()")


def count_one(case):
    """(passed, [failed], [skipped]) of one ctest test."""
    name = case.get("name")
    output = case.findtext("system-out") or ""
    failure, skipped = case.find("failure"), case.find("skipped")
    if skipped is not None or case.get("status") in ("notrun", "disabled"):
        reason = skipped.get("message", "") if skipped is not None else case.get("status")
        said = re.search(r"^SKIP(?:PED)?\s*:\s*(.+)$", output, re.MULTILINE)
        if reason.startswith("SKIP_"):
            return 0, [], [f"{name}: {said[1] if said else reason}"]
        return 0, [f"{name}: not run: {reason}"], []
    passed, failed, left_out = 0, [], []
    for result, function, rest in FUNCTION.findall(output):
        if result in ("FAIL!", "XPASS", "BFAIL"):
            failed.append(f"{name}: {function} {rest}")
        elif result == "SKIP":
            left_out.append(f"{name}: {function} {rest}")
        elif not function.endswith(FRAME):
            passed += 1
    if failure is not None and not failed:
        failed.append(f"{name}: {failure.get('message') or 'failed'}")
    if failure is None and not failed and not passed and not left_out:
        passed = 1
    return passed, failed, left_out


def main():
    path, status = sys.argv[1], int(sys.argv[2])
    try:
        cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    except (OSError, ElementTree.ParseError) as problem:
        print(f"No test results: {problem}")
        cases = []
    passed, failed, skipped = 0, [], []
    for case in cases:
        one = count_one(case)
        passed, failed, skipped = passed + one[0], failed + one[1], skipped + one[2]
    if not passed and not failed:
        failed.append("no test ran at all")
    elif status and not failed:
        failed.append(f"ctest ended with {status}")
    for title, lines in (("Skipped:", skipped), ("Failed:", failed)):
        if lines:
            print("\n" + title)
            print("\n".join(f"  {line.strip()}" for line in lines))
    print(f"\n{passed} passed, {len(failed)} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
