"""etcd, kube-apiserver and kube-controller-manager: a Kubernetes API without nodes, up in seconds."""

import http.client
import json
import random
import shutil
import socket
import ssl
import urllib.request
from pathlib import Path

from vtb import build, doctor, pki
from vtb.errors import TestbedError
from vtb.output import say, step
from vtb.process import Processes
from vtb.settings import Settings

SERVICE_RANGE = "10.96.0.0/16"
# Who wrote what, for the tests that count writes; reads and events of leases would drown it.
AUDIT_POLICY = """apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: None
    verbs: [get, list, watch]
  - level: Metadata
"""


# Below the ports of node port Services and of outgoing connections, so that nothing takes one while its owner is restarted.
PORTS = range(20000, 30000)


def free_ports(address: str, count: int) -> list[int]:
    """Different ports that nobody listens on at this moment."""
    found = []
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as held:
            try:
                held.bind((address, port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise TestbedError(f"no free port between {PORTS.start} and {PORTS.stop} on {address}")


class ControlPlane:
    """One instance in one run directory; several may run side by side."""

    def __init__(self, settings: Settings, directory: Path, address: str = "127.0.0.1"):
        self.settings = settings
        self.directory = directory
        self.address = address
        self.pki = directory / "pki"
        self.processes = Processes(directory)

    @property
    def kubeconfig(self) -> Path:
        return self.directory / "kubeconfig"

    @property
    def audit_log(self) -> Path:
        return self.directory / "audit.log"

    def _ports(self) -> dict:
        file = self.directory / "ports.json"
        if file.exists():
            return json.loads(file.read_text())
        # All of them at once: what is asked for twice may be given twice.
        etcd, peer, controllers, api = free_ports("127.0.0.1", 4)
        if self.address != "127.0.0.1":
            api = free_ports(self.address, 1)[0]
        ports = {"etcd": etcd, "peer": peer, "api": api, "controllers": controllers}
        self.directory.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(ports))
        return ports

    @property
    def server(self) -> str:
        return f"https://{self.address}:{self._ports()['api']}"

    def is_ready(self) -> bool:
        return self.kubeconfig.exists() and all(self.processes.is_running(name) for name in ("etcd", "kube-apiserver", "kube-controller-manager")) and self._answers()

    def _answers(self) -> bool:
        return self._get("/readyz") == b"ok"

    def _get(self, path: str) -> bytes | None:
        """What the API server answers to an administrator; None when it does not answer, or not with success."""
        try:
            context = ssl.create_default_context(cafile=str(self.pki / "ca.crt"))
            token = json.loads((self.pki / "tokens.json").read_text())["admin"]
            request = urllib.request.Request(f"{self.server}{path}", headers={"Authorization": f"Bearer {token}"})
            direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
            with direct.open(request, timeout=2) as response:
                return response.read()
        except (OSError, http.client.HTTPException):
            return None

    def up(self) -> None:
        """Brings up what is not up; heals what was killed; starts afresh after a restart of the machine."""
        doctor.require(self.settings.components, "control-plane")
        build.ensure(self.settings, build.CONTROL_PLANE)
        with build.lock(self.settings, self.directory.name):
            if not self.is_ready():
                if self.processes.is_of_earlier_boot():
                    say("the machine was restarted since: starting afresh")
                    shutil.rmtree(self.directory)
                self.start()

    def start(self) -> None:
        ports = self._ports()
        with step("keys and certificates"):
            pki.create(self.pki, self.address)
            for user in json.loads((self.pki / "tokens.json").read_text()):
                pki.write_kubeconfig(self.directory / f"{user.replace(':', '-')}.kubeconfig", self.pki, self.server, user)
            (self.directory / "audit-policy.yaml").write_text(AUDIT_POLICY)
        with step("etcd"):
            client = f"http://127.0.0.1:{ports['etcd']}"
            peer = f"http://127.0.0.1:{ports['peer']}"
            self.processes.ensure(
                "etcd",
                [
                    doctor.find_binary("etcd"), "--name", "testbed", "--data-dir", str(self.directory / "etcd"), "--unsafe-no-fsync",
                    "--listen-client-urls", client, "--advertise-client-urls", client, "--listen-peer-urls", peer,
                    "--initial-advertise-peer-urls", peer, "--initial-cluster", f"testbed={peer}", "--logger", "zap", "--log-level", "warn",
                ],
                lambda: listens("127.0.0.1", ports["etcd"]),
                120,
            )  # fmt: skip
        with step("kube-apiserver"):
            self.processes.ensure("kube-apiserver", self._api_command(ports), self._answers, 300)
        with step("kube-controller-manager"):
            self.processes.ensure(
                "kube-controller-manager",
                [
                    str(build.binary_path(self.settings, "kube-controller-manager")),
                    "--kubeconfig", str(self.directory / "system-kube-controller-manager.kubeconfig"),
                    "--service-account-private-key-file", str(self.pki / "sa.key"), "--root-ca-file", str(self.pki / "ca.crt"),
                    "--use-service-account-credentials=true", "--leader-elect=false", "--bind-address", "127.0.0.1",
                    # Each of forty controllers asks for a token when it starts; the usual limit makes them queue for it.
                    "--kube-api-qps", "200", "--kube-api-burst", "400", "--secure-port", str(ports["controllers"]), "--flex-volume-plugin-dir", str(self.directory / "volumeplugins"),
                ],
                lambda: listens("127.0.0.1", ports["controllers"]) and self._default_account_exists(),
                300,
            )  # fmt: skip
        shutil.copyfile(self.directory / "admin.kubeconfig", self.kubeconfig)
        self.kubeconfig.chmod(0o600)

    def _default_account_exists(self) -> bool:
        """The controllers have caught up: from here on pods can be created in the default namespace."""
        return self._get("/api/v1/namespaces/default/serviceaccounts/default") is not None

    def _api_command(self, ports: dict) -> list[str]:
        return [
            str(build.binary_path(self.settings, "kube-apiserver")),
            f"--etcd-servers=http://127.0.0.1:{ports['etcd']}",
            f"--bind-address={self.address}",
            f"--advertise-address={self.address}",
            f"--secure-port={ports['api']}",
            f"--tls-cert-file={self.pki / 'apiserver.crt'}",
            f"--tls-private-key-file={self.pki / 'apiserver.key'}",
            f"--kubelet-client-certificate={self.pki / 'kubelet-client.crt'}",
            f"--kubelet-client-key={self.pki / 'kubelet-client.key'}",
            # No name server of the machine knows the node's name.
            "--kubelet-preferred-address-types=InternalIP",
            f"--client-ca-file={self.pki / 'ca.crt'}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-key-file={self.pki / 'sa.pub'}",
            f"--service-account-signing-key-file={self.pki / 'sa.key'}",
            f"--token-auth-file={self.pki / 'tokens.csv'}",
            "--authorization-mode=Node,RBAC",
            f"--service-cluster-ip-range={SERVICE_RANGE}",
            "--allow-privileged=true",
            "--endpoint-reconciler-type=" + ("none" if self.address.startswith("127.") else "lease"),
            f"--audit-policy-file={self.directory / 'audit-policy.yaml'}",
            f"--audit-log-path={self.audit_log}",
            "--audit-log-maxsize=500",
        ]

    def down(self) -> None:
        with build.lock(self.settings, self.directory.name):
            self.stop()

    def stop(self) -> None:
        # What they hold is thrown away: no need to wait until the last watcher has left.
        for name in ("kube-controller-manager", "kube-apiserver", "etcd"):
            self.processes.stop(name, grace_seconds=0.5)
        shutil.rmtree(self.directory, ignore_errors=True)


def listens(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=1):
            return True
    except OSError:
        return False
