"""A RabbitMQ of one's own on loopback, from Debian's package, up in seconds and gone without a trace."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from vtb import doctor
from vtb.controlplane import free_ports
from vtb.errors import TestbedError
from vtb.output import step
from vtb.process import Processes, wait_until
from vtb.settings import HOME, Settings

USER = "vivarium"
# Each is an Erlang machine that starts: two seconds on a quiet machine, and more than a minute was seen on a busy one.
COMMAND_SECONDS = 300


class Broker:
    """One instance in one run directory; several may run side by side. Ports, password and data outlive a kill, so that `up` brings the same broker back."""

    def __init__(self, settings: Settings, directory: Path):
        self.settings = settings
        self.directory = directory
        self.processes = Processes(directory)

    def _facts(self) -> dict:
        file = self.directory / "broker.json"
        if file.exists():
            return json.loads(file.read_text())
        amqp, distribution, names = free_ports("127.0.0.1", 3)
        facts = {"amqp": amqp, "distribution": distribution, "names": names, "password": secrets.token_urlsafe(18)}
        self.directory.mkdir(parents=True, exist_ok=True)
        with open(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
            json.dump(facts, out)
        return facts

    @property
    def url(self) -> str:
        facts = self._facts()
        return f"amqp://{USER}:{facts['password']}@127.0.0.1:{facts['amqp']}"

    @property
    def log(self) -> Path:
        return self.processes.logs / "rabbitmq.log"

    def is_ready(self) -> bool:
        return self.processes.is_running("rabbitmq") and _speaks_amqp(self._facts()["amqp"])

    def up(self) -> None:
        doctor.require(self.settings.components, "broker")
        if self.is_ready():
            return
        facts = self._facts()
        data = self.directory / "data"
        for part in ("mnesia", "config", "schema"):
            (data / part).mkdir(parents=True, exist_ok=True)
        (data / "enabled_plugins").write_text("[].\n")
        config = self.directory / "rabbitmq.conf"
        config.touch(mode=0o600)
        config.write_text(
            f"listeners.tcp.1 = 127.0.0.1:{facts['amqp']}\n"
            f"default_user = {USER}\n"
            f"default_pass = {facts['password']}\n"
            "log.console = true\n"
            "log.console.level = info\n"
            "log.file = false\n"
        )
        with step("rabbitmq"):
            self.processes.start("epmd", [_epmd(), "-port", str(facts["names"]), "-address", "127.0.0.1"])
            self.processes.await_ready("epmd", lambda: _listens(facts["names"]), 60)
            self.processes.start("rabbitmq", [_server()], environment=self._environment())
            self.processes.await_ready("rabbitmq", lambda: _speaks_amqp(facts["amqp"]), 300)
            self._elect()

    def _environment(self) -> dict:
        facts = self._facts()
        data = self.directory / "data"
        config = self.directory / "rabbitmq.conf"
        return {
            # A name server of its own: the shared one would stay behind, and other nodes on this machine use it.
            "ERL_EPMD_PORT": str(facts["names"]),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            # Makes the start script become the Erlang machine instead of its parent, so that the recorded pid is the broker's.
            "RUNNING_UNDER_SYSTEMD": "true",
            "HOME": str(data),
            "RABBITMQ_NODENAME": f"{self.directory.name}@localhost",
            "RABBITMQ_DIST_PORT": str(facts["distribution"]),
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_CONF_ENV_FILE": str(data / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(data / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(data / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.processes.logs),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(data / "config"),
            "RABBITMQ_SCHEMA_DIR": str(data / "schema"),
            "RABBITMQ_PID_FILE": str(data / "rabbitmq.pid"),
            "RABBITMQ_LOGS": "-",
            # Without this the idle scheduler threads spin.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none",
        }

    def _elect(self) -> None:
        """Gives every quorum queue a leader; the script, which the image has too, says why."""
        self._run(str(HOME / "images/rabbitmq/elect-leaders"))

    def sync(self) -> None:
        """Has the broker write down which queues there are: of a quorum queue that is younger than that, a crash may leave nothing (seen with 3.10)."""
        self._run("rabbitmqctl", "--quiet", "eval", "[dets:sync(Table) || Table <- dets:all()].")

    def _run(self, *command: str) -> None:
        """Runs a command with the broker's own tools, for this broker."""
        environment = self._environment()
        path = f"{Path(_server()).parent}:{os.environ['PATH']}"
        try:
            result = subprocess.run(command, env={**os.environ, **environment, "PATH": path}, capture_output=True, text=True, timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise TestbedError(f"{Path(command[0]).name} has not ended within {COMMAND_SECONDS} s") from error
        if result.returncode != 0:
            raise TestbedError(f"{Path(command[0]).name} failed: {(result.stderr or result.stdout).strip()[-1000:]}")

    def kill(self) -> None:
        """Kills the broker as a crash would; its data stays for the next `up`."""
        pid = self.processes.pid("rabbitmq")
        if pid is None:
            raise TestbedError("the broker does not run")
        os.kill(pid, signal.SIGKILL)
        if not wait_until(lambda: self.processes.pid("rabbitmq") is None, 10):
            raise TestbedError(f"process {pid} is still there 10 s after SIGKILL")

    def down(self) -> None:
        self.processes.stop("rabbitmq", grace_seconds=30)
        self.processes.stop("epmd")
        shutil.rmtree(self.directory, ignore_errors=True)


def _server() -> str:
    """The script itself, since Debian's wrapper insists on its own user and directories."""
    found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
    if not found:
        raise TestbedError("the package rabbitmq-server has no server script below /usr/lib/rabbitmq/lib")
    return str(found[-1])


def _epmd() -> str:
    found = doctor.find_binary("epmd")
    if found is None:
        raise TestbedError("no 'epmd' on the PATH, though it comes with the package erlang-base that rabbitmq-server needs")
    return found


def _listens(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def _speaks_amqp(port: int) -> bool:
    """Whether the protocol header is answered by a method frame, which is later than the port's being open."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.settimeout(2)
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False
