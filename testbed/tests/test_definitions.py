import copy
import json
import subprocess
from unittest import mock

import support

from vtb import definitions
from vtb.errors import TestbedError

SOURCE = {"module": "example.test/operator", "version": "v1.2.3", "files": ["crds/things.yaml"]}


class DefinitionsTest(support.WithSettings):
    def setUp(self):
        super().setUp()
        self.settings.components["definitions"] = {"operator": copy.deepcopy(SOURCE)}
        self.module = self.scratch / "module"
        (self.module / "crds").mkdir(parents=True)
        (self.module / "crds/things.yaml").write_text("kind: CustomResourceDefinition\n")
        for patch in (mock.patch("vtb.output.print"), mock.patch("vtb.doctor.require")):
            patch.start()
            self.addCleanup(patch.stop)

    def go(self, output, code=0, errors=""):
        done = subprocess.CompletedProcess([], code, stdout=output, stderr=errors)
        return mock.patch("vtb.definitions.subprocess.run", return_value=done)

    def test_the_files_of_the_module_are_kept_and_not_fetched_again(self):
        with self.go(json.dumps({"Dir": str(self.module)})) as run:
            directory = definitions.ensure(self.settings, "operator")
            self.assertEqual(directory, definitions.ensure(self.settings, "operator"))
        self.assertEqual(1, run.call_count)
        self.assertIn("example.test/operator@v1.2.3", run.call_args.args[0])
        self.assertEqual(["things.yaml"], [file.name for file in directory.iterdir()])

    def test_another_version_has_another_directory(self):
        before = definitions.directory(self.settings, "operator")
        self.settings.components["definitions"]["operator"]["version"] = "v1.2.4"
        self.assertNotEqual(before, definitions.directory(self.settings, "operator"))

    def test_a_module_that_cannot_be_had_is_told_and_leaves_nothing(self):
        with self.go(json.dumps({"Error": "403 Forbidden"}), code=1), self.assertRaisesRegex(TestbedError, "v1.2.3 cannot be had: 403"):
            definitions.ensure(self.settings, "operator")
        self.assertFalse(definitions.directory(self.settings, "operator").exists())

    def test_what_go_says_when_it_does_not_answer_in_json_is_told(self):
        with self.go("", code=1, errors="no network"), self.assertRaisesRegex(TestbedError, "no network"):
            definitions.ensure(self.settings, "operator")

    def test_a_file_that_the_module_lacks_is_named(self):
        self.settings.components["definitions"]["operator"]["files"].append("crds/others.yaml")
        with self.go(json.dumps({"Dir": str(self.module)})), self.assertRaisesRegex(TestbedError, "crds/others.yaml"):
            definitions.ensure(self.settings, "operator")
        self.assertFalse(definitions.directory(self.settings, "operator").exists())
