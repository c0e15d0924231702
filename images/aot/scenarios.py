"""What each program does while it is trained: start, and a little of its daily work. Nothing outside the machine is needed."""
import contextlib
import json
import socket
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from api_server import ApiServer

WAIT_SECONDS = 300
TURNS = 40
WRITES = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(url: str, body: dict | None = None, accept: str = "application/json") -> bool:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", "Accept": accept})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            response.read()
            return True
    except (OSError, urllib.error.HTTPError):
        return False


class Session:
    def __init__(self, directory: Path):
        self.directory = directory
        self.http, self.management = free_port(), free_port()
        self.environment = {
            "QUARKUS_HTTP_HOST": "127.0.0.1",
            "QUARKUS_HTTP_PORT": str(self.http),
            "QUARKUS_MANAGEMENT_HOST": "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT": str(self.management),
        }

    def await_ready(self, process) -> None:
        def ready() -> bool:
            if process.poll() is not None:
                raise RuntimeError(f"it ended with exit code {process.returncode}")
            return self.is_ready()

        self.wait(ready, "readiness")

    @staticmethod
    def wait(condition, what: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f"no {what} within {WAIT_SECONDS} s")
            time.sleep(0.02)

    def is_ready(self) -> bool:
        return answers(f"http://127.0.0.1:{self.management}/q/health/started")

    def use(self) -> None:
        answers(f"http://127.0.0.1:{self.management}/q/health/live")
        answers(f"http://127.0.0.1:{self.management}/q/health/ready")
        answers(f"http://127.0.0.1:{self.management}/q/metrics")


class Agent(Session):
    """Turns with tools of nobody: the broker, the MCP server and the collector are away, which trains the way to them as well."""

    def __init__(self, directory: Path):
        super().__init__(directory)
        nowhere = free_port()
        url = directory / "broker-url"
        url.write_text(f"amqp://127.0.0.1:{nowhere}")
        configuration = directory / "agent.yaml"
        # JSON is YAML.
        configuration.write_text(json.dumps({
            "contractVersion": "v1alpha1",
            "kind": "Agent",
            "name": "trained",
            "namespace": "training",
            "instructions": "Answer.",
            "model": {"provider": "simulated", "name": "sim"},
            "limits": {"maxIterations": 4, "maxConcurrentTurns": 4, "turnTimeout": "1m"},
            "transport": {"mode": "Queue"},
            "broker": {"urlFile": str(url), "exchange": "vivarium", "queue": "training.trained", "routingKey": "training.trained"},
            "mcpServers": [{"name": "nobody", "url": f"http://127.0.0.1:{nowhere}/mcp"}],
        }))  # fmt: skip
        self.environment |= {
            "VIVARIUM_AGENT_CONFIG": str(configuration),
            "VIVARIUM_SIMULATED_TIME_SCALE": "0",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{nowhere}",
            "OTEL_METRIC_EXPORT_INTERVAL": "1000",
        }

    def use(self) -> None:
        super().use()
        for number in range(TURNS):
            accept = "text/event-stream" if number % 2 else "application/json"
            body = {"input": "How much is 6 * 7?", "conversationId": f"c{number % 4}"}
            if not answers(f"http://127.0.0.1:{self.http}/v1/turns", body, accept):
                raise RuntimeError("a turn was not answered")


class Operator(Session):
    """A stack and an agent that it serves, against an API server that takes everything."""

    def __init__(self, directory: Path, server: ApiServer):
        super().__init__(directory)
        self.server = server
        self.environment |= {
            "KUBERNETES_MASTER": server.url,
            "KUBERNETES_NAMESPACE": "training",
            "KUBERNETES_AUTH_TRYKUBECONFIG": "false",
            "KUBERNETES_AUTH_TRYSERVICEACCOUNT": "false",
        }

    def use(self) -> None:
        super().use()
        self.wait(lambda: self.server.writes >= WRITES, f"{WRITES} writes")

    @staticmethod
    def resource(kind: str, name: str, spec: dict) -> dict:
        metadata = {
            "name": name,
            "namespace": "training",
            "uid": f"00000000-0000-0000-0001-{len(name):012}",
            "resourceVersion": "1",
            "generation": 1,
            "creationTimestamp": "2026-01-01T00:00:00Z",
            "finalizers": ["%s.vivarium.dev/finalizer" % (kind.lower() + "s")],
        }
        return {"apiVersion": "vivarium.dev/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


@contextlib.contextmanager
def operator():
    price = {"provider": "simulated", "model": "*", "inputPerMillion": "3", "outputPerMillion": "15"}
    objects = {
        "observabilitystacks": [Operator.resource("ObservabilityStack", "default", {"pricing": {"models": [price]}})],
        "agents": [
            Operator.resource(
                "Agent",
                "greeter",
                {
                    "model": {"provider": "simulated", "name": "sim"},
                    "instructions": {"inline": "Greet people."},
                    "transport": {"mode": "Http"},
                    "alerts": {"costPerHour": {"threshold": "2.50", "for": "5m", "severity": "critical"}},
                },
            )
        ],
    }
    with tempfile.TemporaryDirectory() as directory, ApiServer(objects) as server:
        yield Operator(Path(directory), server)


class McpServer(Session):
    """An MCP client that comes, looks and goes."""

    def use(self) -> None:
        super().use()
        url = f"http://127.0.0.1:{self.http}/mcp"
        initialize = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "training", "version": "1"}},
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        request = urllib.request.Request(url, json.dumps(initialize).encode(), headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            response.read()
            headers["Mcp-Session-Id"] = response.headers["Mcp-Session-Id"]
        calls = [{"jsonrpc": "2.0", "method": "notifications/initialized"}, {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}]
        calls += [
            {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": "calculate", "arguments": {"expression": "6 * 7"}}}
            for number in range(3, 3 + TURNS)
        ]
        for call in calls:
            with urllib.request.urlopen(urllib.request.Request(url, json.dumps(call).encode(), headers), timeout=30) as response:
                response.read()


def in_scratch(session):
    @contextlib.contextmanager
    def scenario():
        with tempfile.TemporaryDirectory() as directory:
            yield session(Path(directory))

    return scenario


ALL = {"agent-runtime": in_scratch(Agent), "operator": operator, "example-mcp-server": in_scratch(McpServer)}
