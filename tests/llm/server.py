"""A server that speaks the OpenAI chat-completions protocol over HTTP on loopback, and can fail in every way a real one does."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What a server does with one request: it answers through the handler. `number` counts the requests from 0.
Behaviour = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    body: dict[str, Any]
    number: int

    @property
    def question(self) -> str:
        return str(self.body["messages"][-1]["content"])

    @property
    def form(self) -> str:
        return str(self.body.get("response_format", {}).get("type", "text"))

    def send(self, status: int, data: bytes, kind: str = "application/json", **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        self.handler.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.end_headers()
        self.handler.wfile.write(data)

    def fail(self, status: int, message: str = "no", **headers: str) -> None:
        self.send(status, json.dumps({"error": {"message": message, "type": "error", "code": None}}).encode(), **headers)

    def answer(self, content: object, finish: str = "stop", **message: object) -> None:
        """A completion whose content is a text, or a value as JSON."""
        self.send(200, completion(content, finish, **message))

    def cut(self) -> None:
        """Break the connection off."""
        self.handler.wfile.flush()
        self.handler.connection.shutdown(socket.SHUT_RDWR)


def completion(content: object, finish: str = "stop", **message: object) -> bytes:
    text = content if isinstance(content, str) or content is None else json.dumps(content, ensure_ascii=False)
    return json.dumps({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "test",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text, **message}}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}}, ensure_ascii=False).encode()


@dataclass
class Server:
    """`seen` are the bodies of all requests, `keys` their Authorization headers; `busy` is the most that were open at once."""

    behaviour: Behaviour
    port: int = 0
    seen: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    busy: int = 0
    _open: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        with self._lock:
            number = len(self.seen)
            self.seen.append(body)
            self.keys.append(handler.headers.get("Authorization", ""))
            self._open += 1
            self.busy = max(self.busy, self._open)
        try:
            if handler.path != "/v1/chat/completions":
                Exchange(handler, body, number).fail(404, "not here")
            else:
                self.behaviour(Exchange(handler, body, number))
        finally:
            with self._lock:
                self._open -= 1


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[Server]:
    server = Server(behaviour)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            try:
                server.handle(self)
            except OSError:  # the client went away
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args: object) -> None:
            pass

    with Quiet(("127.0.0.1", 0), Handler) as http:
        server.port = http.server_address[1]
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def trickle(exchange: Exchange, seconds: float) -> None:
    """Send an answer byte by byte, never quite done: a time-out between bytes does not notice."""
    data = completion({"entities": [], "claims": []})
    exchange.handler.send_response(200)
    exchange.handler.send_header("Content-Type", "application/json")
    exchange.handler.send_header("Content-Length", str(len(data)))
    exchange.handler.end_headers()
    for byte in data:
        exchange.handler.wfile.write(bytes([byte]))
        exchange.handler.wfile.flush()
        time.sleep(seconds)
