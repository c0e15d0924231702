"""An agent that owes Vivarium nothing but its contract (docs/concepts/bring-your-own.md): Python, the OpenTelemetry SDK, and the GenAI names of OpenTelemetry as
most instrumentations still send them. It answers turns over HTTP with one call of its model."""

import json
import os
import signal
import sys
import threading
import time
import urllib.request
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml
from opentelemetry import metrics
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

LARGEST_BODY = 2 * 1024 * 1024
# Those that the operator waits for, with room: the pod is killed after 60 s.
DRAIN_SECONDS = 40


class ProviderError(Exception):
    pass


class Model:
    """The model that the Agent's spec names: OpenAI's API, or an echo for the provider `simulated`."""

    def __init__(self, configuration, meter):
        self.model = configuration["model"]
        self.instructions = configuration.get("instructions", "")
        self.duration = meter.create_histogram("gen_ai.client.operation.duration", "s")
        self.usage = meter.create_histogram("gen_ai.client.token.usage", "{token}")

    def complete(self, text, timeout):
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.system": self.model["provider"],
            "gen_ai.request.model": self.model["name"],
            "gen_ai.response.model": self.model["name"],
        }
        begin = time.monotonic()
        try:
            answer, tokens_in, tokens_out = self.call(text, timeout)
        except (OSError, KeyError, ValueError) as error:
            self.duration.record(time.monotonic() - begin, attributes | {"error.type": type(error).__name__})
            raise ProviderError(f"the model cannot be called: {error}") from error
        self.duration.record(time.monotonic() - begin, attributes)
        self.usage.record(tokens_in, attributes | {"gen_ai.token.type": "input"})
        self.usage.record(tokens_out, attributes | {"gen_ai.token.type": "output"})
        return answer, tokens_in, tokens_out

    def call(self, text, timeout):
        if self.model["provider"] == "simulated":
            return f"You said: {text}", len(self.instructions.split()) + len(text.split()), len(text.split()) + 2
        base = self.model.get("baseUrl", "https://api.openai.com/v1").rstrip("/")
        body = {"model": self.model["name"], "messages": [{"role": "system", "content": self.instructions}, {"role": "user", "content": text}]}
        headers = {"Content-Type": "application/json"}
        if "apiKeyFile" in self.model:
            # Read for each call: the file changes when the Secret does.
            headers["Authorization"] = "Bearer " + Path(self.model["apiKeyFile"]).read_text().strip()
        request = urllib.request.Request(base + "/chat/completions", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=timeout) as response:
            answer = json.load(response)
        return answer["choices"][0]["message"]["content"], answer["usage"]["prompt_tokens"], answer["usage"]["completion_tokens"]


class Agent:
    def __init__(self, configuration, meter):
        limits = configuration.get("limits", {})
        self.model = Model(configuration, meter)
        self.duration = meter.create_histogram("gen_ai.client.operation.duration", "s")
        self.most = limits.get("maxConcurrentTurns", 4)
        self.running = 0
        self.stopping = False
        self.changed = threading.Condition()

    def turn(self, request):
        """The HTTP status and the reply, as docs/reference/http.md says."""
        reply = {"contractVersion": "v1alpha1", "turnId": request.get("turnId") or str(uuid.uuid4())}
        if request.get("conversationId"):
            reply["conversationId"] = request["conversationId"]
        text = request.get("input")
        if not isinstance(text, str) or not text.strip():
            return 400, reply | {"error": {"type": "invalid_request", "message": "input: it must be a text"}}
        with self.changed:
            if self.stopping:
                return 503, reply | {"error": {"type": "shutting_down", "message": "The agent is about to stop."}}
            if self.running >= self.most:
                return 429, reply | {"error": {"type": "overloaded", "message": f"The agent handles {self.most} turns already."}}
            self.running += 1
        attributes = {"gen_ai.operation.name": "invoke_agent", "gen_ai.system": self.model.model["provider"]}
        begin = time.monotonic()
        try:
            output, tokens_in, tokens_out = self.model.complete(text, timeout=60)
            usage = {"llmCalls": 1, "toolCalls": 0, "inputTokens": tokens_in, "outputTokens": tokens_out}
            return 200, reply | {"output": output, "usage": usage}
        except ProviderError as error:
            attributes["error.type"] = "provider_error"
            return 502, reply | {"error": {"type": "provider_error", "message": str(error)}}
        finally:
            self.duration.record(time.monotonic() - begin, attributes)
            with self.changed:
                self.running -= 1
                self.changed.notify_all()

    def stop(self):
        """Begins no turn any more, and waits for those that run."""
        with self.changed:
            self.stopping = True
            self.changed.wait_for(lambda: self.running == 0, DRAIN_SECONDS)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body, content_type="application/json"):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format, *arguments):
        pass


def turns(agent):
    class Turns(Handler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            if self.path != "/v1/turns" or length > LARGEST_BODY:
                self.close_connection = True
                self.answer(404 if self.path != "/v1/turns" else 413, {})
                return
            try:
                request = json.loads(self.rfile.read(length))
                if not isinstance(request, dict):
                    raise ValueError("it is no object")
            except ValueError as error:
                self.answer(400, {"error": {"type": "invalid_request", "message": f"the body is not a turn: {error}"}})
                return
            self.answer(*agent.turn(request))

    return Turns


def management(agent):
    class Management(Handler):
        def do_GET(self):
            if self.path == "/q/health/ready" and agent.stopping:
                check = {"name": "agent", "status": "DOWN", "data": {"reason": "it is about to stop"}}
                self.answer(503, {"status": "DOWN", "checks": [check]})
            elif self.path in ("/q/health/started", "/q/health/live", "/q/health/ready"):
                self.answer(200, {"status": "UP", "checks": []})
            elif self.path == "/q/metrics":
                text = f"# TYPE process_cpu_seconds counter\nprocess_cpu_seconds_total {time.process_time()}\n"
                self.answer(200, text, "text/plain; version=0.0.4; charset=utf-8")
            else:
                self.answer(404, {})

    return Management


def main():
    file = Path(os.environ.get("VIVARIUM_AGENT_CONFIG", "/etc/vivarium/agent.yaml"))
    configuration = yaml.safe_load(file.read_text())
    # Everything else about telemetry is in the standard variables, which the SDK reads by itself; without an endpoint nothing is exported.
    readers = [PeriodicExportingMetricReader(OTLPMetricExporter())] if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") else []
    provider = MeterProvider(metric_readers=readers)
    metrics.set_meter_provider(provider)
    agent = Agent(configuration, metrics.get_meter("bring-your-own"))
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    ports = {8080: turns(agent), 9000: management(agent)}
    host = os.environ.get("HOST", "0.0.0.0")
    for port, handler in ports.items():
        server = ThreadingHTTPServer((host, int(os.environ.get(f"PORT_{port}", port))), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"level": "INFO", "message": f"{configuration['namespace']}/{configuration['name']} answers turns"}), flush=True)
    stopped.wait()
    agent.stop()
    # What was measured last is sent.
    provider.shutdown()
    sys.exit(0)


if __name__ == "__main__":
    main()
