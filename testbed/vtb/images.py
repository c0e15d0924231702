"""Container images, packed without Docker as archives that `ctr images import` and jib read."""

import hashlib
import inspect
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from vtb import build, doctor
from vtb.errors import MissingPrerequisite, TestbedError
from vtb.output import step
from vtb.settings import HOME, Settings

BUILT_FROM_BINARY = {
    "pause": ("pause", ["/usr/bin/pause"], 65535),
    "probe": ("probe", ["/usr/bin/probe"], 65532),
    "otelcol": ("otelcol", ["/usr/bin/otelcol"], 65534),
    "prometheus": ("prometheus", ["/usr/bin/prometheus"], 65534),
    "alertmanager": ("alertmanager", ["/usr/bin/alertmanager"], 65534),
}
NAMES = [*BUILT_FROM_BINARY, "jre", "rabbitmq"]
# What a Quarkus application needs, with room to spare, and the tools that look into a running one.
JRE_MODULES = "java.se,jdk.unsupported,jdk.crypto.ec,jdk.naming.dns,jdk.zipfs,jdk.management,jdk.management.agent,jdk.jfr,jdk.net,jdk.localedata,jdk.jcmd,jdk.httpserver"
JRE_PACKAGES = ["libc6", "zlib1g", "libgcc-s1"]
ACCOUNTS = "root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"
GROUPS = "root:x:0:\nnogroup:x:65534:\nnonroot:x:65532:\n"
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def qualified(name: str) -> str:
    """The name under which a container runtime files an image that is named without a registry."""
    first, slash, _ = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return name
    return f"docker.io/{name}" if slash else f"docker.io/library/{name}"


def ctr(socket: Path, *arguments: str, check: bool = True) -> str:
    result = subprocess.run([doctor.find_binary("ctr") or "ctr", "-a", str(socket), *arguments], capture_output=True, text=True)
    if check and result.returncode != 0:
        raise TestbedError(f"ctr {' '.join(arguments)} failed: {result.stderr.strip()}")
    return result.stdout


def load(settings: Settings, socket: Path, archive: Path) -> bool:
    """Imports an archive unless its names stand for just this content already; says whether it did."""
    marks = socket.parent / "imported"
    marks.mkdir(exist_ok=True)
    with open(archive, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    names = [qualified(name) for name in names_in(archive)]
    # By name, not by content: after A and then B, loading A again must make the name stand for A again.
    marked = [marks / hashlib.sha256(name.encode()).hexdigest() for name in names]
    if names and all(mark.exists() and mark.read_text() == digest for mark in marked):
        if set(names) <= set(ctr(socket, "-n", "k8s.io", "images", "ls", "-q").split()):
            return False
    ctr(socket, "-n", "k8s.io", "images", "import", str(archive))
    for mark in marked:
        mark.write_text(digest)
    return True


def names_in(archive: Path) -> list[str]:
    """The names that an archive gives to its images; none when it is not of the kind that carries them in manifest.json."""
    try:
        with tarfile.open(archive) as tar:
            manifest = tar.extractfile("manifest.json")
            entries = json.load(manifest) if manifest else []
    except (KeyError, ValueError):
        return []
    except (OSError, tarfile.TarError) as error:
        raise TestbedError(f"{archive} is no image archive: {error}") from error
    return [name for entry in entries for name in entry.get("RepoTags") or []]


def key(settings: Settings, name: str) -> str:
    """Changes when, and only when, something changes that the image is made of: its content, or the code that packs it."""
    packer = _PACKERS.get(name, _pack_binary)
    digest = hashlib.sha256(settings.image(name).encode())
    for code in (packer, write_archive, _base):
        digest.update(inspect.getsource(code).encode())
    if name in BUILT_FROM_BINARY:
        digest.update(json.dumps(BUILT_FROM_BINARY[name]).encode() + build.key(BUILT_FROM_BINARY[name][0], settings.components).encode())
    elif name == "jre":
        digest.update((jdk() / "release").read_bytes() + JRE_MODULES.encode() + " ".join(JRE_PACKAGES).encode())
    else:
        for path in sorted((HOME / "images" / name).rglob("*")):
            digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


def path(settings: Settings, name: str) -> Path:
    return settings.cache / "images" / f"{name}-{key(settings, name)}.tar"


def ensure(settings: Settings, name: str) -> Path:
    if name not in NAMES:
        raise TestbedError(f"no image is called {name}; there are {', '.join(NAMES)}")
    if name in BUILT_FROM_BINARY:
        build.ensure(settings, [BUILT_FROM_BINARY[name][0]])
    archive = path(settings, name)
    if archive.exists():
        return archive
    with build.lock(settings, f"image-{name}"), step(f"pack image {settings.image(name)}"):
        if not archive.exists():
            archive.parent.mkdir(parents=True, exist_ok=True)
            for abandoned in archive.parent.glob(f".{name}-*"):
                shutil.rmtree(abandoned, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=archive.parent) as scratch:
                root = Path(scratch) / "root"
                root.mkdir()
                config = _PACKERS.get(name, _pack_binary)(settings, name, root)
                finished = Path(scratch) / "image.tar"
                write_archive(finished, settings.image(name), root, config)
                finished.rename(archive)
    return archive


def write_archive(archive: Path, name: str, root: Path, config: dict) -> None:
    """One layer with everything below root, with no trace of when and by whom it was packed."""
    layer = archive.parent / "layer.tar"
    with tarfile.open(layer, "w", format=tarfile.GNU_FORMAT) as tar:
        for found in sorted(root.rglob("*")):
            relative = found.relative_to(root)
            entry = tar.gettarinfo(str(found), str(relative))
            if entry is None:  # a socket
                continue
            entry.mtime = 0
            if entry.isfile():
                with open(found, "rb") as content:
                    tar.addfile(entry, content)
            else:
                tar.addfile(entry)
    with open(layer, "rb") as file:
        layer_digest = hashlib.file_digest(file, "sha256").hexdigest()
    image = json.dumps(
        {
            "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(os.uname().machine, os.uname().machine),
            "os": "linux",
            "created": "1970-01-01T00:00:00Z",
            "config": config,
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{layer_digest}"]},
            "history": [{"created": "1970-01-01T00:00:00Z", "created_by": "vivarium testbed"}],
        },
        sort_keys=True,
    ).encode()
    image_name = hashlib.sha256(image).hexdigest() + ".json"
    manifest = json.dumps([{"Config": image_name, "RepoTags": [name], "Layers": [f"{layer_digest}/layer.tar"]}]).encode()
    with tarfile.open(archive, "w", format=tarfile.GNU_FORMAT) as tar:
        for entry_name, content in ((image_name, image), ("manifest.json", manifest)):
            entry = tarfile.TarInfo(entry_name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        tar.add(layer, f"{layer_digest}/layer.tar", filter=_anonymous)
    layer.unlink()


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.mtime = 0
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _base(root: Path) -> None:
    for directory in ("etc/ssl/certs", "tmp", "usr/bin", "home/nonroot", "data"):
        (root / directory).mkdir(parents=True, exist_ok=True)
    (root / "tmp").chmod(0o1777)
    (root / "data").chmod(0o777)
    (root / "etc/passwd").write_text(ACCOUNTS)
    (root / "etc/group").write_text(GROUPS)
    if CERTIFICATES.exists():
        shutil.copyfile(CERTIFICATES, root / "etc/ssl/certs/ca-certificates.crt")


def _pack_binary(settings: Settings, name: str, root: Path) -> dict:
    binary, command, user = BUILT_FROM_BINARY[name]
    if name != "pause":
        _base(root)
    target = root / "usr/bin"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copy2(build.binary_path(settings, binary), target / binary)
    return {"Entrypoint": command, "User": str(user), "WorkingDir": "/"}


def jdk() -> Path:
    """The newest JDK of version 25 or later on this machine: images run what the build machine has."""
    candidates = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    candidates += sorted(Path("/usr/lib/jvm").glob("*"), reverse=True) + sorted(Path("/opt").glob("*jdk*"), reverse=True)
    for home in candidates:
        release = home / "release"
        if (home / "bin/jlink").exists() and release.exists():
            for line in release.read_text().splitlines():
                if line.startswith("JAVA_VERSION=") and int(line.split('"')[1].split(".")[0]) >= 25:
                    return home
    raise MissingPrerequisite("no JDK 25 or newer with jlink found (looked at JAVA_HOME, /usr/lib/jvm and /opt): install one, or set JAVA_HOME")


def _pack_jre(settings: Settings, name: str, root: Path) -> dict:
    _base(root)
    home = jdk()
    subprocess.run(
        [
            str(home / "bin/jlink"), "--add-modules", JRE_MODULES, "--strip-debug", "--no-header-files", "--no-man-pages",
            "--output", str(root / "opt/java"),
        ],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    subprocess.run([str(root / "opt/java/bin/java"), "-Xshare:dump"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with tempfile.TemporaryDirectory() as scratch:
        # Packages may be fetched by an account of their own, which must be able to write here.
        os.chmod(scratch, 0o777)
        subprocess.run(["apt-get", "download", "-q", *JRE_PACKAGES], cwd=scratch, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for package in Path(scratch).glob("*.deb"):
            subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True)
    shutil.rmtree(root / "usr/share/doc", ignore_errors=True)
    return {
        "User": "65532",
        "WorkingDir": "/",
        "Env": ["JAVA_HOME=/opt/java", "PATH=/opt/java/bin:/usr/bin:/bin", "LANG=C.UTF-8"],
        "Entrypoint": ["/opt/java/bin/java"],
    }


def _pack_rabbitmq(settings: Settings, name: str, root: Path) -> dict:
    root.rmdir()
    command = [doctor.find_binary("mmdebstrap"), "--quiet", "--mode=root", "--variant=essential", "--include=rabbitmq-server", "--aptopt=Acquire::Languages none"]
    # What is half written is thrown away anyway: no need to wait for the disk after every file.
    command += ["--dpkgopt=force-unsafe-io", _codename(), str(root)]
    result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if result.returncode != 0:
        raise TestbedError(f"mmdebstrap failed: {result.stderr.strip()[-2000:]}")
    for directory in ("usr/share/doc", "usr/share/man", "usr/share/locale", "var/cache/apt", "var/lib/apt/lists", "usr/share/info"):
        shutil.rmtree(root / directory, ignore_errors=True)
    for found in (root / "dev").glob("*"):
        if found.is_dir() and not found.is_symlink():
            shutil.rmtree(found)
        else:
            found.unlink()
    for script, name in (("entrypoint", "rabbitmq-entrypoint"), ("elect-leaders", "elect-leaders")):
        copy = root / "usr/local/bin" / name
        shutil.copyfile(HOME / "images/rabbitmq" / script, copy)
        copy.chmod(0o755)
    # The package's own wrappers insist on the user rabbitmq; its scripts run as anyone.
    scripts = next((root / "usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin"))
    for script in sorted(scripts.iterdir()):
        (root / "usr/local/bin" / script.name).symlink_to("/" + str(script.relative_to(root)))
    # Here and not in the entry point, so that `kubectl exec ... rabbitmqctl` finds the node and its cookie.
    environment = ["HOME=/var/lib/rabbitmq", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "RABBITMQ_NODENAME=rabbit@localhost"]
    return {"User": "999:999", "WorkingDir": "/var/lib/rabbitmq", "Env": environment, "Entrypoint": ["/usr/local/bin/rabbitmq-entrypoint"]}


def _codename() -> str:
    for line in Path("/etc/os-release").read_text().splitlines():
        if line.startswith("VERSION_CODENAME="):
            return line.split("=", 1)[1].strip('"')
    raise MissingPrerequisite("the RabbitMQ image is made from Debian packages and /etc/os-release names no Debian release")


_PACKERS = {"jre": _pack_jre, "rabbitmq": _pack_rabbitmq}
