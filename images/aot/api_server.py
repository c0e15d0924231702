"""As much of an API server as an operator needs to be trained: it has what it is given, takes every write, and never has news."""
import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class ApiServer:
    """Serves on a free port of the loopback interface while it is entered. `objects` are by the last part of their list's path."""

    def __init__(self, objects: dict[str, list[dict]]):
        self.objects = objects
        self.writes = 0
        self.ended = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()

    def _handler(self):
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                url = urlsplit(self.path)
                query = parse_qs(url.query)
                if query.get("watch") == ["true"]:
                    self.wait_for_news()
                elif url.path == "/version":
                    self.answer(200, {"major": "1", "minor": "34", "gitVersion": "v1.34.0"})
                elif self.is_list(url.path):
                    self.answer(200, {"metadata": {"resourceVersion": "1"}, "items": outer.objects.get(url.path.rpartition("/")[2], [])})
                else:
                    self.answer(404, {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404})

            @staticmethod
            def is_list(path: str) -> bool:
                # After the group and version come pairs of a type and a name; a list lacks the last name.
                rest = path.removeprefix("/apis/") if path.startswith("/apis/") else "core/" + path.removeprefix("/api/")
                return len(rest.split("/")) % 2 == 1

            def wait_for_news(self):
                # Watches are WebSockets; RFC 6455, section 4.2.2.
                key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
                self.send_response(101)
                self.send_header("Upgrade", "websocket")
                self.send_header("Connection", "Upgrade")
                self.send_header("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())
                self.end_headers()
                self.wfile.flush()
                outer.ended.wait()
                self.close_connection = True

            def write(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)))
                outer.writes += 1
                identity = {"uid": f"00000000-0000-0000-0000-{outer.writes:012}", "resourceVersion": str(outer.writes + 1)}
                known = self.known(urlsplit(self.path).path.split("/"))
                self.answer(200, known | body | {"metadata": identity | known.get("metadata", {}) | body.get("metadata", {})})

            @staticmethod
            def known(path: list[str]) -> dict:
                return next((item for kind in path for item in outer.objects.get(kind, []) if item["metadata"]["name"] in path), {})

            do_POST = do_PUT = do_PATCH = do_DELETE = write

            def answer(self, code: int, body: dict):
                data = json.dumps(body).encode()
                self.send_response(code)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        return Handler
