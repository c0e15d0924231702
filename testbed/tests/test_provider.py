import os
import socket
import threading
import unittest
from unittest import mock

import support

from vtb import doctor, provider
from vtb.errors import MissingPrerequisite, TestbedError
from vtb.provider import Finding


class ChooseTest(unittest.TestCase):
    def choose(self, wanted, current, k3s, testbed):
        self.told = []
        self.looked = []

        def look(name, usable):
            def at():
                self.looked.append(name)
                return Finding(usable, f"reason of {name}", f"/kubeconfig/of/{name}")

            return at

        looks = {"current": look("current", current), "k3s": look("k3s", k3s), "testbed": look("testbed", testbed)}
        return provider.choose(wanted, looks, self.told.append)

    def test_auto_takes_the_first_that_can_be_used(self):
        for usable, expected in [((True, True, True), "current"), ((False, True, True), "k3s"), ((False, False, True), "testbed")]:
            choice = self.choose("auto", *usable)
            self.assertEqual((expected, f"/kubeconfig/of/{expected}"), (choice.provider, choice.kubeconfig))

    def test_auto_says_why_the_earlier_ones_were_not_taken_and_looks_no_further(self):
        self.choose("auto", False, True, True)
        self.assertEqual(["cluster provider: not current (reason of current)", "cluster provider: k3s (reason of k3s)"], self.told)
        self.assertEqual(["current", "k3s"], self.looked)

    def test_auto_without_any_names_every_reason(self):
        with self.assertRaises(MissingPrerequisite) as raised:
            self.choose("auto", False, False, False)
        for name in provider.ORDER:
            self.assertIn(f"{name}: reason of {name}", str(raised.exception))

    def test_what_was_asked_for_is_taken_or_refused_but_never_replaced(self):
        self.assertEqual("testbed", self.choose("testbed", True, True, True).provider)
        with self.assertRaisesRegex(MissingPrerequisite, "k3s: reason of k3s"):
            self.choose("k3s", True, False, True)
        self.assertEqual(["k3s"], self.looked)

    def test_an_unknown_provider_is_told_the_known_ones(self):
        with self.assertRaisesRegex(TestbedError, "minikube is unknown: it is one of auto, current, k3s, testbed"):
            self.choose("minikube", True, True, True)


class LookTest(support.WithSettings):
    def setUp(self):
        super().setUp()
        clean = {name: value for name, value in os.environ.items() if name not in ("KUBECONFIG", "DOCKER_HOST", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH")}
        changed = mock.patch.dict(os.environ, {**clean, "HOME": str(self.scratch)}, clear=True)
        changed.start()
        self.addCleanup(changed.stop)
        self.own = self.settings.state / "cluster/kubeconfig"

    def kubectl(self, script):
        """Stands for kubectl: what it finds in the kubeconfig and what the cluster answers."""
        program = self.scratch / "kubectl"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        found = mock.patch.object(doctor, "find_binary", lambda _: str(program))
        found.start()
        self.addCleanup(found.stop)

    def current(self):
        return provider.look_at_current(self.settings, self.own)

    def test_no_kubeconfig(self):
        finding = self.current()
        self.assertFalse(finding.usable)
        self.assertIn("no KUBECONFIG", finding.reason)

    def test_a_kubeconfig_that_does_not_exist(self):
        os.environ["KUBECONFIG"] = "/nowhere/kubeconfig"
        self.assertEqual(Finding(False, "KUBECONFIG names /nowhere/kubeconfig, which does not exist"), self.current())

    def test_a_cluster_that_answers_is_told_with_its_context_and_server(self):
        file = self.scratch / "kubeconfig"
        file.touch()
        os.environ["KUBECONFIG"] = str(file)
        self.kubectl("""case "$1" in config) echo work at https://cluster;; get) echo '{"gitVersion": "v1.34.4"}';; esac""")
        self.assertEqual(Finding(True, f"context work at https://cluster of {file} answers: Kubernetes v1.34.4", str(file)), self.current())

    def test_a_cluster_that_does_not_answer(self):
        file = self.scratch / ".kube/config"
        file.parent.mkdir()
        file.touch()
        self.kubectl("""echo 'first line' >&2; echo 'connection refused' >&2; exit 1""")
        self.assertEqual(Finding(False, f"the cluster of {file} does not answer: connection refused"), self.current())

    def test_something_else_answers(self):
        file = self.scratch / "kubeconfig"
        file.touch()
        os.environ["KUBECONFIG"] = str(file)
        self.kubectl("echo '<html>'")
        finding = self.current()
        self.assertFalse(finding.usable)
        self.assertIn("no Kubernetes", finding.reason)

    def test_the_testbeds_own_kubeconfig_means_the_testbed(self):
        self.own.parent.mkdir(parents=True)
        self.own.touch()
        os.environ["KUBECONFIG"] = str(self.own)
        self.kubectl("""echo '{"gitVersion": "v1.34.4"}'""")
        with mock.patch.object(provider, "say"):
            self.assertEqual(provider.Choice("testbed", str(self.own)), provider.resolve(self.settings, "auto"))

    def docker(self, answer):
        """Stands for a Docker API: one request on a socket of its own."""
        path = self.scratch / "docker.sock"
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(str(path))
        server.listen(1)
        self.requests = []

        def serve():
            connection, _ = server.accept()
            self.requests.append(connection.recv(4096).decode().splitlines()[0])
            connection.sendall(answer)
            connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        self.addCleanup(server.close)
        self.addCleanup(thread.join)
        os.environ["DOCKER_HOST"] = f"unix://{path}"

    def test_a_docker_api_that_answers(self):
        self.docker(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK")
        finding = provider.look_for_docker(self.settings)
        self.assertTrue(finding.usable, finding.reason)
        self.assertEqual(["GET /_ping HTTP/1.1"], self.requests)

    def test_a_docker_api_that_refuses(self):
        self.docker(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy")
        finding = provider.look_for_docker(self.settings)
        self.assertFalse(finding.usable)
        self.assertIn("503 Service Unavailable: busy", finding.reason)

    def test_no_docker_api(self):
        for host, reason in {"unix:///nowhere/docker.sock": "No such file", "tcp://127.0.0.1:1": "refused", "ssh://somewhere": "scheme"}.items():
            os.environ["DOCKER_HOST"] = host
            with self.subTest(host=host):
                finding = provider.look_for_docker(self.settings)
                self.assertFalse(finding.usable)
                self.assertIn(host, finding.reason)
                self.assertIn(reason, finding.reason)

    def test_the_machine_is_refused_with_every_reason(self):
        with mock.patch.object(doctor, "problems", lambda *_, **__: ["not root", "no go"]):
            self.assertEqual(Finding(False, "not root; no go"), provider.look_at_machine(self.settings, self.own))


if __name__ == "__main__":
    unittest.main()
