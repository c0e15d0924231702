"""The control plane with one node: containerd, kubelet, kube-proxy, DNS, routing and volumes."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

from vtb import build, doctor, images
from vtb.controlplane import ControlPlane, _listens
from vtb.errors import TestbedError
from vtb.output import step
from vtb.process import wait_until
from vtb.settings import Settings

BRIDGE = "vivarium0"
NODE = "testbed"
NODE_ADDRESS = "10.244.0.1"
POD_RANGE = "10.244.0.0/24"
SERVICE_RANGE = "10.96.0.0/16"
NETWORK = "vivarium-testbed"
FORWARD = Path("/proc/sys/net/ipv4/ip_forward")


def _run(*command: str, check: bool = True) -> str:
    program = doctor.find_binary(command[0]) or command[0]
    result = subprocess.run([program, *command[1:]], capture_output=True, text=True)
    if check and result.returncode != 0:
        raise TestbedError(f"{' '.join(command)} failed: {result.stderr.strip() or result.stdout.strip()}")
    return result.stdout


def containerd_toml(run: Path, pause_image: str) -> str:
    return f"""version = 2
root = "{run}/containerd/root"
state = "{run}/containerd/state"
[grpc]
  address = "{run}/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{images.qualified(pause_image)}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{run}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
"""


def cni_config(run: Path) -> dict:
    address_management = {
        "type": "host-local",
        "dataDir": f"{run}/ipam",
        "ranges": [[{"subnet": POD_RANGE, "gateway": NODE_ADDRESS}]],
        "routes": [{"dst": "0.0.0.0/0"}],
    }
    bridge = {"type": "bridge", "bridge": BRIDGE, "isGateway": True, "ipMasq": False, "hairpinMode": True, "ipam": address_management}
    return {"cniVersion": "1.0.0", "name": NETWORK, "plugins": [bridge]}


def kubelet_config(run: Path, pki: Path) -> dict:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "containerRuntimeEndpoint": f"unix://{run}/containerd/containerd.sock",
        "cgroupDriver": "cgroupfs",
        "failSwapOn": False,
        "failCgroupV1": False,
        "authentication": {"anonymous": {"enabled": False}, "webhook": {"enabled": True}, "x509": {"clientCAFile": str(pki / "ca.crt")}},
        "authorization": {"mode": "Webhook"},
        "address": NODE_ADDRESS,
        "healthzBindAddress": NODE_ADDRESS,
        "readOnlyPort": 0,
        "clusterDomain": "cluster.local",
        "clusterDNS": [NODE_ADDRESS],
        "resolvConf": "",
        "podLogsDir": f"{run}/podlogs",
        "volumePluginDir": f"{run}/volumeplugins",
        # Changed ConfigMaps reach pods in seconds, so that people see what they did.
        "syncFrequency": "10s",
        "configMapAndSecretChangeDetectionStrategy": "Watch",
        "imageGCHighThresholdPercent": 100,
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "0%", "nodefs.inodesFree": "0%", "imagefs.available": "0%"},
        "makeIPTablesUtilChains": False,
        "featureGates": {"KubeletInUserNamespace": True},
        "maxPods": 200,
        "shutdownGracePeriod": "0s",
    }


def kube_proxy_config(kubeconfig: Path) -> dict:
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "clientConnection": {"kubeconfig": str(kubeconfig)},
        "mode": "iptables",
        "clusterCIDR": POD_RANGE,
        "hostnameOverride": NODE,
        "bindAddress": NODE_ADDRESS,
        "healthzBindAddress": "127.0.0.1:0",
        "metricsBindAddress": "127.0.0.1:0",
        # Pods of one bridge would otherwise answer each other past the address translation.
        "iptables": {"masqueradeAll": True},
        # The kernel's own settings may not be writable here.
        "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
    }


def corefile(kubeconfig: Path) -> str:
    return f""".:53 {{
    bind {NODE_ADDRESS}
    errors
    kubernetes cluster.local in-addr.arpa {{
        kubeconfig {kubeconfig} testbed
    }}
    cache 5
}}
"""


class Cluster:
    def __init__(self, settings: Settings):
        self.settings = settings
        self.directory = settings.state / "cluster"
        self.control_plane = ControlPlane(settings, self.directory, NODE_ADDRESS)
        self.processes = self.control_plane.processes

    @property
    def kubeconfig(self) -> Path:
        return self.control_plane.kubeconfig

    @property
    def socket(self) -> Path:
        return self.directory / "containerd" / "containerd.sock"

    def kubectl(self, *arguments: str, check: bool = True) -> str:
        return _run(str(build.binary_path(self.settings, "kubectl")), "--kubeconfig", str(self.kubeconfig), *arguments, check=check)

    def is_up(self) -> bool:
        names = ("kube-scheduler", "containerd", "kubelet", "kube-proxy", "coredns", "provisioner")
        return self.control_plane.is_ready() and all(self.processes.is_running(name) for name in names) and self._node_is_ready()

    def _node_is_ready(self) -> bool:
        status = self.kubectl("get", "node", NODE, "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].status}", "--request-timeout=5s", check=False)
        return status.strip() == "True"

    def up(self) -> None:
        doctor.require(self.settings.components, "node")
        build.ensure(self.settings, build.CONTROL_PLANE + build.NODE)
        pause = images.ensure(self.settings, "pause")
        with build.lock(self.settings, "cluster"):
            if self.is_up():
                return
            self.directory.mkdir(parents=True, exist_ok=True)
            with step("bridge and routes"):
                self._network_up()
            self.control_plane.up()
            binary = lambda name: str(build.binary_path(self.settings, name))  # noqa: E731
            kubeconfig = lambda user: self.directory / f"{user}.kubeconfig"  # noqa: E731
            with step("kube-scheduler"):
                self.processes.start(
                    "kube-scheduler",
                    [binary("kube-scheduler"), "--kubeconfig", str(kubeconfig("system-kube-scheduler")), "--leader-elect=false", "--bind-address", "127.0.0.1", "--secure-port", "0"],
                )
            with step("containerd"):
                self._containerd_up()
                images.load(self.settings, self.socket, pause)
            with step("kube-proxy, DNS and volumes"):
                self._write("kube-proxy.json", json.dumps(kube_proxy_config(kubeconfig("system-kube-proxy"))))
                self.processes.start("kube-proxy", [binary("kube-proxy"), "--config", str(self.directory / "kube-proxy.json")])
                self._write("Corefile", corefile(kubeconfig("testbed-dns")))
                self.processes.start("coredns", [binary("coredns"), "-conf", str(self.directory / "Corefile")])
                self.processes.await_ready("coredns", lambda: _listens(NODE_ADDRESS, 53), 30)
                volumes = self.directory / "volumes"
                volumes.mkdir(exist_ok=True)
                self.processes.start("provisioner", [binary("provisioner"), "--kubeconfig", str(kubeconfig("testbed-provisioner")), "--root", str(volumes)])
            with step("kubelet"):
                self._write("kubelet.json", json.dumps(kubelet_config(self.directory, self.control_plane.pki)))
                self.processes.start(
                    "kubelet",
                    [
                        binary("kubelet"), "--kubeconfig", str(kubeconfig("system-node-testbed")), "--config", str(self.directory / "kubelet.json"),
                        "--root-dir", str(self.directory / "kubelet"), "--cert-dir", str(self.directory / "kubelet-pki"),
                        "--hostname-override", NODE, "--node-ip", NODE_ADDRESS,
                    ],
                )  # fmt: skip
                self.processes.await_ready("kubelet", self._node_is_ready, 120)

    def _write(self, name: str, content: str) -> None:
        (self.directory / name).write_text(content)

    def _network_up(self) -> None:
        saved = self.directory / "ip_forward"
        if not saved.exists():
            saved.write_text(FORWARD.read_text())
        FORWARD.write_text("1")
        namespaces = self.directory / "foreign-namespaces"
        if not namespaces.exists():
            namespaces.write_text("\n".join(_pod_namespaces()))
        if not Path(f"/sys/class/net/{BRIDGE}").exists():
            _run("ip", "link", "add", BRIDGE, "type", "bridge")
        _run("ip", "address", "replace", f"{NODE_ADDRESS}/24", "dev", BRIDGE)
        _run("ip", "link", "set", BRIDGE, "up")
        _run("ip", "route", "replace", SERVICE_RANGE, "dev", BRIDGE, "src", NODE_ADDRESS)

    def _containerd_up(self) -> None:
        for name in ("containerd", "cni", "podlogs", "volumeplugins"):
            (self.directory / name).mkdir(exist_ok=True)
        self._write("containerd.toml", containerd_toml(self.directory, self.settings.image("pause")))
        self._write("cni/10-bridge.conflist", json.dumps(cni_config(self.directory)))
        self.processes.start("containerd", [doctor.find_binary("containerd"), "-c", str(self.directory / "containerd.toml")])
        self.processes.await_ready("containerd", lambda: "SERVER" in images.ctr(self.socket, "version", check=False).upper(), 60)

    def down(self) -> None:
        for name in ("kubelet", "provisioner", "coredns", "kube-proxy", "kube-scheduler"):
            self.processes.stop(name)
        if self.processes.is_running("containerd"):
            for task in images.ctr(self.socket, "-n", "k8s.io", "tasks", "ls", "-q", check=False).split():
                images.ctr(self.socket, "-n", "k8s.io", "tasks", "kill", "-a", "-s", "SIGKILL", task, check=False)
                images.ctr(self.socket, "-n", "k8s.io", "tasks", "rm", "-f", task, check=False)
        self.processes.stop("containerd")
        for pid in _shims(self.socket):
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not _shims(self.socket), 10)
        _unmount_below(self.directory)
        self._network_down()
        self.control_plane.down()
        left = self.left_behind()
        if left:
            raise TestbedError("the cluster left something behind:\n" + "\n".join(left))

    def _network_down(self) -> None:
        namespaces = self.directory / "foreign-namespaces"
        foreign = set(namespaces.read_text().split()) if namespaces.exists() else set(_pod_namespaces())
        for name in _pod_namespaces():
            if name not in foreign:
                _run("ip", "netns", "delete", name, check=False)
        if Path(f"/sys/class/net/{BRIDGE}").exists():
            _run("ip", "link", "delete", BRIDGE)
        proxy = build.binary_path(self.settings, "kube-proxy")
        if proxy.exists() and "KUBE-" in _run("iptables-save", check=False):
            _run(str(proxy), "--cleanup", check=False)
        for cached in Path("/var/lib/cni/results").glob(f"{NETWORK}-*"):
            cached.unlink()
        saved = self.directory / "ip_forward"
        if saved.exists():
            FORWARD.write_text(saved.read_text())

    def left_behind(self) -> list[str]:
        """Everything that a cluster makes outside its run directory and that is still there; empty after `down`."""
        left = [f"process {pid} (a container shim)" for pid in _shims(self.socket)]
        left += [f"mount {mount}" for mount in _mounts_below(self.directory)]
        if Path(f"/sys/class/net/{BRIDGE}").exists():
            left.append(f"bridge {BRIDGE}")
        chains = [line for line in _run("iptables-save", check=False).splitlines() if line.startswith(":KUBE-")]
        left += [f"iptables chain {line.split()[0][1:]}" for line in chains]
        if self.directory.exists():
            left.append(f"directory {self.directory}")
        return left


def _pod_namespaces() -> list[str]:
    directory = Path("/run/netns")
    return sorted(path.name for path in directory.glob("cni-*")) if directory.exists() else []


def _shims(socket: Path) -> list[int]:
    """Shims live on after containerd; ours are told from others' by the socket of the containerd they belong to."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"shim" in command[0] and str(socket).encode() in command:
            found.append(int(process.name))
    return found


def _mounts_below(directory: Path) -> list[str]:
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    return sorted((mount for mount in mounts if mount.startswith(f"{directory}/")), reverse=True)


def _unmount_below(directory: Path) -> None:
    for mount in _mounts_below(directory):
        _run("umount", "-l", mount, check=False)
    if _mounts_below(directory):
        raise TestbedError(f"still mounted below {directory}: {', '.join(_mounts_below(directory))}")
