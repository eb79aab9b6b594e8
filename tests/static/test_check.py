#!/usr/bin/python3
"""A check that cannot fail is none: every rule of check.py and links.py is shown a violation, and tests/summary.py its cases."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import check  # noqa: E402


class Rules(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.qt_core = self.root / "QtCore"
        self.qt_core.mkdir()
        (self.qt_core / "QString").touch()

    def tearDown(self):
        self.folder.cleanup()

    def found(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return list(check.findings(self.root, self.qt_core))

    def assert_found(self, name, text, words):
        found = self.found(name, text)
        self.assertTrue(any(words in one for one in found), f"{words!r} not in {found}")

    def test_clean(self):
        self.assertEqual(self.found("core/facts/a.h", '#include "core/base/clock.h"\n#include <QString>\n// never calls clock_gettime\n'), [])

    def test_lower_layer_may_not_use_a_higher_one(self):
        self.assert_found("core/base/a.h", '#include "core/facts/address.h"\n', "core/base may not use core/facts")
        self.assert_found("core/probe/a.cpp", '#include "core/resolve/resolver.h"\n', "core/probe may not use core/resolve")
        self.assert_found("core/diagnose/a.cpp", '#include "core/session/store.h"\n', "core/diagnose may not use core/session")
        self.assert_found("ui/a.cpp", '#include "core/probe/engine.h"\n', "ui may not use core/probe")
        self.assert_found("core/report/a.cpp", '#include "ui/theme/theme.h"\n', "core/report may not use ui")

    def test_core_uses_qt_core_only(self):
        self.assert_found("core/report/b.cpp", "#include <QPainter>\n", "Qt Core only, not <QPainter>")
        self.assert_found("core/session/b.cpp", "#include <QtSql/QSqlDatabase>\n", "Qt Core only")

    def test_new_folder_needs_a_layer(self):
        self.assert_found("core/magic/a.h", "int a;\n", "is in no layer")

    def test_diagnosis_is_pure(self):
        self.assert_found("core/diagnose/a.cpp", "#include <sys/socket.h>\n", "are pure")
        self.assert_found("core/diagnose/b.cpp", "auto t = systemClock().wall();\n", "are pure")

    def test_one_clock(self):
        self.assert_found("core/probe/a.cpp", "auto t = std::chrono::steady_clock::now();\n", "only core/base/clock")
        self.assert_found("ui/b.cpp", "const auto n = QDateTime::currentDateTime();\n", "only core/base/clock")
        self.assert_found("app/c.cpp", "clock_gettime(CLOCK_REALTIME, &t);\n", "only core/base/clock")

    def test_words(self):
        self.assert_found("packaging/run", "p" + "kill knockback\n", "ends processes by name")
        self.assert_found("core/base/a.cpp", "// TO" + "DO later\n", "an open end")

    def test_tone(self):
        self.assert_found("resources/words/en/a.json", '{"a.b": "It doesn\'t answer"}\n', "no contractions")
        self.assert_found("resources/words/en/b.json", '{"a.b": "Done!"}\n', "no contractions and no exclamation")
        self.assertEqual(self.found("resources/causes/en/c.md", "The server's queue. `!x`\n```\ntest ! -e x\n```\n")[2:], [])

    def test_size(self):
        self.assert_found("core/base/long.cpp", "int a;\n" * 500, "500 lines, more than 450")

    def test_links(self):
        def links(program):
            return subprocess.run([sys.executable, str(HERE / "links.py"), program], capture_output=True, text=True, check=False)
        self.assertEqual(links(str(self.root / "nothing")).returncode, 1)
        self.assertEqual(links("/bin/sh").returncode, 1)


QT_OUTPUT = """********* Start testing of TestWords *********
PASS   : TestWords::initTestCase()
PASS   : TestWords::rows(a name (odd))
FAIL!  : TestWords::two() Compared values are not the same
SKIP   : TestWords::three() needs root
PASS   : TestWords::cleanupTestCase()
Totals: 3 passed, 1 failed, 1 skipped, 0 blacklisted, 1ms
"""


class Summary(unittest.TestCase):
    def summary(self, cases, status=0):
        with tempfile.NamedTemporaryFile("w", suffix=".xml") as file:
            file.write(f"<testsuite>{cases}</testsuite>")
            file.flush()
            done = subprocess.run([sys.executable, str(HERE.parent / "summary.py"), file.name, str(status)], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout.splitlines()

    def test_functions_are_counted(self):
        status, lines = self.summary(f'<testcase name="words" status="fail"><failure message=""/><system-out>{QT_OUTPUT}</system-out></testcase>', 8)
        self.assertEqual((status, lines[-1]), (1, "1 passed, 1 failed, 1 skipped"))
        self.assertTrue(any("needs root" in line for line in lines))

    def test_crash_is_a_failure(self):
        output = "PASS   : T::one()\n"
        status, lines = self.summary(f'<testcase name="t" status="fail"><failure message="SEGFAULT"/><system-out>{output}</system-out></testcase>', 8)
        self.assertEqual((status, lines[-1]), (1, "1 passed, 1 failed, 0 skipped"))

    def test_skipped_program(self):
        status, lines = self.summary('<testcase name="a" status="run"/><testcase name="lab" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/>'
                                     "<system-out>SKIP: needs root\n</system-out></testcase>")
        self.assertEqual((status, lines[-1]), (0, "1 passed, 0 failed, 1 skipped"))
        self.assertTrue(any("lab: needs root" in line for line in lines))

    def test_program_that_is_not_there(self):
        status, lines = self.summary('<testcase name="a" status="notrun"><skipped message="Unable to find executable"/></testcase>', 8)
        self.assertEqual((status, lines[-1]), (1, "0 passed, 1 failed, 0 skipped"))

    def test_no_tests(self):
        self.assertEqual(self.summary("")[0], 1)

    def test_ctest_says_no(self):
        self.assertEqual(self.summary('<testcase name="a" status="run"/>', 8)[0], 1)


if __name__ == "__main__":
    unittest.main()
