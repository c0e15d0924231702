import os
import signal
import sys
import unittest

import support

from vtb import process
from vtb.errors import TestbedError
from vtb.process import Processes, wait_until

# Seconds; only a test that fails waits so long.
LONG = 60
SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


class ProcessesTest(support.WithSettings):
    def setUp(self):
        super().setUp()
        self.processes = Processes(self.scratch / "run")
        self.addCleanup(lambda: [self.processes.stop(name) for name in self.processes.names()])

    def test_a_process_outlives_the_object_and_is_found_again(self):
        self.processes.start("sleeper", SLEEPER)
        again = Processes(self.scratch / "run")
        self.assertTrue(again.is_running("sleeper"))
        again.stop("sleeper")
        self.assertFalse(self.processes.is_running("sleeper"))
        self.assertEqual([], again.names())

    def test_a_killed_process_is_seen_as_gone_and_started_again(self):
        self.processes.start("sleeper", SLEEPER)
        first = self.processes.pid("sleeper")
        os.kill(first, signal.SIGKILL)
        self.assertTrue(wait_until(lambda: not self.processes.is_running("sleeper"), LONG))
        self.processes.start("sleeper", SLEEPER)
        self.assertNotEqual(first, self.processes.pid("sleeper"))

    def test_another_process_with_the_same_number_is_not_taken_for_ours(self):
        self.processes.start("sleeper", SLEEPER)
        record = self.processes.records / "sleeper.json"
        true = record.read_text()
        record.write_text(true.replace(process.start_time(self.processes.pid("sleeper")), "1"))
        self.assertFalse(self.processes.is_running("sleeper"))
        record.write_text(true)

    def test_one_that_ignores_the_polite_signal_is_killed(self):
        stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
        self.processes.start("stubborn", [sys.executable, "-c", stubborn])
        self.processes.await_ready("stubborn", lambda: "deaf" in self.processes.last_lines("stubborn"), LONG)
        self.processes.stop("stubborn", grace_seconds=0.2)
        self.assertFalse(self.processes.is_running("stubborn"))

    def test_one_that_stops_at_once_is_told_with_the_end_of_its_log(self):
        with self.assertRaisesRegex(TestbedError, "(?s)faulty has stopped.*bad flag"):
            self.processes.ensure("faulty", [sys.executable, "-c", "raise SystemExit('bad flag')"], lambda: False, LONG)

    def test_one_that_runs_and_does_not_answer_is_replaced(self):
        self.processes.start("sleeper", SLEEPER)
        first = self.processes.pid("sleeper")
        self.processes.ensure("sleeper", SLEEPER, lambda: self.processes.pid("sleeper") != first, LONG, patience_seconds=0.1)
        self.assertNotEqual(first, self.processes.pid("sleeper"))

    def test_one_that_runs_and_answers_is_left_alone(self):
        self.processes.start("sleeper", SLEEPER)
        first = self.processes.pid("sleeper")
        self.processes.ensure("sleeper", SLEEPER, lambda: True, LONG)
        self.assertEqual(first, self.processes.pid("sleeper"))

    def test_a_directory_of_an_earlier_boot_is_told_from_one_of_this(self):
        self.assertFalse(self.processes.is_of_earlier_boot())
        self.processes.start("sleeper", SLEEPER)
        self.assertFalse(self.processes.is_of_earlier_boot())
        self.processes.boot.write_text("another")
        self.assertTrue(self.processes.is_of_earlier_boot())


if __name__ == "__main__":
    unittest.main()
