"""The command line: what people and scripts read goes to standard output, progress to standard error."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from vtb import build, definitions, doctor, images, provider, python, selftest
from vtb.broker import Broker
from vtb.cluster import Cluster
from vtb.controlplane import ControlPlane
from vtb.errors import TestbedError
from vtb.output import say, step
from vtb.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    # Go, etcd and the others are often installed outside a plain PATH.
    os.environ["PATH"] = os.environ.get("PATH", "") + ":/usr/local/go/bin:/usr/sbin:/sbin"
    try:
        return options.run(Settings(), options) or 0
    except TestbedError as error:
        print(f"testbed: {error}", file=sys.stderr)
        return error.exit_code
    except subprocess.CalledProcessError as error:
        print(f"testbed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="testbed", description="A real Kubernetes on this machine, without Docker.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = commands.add_parser("doctor", help="say what this machine lacks")
    command.add_argument("--for", dest="level", choices=list(doctor.LEVEL_PACKAGES), default="node")
    command.set_defaults(run=_doctor)

    command = commands.add_parser("install-packages", help="install the Debian packages that are missing, without starting services")
    command.set_defaults(run=_install_packages)

    command = commands.add_parser("build", help="build into the cache what is not there yet")
    command.add_argument("--only", choices=[*build.LEVELS, "all"], default="all")
    command.set_defaults(run=_build)

    command = commands.add_parser("which", help="print the path of a built program, building it if need be")
    command.add_argument("name", choices=build.ALL)
    command.set_defaults(run=_which)

    command = commands.add_parser("definitions", help="print the directory of another operator's CustomResourceDefinitions, fetched if need be")
    command.add_argument("name", choices=sorted(Settings().components["definitions"]))
    command.set_defaults(run=_definitions)

    command = commands.add_parser("python", help="print the path of a Python with the packages of testbed/python, made if need be")
    command.set_defaults(run=_python)

    command = commands.add_parser("control-plane", help="an API server without nodes, for tests")
    command.add_argument("action", choices=["up", "down", "status"])
    command.add_argument("--name", default="default", help="several may run side by side (default: %(default)s)")
    command.set_defaults(run=_control_plane)

    command = commands.add_parser("broker", help="a RabbitMQ on loopback, for tests")
    command.add_argument("action", choices=["up", "down", "status", "sync", "kill", "log"])
    command.add_argument("--name", default="default", help="several may run side by side (default: %(default)s)")
    command.set_defaults(run=_broker)

    command = commands.add_parser("cluster", help="a whole cluster with one node")
    command.add_argument("action", choices=["up", "down", "status", "check-clean"])
    command.set_defaults(run=_cluster)

    command = commands.add_parser("image", help="pack images, and load them into the cluster")
    command.add_argument("action", choices=["path", "load", "list"])
    command.add_argument("names", nargs="*", help=f"path: one of {', '.join(images.NAMES)}; load: those, or archives")
    command.set_defaults(run=_image)

    command = commands.add_parser("provider", help="choose the cluster to work on; prints its provider and its kubeconfig")
    command.add_argument("action", choices=["resolve"])
    command.add_argument("--provider", default=os.environ.get("CLUSTER") or "auto", help=f"one of {', '.join(provider.CHOICES)} (default: $CLUSTER or auto)")
    command.set_defaults(run=_provider)

    command = commands.add_parser("selftest", help="check DNS, routing, service accounts and volumes from inside pods")
    command.set_defaults(run=_selftest)
    return parser


def _doctor(settings: Settings, options) -> int:
    found = doctor.problems(settings.components, options.level)
    print("\n".join(found) if found else "nothing is missing")
    return 2 if found else 0


def _install_packages(settings: Settings, options) -> None:
    with step("Debian packages"):
        installed = doctor.install_packages(settings.components)
    say(f"installed: {' '.join(installed)}" if installed else "every package was there")


def _build(settings: Settings, options) -> None:
    names = build.ALL if options.only == "all" else build.LEVELS[options.only]
    build.ensure(settings, names)
    say(f"built: {' '.join(names)}")


def _which(settings: Settings, options) -> None:
    build.ensure(settings, [options.name])
    print(build.binary_path(settings, options.name))


def _definitions(settings: Settings, options) -> None:
    print(definitions.ensure(settings, options.name))


def _python(settings: Settings, options) -> None:
    print(python.ensure(settings))


def _control_plane(settings: Settings, options) -> int:
    plane = ControlPlane(settings, settings.state / f"control-plane-{options.name}")
    if options.action == "up":
        plane.up()
        print(plane.kubeconfig)
    elif options.action == "down":
        plane.down()
    else:
        return _print_status(plane.is_ready(), plane.kubeconfig)
    return 0


def _broker(settings: Settings, options) -> int:
    broker = Broker(settings, settings.state / f"broker-{options.name}")
    if options.action == "up":
        broker.up()
        print(broker.url)
    elif options.action == "down":
        broker.down()
    elif options.action == "sync":
        broker.sync()
    elif options.action == "kill":
        broker.kill()
    elif options.action == "log":
        print(broker.log.read_text(errors="replace") if broker.log.exists() else "", end="")
    else:
        up = broker.is_ready()
        print(f"up {broker.url}" if up else "down")
        return 0 if up else 1
    return 0


def _cluster(settings: Settings, options) -> int:
    cluster = Cluster(settings)
    if options.action == "up":
        cluster.up()
        print(cluster.kubeconfig)
    elif options.action == "down":
        cluster.down()
    elif options.action == "check-clean":
        left = cluster.left_behind()
        print("\n".join(left) if left else "nothing is left behind")
        return 1 if left else 0
    else:
        return _print_status(cluster.is_up(), cluster.kubeconfig)
    return 0


def _print_status(up: bool, kubeconfig: Path) -> int:
    print(f"up {kubeconfig}" if up else "down")
    return 0 if up else 1


def _image(settings: Settings, options) -> None:
    cluster = Cluster(settings)
    if options.action == "list":
        print(images.ctr(cluster.socket, "-n", "k8s.io", "images", "ls", "-q"), end="")
        return
    for name in options.names:
        archive = Path(name) if os.sep in name or name.endswith(".tar") else images.ensure(settings, name)
        if options.action == "path":
            print(archive)
        elif not archive.exists():
            raise TestbedError(f"no such archive: {archive}")
        else:
            loaded = images.load(settings, cluster.socket, archive)
            say(f"image {name}: {'loaded' if loaded else 'was loaded before'}")


def _provider(settings: Settings, options) -> None:
    choice = provider.resolve(settings, options.provider)
    print(choice.provider, choice.kubeconfig)


def _selftest(settings: Settings, options) -> int:
    return 0 if selftest.run(settings, Cluster(settings)) else 1
