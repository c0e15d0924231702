#!/usr/bin/env python3
"""Trains a program and writes its AOT cache (JDK 25, JEP 514), with which it starts in a fraction of the time.

usage: train.py PROGRAM --base tar://IMAGE --app DIRECTORY --jvm FLAG,FLAG... (--out FILE | --keep DIRECTORY)

With --keep the JRE, the copy of the program and its cache stay in that directory, to be run from there.

The program runs from a copy of its directory, by the JVM of the base image and with the flags of the image: a cache fits nothing else. What it does meanwhile
is in scenarios.py. Afterwards it is started once more with the cache required, so that a cache that does not fit fails the build and not the first pod.
"""
import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import jre  # noqa: E402
import scenarios  # noqa: E402

# Time of the files in the image, see jib's filesModificationTime: the JVM compares it with that of the training.
MODIFICATION_TIME = 1
EXIT_SECONDS = 180


def copy(app: Path, into: Path) -> None:
    shutil.copytree(app, into)
    for path in into.rglob("*"):
        os.utime(path, (MODIFICATION_TIME, MODIFICATION_TIME))


def run(java: Path, flags: list[str], app: Path, scenario, log: Path) -> float:
    """Runs the program through a scenario, ends it as Kubernetes would, and returns the seconds until it was ready."""
    with scenario() as session, open(log, "w") as output:
        begin = time.monotonic()
        process = subprocess.Popen(
            [str(java), *flags, "-jar", str(app / "quarkus-run.jar")],
            cwd=session.directory, env={**os.environ, **session.environment}, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            session.await_ready(process)
            started = time.monotonic() - begin
            session.use()
            process.send_signal(signal.SIGTERM)
            process.wait(EXIT_SECONDS)
        except Exception as problem:
            raise SystemExit(f"train: {problem}; the program said:\n{log.read_text()[-3000:]}") from problem
        finally:
            process.kill()
            process.wait()
    return started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", choices=sorted(scenarios.ALL))
    parser.add_argument("--base", required=True)
    parser.add_argument("--app", type=Path, required=True)
    result = parser.add_mutually_exclusive_group(required=True)
    result.add_argument("--out", type=Path)
    result.add_argument("--keep", type=Path)
    parser.add_argument("--jvm", default="")
    options = parser.parse_args()
    if not options.base.startswith("tar://"):
        parser.error("only a base image in an archive (tar://FILE) has a JVM to train with")
    flags = [flag for flag in options.jvm.split(",") if flag]
    scenario = scenarios.ALL[options.program]
    with tempfile.TemporaryDirectory() as temporary:
        scratch = options.keep or Path(temporary)
        java = jre.unpack(Path(options.base.removeprefix("tar://")), scratch) / "bin/java"
        app, cache, log = scratch / "app", scratch / "app.aot", scratch / "log"
        copy(options.app, app)
        run(java, [*flags, f"-XX:AOTCacheOutput={cache}"], app, scenario, log)
        if not cache.exists():
            raise SystemExit(f"train: the JVM wrote no cache; it said:\n{log.read_text()[-3000:]}")
        started = run(java, [*flags, f"-XX:AOTCache={cache}", "-XX:AOTMode=on"], app, scenario, log)
        size = cache.stat().st_size >> 20
        if options.out:
            options.out.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(cache, options.out)
    print(f"{options.program}: {size} MB of AOT cache, ready in {started:.2f} s with it")


if __name__ == "__main__":
    main()
