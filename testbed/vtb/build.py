"""Builds components from Go modules into the cache, each once for each content."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from vtb import doctor
from vtb.errors import TestbedError
from vtb.output import say, step
from vtb.settings import HOME, Settings

CONTROL_PLANE = ["kube-apiserver", "kube-controller-manager", "kubectl"]
NODE = ["kube-scheduler", "kubelet", "kube-proxy", "coredns", "provisioner", "pause", "probe"]
OBSERVABILITY = ["promtool", "prometheus", "alertmanager", "amtool", "otelcol"]
LEVELS = {"control-plane": CONTROL_PLANE, "node": NODE, "observability": OBSERVABILITY}
ALL = CONTROL_PLANE + NODE + OBSERVABILITY
# Static programs, that run in an image without libc; and no silent download of another Go.
ENVIRONMENT = {"CGO_ENABLED": "0", "GOTOOLCHAIN": "local"}


def component_of(binary: str, components: dict) -> str:
    if binary in components["kubernetes"]["binaries"]:
        return "kubernetes"
    return "collector" if binary == "otelcol" else binary


def key(binary: str, components: dict, home: Path = HOME) -> str:
    """Changes when, and only when, something changes that the binary is made of: its sources, or the commands that build it."""
    recipe = [[str(directory), *command] for directory, command in _commands(components, binary, home, Path("SCRATCH"), Path("OUT"))]
    # Two checkouts of the same content share what they build.
    text = json.dumps([binary, recipe, ENVIRONMENT], sort_keys=True).replace(str(home), "HOME")
    digest = hashlib.sha256(text.encode())
    for source in components[component_of(binary, components)].get("sources", []):
        place = home / source
        if not place.exists():
            raise TestbedError(f"components.toml names {source} as a source of {binary}, and there is no {place}")
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def binary_path(settings: Settings, binary: str) -> Path:
    return settings.cache / "bin" / f"{binary}-{key(binary, settings.components)}" / binary


@contextmanager
def lock(settings: Settings, name: str):
    """One at a time; a second one waits and says for whom. The kernel lets go of it when its holder ends, however it ends."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    with open(settings.cache / f".{name}.lock", "a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            say(f"another '{name}' is under way on this machine{f' (process {holder})' if holder else ''}: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def ensure(settings: Settings, binaries: list[str]) -> None:
    """Builds those of the binaries that are not in the cache yet."""
    lacking = [binary for binary in binaries if not binary_path(settings, binary).exists()]
    if not lacking:
        return
    doctor.require(settings.components, "build")
    for number, binary in enumerate(lacking, 1):
        # Taken anew for each, so that who needs one program need not wait for a build of all.
        with lock(settings, "build"):
            if not binary_path(settings, binary).exists():
                with step(f"build {binary} ({number} of {len(lacking)})"):
                    _build(settings, binary)


def _build(settings: Settings, binary: str) -> None:
    target = binary_path(settings, binary)
    target.parent.parent.mkdir(parents=True, exist_ok=True)
    logs = settings.cache / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"build-{binary}.log"
    # An interrupted build leaves a scratch directory and nothing else; Go's own cache resumes the compilation. Under the lock
    # nobody else can be at work in one.
    for abandoned in target.parent.parent.glob(f".{binary}-*"):
        shutil.rmtree(abandoned)
    with tempfile.TemporaryDirectory(prefix=f".{binary}-", dir=target.parent.parent) as scratch, open(log, "w") as output:
        out = Path(scratch) / "out"
        out.mkdir()
        if component_of(binary, settings.components) == "collector":
            shutil.copytree(HOME / "collector", Path(scratch) / "collector")
        for directory, command in _commands(settings.components, binary, HOME, Path(scratch), out):
            output.write(f"$ {' '.join(command)}\n")
            output.flush()
            environment = {**os.environ, **ENVIRONMENT, "GOBIN": str(out)}
            result = subprocess.run(command, cwd=directory, env=environment, stdout=output, stderr=output)
            if result.returncode != 0:
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise TestbedError(f"building {binary} failed; the log {log} ends with:\n{tail}")
        if target.parent.exists():
            shutil.rmtree(target.parent)
        out.rename(target.parent)


def _commands(components: dict, binary: str, home: Path, scratch: Path, out: Path) -> list[tuple[Path, list[str]]]:
    """What builds a binary, each command with its directory."""
    name = component_of(binary, components)
    component = components[name]
    flags = " ".join(["-s -w", *(f"-X {setting}" for setting in component.get("set", []))])
    go_build = ["go", "build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", str(out / binary)]
    if name == "collector":
        sources = scratch / "collector" / "build"
        generate = ["go", "run", f"{component['builder']}@{component['version']}", "--config", "builder.yaml", "--skip-compilation", "--skip-get-modules"]
        return [(sources.parent, generate), (sources, [*go_build, "-mod=readonly", "."])]
    if "directory" in component:
        return [(home / component["directory"], [*go_build, component["package"].format(binary=binary)])]
    tags = ["-tags", ",".join(component["tags"])] if "tags" in component else []
    return [(scratch, ["go", "install", "-trimpath", *tags, "-ldflags", flags, f"{component['module']}@{component['version']}"])]
