#!/usr/bin/python3
"""The lab's own tests: its judge finds every kind of wrong answer, its loader every misspelling, and every cause that is
concluded has a scenario. Needs no privilege and no network."""
import pathlib
import re
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from lab import judge, page, scenario  # noqa: E402
from lab.network import BuildError  # noqa: E402

# Concluded, and not built here: why.
NOT_BUILT = {"client-descriptors-exhausted": "the limit that leaves just too few descriptors depends on the build; tests/unit/probe fails socket() instead"}


def document(**verdict):
    return {"verdict": {"cause": "service-not-listening", "confidence": 0.9, "pattern": "persistent", "side": "server", "located_at": "203.0.113.2"} | verdict,
            "also": [], "alternatives": [{"cause": "firewall-reject-reset"}],
            "target": {"addresses": [{"address": "203.0.113.2", "state": "refused"}]}}


class Judge(unittest.TestCase):
    expect = {"cause": "service-not-listening", "pattern": "persistent", "side": ["server", "network"], "located_at": "203.0.113.2",
              "alternatives": ["firewall-reject-reset"], "states": {"203.0.113.2": "refused"}, "must_not": ["no-response"]}

    def wrong(self, expect=None, status=1, **verdict):
        return " | ".join(judge.differences(self.expect | (expect or {}), document(**verdict), status))

    def test_right(self):
        self.assertEqual(self.wrong(), "")
        self.assertEqual(judge.grade(self.expect, document(), []), judge.RIGHT)

    def test_each_difference_is_found(self):
        self.assertIn("cause no-route", self.wrong(cause="no-route"))
        self.assertIn("pattern", self.wrong(pattern="intermittent"))
        self.assertIn("side", self.wrong(side="client"))
        self.assertIn("located_at", self.wrong(located_at=""))
        self.assertIn("exit status 0", self.wrong(status=0))
        self.assertIn("claims no-response", self.wrong(cause="no-response"))
        self.assertIn("does not say dns-no-address", self.wrong({"also": ["dns-no-address"]}))
        self.assertIn("does not weigh banned", self.wrong({"alternatives": ["banned"]}))
        self.assertIn("is refused, not connected", self.wrong({"states": {"203.0.113.2": "connected"}}))

    def test_grades(self):
        self.assertEqual(judge.grade(self.expect, document(cause="inconclusive"), ["x"]), judge.INCONCLUSIVE)
        self.assertEqual(judge.grade(self.expect, document(cause="no-route"), ["x"]), judge.WRONG)

    def test_exit_status_follows_the_cause(self):
        self.assertEqual(judge.expected_exit({"cause": "reachable"}), {0})
        self.assertEqual(judge.expected_exit({"cause": "inconclusive"}), {3})
        self.assertEqual(judge.expected_exit({"cause": ["no-route", "inconclusive"]}), {1, 3})

    def test_a_fault_that_is_not_there_is_noticed(self):
        looks = [{"connect": ["a", 1], "gives": "ECONNREFUSED", "icmp": "3/3 from b"}]
        self.assertEqual(judge.looks_differ(looks, [{"gives": "ECONNREFUSED", "icmp": "3/3 from b"}]), [])
        self.assertTrue(judge.looks_differ(looks, [{"gives": "connected", "icmp": "3/3 from b"}]))
        self.assertTrue(judge.looks_differ(looks, [{"gives": "ECONNREFUSED", "icmp": ""}]))


class Scenarios(unittest.TestCase):
    def load(self, text):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "one.toml").write_text(text, encoding="utf-8")
            return scenario.load(folder)

    good = 'title = "t"\ntarget = { host = "<s1>", port = 1 }\n[[look]]\nconnect = ["<s1>", 1]\ngives = "connected"\n[expect]\ncause = "reachable"\n'

    def test_placeholders(self):
        case = self.load(self.good.replace('title = "t"', 'title = "t"\nfamilies = ["ipv4", "ipv6"]'))[1]
        self.assertEqual((case.name, case.data["target"]["host"]), ("one/ipv6", "2001:db8:a::2"))

    def test_misspelt_keys_are_refused(self):
        for wrong in (self.good.replace("cause =", "couse ="), self.good.replace("title", "titel"), self.good.replace("gives", "given"),
                      self.good + '[[step]]\nat = "s1"\nserv = "open"\n', self.good + '[[step]]\nat = "s9"\nip = "x"\n',
                      self.good + '[[step]]\nat = "s1"\nserve = "open"\nprot = 1\n', self.good.replace("<s1>", "<s7>")):
            with self.assertRaises(BuildError):
                self.load(wrong)

    def test_all_load(self):
        cases = scenario.load(HERE / "scenarios")
        self.assertGreater(len(cases), 60)
        self.assertGreaterEqual(len({c.name for c in cases if c.healthy}), 8)

    def test_every_concluded_cause_has_one(self):
        there = {cause for case in scenario.load(HERE / "scenarios") for cause in scenario.causes(case.expect)}
        concluded = set()
        for path in (HERE.parents[1] / "core/diagnose/causes").glob("*.cpp"):
            if re.search(r"const Rule rule_\w+\{true", path.read_text(encoding="utf-8")):
                concluded.add(path.stem)
        self.assertGreater(len(concluded), 20, "the rules are not where they are looked for")
        self.assertEqual(sorted(concluded - there - set(NOT_BUILT)), [])


class Page(unittest.TestCase):
    def test_percentiles(self):
        self.assertEqual([page.percentile([1, 2, 3, 4], part) for part in (50, 95)], [2, 4])
        self.assertIsNone(page.percentile([], 50))

    def test_accused_and_confused(self):
        row = {"case": "healthy|x", "expect": {"cause": "reachable"}, "healthy": True, "silent": False, "said": "no-route", "confidence": 0.96,
               "elapsed_ms": 5, "attempts": 1, "problems": ["a\nb"], "grade": judge.WRONG}
        text = page.render([row], "about")
        self.assertIn("Healthy servers accused: 1 (healthy|x)", text)
        self.assertIn("| reachable | no-route | 1 |", text)
        self.assertIn("| 0.95–1.00 | 1 | 0 |", text)


if __name__ == "__main__":
    unittest.main()
