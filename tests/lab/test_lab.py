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
from lab import figures, judge, page, scenario  # noqa: E402
from lab.network import BuildError  # noqa: E402

# What can be told from the client, and so must be built here in two ways at least. Those of TLS and of packet sizes have
# tests of their own.
CLIENT_CAUSES = """
dns-name-not-found dns-no-address dns-server-failure dns-server-unreachable dns-hosts-override dns-answers-disagree wrong-address-family
one-address-down no-route network-unreachable host-unreachable no-response local-route-rejects duplicate-address routing-loop packet-loss
firewall-drop firewall-reject-icmp firewall-reject-reset client-firewall rate-limited intercepted banned policy-denied service-not-listening
service-flapping wrong-port service-hung service-closes backend-down stuck-worker upstream-refused accept-queue-overflow client-ports-exhausted
client-descriptors-exhausted
""".split()


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
        slip = judge.differences(self.expect, document(pattern="intermittent"), 1)
        self.assertEqual(judge.grade(self.expect, document(pattern="intermittent"), slip), judge.PARTLY)

    def test_parts(self):
        self.assertEqual(judge.right_parts(self.expect, document(side="client")), {"cause": True, "pattern": True, "side": False, "place": True})
        self.assertEqual(judge.right_parts({"cause": "no-route"}, document()), {"cause": False})

    def test_proof_and_fix(self):
        fix = {"where": "server", "title": "t", "commands": ["# first", "sudo nft delete rule inet f i handle 4"], "verify": ""}
        told = document(evidence=["e1"], fixes=[fix]) | {"evidence": [{"id": "e1", "kind": "server-firewall"}, {"id": "e2", "kind": "server-unit"}]}
        self.assertEqual(judge.differences({"cause": "service-not-listening", "evidence": ["server-firewall"], "fix": "nft delete rule"}, told, 1), [])
        self.assertEqual(judge.fix_lines({"fix": "nft delete"}, told), ["sudo nft delete rule inet f i handle 4"])
        self.assertIn("server-unit", " ".join(judge.proof_differs({"evidence": ["server-unit"]}, told)))
        self.assertIn("no fix says", " ".join(judge.proof_differs({"fix": "iptables -D"}, told)))

    def test_checks_and_what_is_behind_a_proxy(self):
        chain = {"upstreams": [{"address": "127.0.0.1:1", "state": "refused", "leg": "fails"}]}
        told = document() | {"checks": [{"id": "application", "status": "warn"}], "chain": chain, "evidence": [{"id": "e1", "kind": "server-log"}]}
        expect = {"cause": "service-not-listening", "checks": {"application": "warn"}, "behind": {"127.0.0.1:1": "refused fails"}}
        self.assertEqual(judge.differences(expect, told, 1), [])
        wrong = expect | {"checks": {"application": "pass"}, "behind": {"127.0.0.1:1": "answers works", "127.0.0.1:2": "answers works"}, "no_evidence": ["server-log"]}
        self.assertEqual(len(judge.differences(wrong, told, 1)), 4)

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

    def test_steps_have_their_time(self):
        steps = '[[step]]\nat = "s1"\nsysctl = "a=1"\n[[step]]\nat = "s1"\nafter_syn = 0\nstop = 1\n[[step]]\nat = "s1"\nafter = 0.5\nstop = 2\n'
        case = self.load(self.good + steps)[0]
        self.assertEqual([len(case.steps_before), [step["stop"] for step in case.steps_during]], [1, [2, 1]])

    def test_paces(self):
        def pace(text):
            return self.load(text)[0].pace
        self.assertEqual(pace(self.good), "healthy")
        self.assertEqual(pace(self.good.replace('"reachable"', '"no-route"')), "answers")
        self.assertEqual(pace(self.good.replace('"reachable"', '"no-response"').replace('"connected"', '"silence"')), "silent")
        self.assertEqual(pace(self.good.replace('"reachable"', '"backend-down"\npattern = ["intermittent"]')), "intermittent")

    def test_as_many_as_promised(self):
        cases = scenario.load(HERE / "scenarios")
        self.assertGreaterEqual(len({c.file for c in cases}), 100)
        self.assertGreaterEqual(len({c.file for c in cases if c.healthy}), 20)
        self.assertGreaterEqual(len({c.file for c in cases if c.two_faults}), 15)

    def test_as_many_servers_as_promised(self):
        cases = [case for case in scenario.load(HERE / "scenarios") if case.server]
        self.assertGreaterEqual(len({case.file for case in cases}), 40)
        self.assertEqual([case.name for case in cases if not case.name.startswith("server-")], [])
        self.assertGreaterEqual(len({case.file for case in cases if case.expect.get("fixed")}), 15)

    def test_every_cause_is_built_in_two_ways(self):
        built = {}
        for case in scenario.load(HERE / "scenarios"):
            for cause in scenario.causes(case.expect):
                built.setdefault(cause, set()).add(case.name)
        self.assertEqual([cause for cause in CLIENT_CAUSES if len(built.get(cause, ())) < 2], [])

    def test_every_concluded_cause_has_one(self):
        there = {cause for case in scenario.load(HERE / "scenarios") for cause in scenario.causes(case.expect)}
        concluded = set()
        for path in (HERE.parents[1] / "core/diagnose/causes").glob("*.cpp"):
            if re.search(r"const Rule rule_\w+\{true", path.read_text(encoding="utf-8")):
                concluded.add(path.stem)
        self.assertGreater(len(concluded), 20, "the rules are not where they are looked for")
        self.assertEqual(sorted((concluded & set(CLIENT_CAUSES)) - there), [])


def row(case="healthy|x", true="reachable", said="reachable", confidence=0.96, **more):
    return {"case": case, "file": case.partition("/")[0], "repetition": 0, "expect": {"cause": true}, "healthy": true == "reachable", "pending": "",
            "two": False, "pace": "healthy" if true == "reachable" else "answers", "said": said, "confidence": confidence, "elapsed_ms": 5,
            "attempts": 1, "syns": 1, "parts": {"cause": said == true}, "problems": [], "grade": judge.RIGHT if said == true else judge.WRONG} | more


class Figures(unittest.TestCase):
    def failing(self, *rows):
        return [one.name for one in figures.figures(list(rows)) if not one.holds]

    def test_percentiles(self):
        self.assertEqual([figures.percentile([1, 2, 3, 4], part) for part in (50, 95)], [2, 4])
        self.assertIsNone(figures.percentile([], 50))

    def test_all_is_well(self):
        self.assertEqual(self.failing(row(), row("closed", "service-not-listening", "service-not-listening")), [])
        self.assertTrue(figures.all_hold([row()], True))

    def test_each_figure_can_fail(self):
        self.assertIn("healthy targets accused", self.failing(row(said="no-route")))
        self.assertIn("healthy targets accused", self.failing(row(said="no-route", pending="later"), row()))
        self.assertIn("first-ranked cause right", self.failing(row("a", "no-route", "inconclusive")))
        self.assertIn("first-ranked cause right", self.failing(row(said="")), "nothing judged is nothing shown")
        self.assertIn("side right", self.failing(row(parts={"cause": True, "side": False})))
        self.assertIn("time to the verdict, answers, p95", self.failing(row("a", "no-route", "no-route", elapsed_ms=1001)))
        refused = row("a", "service-not-listening", "service-not-listening", syns=13)
        self.assertIn("connection requests to the port for a settled refusal", self.failing(refused))
        self.assertIn("same cause each time", self.failing(row(), row(said="inconclusive", repetition=1)))
        self.assertIn("cases that could not be judged", self.failing(row(), row(said="", grade=judge.BROKEN)))
        self.assertFalse(figures.all_hold([row(), row(said="", grade=judge.SKIPPED)], True))
        self.assertTrue(figures.all_hold([row(), row(said="", grade=judge.SKIPPED)], False))

    def test_dice_are_thrown_again(self):
        many = [row(f"closed-{number}", "service-not-listening", "service-not-listening") for number in range(200)]
        odd = row("dice", "packet-loss", "inconclusive", grade=judge.INCONCLUSIVE)
        fine = [row("dice", "packet-loss", "packet-loss", repetition=turn) for turn in (1, 2)]
        self.assertEqual(figures.again([*many, odd]), ["dice"])
        self.assertTrue(figures.all_hold([*many, odd, *fine], True))
        self.assertEqual([case for case, _ in figures.failing([*many, odd, odd | {"repetition": 1}, fine[1]], True)], ["dice"])
        self.assertFalse(figures.all_hold([*many, odd, odd | {"repetition": 1}, fine[1]], True))
        self.assertIn("healthy targets accused", self.failing(*many, row(said="no-route"), row(repetition=1), row(repetition=2)))
        unsteady = [row(f"dice-{number}", "packet-loss", said, repetition=turn) for number in range(4)
                    for turn, said in enumerate(("inconclusive", "packet-loss", "packet-loss"))]
        self.assertIn("same cause each time", self.failing(*many, *unsteady))

    def test_servers_have_figures_of_their_own(self):
        server = {"server": "ssh", "asked_ms": [900, 100]}
        self.assertEqual(self.failing(row("a", "firewall-drop", "firewall-drop", elapsed_ms=3000, **server)), [])
        self.assertIn("with facts of the server: decoys blamed", self.failing(row(problems=["claims banned, which is not so"], **server)))
        slow = figures.of_servers([row(**server), row(**server | {"asked_ms": [2100]})])
        self.assertIn("all facts of a server over ssh, connecting included, p95", [one.name for one in slow if not one.holds])
        self.assertIn("questions to the server over its one connection", self.failing(row(**server | {"asked_ms": [1, 1, 1, 1]})))

    def test_pending_counts_nowhere(self):
        self.assertEqual(self.failing(row(), row("a", "banned", "inconclusive", pending="later", elapsed_ms=99999)), [])

    def test_calibration_counts_a_scenario_once(self):
        rows = [row("a/ipv4"), row("a/ipv6"), row("b", "no-route", "reachable")]
        self.assertEqual(figures.calibration(rows)[-1], ("0.95–1.00", 3, 2, 1))
        self.assertEqual(figures.calibration([row(confidence=1.0)])[-1][1], 1)


class Page(unittest.TestCase):
    def test_accused_and_confused(self):
        rows = [row(said="no-route", problems=["a\nb", "<b>"]), row("late", "banned", "banned", pending="not yet")]
        text = page.write(page.Markdown(), rows, "about")
        self.assertIn("Accused although healthy: healthy|x.", text)
        self.assertIn("| reachable | 1 | 0 | no-route (1) |", text)
        self.assertIn("| 0.95–1.00 | 1 | 1 | 0 | 0 % |", text)
        self.assertIn("can be promoted", text)
        self.assertIn("&lt;b&gt;", page.write(page.Html(), rows, "about"))


if __name__ == "__main__":
    unittest.main()
