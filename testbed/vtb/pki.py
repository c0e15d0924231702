"""Keys, certificates and tokens of one control plane."""

import json
import secrets
import subprocess
from pathlib import Path

from vtb.doctor import find_binary
from vtb.errors import TestbedError

DAYS = "3650"
# Made in milliseconds, where RSA takes seconds on a busy machine.
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")


def _openssl(*arguments: str) -> None:
    result = subprocess.run([find_binary("openssl") or "openssl", *arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise TestbedError(f"openssl {arguments[0]} failed: {result.stderr.strip()}")


def create(directory: Path, address: str) -> None:
    """A certificate authority, the API server's certificates, the service account keys and one token a user."""
    if (directory / "tokens.csv").exists():
        return
    directory.mkdir(parents=True, exist_ok=True)
    directory.chmod(0o700)
    ca, ca_key = directory / "ca.crt", directory / "ca.key"
    _openssl("req", "-x509", *NEW_KEY, "-nodes", "-days", DAYS, "-subj", "/CN=vivarium-testbed", "-keyout", str(ca_key), "-out", str(ca))
    _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", str(directory / "sa.key"))
    _openssl("ec", "-in", str(directory / "sa.key"), "-pubout", "-out", str(directory / "sa.pub"))
    names = ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost"]
    addresses = sorted({address, "127.0.0.1", "10.96.0.1"})
    alternatives = ",".join([f"DNS:{name}" for name in names] + [f"IP:{ip}" for ip in addresses])
    _signed(directory, "apiserver", "/CN=kube-apiserver", f"subjectAltName={alternatives}\nextendedKeyUsage=serverAuth\n")
    _signed(directory, "kubelet-client", "/O=system:masters/CN=kube-apiserver-kubelet-client", "extendedKeyUsage=clientAuth\n")
    users = [
        ("admin", "system:masters"),
        ("system:kube-controller-manager", ""),
        ("system:kube-scheduler", ""),
        ("system:kube-proxy", ""),
        ("system:node:testbed", "system:nodes"),
        ("testbed-provisioner", "system:masters"),
        ("testbed-dns", "system:masters"),
    ]
    lines, tokens = [], {}
    for number, (user, group) in enumerate(users):
        tokens[user] = secrets.token_urlsafe(32)
        lines.append(f'{tokens[user]},{user},{number},"{group}"')
    (directory / "tokens.json").write_text(json.dumps(tokens))
    (directory / "tokens.json").chmod(0o600)
    (directory / "tokens.csv").write_text("\n".join(lines) + "\n")
    (directory / "tokens.csv").chmod(0o600)


def _signed(directory: Path, name: str, subject: str, extensions: str) -> None:
    request, extension_file = directory / f"{name}.csr", directory / f"{name}.ext"
    extension_file.write_text(extensions)
    _openssl("req", *NEW_KEY, "-nodes", "-subj", subject, "-keyout", str(directory / f"{name}.key"), "-out", str(request))
    _openssl(
        "x509", "-req", "-in", str(request), "-CA", str(directory / "ca.crt"), "-CAkey", str(directory / "ca.key"), "-CAcreateserial",
        "-days", DAYS, "-extfile", str(extension_file), "-out", str(directory / f"{name}.crt"),
    )  # fmt: skip


def write_kubeconfig(path: Path, directory: Path, server: str, user: str) -> None:
    token = json.loads((directory / "tokens.json").read_text())[user]
    path.write_text(
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [{"name": "testbed", "cluster": {"server": server, "certificate-authority": str(directory / "ca.crt")}}],
                "users": [{"name": user, "user": {"token": token}}],
                "contexts": [{"name": "testbed", "context": {"cluster": "testbed", "user": user}}],
                "current-context": "testbed",
            },
            indent=2,
        )
    )
    path.chmod(0o600)
