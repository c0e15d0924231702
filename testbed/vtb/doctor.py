"""What the machine lacks, all of it at once, each with its remedy."""

import importlib.util
import os
import platform
import re
import shutil
import subprocess
from pathlib import Path

from vtb.errors import MissingPrerequisite

# The file, program or Python module that shows that a Debian package is there, whether or not dpkg put it there.
PACKAGE_FILES = {
    "etcd-server": "etcd",
    "openssl": "openssl",
    "containerd": "containerd",
    "runc": "runc",
    "containernetworking-plugins": "/usr/lib/cni/bridge",
    "iptables": "iptables",
    "conntrack": "conntrack",
    "iproute2": "ip",
    "mmdebstrap": "mmdebstrap",
    "rabbitmq-server": "/usr/lib/rabbitmq",
    # Debian splits it off; any other Python has it.
    "python3-venv": "module ensurepip",
}

LEVEL_PACKAGES = {"build": [], "control-plane": ["control-plane"], "node": ["control-plane", "node"], "broker": ["broker"]}


def find_binary(name: str) -> str | None:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    return shutil.which(name, path=path)


def missing_packages(names: list[str]) -> list[str]:
    def present(package: str) -> bool:
        sign = PACKAGE_FILES[package]
        if sign.startswith("module "):
            return importlib.util.find_spec(sign.removeprefix("module ")) is not None
        return Path(sign).exists() if sign.startswith("/") else find_binary(sign) is not None

    return [name for name in names if not present(name)]


def go_version() -> tuple[int, ...] | None:
    """Of the Go that builds here; None when there is none."""
    go = find_binary("go")
    if go is None:
        return None
    # Outside any module, and with no leave to fetch another Go in the place of this one.
    result = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, cwd="/", env={**os.environ, "GOTOOLCHAIN": "local"})
    found = re.match(r"go(\d+)\.(\d+)(?:\.(\d+))?", result.stdout)
    return tuple(int(part or 0) for part in found.groups()) if found else None


def _go_problem(minimum: str) -> str | None:
    version = go_version()
    if version is None:
        return f"no 'go' on the PATH: install Go {minimum} or newer; the components are built from Go modules"
    if version < tuple(int(part) for part in minimum.split(".")):
        return f"Go {'.'.join(map(str, version))} is too old: install Go {minimum} or newer; the components are built from Go modules"
    return None


def problems(components: dict, level: str, *, system: str | None = None, root: bool | None = None, packages: bool = True) -> list[str]:
    """level: build, control-plane, node, broker. Without packages: only what `install-packages` cannot remedy."""
    found = []
    system = system or platform.system()
    root = os.geteuid() == 0 if root is None else root
    if system != "Linux":
        found.append(f"the testbed runs on Linux only, this is {system}: use CLUSTER=current with a cluster of your own")
        return found
    if level == "node" and not root:
        found.append("a node needs root (namespaces, mounts, a bridge): run it as root, or use CLUSTER=current with a cluster of your own")
    go = _go_problem(components["go"]["minimum"]) if level != "broker" else None
    if go:
        found.append(go)
    wanted = [package for group in LEVEL_PACKAGES[level] for package in components["packages"][group]] if packages else []
    lacking = missing_packages(wanted)
    if lacking:
        found.append(f"Debian packages are missing: {' '.join(lacking)}: run 'testbed/bin/testbed install-packages' or 'apt-get install {' '.join(lacking)}'")
    return found


def require(components: dict, level: str) -> None:
    found = problems(components, level)
    if found:
        raise MissingPrerequisite("\n".join(found))


def install_packages(components: dict) -> list[str]:
    """Installs what is missing, without starting any service; returns what was installed."""
    lacking = missing_packages([package for group in components["packages"].values() for package in group])
    if not lacking:
        return []
    if os.geteuid() != 0:
        raise MissingPrerequisite(f"installing packages needs root: apt-get install {' '.join(lacking)}")
    if find_binary("apt-get") is None:
        raise MissingPrerequisite(f"no apt-get on this machine: install by hand {' '.join(lacking)}")
    policy = Path("/usr/sbin/policy-rc.d")
    made_policy = not policy.exists()
    if made_policy:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *lacking]
        first = subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if first.returncode != 0:
            subprocess.run(["apt-get", "update", "-q"], env=environment, stdout=subprocess.DEVNULL, check=True)
            second = subprocess.run(install, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            if second.returncode != 0:
                raise MissingPrerequisite(f"apt-get could not install {' '.join(lacking)}:\n{second.stderr.strip()}")
    finally:
        if made_policy:
            policy.unlink()
    return lacking
