"""Checks a running cluster from inside its pods: that it does for applications what a Kubernetes does."""

import json
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager

from vtb import build, images
from vtb.cluster import NODE, Cluster
from vtb.errors import TestbedError
from vtb.output import say
from vtb.process import wait_until
from vtb.settings import Settings

PORT = 8080
RESTRICTED = {
    "runAsNonRoot": True,
    "runAsUser": 65532,
    "readOnlyRootFilesystem": True,
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}


class Failed(Exception):
    """A check saw something other than it should."""


class Selftest:
    """One run in a namespace of its own, that is taken away at the end unless something failed."""

    def __init__(self, settings: Settings, cluster: Cluster):
        self.settings = settings
        self.cluster = cluster
        self.namespace = f"selftest-{int(time.time())}"
        self.image = settings.image("probe")
        self.passed = 0
        self.failed = 0

    # --- the run

    def run(self) -> bool:
        archive = images.ensure(self.settings, "probe")
        images.load(self.settings, self.cluster.socket, archive)
        try:
            for title, check in self._checks():
                self._check(title, check)
                if self.failed and check in (self.node_is_ready, self.deployment_runs):
                    say("the rest needs what just failed: stopping here")
                    break
        finally:
            if self.failed:
                say(f"the namespace {self.namespace} is left for a look: kubectl delete namespace {self.namespace}")
            else:
                self._check("a namespace goes away with everything in it", self.namespace_goes_away)
            print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return self.failed == 0

    def _checks(self):
        yield "the node is Ready", self.node_is_ready
        yield "a Deployment of two pods rolls out", self.deployment_runs
        yield "a pod is non-root, without capabilities, under seccomp, with a read-only root", self.pod_is_restricted
        yield "names of Services, headless Services and the API server resolve in pods", self.names_resolve
        yield "a name that does not exist is refused at once", self.unknown_names_do_not_resolve
        yield "a ClusterIP reaches every pod of its Service, from a pod", self.cluster_address_from_pod
        yield "a ClusterIP works from a pod to itself", self.cluster_address_to_itself
        yield "a ClusterIP works from the host", self.cluster_address_from_host
        yield "a service account's token works at https://kubernetes.default.svc, within its roles", self.service_account
        yield "a claim binds, and a pod with a read-only root writes to it as non-root", self.volume_is_writable
        yield "what is on a volume outlives its pod; a deleted pod is gone within 10 s", self.volume_outlives_pod
        yield "a volume goes away with its claim", self.volume_goes_away
        yield "a changed ConfigMap reaches a running pod within 30 s", self.configuration_reaches_pod
        yield "kubectl logs", self.logs
        yield "kubectl port-forward", self.port_forward
        yield "the API server's proxy reaches pods and Services", self.proxy
        yield "an image that is not there gives ErrImagePull", self.missing_image

    def _check(self, title: str, check) -> None:
        begin = time.monotonic()
        try:
            check()
            verdict = "ok    "
            self.passed += 1
        except (Failed, TestbedError, subprocess.SubprocessError, OSError) as error:
            verdict = "FAILED"
            self.failed += 1
            reason = str(error)
        print(f"{verdict} {time.monotonic() - begin:6.1f} s  {title}", flush=True)
        if verdict == "FAILED":
            # The state of the namespace once: what fails later mostly fails for the same reason.
            text = reason if self.failed > 1 else f"{reason}\n{self._evidence()}"
            print("".join(f"          {line}\n" for line in text.splitlines()), end="", flush=True)

    def _evidence(self) -> str:
        pods = self.kubectl("get", "pods", "-o", "wide", check=False)
        events = self.kubectl("get", "events", "--sort-by=.lastTimestamp", "-o", "custom-columns=KIND:.involvedObject.kind,NAME:.involvedObject.name,REASON:.reason,MESSAGE:.message", check=False)
        stopped = [name for name in self.cluster.processes.names() if not self.cluster.processes.is_running(name)]
        logs = "".join(f"{name} has stopped; its log ends with:\n{self.cluster.processes.last_lines(name, 5)}\n" for name in stopped)
        return f"pods:\n{pods}events:\n" + "\n".join(events.splitlines()[-15:]) + f"\n{logs}logs of the components: {self.cluster.processes.logs}"

    # --- tools

    def kubectl(self, *arguments: str, check: bool = True) -> str:
        return self.cluster.kubectl("-n", self.namespace, "--request-timeout=30s", *arguments, check=check)

    def apply(self, *objects: dict) -> None:
        program = str(build.binary_path(self.settings, "kubectl"))
        document = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
        command = [program, "--kubeconfig", str(self.cluster.kubeconfig), "-n", self.namespace, "apply", "-f", "-"]
        result = subprocess.run(command, input=document, capture_output=True, text=True)
        if result.returncode != 0:
            raise Failed(f"kubectl apply: {result.stderr.strip()}")

    def probe(self, *arguments: str, pod: str = "inside") -> str:
        """What the probe says inside a pod; also the check of `kubectl exec`."""
        return self.kubectl("exec", pod, "--", "/usr/bin/probe", *arguments).strip()

    def expect(self, seconds: float, what: str, condition) -> None:
        if not wait_until(condition, seconds, 0.2):
            raise Failed(f"not within {seconds:.0f} s: {what}")

    def field(self, kind: str, name: str, path: str) -> str:
        return self.kubectl("get", kind, name, "-o", f"jsonpath={path}", check=False).strip()

    def await_ready(self, pod: str, seconds: float = 60) -> None:
        self.expect(seconds, f"pod {pod} is Ready", lambda: self.field("pod", pod, "{.status.conditions[?(@.type=='Ready')].status}") == "True")

    def _pod(self, **more) -> dict:
        container = {
            "name": "probe",
            "image": self.image,
            "imagePullPolicy": "IfNotPresent",
            "args": ["serve", f":{PORT}"],
            "ports": [{"name": "http", "containerPort": PORT}],
            "readinessProbe": {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 1},
            "securityContext": RESTRICTED,
            "volumeMounts": more.pop("mounts", []),
        }
        return {"containers": [container], "terminationGracePeriodSeconds": 5, **more}

    def _object(self, api: str, kind: str, name: str, **more) -> dict:
        labels = more.pop("labels", {})
        return {"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": self.namespace, "labels": labels}, **more}

    def _inside(self) -> dict:
        volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}, {"name": "settings", "configMap": {"name": "settings"}}]
        mounts = [{"name": "data", "mountPath": "/data"}, {"name": "settings", "mountPath": "/settings"}]
        return self._object("v1", "Pod", "inside", labels={"app": "inside"}, spec=self._pod(mounts=mounts, volumes=volumes, serviceAccountName="reader"))

    # --- the checks

    def node_is_ready(self) -> None:
        status = json.loads(self.cluster.kubectl("get", "node", NODE, "-o", "json"))["status"]
        ready = [condition for condition in status["conditions"] if condition["type"] == "Ready"]
        if not ready or ready[0]["status"] != "True":
            raise Failed(json.dumps(ready))

    def deployment_runs(self) -> None:
        rule = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}
        subject = {"kind": "ServiceAccount", "name": "reader", "namespace": self.namespace}
        role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "reader"}
        ports = [{"port": 80, "targetPort": "http"}]
        template = {"metadata": {"labels": {"app": "web"}}, "spec": self._pod()}
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Mi"}}}
        self.cluster.kubectl("create", "namespace", self.namespace)
        self.apply(
            self._object("v1", "ServiceAccount", "reader"),
            self._object("rbac.authorization.k8s.io/v1", "Role", "reader", rules=[rule]),
            self._object("rbac.authorization.k8s.io/v1", "RoleBinding", "reader", roleRef=role, subjects=[subject]),
            self._object("v1", "ConfigMap", "settings", data={"value": "before"}),
            self._object("v1", "PersistentVolumeClaim", "data", spec=claim),
            self._object("apps/v1", "Deployment", "web", spec={"replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "template": template}),
            self._object("v1", "Service", "web", spec={"selector": {"app": "web"}, "ports": ports}),
            self._object("v1", "Service", "web-pods", spec={"selector": {"app": "web"}, "ports": ports, "clusterIP": "None"}),
            self._object("v1", "Service", "itself", spec={"selector": {"app": "inside"}, "ports": ports}),
            self._inside(),
        )
        self.kubectl("rollout", "status", "deployment/web", "--timeout=90s")
        self.await_ready("inside")

    def pod_is_restricted(self) -> None:
        identity = self.probe("identity")
        for wanted in ("uid=65532", "CapEff:0000000000000000", "NoNewPrivs:1", "Seccomp:2"):
            if wanted not in identity.split():
                raise Failed(f"no {wanted} in: {identity}")
        try:
            self.probe("write", "/file", "text")
        except TestbedError as error:
            if "probe: open /file: read-only file system" not in str(error):
                raise
        else:
            raise Failed("the root file system can be written to")

    def names_resolve(self) -> None:
        address = self.field("service", "web", "{.spec.clusterIP}")
        pods = sorted(self.kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].status.podIP}").split())
        wanted = {
            "web": [address],
            f"web.{self.namespace}": [address],
            f"web.{self.namespace}.svc.cluster.local": [address],
            "web-pods": pods,
            "kubernetes.default.svc": ["10.96.0.1"],
        }
        for name, addresses in wanted.items():
            found: list[str] = []

            def resolves(name=name, addresses=addresses, found=found) -> bool:
                found[:] = sorted(self.probe("dns", name).split())
                return found == addresses

            # Answers are cached for some seconds.
            if not wait_until(resolves, 10, 0.5):
                raise Failed(f"{name} resolves to {found}, not to {addresses}")

    def unknown_names_do_not_resolve(self) -> None:
        for name in ("nobody", "nobody.example.com"):
            begin = time.monotonic()
            try:
                raise Failed(f"{name} resolves to {self.probe('dns', name)}")
            except TestbedError as error:
                if "probe: lookup" not in str(error) or "no such host" not in str(error):
                    raise
            if time.monotonic() - begin > 3:
                raise Failed(f"it took {time.monotonic() - begin:.1f} s to learn that there is no {name}")

    def cluster_address_from_pod(self) -> None:
        pods = set(self.kubectl("get", "pods", "-l", "app=web", "-o", "jsonpath={.items[*].metadata.name}").split())
        answered: set[str] = set()
        for _ in range(40):
            answered.add(self.probe("http", "http://web/hello").split()[0])
            if answered == pods:
                return
        raise Failed(f"of {sorted(pods)} only these answered 40 requests: {sorted(answered)}")

    def cluster_address_to_itself(self) -> None:
        answer = self.probe("http", "http://itself/itself")
        if answer != "inside answers /itself":
            raise Failed(answer)

    def cluster_address_from_host(self) -> None:
        address = self.field("service", "web", "{.spec.clusterIP}")
        answer = _get(f"http://{address}/from-host")
        if not answer.strip().endswith("answers /from-host"):
            raise Failed(answer)

    def service_account(self) -> None:
        listed = json.loads(self.probe("api", f"/api/v1/namespaces/{self.namespace}/configmaps/settings"))
        if listed.get("data") != {"value": "before"}:
            raise Failed(json.dumps(listed))
        try:
            raise Failed("it may read secrets: " + self.probe("api", f"/api/v1/namespaces/{self.namespace}/secrets"))
        except TestbedError as error:
            if "probe: GET" not in str(error) or "403 Forbidden" not in str(error):
                raise

    def volume_is_writable(self) -> None:
        if self.field("pvc", "data", "{.status.phase}") != "Bound":
            raise Failed(self.kubectl("describe", "pvc", "data"))
        if self.probe("write", "/data/file", "kept") != "kept":
            raise Failed("what was written is not what is read")

    def volume_outlives_pod(self) -> None:
        old = self.field("pod", "inside", "{.metadata.uid}")
        self.kubectl("delete", "pod", "inside", "--wait=false")
        self.expect(10, "the pod is gone", lambda: self.field("pod", "inside", "{.metadata.uid}") != old)
        self.apply(self._inside())
        self.await_ready("inside")
        if self.probe("read", "/data/file") != "kept":
            raise Failed("the volume has lost what was written to it")

    def volume_goes_away(self) -> None:
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "10Mi"}}}
        self.apply(self._object("v1", "PersistentVolumeClaim", "other", spec=claim))
        self.expect(15, "the claim is bound", lambda: self.field("pvc", "other", "{.status.phase}") == "Bound")
        volume = self.field("pvc", "other", "{.spec.volumeName}")
        directory = self.cluster.directory / "volumes" / volume
        if not directory.is_dir():
            raise Failed(f"there is no {directory}")
        self.kubectl("delete", "pvc", "other", "--wait=false")
        self.expect(20, f"{directory} is gone", lambda: not directory.exists())
        self.expect(20, f"{volume} is gone", lambda: self.field("pv", volume, "{.metadata.name}") == "")

    def configuration_reaches_pod(self) -> None:
        self.apply(self._object("v1", "ConfigMap", "settings", data={"value": "after"}))
        self.expect(30, "the pod sees the new value", lambda: self.probe("read", "/settings/value") == "after")

    def logs(self) -> None:
        printed = self.kubectl("logs", "inside")
        if "inside listens on" not in printed:
            raise Failed(f"the log holds: {printed!r}")

    def port_forward(self) -> None:
        program = str(build.binary_path(self.settings, "kubectl"))
        command = [program, "--kubeconfig", str(self.cluster.kubeconfig), "-n", self.namespace, "port-forward", "service/web", ":80", "--address=127.0.0.1"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            try:
                first = process.stdout.readline()
                if not first.startswith("Forwarding from 127.0.0.1:"):
                    raise Failed(first)
                answer = _get(f"http://127.0.0.1:{first.split(':')[1].split(' ')[0]}/forwarded")
            finally:
                process.terminate()
        if not answer.strip().endswith("answers /forwarded"):
            raise Failed(answer)

    def proxy(self) -> None:
        for target in ("pods/inside:8080", "services/web:80"):
            answer = self.kubectl("get", "--raw", f"/api/v1/namespaces/{self.namespace}/{target}/proxy/proxied")
            if not answer.strip().endswith("answers /proxied"):
                raise Failed(f"{target}: {answer}")

    def missing_image(self) -> None:
        pod = self._pod()
        pod["containers"][0]["image"] = "vivarium/does-not-exist:1"
        self.apply(self._object("v1", "Pod", "missing", spec=pod))
        reason = "{.status.containerStatuses[0].state.waiting.reason}"
        self.expect(20, "the pod waits with ErrImagePull or ImagePullBackOff", lambda: self.field("pod", "missing", reason) in ("ErrImagePull", "ImagePullBackOff"))

    def namespace_goes_away(self) -> None:
        self.cluster.kubectl("delete", "namespace", self.namespace, "--wait=false")
        self.expect(60, "the namespace is gone", lambda: self.cluster.kubectl("get", "namespace", self.namespace, "--ignore-not-found", "-o", "name").strip() == "")


def _get(url: str) -> str:
    """Past any proxy of the machine."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as response:
            return response.read().decode()
    except (OSError, socket.timeout) as error:
        raise Failed(f"GET {url}: {error}") from error


def run(settings: Settings, cluster: Cluster) -> bool:
    """Prints a line for each check and a closing line; whether all passed."""
    if not cluster.is_up():
        raise TestbedError("the cluster is not up: testbed cluster up")
    return Selftest(settings, cluster).run()
