"""A Python with clients from PyPI, by which the tests talk to what they test as users do."""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from vtb import build
from vtb.errors import TestbedError
from vtb.output import step
from vtb.settings import HOME, Settings

REQUIREMENTS = HOME / "python" / "requirements.txt"


def interpreter(settings: Settings, requirements: Path = REQUIREMENTS) -> Path:
    """Another one for each list of packages, and for each version of Python."""
    text = sys.version.encode() + requirements.read_bytes()
    return settings.cache / "python" / hashlib.sha256(text).hexdigest()[:16] / "bin" / "python"


def ensure(settings: Settings) -> Path:
    python = interpreter(settings)
    done = python.parent.parent / "complete"
    if done.exists():
        return python
    with build.lock(settings, "python"):
        if not done.exists():
            with step("Python packages"):
                _make(python.parent.parent)
            done.touch()
    return python


def _make(directory: Path) -> None:
    directory.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile("w+") as output:
        install = [directory / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]
        for command in ([sys.executable, "-m", "venv", "--clear", directory], install):
            if subprocess.run(command, stdout=output, stderr=output).returncode != 0:
                output.seek(0)
                tail = "\n".join(output.read().splitlines()[-10:])
                raise TestbedError(f"'{' '.join(map(str, command))}' failed:\n{tail}\n(on Debian 'venv' is in the package python3-venv)")
