"""Processes that outlive the command that started them, found again by pid and start time, never by name."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from vtb.errors import TestbedError


def start_time(pid: int) -> str | None:
    """The kernel's start time of a process in clock ticks since boot; None when there is none, or only its corpse."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def boot_id() -> str:
    """Differs between any two boots of any machine."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


class Processes:
    """The processes of one run directory."""

    def __init__(self, directory: Path):
        self.directory = directory
        self.boot = directory / "boot-id"
        self.logs = directory / "logs"
        self.records = directory / "pids"

    def is_of_earlier_boot(self) -> bool:
        """Whether the machine was started again since: then nothing that the directory tells of the kernel holds any more."""
        return self.boot.exists() and self.boot.read_text() != boot_id()

    def ensure(self, name: str, command: list[str], ready, seconds: float, patience_seconds: float = 20) -> None:
        """Starts a process unless it runs; replaces one that runs and is not ready within the patience given to it."""
        if self.is_running(name):
            wait_until(lambda: ready() or not self.is_running(name), patience_seconds)
            if not ready():
                self.stop(name)
        self.start(name, command)
        self.await_ready(name, ready, seconds)

    def start(self, name: str, command: list[str], *, environment: dict | None = None) -> None:
        if self.is_running(name):
            return
        self.directory.mkdir(parents=True, exist_ok=True)
        if not self.boot.exists():
            self.boot.write_text(boot_id())
        self.logs.mkdir(parents=True, exist_ok=True)
        self.records.mkdir(parents=True, exist_ok=True)
        with open(self.logs / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.directory,
                env={**os.environ, **(environment or {})},
            )
        record = {"pid": process.pid, "start": start_time(process.pid), "command": command}
        temporary = self.records / f".{name}"
        temporary.write_text(json.dumps(record))
        temporary.rename(self.records / f"{name}.json")

    def names(self) -> list[str]:
        return sorted(path.stem for path in self.records.glob("*.json")) if self.records.exists() else []

    def pid(self, name: str) -> int | None:
        try:
            record = json.loads((self.records / f"{name}.json").read_text())
        except (OSError, ValueError):
            return None
        return record["pid"] if start_time(record["pid"]) == record["start"] else None

    def is_running(self, name: str) -> bool:
        return self.pid(name) is not None

    def stop(self, name: str, grace_seconds: float = 15) -> None:
        pid = self.pid(name)
        if pid is not None:
            os.kill(pid, signal.SIGTERM)
            if not wait_until(lambda: self.pid(name) is None, grace_seconds):
                os.kill(pid, signal.SIGKILL)
                wait_until(lambda: self.pid(name) is None, 5)
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass
        (self.records / f"{name}.json").unlink(missing_ok=True)

    def last_lines(self, name: str, count: int = 20) -> str:
        try:
            lines = (self.logs / f"{name}.log").read_text(errors="replace").splitlines()
        except OSError:
            return "(no log)"
        return "\n".join(lines[-count:])

    def await_ready(self, name: str, ready, seconds: float) -> None:
        """Waits for a condition; says what the process' log ends with when it does not come."""
        if not wait_until(lambda: ready() or not self.is_running(name), seconds) or not self.is_running(name):
            state = "is not ready" if self.is_running(name) else "has stopped"
            raise TestbedError(f"{name} {state} after {seconds:.0f} s at most; its log {self.logs / (name + '.log')} ends with:\n{self.last_lines(name)}")


def wait_until(condition, seconds: float, pause: float = 0.1) -> bool:
    deadline = time.monotonic() + seconds
    while True:
        if condition():
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
