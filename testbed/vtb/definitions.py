"""CustomResourceDefinitions of other operators, out of the Go modules in which they are published: what their schemas say is theirs to say."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from vtb import build, doctor
from vtb.errors import TestbedError
from vtb.output import step
from vtb.settings import Settings


def directory(settings: Settings, name: str) -> Path:
    """Another one for each version and each choice of files."""
    recipe = json.dumps(settings.components["definitions"][name], sort_keys=True)
    return settings.cache / "definitions" / f"{name}-{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"


def ensure(settings: Settings, name: str) -> Path:
    """The directory that holds the definitions, fetched if need be; one file for each kind."""
    target = directory(settings, name)
    if target.exists():
        return target
    doctor.require(settings.components, "build")
    with build.lock(settings, "definitions"):
        if not target.exists():
            with step(f"definitions of {name}"):
                _fetch(settings.components["definitions"][name], target)
    return target


def _fetch(source: dict, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    module = f"{source['module']}@{source['version']}"
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        # In a directory without go.mod, so that it is not about the modules of some checkout.
        command = ["go", "mod", "download", "-json", module]
        result = subprocess.run(command, cwd=scratch, env={**os.environ, **build.ENVIRONMENT}, capture_output=True, text=True)
        try:
            found = json.loads(result.stdout)
        except json.JSONDecodeError:
            found = {"Error": result.stderr.strip()}
        if result.returncode != 0 or "Dir" not in found:
            raise TestbedError(f"the Go module {module} cannot be had: {found.get('Error', result.stderr.strip())}")
        made = Path(scratch) / "made"
        made.mkdir()
        for file in source["files"]:
            path = Path(found["Dir"]) / file
            if not path.is_file():
                raise TestbedError(f"the Go module {module} has no file {file}")
            shutil.copyfile(path, made / path.name)
        made.rename(target)
