import hashlib
import json
import tarfile
import unittest
from pathlib import Path
from unittest import mock

import support

from vtb import images
from vtb.errors import TestbedError


class ArchiveTest(support.WithSettings):
    def root(self):
        root = self.scratch / "root"
        (root / "usr/bin").mkdir(parents=True)
        (root / "usr/bin/program").write_text("content")
        (root / "usr/bin/program").chmod(0o755)
        (root / "usr/bin/link").symlink_to("program")
        return root

    def write(self, name, root):
        archive = self.scratch / name
        images.write_archive(archive, "vivarium/thing:1", root, {"User": "65532", "Entrypoint": ["/usr/bin/program"]})
        return archive

    def test_the_manifest_and_the_digests_fit_the_content(self):
        with tarfile.open(self.write("image.tar", self.root())) as tar:
            [entry] = json.load(tar.extractfile("manifest.json"))
            config = tar.extractfile(entry["Config"]).read()
            layer = tar.extractfile(entry["Layers"][0])
            content = layer.read()
            layer.seek(0)
            with tarfile.open(fileobj=layer) as inner:
                names = {member.name: member for member in inner}
        self.assertEqual(["vivarium/thing:1"], entry["RepoTags"])
        self.assertEqual(hashlib.sha256(config).hexdigest() + ".json", entry["Config"])
        self.assertEqual([f"sha256:{hashlib.sha256(content).hexdigest()}"], json.loads(config)["rootfs"]["diff_ids"])
        self.assertEqual("65532", json.loads(config)["config"]["User"])
        self.assertEqual(0o755, names["usr/bin/program"].mode)
        self.assertEqual("program", names["usr/bin/link"].linkname)

    def test_the_same_content_gives_the_same_archive(self):
        root = self.root()
        first = self.write("first.tar", root).read_bytes()
        (root / "usr/bin/program").touch()
        self.assertEqual(first, self.write("second.tar", root).read_bytes())

    def test_names_in_archives(self):
        self.assertEqual(["vivarium/thing:1"], images.names_in(self.write("image.tar", self.root())))
        other = self.scratch / "other.tar"
        with tarfile.open(other, "w") as tar:
            tar.add(support.HOME / "components.toml", "index.json")
        self.assertEqual([], images.names_in(other))
        other.write_text("no archive")
        with self.assertRaisesRegex(TestbedError, "no image archive"):
            images.names_in(other)

    def test_qualified_names(self):
        cases = {
            "vivarium/pause:1": "docker.io/vivarium/pause:1",
            "busybox": "docker.io/library/busybox",
            "localhost/pause:1": "localhost/pause:1",
            "registry.example.com/team/image:2": "registry.example.com/team/image:2",
            "registry:5000/image": "registry:5000/image",
        }
        self.assertEqual(cases, {name: images.qualified(name) for name in cases})


class LoadTest(ArchiveTest):
    """An archive is imported again only when its name stands for something else by now."""

    def setUp(self):
        super().setUp()
        self.imported = []
        self.present = True
        self.socket = self.scratch / "containerd/containerd.sock"
        self.socket.parent.mkdir()
        stand_in = mock.patch.object(images, "ctr", self.ctr)
        stand_in.start()
        self.addCleanup(stand_in.stop)

    def ctr(self, socket, *arguments, check=True):
        if "import" in arguments:
            self.imported.append(Path(arguments[-1]).name)
        return "docker.io/vivarium/thing:1\n" if self.present else ""

    def load(self, archive):
        return images.load(self.settings, self.socket, archive)

    def test_once_for_the_same_content(self):
        archive = self.write("a.tar", self.root())
        self.assertTrue(self.load(archive))
        self.assertFalse(self.load(archive))
        self.assertEqual(["a.tar"], self.imported)

    def test_again_after_another_content_had_the_name(self):
        root = self.root()
        first = self.write("a.tar", root)
        (root / "usr/bin/program").write_text("other")
        second = self.write("b.tar", root)
        self.assertEqual([True, True, True], [self.load(first), self.load(second), self.load(first)])

    def test_again_when_the_image_was_removed(self):
        archive = self.write("a.tar", self.root())
        self.load(archive)
        self.present = False
        self.assertTrue(self.load(archive))


class KeyTest(support.WithSettings):
    def test_an_image_changes_with_its_program(self):
        before = images.key(self.settings, "pause")
        with mock.patch("vtb.build.key", lambda *_: "another"):
            self.assertNotEqual(before, images.key(self.settings, "pause"))

    def test_an_unknown_image_is_told_the_known_ones(self):
        with self.assertRaisesRegex(TestbedError, "no image is called nothing; there are pause, probe"):
            images.ensure(self.settings, "nothing")


if __name__ == "__main__":
    unittest.main()
