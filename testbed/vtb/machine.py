"""What a cluster makes on the machine outside its run directory: how it is made, found again and taken away."""

import json
import os
import re
import signal
from pathlib import Path

from vtb import doctor
from vtb.command import run
from vtb.errors import TestbedError
from vtb.process import start_time, wait_until

BRIDGE = "vivarium0"
NODE_ADDRESS = "10.244.0.1"
POD_RANGE = "10.244.0.0/24"
NETWORK = "vivarium-testbed"
# Every process of every pod lives below this control group, which tells ours from those of other container runtimes.
CGROUP = "vivarium-testbed"
# As the kernel names them: 15 characters.
PROGRAMS = {name[:15] for name in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "coredns", "provisioner", "containerd")}
# Set by us (the first), by the kubelet and by kube-proxy; put back to what they were.
TUNABLES = [
    "net/ipv4/ip_forward", "net/ipv4/conf/all/route_localnet", "net/bridge/bridge-nf-call-iptables", "vm/overcommit_memory", "vm/panic_on_oom",
    "kernel/panic", "kernel/panic_on_oops", "kernel/keys/root_maxkeys", "kernel/keys/root_maxbytes",
]  # fmt: skip
SETTINGS = Path("/proc/sys")
CGROUPS = Path("/sys/fs/cgroup")
CNI_STATE = Path("/var/lib/cni")
LOG_LINKS = [Path("/var/log/containers"), Path("/var/log/pods")]
# Fixed in the kubelet and in containerd; taken away when nothing of others is in them.
SHARED_DIRECTORIES = [
    "/var/lib/kubelet/device-plugins", "/var/lib/kubelet/pod-resources", "/var/lib/kubelet", "/var/log/containers", "/var/log/pods",
    "/var/lib/cni/results", "/var/lib/cni/cache", "/var/lib/cni", "/run/containerd/s", "/run/containerd/fifo", "/run/containerd",
]  # fmt: skip


def snapshotter(directory: Path) -> str:
    """overlayfs cannot be stacked on an overlay: inside a container the slower snapshotter that copies is needed."""
    best, kind = "", ""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, mount, filesystem = line.split()[:3]
        inside = str(directory).startswith(mount.rstrip("/") + "/")
        if inside and len(mount) >= len(best):
            best, kind = mount, filesystem
    return "native" if kind in ("overlay", "fuse-overlayfs") else "overlayfs"


# --- network


def network_up(directory: Path, service_range: str) -> None:
    saved = directory / "kernel.json"
    if Path(f"/sys/class/net/{BRIDGE}").exists() and not saved.exists():
        raise TestbedError(
            f"the bridge {BRIDGE} is there and {directory} knows nothing of it: a cluster with another state directory runs on this"
            " machine, or was left; 'testbed cluster down' with that VIVARIUM_STATE takes it away, and with this one what is left of it"
        )
    if not saved.exists():
        saved.write_text(json.dumps(_tunables()))
    (SETTINGS / TUNABLES[0]).write_text("1")
    if not Path(f"/sys/class/net/{BRIDGE}").exists():
        run("ip", "link", "add", BRIDGE, "type", "bridge")
    run("ip", "address", "replace", f"{NODE_ADDRESS}/24", "dev", BRIDGE)
    run("ip", "link", "set", BRIDGE, "up")
    run("ip", "route", "replace", service_range, "dev", BRIDGE, "src", NODE_ADDRESS)


def network_down(directory: Path, same_boot: bool) -> None:
    if Path(f"/sys/class/net/{BRIDGE}").exists():
        run("ip", "link", "delete", BRIDGE)
    for family in ("iptables", "ip6tables"):
        commands = removal(run(f"{family}-save", check=False))
        if commands:
            run(f"{family}-restore", "--noflush", stdin=commands)
    for link in Path("/sys/class/net").glob("veth*"):
        if (link / "master").exists() and (link / "master").resolve().name == BRIDGE:
            run("ip", "link", "delete", link.name, check=False)
    for cached in _network_state():
        cached.unlink()
    saved = directory / "kernel.json"
    if saved.exists() and same_boot:
        now = _tunables()
        for name, value in json.loads(saved.read_text()).items():
            if now.get(name) != value:
                (SETTINGS / name).write_text(value)


def _tunables() -> dict[str, str]:
    return {name: (SETTINGS / name).read_text() for name in TUNABLES if (SETTINGS / name).exists()}


def _chains() -> list[str]:
    """The chains that kube-proxy and the kubelet made."""
    saved = "".join(run(f"{family}-save", check=False) for family in ("iptables", "ip6tables"))
    return sorted({line.split()[0][1:] for line in saved.splitlines() if line.startswith(":KUBE-")})


def removal(saved: str) -> str:
    """From what `iptables-save` prints, what `iptables-restore --noflush` needs to take away every KUBE- chain and nothing else."""
    commands = []
    for table in saved.split("\n*")[1:] if not saved.startswith("*") else ("\n" + saved).split("\n*")[1:]:
        lines = table.splitlines()
        chains = [line.split()[0][1:] for line in lines if line.startswith(":KUBE-")]
        if chains:
            jumps = [line for line in lines if line.startswith("-A ") and not line.startswith("-A KUBE-") and re.search(r" -[jg] KUBE-", line)]
            # Chains refer to each other: all are emptied before any is deleted.
            body = ["-D" + line[2:] for line in jumps] + [f"-F {chain}" for chain in chains] + [f"-X {chain}" for chain in chains]
            commands += [f"*{lines[0]}", *body, "COMMIT"]
    return "".join(f"{command}\n" for command in commands)


def _network_state() -> list[Path]:
    """What the CNI library remembers of our pods: of our network, and by their ids of the loopback network."""
    ours = list(CNI_STATE.glob(f"*/{NETWORK}-*"))
    ids = {path.name.removeprefix(f"{NETWORK}-").split("-")[0] for path in ours}
    return sorted({*ours, *(path for path in CNI_STATE.glob("*/cni-loopback-*") if path.name.split("-")[2] in ids)})


# --- control groups


def _cgroup_roots() -> list[Path]:
    """The place of our control group in the one hierarchy of version 2, or in each of version 1."""
    if (CGROUPS / "cgroup.controllers").exists():
        return [CGROUPS / CGROUP]
    return [mount / CGROUP for mount in sorted(CGROUPS.iterdir()) if (mount / "cgroup.procs").exists()]


def cgroup_up() -> None:
    for root in _cgroup_roots():
        if (root.parent / "cgroup.controllers").exists():
            for controller in ("cpuset", "cpu", "memory", "pids", "io", "hugetlb"):
                try:
                    (root.parent / "cgroup.subtree_control").write_text(f"+{controller}")
                except OSError:
                    pass  # this kernel has no such controller, or another hierarchy has it
        root.mkdir(exist_ok=True)
        for name in ("cpuset.cpus", "cpuset.mems"):
            # Version 1: a group without processors holds no process.
            if (root.parent / "cgroup.clone_children").exists() and (root / name).exists() and not (root / name).read_text().strip():
                (root / name).write_text((root.parent / name).read_text())


def _cgroups() -> list[Path]:
    """Our control groups, the innermost first."""
    found = []
    for root in _cgroup_roots():
        if root.exists():
            # Groups vanish while they are looked at, which os.walk takes for a directory that is empty.
            below = [Path(directory) for directory, _, _ in os.walk(root)][1:]
            found += sorted(below, key=lambda path: len(path.parts), reverse=True)
            found.append(root)
    return found


def pod_processes() -> list[int]:
    found = set()
    for group in _cgroups():
        try:
            found |= {int(pid) for pid in (group / "cgroup.procs").read_text().split()}
        except OSError:
            continue  # gone in the meantime
    return sorted(pid for pid in found if start_time(pid) is not None)


def cgroup_down() -> None:
    def removed() -> bool:
        for group in _cgroups():
            try:
                group.rmdir()
            except OSError:
                continue  # the kernel has not let go of the last process yet
        return not _cgroups()

    wait_until(removed, 10)


# --- processes, mounts, files


def shims(socket: Path) -> list[int]:
    """Shims live on after containerd; ours are told from others' by the socket of the containerd they belong to."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"shim" in command[0] and str(socket).encode() in command and start_time(int(process.name)) is not None:
            found.append(int(process.name))
    return found


def kill_pods(directory: Path, socket: Path) -> None:
    """Ends the processes of every pod, and the shims that hold them with the sockets that they keep elsewhere."""
    sockets = [Path(path.read_text().removeprefix("unix://")) for path in (directory / "containerd/state").glob("io.containerd.runtime.v2.task/*/*/address")]

    def left() -> list[int]:
        return pod_processes() + shims(socket)

    def killed() -> bool:
        for pid in left():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return not left()

    wait_until(killed, 20)
    for path in sockets:
        if path.parent == Path("/run/containerd/s"):
            path.unlink(missing_ok=True)


def kill_strays(directory: Path) -> None:
    """Ends the cluster's programs that no record knows of any more, for example because the directory was deleted under them."""

    def killed() -> bool:
        for pid, _ in _processes_of(directory):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return not _processes_of(directory)

    wait_until(killed, 10)


def mounts_below(directory: Path) -> list[str]:
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    return sorted((mount for mount in mounts if mount.startswith(f"{directory}/")), reverse=True)


def unmount_below(directory: Path) -> None:
    for mount in mounts_below(directory):
        run("umount", "-l", mount, check=False)
    if mounts_below(directory):
        raise TestbedError(f"still mounted below {directory}: {', '.join(mounts_below(directory))}")


def remove_files(directory: Path) -> None:
    """What the kubelet and containerd write outside their directories."""
    for link in _log_links(directory):
        link.unlink(missing_ok=True)
    own = Path("/var/lib/kubelet/device-plugins")
    if own.exists() and all(path.name in ("kubelet.sock", "kubelet_internal_checkpoint", "DEPRECATION") for path in own.iterdir()) and not _other_kubelet():
        for path in own.iterdir():
            path.unlink()
    for shared in SHARED_DIRECTORIES:
        try:
            Path(shared).rmdir()
        except OSError:
            continue  # not there, or somebody else's too


def _log_links(directory: Path) -> list[Path]:
    return [link for place in LOG_LINKS if place.exists() for link in place.iterdir() if link.is_symlink() and str(directory) in os.readlink(link)]


def _other_kubelet() -> bool:
    return any(path.read_text() == "kubelet\n" and start_time(int(path.parent.name)) for path in Path("/proc").glob("[0-9]*/comm"))


def left_behind(directory: Path, socket: Path) -> list[str]:
    """Everything that a cluster makes outside its run directory and that is still there."""
    left = [f"process {pid} (a container shim)" for pid in shims(socket)]
    left += [f"process {pid} (of a pod)" for pid in pod_processes()]
    left += [f"process {pid} ({name})" for pid, name in _processes_of(directory)]
    left += [f"mount {mount}" for mount in mounts_below(directory)]
    left += [f"control group {group}" for group in _cgroups()]
    if Path(f"/sys/class/net/{BRIDGE}").exists():
        left.append(f"bridge {BRIDGE}")
    left += [f"iptables chain {chain}" for chain in _chains()] if doctor.find_binary("iptables-save") else []
    left += [f"network state {path}" for path in _network_state()]
    left += [f"link {link}" for link in _log_links(directory)]
    if directory.exists():
        left.append(f"directory {directory}")
    return left


def _processes_of(directory: Path) -> list[tuple[int, str]]:
    """The cluster's own programs, that all run in the run directory; a person's shell there is not one of them."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        pid = int(process.name)
        try:
            name = (process / "comm").read_text().strip()
            place = os.readlink(process / "cwd").removesuffix(" (deleted)")
        except OSError:
            continue
        if place == str(directory) and name in PROGRAMS and start_time(pid) is not None:
            found.append((pid, name))
    return found
