"""Runs every test and ends with the line `N passed, N failed`; the exit code says the same."""

import sys
import unittest
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))
result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.discover(str(here)))
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
print(f"{result.testsRun - failed} passed, {failed} failed", flush=True)
sys.exit(1 if failed or not result.testsRun else 0)
