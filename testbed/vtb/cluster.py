"""The control plane with one node: containerd, kubelet, kube-proxy, DNS, routing and volumes."""

import json
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from vtb import build, doctor, images, machine
from vtb.command import run
from vtb.controlplane import SERVICE_RANGE, ControlPlane, listens
from vtb.errors import TestbedError
from vtb.machine import BRIDGE, CGROUP, NETWORK, NODE_ADDRESS, POD_RANGE
from vtb.output import say, step
from vtb.settings import Settings

NODE = "testbed"
# Answers a pull of an image that is not there at once and on this machine, with an address that tells why in the pod's events.
NO_REGISTRY = """server = "http://127.0.0.1:1/the-testbed-has-no-registry--load-images-with-testbed-image-load"
override_path = true
"""


def containerd_toml(run: Path, pause_image: str) -> str:
    return f"""version = 2
root = "{run}/containerd/root"
state = "{run}/containerd/state"
[grpc]
  address = "{run}/containerd/containerd.sock"
[plugins."io.containerd.internal.v1.opt"]
  path = "{run}/containerd/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{images.qualified(pause_image)}"
  # Machines without CAP_SYS_RESOURCE may not lower it.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".registry]
    config_path = "{run}/registries"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "{run}/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "{machine.snapshotter(run)}"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        Root = "{run}/containerd/runc"
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
        "cgroupRoot": f"/{CGROUP}",
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
        # How soon a node that has come up says so; it writes only when something has changed.
        "nodeStatusUpdateFrequency": "2s",
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
        "healthzBindAddress": f"{NODE_ADDRESS}:10256",
        "metricsBindAddress": f"{NODE_ADDRESS}:10249",
        # Pods of one bridge would otherwise answer each other past the address translation.
        "iptables": {"masqueradeAll": True, "localhostNodePorts": False},
        "nodePortAddresses": ["primary"],
        # The kernel's own settings may not be writable here.
        "conntrack": {"maxPerCore": 0, "min": 0, "tcpEstablishedTimeout": "0s", "tcpCloseWaitTimeout": "0s"},
    }


def corefile(kubeconfig: Path) -> str:
    return f"""cluster.local:53 in-addr.arpa:53 {{
    bind {NODE_ADDRESS}
    errors
    kubernetes {{
        kubeconfig {kubeconfig} testbed
    }}
    cache 5
}}
# There is no world outside: other names do not exist, and say so at once.
.:53 {{
    bind {NODE_ADDRESS}
    errors
    template ANY ANY {{
        rcode NXDOMAIN
    }}
}}
"""


class Cluster:
    """The one cluster of this machine, in one run directory."""

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
        return run(str(build.binary_path(self.settings, "kubectl")), "--kubeconfig", str(self.kubeconfig), *arguments, check=check)

    def is_up(self) -> bool:
        names = ("kube-scheduler", "containerd", "kubelet", "kube-proxy", "coredns", "provisioner")
        return (
            not self.processes.is_of_earlier_boot()
            and all(self.processes.is_running(name) for name in names)
            and self.control_plane.is_ready()
            and self._node_is_ready()
        )

    def _node_is_ready(self) -> bool:
        """The node's word, and that the kubelet lives: without it the API server shows the last word for 40 s more."""
        status = self.kubectl("get", "node", NODE, "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].status}", "--request-timeout=5s", check=False)
        return status.strip() == "True" and _is_healthy(f"http://{NODE_ADDRESS}:10248/healthz")

    def _node_reported_since(self, moment: datetime) -> bool:
        heartbeat = self.kubectl("get", "node", NODE, "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].lastHeartbeatTime}", "--request-timeout=5s", check=False)
        return bool(heartbeat.strip()) and datetime.fromisoformat(heartbeat.strip()) >= moment.replace(microsecond=0)

    def up(self) -> None:
        """Brings up what is not up; heals what was killed; starts afresh after a restart of the machine."""
        doctor.require(self.settings.components, "node")
        build.ensure(self.settings, build.CONTROL_PLANE + build.NODE)
        pause = images.ensure(self.settings, "pause")
        with build.lock(self.settings, "cluster"):
            if self.is_up():
                return
            if self.processes.is_of_earlier_boot():
                say("the machine was restarted since: starting afresh")
                self._stop()
            self.directory.mkdir(parents=True, exist_ok=True)
            with step("bridge, routes and control groups"):
                machine.network_up(self.directory, SERVICE_RANGE)
                machine.cgroup_up()
            self.control_plane.start()
            with step("containerd"):
                self._start_containerd()
                images.load(self.settings, self.socket, pause)
            with step("kube-scheduler, DNS and volumes"):
                self._start_services()
            with step("kubelet and kube-proxy"):
                self._start_node()

    def _binary(self, name: str) -> str:
        return str(build.binary_path(self.settings, name))

    def _kubeconfig_of(self, user: str) -> str:
        return str(self.directory / f"{user}.kubeconfig")

    def _write(self, name: str, content: str) -> str:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
        return str(path)

    def _start_containerd(self) -> None:
        for name in ("podlogs", "volumeplugins"):
            (self.directory / name).mkdir(exist_ok=True)
        config = self._write("containerd.toml", containerd_toml(self.directory, self.settings.image("pause")))
        self._write("cni/10-bridge.conflist", json.dumps(cni_config(self.directory)))
        self._write("registries/_default/hosts.toml", NO_REGISTRY)
        (self.directory / "containerd").mkdir(exist_ok=True)
        self.processes.ensure(
            "containerd",
            [doctor.find_binary("containerd"), "-c", config],
            lambda: "SERVER" in images.ctr(self.socket, "version", check=False).upper(),
            60,
        )

    def _start_services(self) -> None:
        self.processes.start(
            "kube-scheduler",
            [
                self._binary("kube-scheduler"), "--kubeconfig", self._kubeconfig_of("system-kube-scheduler"), "--leader-elect=false",
                "--bind-address", "127.0.0.1", "--secure-port", "0",
            ],
        )  # fmt: skip
        volumes = self.directory / "volumes"
        volumes.mkdir(exist_ok=True)
        self.processes.start("provisioner", [self._binary("provisioner"), "--kubeconfig", self._kubeconfig_of("testbed-provisioner"), "--root", str(volumes)])
        names = self._write("Corefile", corefile(Path(self._kubeconfig_of("testbed-dns"))))
        self.processes.ensure("coredns", [self._binary("coredns"), "-conf", names], lambda: listens(NODE_ADDRESS, 53), 30)

    def _start_node(self) -> None:
        config = self._write("kubelet.json", json.dumps(kubelet_config(self.directory, self.control_plane.pki)))
        # A kubelet reports once when it starts, and then only what changes.
        begin = datetime.fromtimestamp(0, UTC) if self.processes.is_running("kubelet") else datetime.now(UTC)
        self.processes.ensure(
            "kubelet",
            [
                self._binary("kubelet"), "--kubeconfig", self._kubeconfig_of("system-node-testbed"), "--config", config,
                "--root-dir", str(self.directory / "kubelet"), "--cert-dir", str(self.directory / "kubelet-pki"),
                "--hostname-override", NODE, "--node-ip", NODE_ADDRESS,
            ],
            lambda: self._node_is_ready() and self._node_reported_since(begin),
            120,
        )  # fmt: skip
        # It waits for its node to be known before it does anything.
        proxy = self._write("kube-proxy.json", json.dumps(kube_proxy_config(Path(self._kubeconfig_of("system-kube-proxy")))))
        self.processes.ensure("kube-proxy", [self._binary("kube-proxy"), "--config", proxy], lambda: _is_healthy(f"http://{NODE_ADDRESS}:10256/livez"), 30)
        # What died at once, for example of a wrong flag, would otherwise show only later and elsewhere.
        for name in self.processes.names():
            if not self.processes.is_running(name):
                raise TestbedError(f"{name} has stopped; its log ends with:\n{self.processes.last_lines(name)}")

    def down(self) -> None:
        with build.lock(self.settings, "cluster"):
            self._stop()
        left = self.left_behind()
        if left:
            raise TestbedError("the cluster left something behind:\n" + "\n".join(left))

    def _stop(self) -> None:
        same_boot = not self.processes.is_of_earlier_boot()
        with step("stop the node's programs"):
            for name in ("kubelet", "provisioner", "coredns", "kube-proxy", "kube-scheduler"):
                self.processes.stop(name)
        with step("end pods"):
            machine.kill_pods(self.directory, self.socket)
            self.processes.stop("containerd")
            machine.kill_pods(self.directory, self.socket)
        with step("unmount, take away network and control groups"):
            machine.unmount_below(self.directory)
            machine.cgroup_down()
            machine.network_down(self.directory, same_boot)
            machine.remove_files(self.directory)
        with step("stop the control plane"):
            self.control_plane.stop()
            machine.kill_strays(self.directory)

    def left_behind(self) -> list[str]:
        return machine.left_behind(self.directory, self.socket)


def _is_healthy(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False
