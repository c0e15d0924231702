import copy
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import unittest
from unittest import mock

import support

from vtb import build
from vtb.errors import TestbedError
from vtb.process import wait_until

# Seconds; only a test that fails waits so long.
LONG = 120


class KeyTest(support.WithSettings):
    """A key changes when, and only when, what it stands for is made of something else."""

    def setUp(self):
        super().setUp()
        self.home = self.scratch / "home"
        shutil.copytree(support.HOME, self.home, ignore=shutil.ignore_patterns("__pycache__"))
        self.components = self.settings.components

    def keys(self, components=None, home=None):
        return {binary: build.key(binary, components or self.components, home or self.home) for binary in build.ALL}

    def changed(self, before, components=None):
        after = self.keys(components)
        return {binary for binary in build.ALL if before[binary] != after[binary]}

    def test_every_program_has_a_key_of_its_own(self):
        self.assertEqual(len(build.ALL), len(set(self.keys().values())))

    def test_same_content_in_another_checkout_has_the_same_keys(self):
        other = self.scratch / "another/checkout"
        shutil.copytree(self.home, other)
        self.assertEqual(self.keys(), self.keys(home=other))

    def test_a_changed_source_changes_the_keys_of_what_is_made_of_it_alone(self):
        kubernetes = set(self.components["kubernetes"]["binaries"])
        cases = {
            "go/kubernetes/provisioner/main.go": {"provisioner"},
            "go/kubernetes/go.sum": kubernetes | {"provisioner"},
            "go/kubernetes/tools.go": set(),
            "go/pause/main.go": {"pause"},
            "go/probe/main.go": {"probe"},
            "collector/builder.yaml": {"otelcol"},
            "vtb/cluster.py": set(),
            "README.md": set(),
        }
        for source, expected in cases.items():
            with self.subTest(source=source):
                before = self.keys()
                with open(self.home / source, "a") as file:
                    file.write("\n")
                self.assertEqual(expected, self.changed(before))

    def test_a_new_and_a_renamed_source_change_the_key(self):
        before = self.keys()
        added = self.home / "go/probe/more.go"
        added.write_text("package main\n")
        with_more = self.keys()
        added.rename(self.home / "go/probe/other.go")
        self.assertNotEqual(before["probe"], with_more["probe"])
        self.assertEqual({"probe"}, self.changed(with_more))

    def test_a_changed_version_or_flag_changes_the_keys_of_its_component_alone(self):
        cases = [("coredns", "version", "v9", {"coredns"}), ("prometheus", "tags", ["other"], {"prometheus"}), ("collector", "version", "v9", {"otelcol"})]
        for component, entry, value, expected in cases:
            with self.subTest(component=component, entry=entry):
                components = copy.deepcopy(self.components)
                components[component][entry] = value
                self.assertEqual(expected, self.changed(self.keys(), components))

    def test_touching_a_source_changes_nothing(self):
        before = self.keys()
        os.utime(self.home / "go/probe/main.go", (1, 1))
        self.assertEqual(set(), self.changed(before))

    def test_a_source_that_is_named_and_not_there_is_an_error(self):
        components = copy.deepcopy(self.components)
        components["pause"]["sources"] = ["go/nowhere"]
        with self.assertRaisesRegex(TestbedError, "go/nowhere"):
            build.key("pause", components, self.home)


class BuildTest(support.WithSettings):
    """A build that stops in the middle leaves nothing that passes for a program, and the next one makes it."""

    def setUp(self):
        super().setUp()
        self.target = build.binary_path(self.settings, "pause")
        quiet = mock.patch("vtb.output.print")
        quiet.start()
        self.addCleanup(quiet.stop)

    def commands(self, script):
        def made(components, binary, home, scratch, out):
            return [(support.HOME, [sys.executable, "-c", script, str(out / binary)])]

        # The key must stay that of the real recipe: it names the directory that is looked at.
        key = build.key("pause", self.settings.components)
        return mock.patch.multiple(build, _commands=made, key=lambda *_: key)

    def test_what_is_built_is_kept_and_not_built_again(self):
        with self.commands("import sys; open(sys.argv[1], 'w').write('built')"):
            build.ensure(self.settings, ["pause"])
        with self.commands("raise SystemExit('built twice')"):
            build.ensure(self.settings, ["pause"])
        self.assertEqual("built", self.target.read_text())

    def test_a_failed_build_says_why_and_leaves_no_half_program(self):
        script = "import sys; open(sys.argv[1], 'w').write('half'); sys.exit('no rule to make it')"
        with self.commands(script), self.assertRaisesRegex(TestbedError, "(?s)building pause failed.*no rule to make it"):
            build.ensure(self.settings, ["pause"])
        self.assertFalse(self.target.exists())
        self.assertEqual([], list((self.settings.cache / "bin").iterdir()))

    def test_a_killed_build_leaves_no_half_program_and_the_next_one_makes_it(self):
        mark = self.scratch / "half-written"
        program = textwrap.dedent(f"""
            import sys
            sys.path.insert(0, {str(support.HOME)!r})
            from pathlib import Path
            from vtb import build
            from vtb.settings import Settings
            settings = Settings(cache=Path({str(self.settings.cache)!r}), state=Path({str(self.settings.state)!r}))
            key = build.key("pause", settings.components)
            half = "import sys, time; open(sys.argv[1], 'w').write('half'); open({str(mark)!r}, 'w').close(); time.sleep(600)"
            build.key = lambda *_: key
            build._commands = lambda components, binary, home, scratch, out: [(home, [sys.executable, "-c", half, str(out / binary)])]
            build.ensure(settings, ["pause"])
            """)
        builder = subprocess.Popen([sys.executable, "-B", "-c", program], stderr=subprocess.DEVNULL, start_new_session=True)
        self.addCleanup(builder.wait)
        self.assertTrue(wait_until(mark.exists, LONG), "the build did not get going")
        os.killpg(builder.pid, signal.SIGKILL)
        builder.wait()
        self.assertFalse(self.target.exists())
        with self.commands("import sys; open(sys.argv[1], 'w').write('whole')"):
            build.ensure(self.settings, ["pause"])
        self.assertEqual("whole", self.target.read_text())
        self.assertEqual([self.target.parent], list((self.settings.cache / "bin").iterdir()), "what the killed build left is cleared away")


class LockTest(support.WithSettings):
    def second(self):
        program = textwrap.dedent(f"""
            import sys
            sys.path.insert(0, {str(support.HOME)!r})
            from pathlib import Path
            from vtb import build
            from vtb.settings import Settings
            with build.lock(Settings(cache=Path({str(self.settings.cache)!r})), "build"):
                print("held", flush=True)
            """)
        process = subprocess.Popen([sys.executable, "-B", "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        return process

    def test_a_second_one_says_for_whom_it_waits_and_goes_on_when_the_first_is_done(self):
        with build.lock(self.settings, "build"):
            second = self.second()
            message = second.stderr.readline()
            self.assertIn("another 'build' is under way", message)
            self.assertIn(f"process {os.getpid()}", message)
            self.assertIsNone(second.poll())
        self.assertEqual("held\n", second.stdout.readline())
        self.assertEqual(0, second.wait(LONG))

    def test_an_error_lets_go_of_the_lock(self):
        with self.assertRaises(ValueError), build.lock(self.settings, "build"):
            raise ValueError
        self.assertEqual(0, self.second().wait(LONG))

    def test_locks_of_different_names_do_not_wait_for_each_other(self):
        with build.lock(self.settings, "cluster"):
            self.assertEqual(0, self.second().wait(LONG))


if __name__ == "__main__":
    unittest.main()
