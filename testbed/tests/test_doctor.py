import subprocess
import unittest
from unittest import mock

import support

from vtb import doctor
from vtb.errors import MissingPrerequisite


class DoctorTest(support.WithSettings):
    """One message names everything that is lacking, each with its remedy."""

    def problems(self, level="node", lacking=(), go=(1, 26, 8), **more):
        present = {name for group in self.settings.components["packages"].values() for name in group} - set(lacking)
        with (
            mock.patch.object(doctor, "missing_packages", lambda names: [name for name in names if name not in present]),
            mock.patch.object(doctor, "go_version", lambda: go),
        ):
            return doctor.problems(self.settings.components, level, **{"system": "Linux", "root": True, **more})

    def test_a_machine_that_has_everything(self):
        for level in ("build", "control-plane", "node", "broker"):
            self.assertEqual([], self.problems(level))

    def test_not_linux_says_so_and_nothing_else(self):
        found = self.problems(system="Darwin", root=False, go=None, lacking=["runc"])
        self.assertEqual(1, len(found))
        self.assertIn("runs on Linux only, this is Darwin", found[0])
        self.assertIn("CLUSTER=current", found[0])

    def test_not_root_matters_to_a_node_only(self):
        self.assertIn("needs root", "\n".join(self.problems(root=False)))
        self.assertEqual([], self.problems("control-plane", root=False))

    def test_missing_packages_are_named_all_at_once_with_the_command_that_installs_them(self):
        found = self.problems(lacking=["runc", "etcd-server"])
        self.assertEqual(1, len(found))
        self.assertIn("apt-get install etcd-server runc", found[0])
        self.assertIn("testbed install-packages", found[0])

    def test_each_level_asks_for_its_own_packages_only(self):
        lacking = ["runc", "etcd-server", "rabbitmq-server"]
        self.assertEqual([], self.problems("build", lacking))
        self.assertIn("missing: etcd-server:", self.problems("control-plane", lacking)[0])
        self.assertIn("missing: rabbitmq-server:", self.problems("broker", lacking)[0])

    def test_packages_can_be_left_out_of_account(self):
        self.assertEqual([], self.problems(lacking=["runc"], packages=False))

    def test_no_go_and_an_old_go(self):
        self.assertIn("no 'go' on the PATH", self.problems(go=None)[0])
        self.assertIn("Go 1.24.9 is too old: install Go 1.26.7 or newer", self.problems(go=(1, 24, 9))[0])
        self.assertEqual([], self.problems("broker", go=None))

    def test_everything_that_is_lacking_is_told_at_once(self):
        found = self.problems(root=False, go=None, lacking=["runc"])
        self.assertEqual(3, len(found))

    def test_require_raises_with_the_exit_code_for_prerequisites(self):
        with mock.patch.object(doctor, "problems", lambda *_: ["one", "two"]), self.assertRaises(MissingPrerequisite) as raised:
            doctor.require(self.settings.components, "node")
        self.assertEqual("one\ntwo", str(raised.exception))
        self.assertEqual(2, raised.exception.exit_code)

    def test_every_package_has_a_file_that_shows_it(self):
        named = {name for group in self.settings.components["packages"].values() for name in group}
        self.assertEqual(set(), named - set(doctor.PACKAGE_FILES))

    def test_installing_without_root_names_the_command(self):
        with (
            mock.patch.object(doctor, "missing_packages", lambda names: ["runc"]),
            mock.patch("os.geteuid", lambda: 1000),
            self.assertRaisesRegex(MissingPrerequisite, "needs root: apt-get install runc"),
        ):
            doctor.install_packages(self.settings.components)

    def test_versions_of_go(self):
        for printed, expected in {"go1.26.8\n": (1, 26, 8), "go1.24\n": (1, 24, 0), "go1.27rc1\n": (1, 27, 0), "devel\n": None}.items():
            answer = subprocess.CompletedProcess([], 0, printed, "")
            with self.subTest(printed=printed), mock.patch.object(doctor, "find_binary", lambda _: "go"), mock.patch("subprocess.run", lambda *_, answer=answer, **__: answer):
                self.assertEqual(expected, doctor.go_version())


if __name__ == "__main__":
    unittest.main()
