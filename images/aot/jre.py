"""Takes the JRE out of the archive of a base image, so that a program can be trained by the very JVM that will run it."""
import json
import shutil
import tarfile
import tempfile
from pathlib import Path

HOME = "opt/java"


def unpack(archive: Path, into: Path) -> Path:
    """Returns the JRE's home. A cache fits only the JVM that made it, which is told by sizes and times of files too: they are kept."""
    home = into / HOME
    with tarfile.open(archive) as image:
        layers = json.load(image.extractfile("manifest.json"))[0]["Layers"]
        for name in layers:
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(image.extractfile(name), copy)
                copy.seek(0)
                with tarfile.open(fileobj=copy) as layer:
                    members = [member for member in layer if member.name.removeprefix("./").startswith(HOME)]
                    layer.extractall(into, members, filter="tar")
    if not (home / "bin/java").exists():
        raise SystemExit(f"train: {archive} has no JRE at /{HOME}")
    return home
