"""Chooses the cluster that everything else is run on: one that is there already, k3s in Docker, or the testbed's own."""

import http.client
import json
import os
import platform
import socket
import ssl
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from vtb import build, doctor
from vtb.errors import MissingPrerequisite, TestbedError
from vtb.output import say
from vtb.settings import Settings

CURRENT, K3S, TESTBED = "current", "k3s", "testbed"
# A cluster that is there already comes first, the one that takes longest to make comes last.
ORDER = [CURRENT, K3S, TESTBED]
CHOICES = ["auto", *ORDER]
DOCKER_SOCKET = "/var/run/docker.sock"
SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """Whether a provider can be used, and why or why not; with the kubeconfig that it has or will have."""

    usable: bool
    reason: str
    kubeconfig: str = ""


@dataclass(frozen=True)
class Choice:
    provider: str
    kubeconfig: str


def choose(wanted: str, look: dict[str, Callable[[], Finding]], tell: Callable[[str], None]) -> Choice:
    """The provider that was wanted, or with auto the first that can be used. Every look is told of, taken or not."""
    if wanted not in CHOICES:
        raise TestbedError(f"CLUSTER={wanted} is unknown: it is one of {', '.join(CHOICES)}")
    refusals = []
    for provider in ORDER if wanted == "auto" else [wanted]:
        finding = look[provider]()
        if finding.usable:
            tell(f"cluster provider: {provider} ({finding.reason})")
            return Choice(provider, finding.kubeconfig)
        refusals.append(f"{provider}: {finding.reason}")
        if wanted == "auto":
            tell(f"cluster provider: not {provider} ({finding.reason})")
    raise MissingPrerequisite("\n".join([f"CLUSTER={wanted}: there is no cluster to be had:", *(f"  {refusal}" for refusal in refusals)]))


def resolve(settings: Settings, wanted: str) -> Choice:
    own = settings.state / "cluster" / "kubeconfig"
    looks = {
        CURRENT: lambda: look_at_current(settings, own),
        K3S: lambda: look_for_docker(settings),
        TESTBED: lambda: look_at_machine(settings, own),
    }
    choice = choose(wanted, looks, say)
    # Somebody who works with the testbed's kubeconfig means the testbed, whose images are loaded in its own way.
    if choice.provider == CURRENT and Path(choice.kubeconfig).resolve() == own.resolve():
        say(f"cluster provider: {TESTBED} (the kubeconfig in use is the testbed's own)")
        return Choice(TESTBED, str(own))
    return choice


# --- current


def look_at_current(settings: Settings, own: Path) -> Finding:
    where = os.environ.get("KUBECONFIG") or str(Path.home() / ".kube/config")
    files = [part for part in where.split(os.pathsep) if part]
    missing = [file for file in files if not Path(file).exists()]
    if len(missing) == len(files):
        named = "KUBECONFIG names" if os.environ.get("KUBECONFIG") else "there is no KUBECONFIG, and no"
        return Finding(False, f"{named} {where}" + (", which does not exist" if os.environ.get("KUBECONFIG") else ""))
    kubectl = _kubectl(settings)
    if kubectl is None:
        return Finding(False, f"there is a kubeconfig {where}, but no kubectl on the PATH to ask its cluster with")
    environment = {**os.environ, "KUBECONFIG": where}
    server = _output([kubectl, "config", "view", "--minify", "-o", "jsonpath={.current-context} at {.clusters[0].cluster.server}"], environment)
    version = _output([kubectl, "get", "--raw", "/version", f"--request-timeout={SECONDS}s"], environment)
    if version.returncode != 0:
        return Finding(False, f"the cluster of {where} does not answer: {(version.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    try:
        release = json.loads(version.stdout)["gitVersion"]
    except (ValueError, KeyError):
        return Finding(False, f"what answers at {where} is no Kubernetes: {version.stdout[:100]!r}")
    return Finding(True, f"context {server.stdout.strip()} of {where} answers: Kubernetes {release}", where)


def _kubectl(settings: Settings) -> str | None:
    built = build.binary_path(settings, "kubectl")
    return doctor.find_binary("kubectl") or (str(built) if built.exists() else None)


def _output(command: list[str], environment: dict) -> subprocess.CompletedProcess:
    try:
        return subprocess.run(command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=3 * SECONDS)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {3 * SECONDS} s")


# --- k3s


def look_for_docker(settings: Settings) -> Finding:
    """K3s runs in a container that Testcontainers starts, so all it needs is a Docker API that answers."""
    host = os.environ.get("DOCKER_HOST") or f"unix://{DOCKER_SOCKET}"
    try:
        answer = ping(host)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Finding(False, f"no Docker API answers at {host}: {error}")
    if answer != "OK":
        return Finding(False, f"what answers at {host} is no Docker API: {answer[:100]!r}")
    return Finding(True, f"the Docker API at {host} answers", str(settings.state / "k3s" / "kubeconfig"))


def ping(host: str) -> str:
    """The body of GET /_ping of a Docker API, which is OK."""
    address = urlsplit(host)
    if address.scheme == "unix":
        connection = _UnixConnection(address.path)
    elif address.scheme in ("tcp", "http", "https"):
        tls = address.scheme == "https" or bool(os.environ.get("DOCKER_TLS_VERIFY"))
        port = address.port or (2376 if tls else 2375)
        connection = _tls_connection(address.hostname or "", port) if tls else http.client.HTTPConnection(address.hostname or "", port, timeout=SECONDS)
    else:
        raise ValueError(f"DOCKER_HOST has a scheme that is not unix, tcp, http or https: {host}")
    try:
        connection.request("GET", "/_ping")
        response = connection.getresponse()
        body = response.read(1000).decode(errors="replace")
        return body if response.status == 200 else f"{response.status} {response.reason}: {body}"
    finally:
        connection.close()


def _tls_connection(host: str, port: int) -> http.client.HTTPSConnection:
    directory = Path(os.environ.get("DOCKER_CERT_PATH") or Path.home() / ".docker")
    context = ssl.create_default_context(cafile=str(directory / "ca.pem") if (directory / "ca.pem").exists() else None)
    if (directory / "cert.pem").exists():
        context.load_cert_chain(str(directory / "cert.pem"), str(directory / "key.pem"))
    return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str):
        super().__init__("localhost", timeout=SECONDS)
        self.path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(SECONDS)
        self.sock.connect(self.path)


# --- testbed


def look_at_machine(settings: Settings, own: Path) -> Finding:
    # Missing packages are no hindrance: `install-packages` installs them, and `cluster up` names them.
    problems = doctor.problems(settings.components, "node", packages=False)
    if problems:
        return Finding(False, "; ".join(problems))
    if own.exists():
        return Finding(True, "its cluster has been brought up on this machine", str(own))
    return Finding(True, f"{platform.system()}, root and Go are there", str(own))
