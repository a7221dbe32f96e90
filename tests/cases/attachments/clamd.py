"""A scanner that speaks as the daemon of ClamAV does, as far as its manual describes INSTREAM and VERSION."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = "ClamAV 1.4.3/27400/Mon Jan 11 09:00:00 2027"


@dataclass
class Told:
    """What the scanner was sent, and how it is to behave."""

    most: int = 50_000_000
    silent: bool = False
    hangs_up: bool = False
    streams: list[bytes] = field(default_factory=list)
    parts: list[int] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        told: Told = self.server.told  # type: ignore[attr-defined]
        command = self._command()
        if told.silent:
            self.server.ended.wait(20)  # type: ignore[attr-defined]
            return
        if told.hangs_up:
            return
        if command == b"zVERSION":
            self.wfile.write(VERSION.encode() + b"\0")
        elif command == b"zINSTREAM":
            self.wfile.write(self._scanned(told) + b"\0")
        else:
            self.wfile.write(b"UNKNOWN COMMAND\0")

    def _command(self) -> bytes:
        command = b""
        while (letter := self.rfile.read(1)) not in (b"\0", b""):
            command += letter
        return command

    def _scanned(self, told: Told) -> bytes:
        stream = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            told.parts.append(length)
            stream += self.rfile.read(length)
            if len(stream) > told.most:
                return b"INSTREAM size limit exceeded. ERROR"
        told.streams.append(stream)
        return b"stream: Eicar-Test-Signature FOUND" if EICAR in stream else b"stream: OK"


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def scanning(told: Told, socket_path: Path | None = None) -> Iterator[str]:
    """Run the scanner; gives the address that SAFECONDUCT_CLAMAV would name."""
    server = _Unix(str(socket_path), _Handler) if socket_path else _Tcp(("127.0.0.1", 0), _Handler)
    server.told, server.ended = told, threading.Event()  # type: ignore[union-attr]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield str(socket_path) if socket_path else f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.ended.set()  # type: ignore[union-attr]
        server.shutdown()
        thread.join()
        server.server_close()


def nobody() -> str:
    """An address at which nobody listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{line.getsockname()[1]}"
