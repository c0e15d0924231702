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
NODE = ["kube-scheduler", "kubelet", "kube-proxy", "coredns", "provisioner", "pause"]
OBSERVABILITY = ["promtool", "prometheus", "alertmanager", "otelcol"]
LEVELS = {"control-plane": CONTROL_PLANE, "node": NODE, "observability": OBSERVABILITY}
ALL = CONTROL_PLANE + NODE + OBSERVABILITY


def component_of(binary: str, components: dict) -> str:
    if binary in components["kubernetes"]["binaries"]:
        return "kubernetes"
    return "collector" if binary == "otelcol" else binary


def key(binary: str, components: dict, home: Path = HOME) -> str:
    """Changes when, and only when, something changes that the binary is made of."""
    name = component_of(binary, components)
    digest = hashlib.sha256(json.dumps([binary, components[name]], sort_keys=True).encode())
    for source in components[name].get("sources", []):
        for path in sorted((home / source).rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(home)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def binary_path(settings: Settings, binary: str) -> Path:
    return settings.cache / "bin" / f"{binary}-{key(binary, settings.components)}" / binary


@contextmanager
def lock(settings: Settings, name: str):
    """One at a time; a second one waits and says so."""
    settings.cache.mkdir(parents=True, exist_ok=True)
    with open(settings.cache / f".{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"another '{name}' is under way on this machine: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(settings: Settings, binaries: list[str]) -> None:
    """Builds those of the binaries that are not in the cache yet."""
    lacking = [binary for binary in binaries if not binary_path(settings, binary).exists()]
    if not lacking:
        return
    doctor.require(settings.components, "build")
    with lock(settings, "build"):
        for number, binary in enumerate(lacking, 1):
            if not binary_path(settings, binary).exists():
                with step(f"build {binary} ({number} of {len(lacking)})"):
                    _build(settings, binary)


def _build(settings: Settings, binary: str) -> None:
    target = binary_path(settings, binary)
    target.parent.parent.mkdir(parents=True, exist_ok=True)
    logs = settings.cache / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"build-{binary}.log"
    # An interrupted build leaves a scratch directory and nothing else; Go's own cache resumes the compilation.
    with tempfile.TemporaryDirectory(prefix=f".{binary}-", dir=target.parent.parent) as scratch, open(log, "w") as output:
        out = Path(scratch) / "out"
        out.mkdir()
        for directory, command in _commands(settings, binary, Path(scratch), out):
            output.write(f"$ {' '.join(command)}\n")
            output.flush()
            environment = {**os.environ, "CGO_ENABLED": "0", "GOBIN": str(out), "GOTOOLCHAIN": "local"}
            result = subprocess.run(command, cwd=directory, env=environment, stdout=output, stderr=output)
            if result.returncode != 0:
                tail = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
                raise TestbedError(f"building {binary} failed; the log {log} ends with:\n{tail}")
        if target.parent.exists():
            shutil.rmtree(target.parent)
        out.rename(target.parent)


def _commands(settings: Settings, binary: str, scratch: Path, out: Path) -> list[tuple[Path, list[str]]]:
    components = settings.components
    name = component_of(binary, components)
    component = components[name]
    go_build = ["go", "build", "-trimpath", "-buildvcs=false"]
    if name == "kubernetes":
        version = component["version"]
        major, minor = version.lstrip("v").split(".")[:2]
        prefix = "-X k8s.io/component-base/version."
        flags = f"-s -w {prefix}gitVersion={version} {prefix}gitMajor={major} {prefix}gitMinor={minor}"
        return [(HOME / "go/kubernetes", [*go_build, "-ldflags", flags, "-o", str(out / binary), f"k8s.io/kubernetes/cmd/{binary}"])]
    if name == "provisioner":
        return [(HOME / "go/kubernetes", [*go_build, "-ldflags", "-s -w", "-o", str(out / binary), "./provisioner"])]
    if name == "pause":
        return [(HOME / "go/pause", [*go_build, "-ldflags", "-s -w", "-o", str(out / binary), "."])]
    if name == "collector":
        work = scratch / "collector"
        shutil.copytree(HOME / "collector", work)
        sources = work / "build"
        return [
            (work, ["go", "run", f"{component['builder']}@{component['version']}", "--config", "builder.yaml", "--skip-compilation", "--skip-get-modules"]),
            (sources, ["go", "mod", "tidy", "-e"]),
            (sources, [*go_build, "-mod=mod", "-ldflags", "-s -w", "-o", str(out / binary), "."]),
        ]
    return [(scratch, ["go", "install", "-trimpath", "-ldflags", "-s -w", f"{component['module']}@{component['version']}"])]
