"""Runs one program to its end."""

import subprocess

from vtb import doctor
from vtb.errors import TestbedError


def run(*command: str, check: bool = True, stdin: str = "") -> str:
    """What it printed; a failure carries what it complained of."""
    program = doctor.find_binary(command[0])
    if program is None:
        if check:
            raise TestbedError(f"{command[0]} is not on this machine")
        return ""
    result = subprocess.run([program, *command[1:]], input=stdin, capture_output=True, text=True)
    if check and result.returncode != 0:
        raise TestbedError(f"{' '.join(command)} failed: {result.stderr.strip() or result.stdout.strip()}")
    return result.stdout
