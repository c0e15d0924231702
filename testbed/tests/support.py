"""Lets the tests find the package when they are run from anywhere, and gives them settings of their own."""

import sys
import tempfile
import unittest
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOME))

from vtb.settings import Settings  # noqa: E402


class WithSettings(unittest.TestCase):
    """A cache and a state directory for each test, taken away after it."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = Path(scratch.name)
        self.settings = Settings(cache=self.scratch / "cache", state=self.scratch / "state")
