"""A server on this machine that answers as models do: the right words, and all that is wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[dict[str, Any]], Any]


class FakeModel(ThreadingHTTPServer):
    """Answers each question by a function, and keeps what it was asked."""

    daemon_threads = True
    answer: Answer
    asked: list[dict[str, Any]]
    headers: list[dict[str, str]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of those who hang up before the answer is out: some tests mean to."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def passages(self) -> list[str]:
        """What it was shown of documents, in order."""
        return [passage_of(body) for body in self.asked]


class Handler(BaseHTTPRequestHandler):
    server: FakeModel

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, **body})
        self.server.headers.append(dict(self.headers))
        answer = self.server.answer(body)
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        raw = content if isinstance(content, bytes) else json.dumps({"choices": [{"message": {"content": content}}]}).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        return


@contextmanager
def serving() -> Iterator[FakeModel]:
    one = FakeModel(("127.0.0.1", 0), Handler)
    one.asked, one.headers = [], []
    one.answer = lambda body: statements()
    thread = threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield one
    finally:
        one.shutdown()
        one.server_close()
        thread.join()


def passage_of(body: dict[str, Any]) -> str:
    return str(json.loads(body["messages"][1]["content"])["passage"])


def statements(*given: dict[str, Any]) -> str:
    return json.dumps({"statements": list(given)})


def answering(*given: dict[str, Any]) -> Answer:
    """Return what answers each passage with those of the statements whose words stand in it, and with those marked "made_up"."""

    def answer(body: dict[str, Any]) -> str:
        passage = passage_of(body)
        return statements(*(one for one in given if one.get("made_up") or one["quote"] in passage))

    return answer
