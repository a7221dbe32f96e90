"""Servers that take letters, as real ones do, on a free port of this machine."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class MailServer:
    """An SMTP server that speaks as much as is needed (RFC 5321) and answers recipients with a code."""

    port: int = 0
    recipient_code: int = 250
    mails: list[bytes] = field(default_factory=list)


class _Smtp(socketserver.StreamRequestHandler):
    mail: MailServer

    def handle(self) -> None:
        self.say(220)
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "DATA":
                self.say(354)
                self.mail.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.say({"RCPT": self.mail.recipient_code, "QUIT": 221}.get(word, 250))
            if word == "QUIT":
                return

    def say(self, code: int) -> None:
        self.wfile.write(f"{code} said\r\n".encode())


@contextmanager
def mail_server(recipient_code: int = 250) -> Iterator[MailServer]:
    """Run a mail server."""
    mail = MailServer(recipient_code=recipient_code)
    handler = type("Handler", (_Smtp,), {"mail": mail})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        mail.port = server.server_address[1]
        with running(server):
            yield mail


@dataclass
class WebServer:
    """A server that answers calls with the statuses of a list, the last one over and over."""

    statuses: list[int]
    address: str = ""
    calls: list[tuple[dict[str, str], object]] = field(default_factory=list)


class _Http(BaseHTTPRequestHandler):
    web: WebServer

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.web.calls.append(({name.lower(): value for name, value in self.headers.items()}, content))
        self.send_response(self.web.statuses.pop(0) if len(self.web.statuses) > 1 else self.web.statuses[0])
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def web_server(*statuses: int) -> Iterator[WebServer]:
    """Run a web server."""
    web = WebServer(list(statuses))
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Http,), {"web": web})) as server:
        web.address = f"http://127.0.0.1:{server.server_address[1]}/messages?client=7"
        with running(server):
            yield web


@contextmanager
def running(server: socketserver.BaseServer) -> Iterator[None]:
    """Serve in a thread until the block ends."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
