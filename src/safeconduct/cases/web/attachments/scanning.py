"""Scanners for viruses: what one must do, and that of ClamAV.

SAFECONDUCT_CLAMAV says where its daemon listens: ``host:port``, ``[address]:port`` or the path of a socket. Empty:
files are not scanned, and pages say so.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SECONDS = 30.0
"""Of silence after which a scanner counts as down: what was uploaded waits then, and nobody waits for it."""
MOST_ANSWER = 4096
ADDRESS = re.compile(r"(?:\[(?P<address>[0-9a-fA-F:.]+)\]|(?P<host>[^\s/:\[\]]+)):(?P<port>\d{1,5})")
ANSWER = re.compile(r"stream: (?:(?P<clean>OK)|(?P<found>.+) FOUND)", re.DOTALL)
UNPRINTABLE = re.compile(r"[^\w.:;/+() -]")


class ScannerDown(OSError):
    """The scanner does not answer: scan again later."""


class NotScannable(ValueError):
    """The scanner answers, and does not scan this file; says why."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner found (empty: nothing), and which scanner with which signatures it was."""

    found: str
    by: str


class Scanner(Protocol):
    """Whatever looks for viruses."""

    def scan(self, chunks: Iterable[bytes]) -> Scanned:
        """Scan a file.

        Raises:
            ScannerDown: it does not answer.
            NotScannable: it does not scan this file.

        """


@dataclass(frozen=True, slots=True)
class ClamAV:
    """The daemon of ClamAV, spoken to as its manual says (clamd, INSTREAM): parts with their length before them."""

    address: str
    seconds: float = SECONDS

    def scan(self, chunks: Iterable[bytes]) -> Scanned:
        """Send a file part by part; only the daemon ever has it whole."""
        answer = self._asked(b"zINSTREAM\0", chunks)
        match = ANSWER.fullmatch(answer)
        if match is None:
            cure = "Compare StreamMaxLength in clamd.conf with the largest file that is taken."
            raise NotScannable(f"ClamAV answered '{UNPRINTABLE.sub('?', answer)[:200]}'. {cure}")
        return Scanned(UNPRINTABLE.sub("?", match["found"] or "")[:200], self.version())

    def version(self) -> str:
        """Which version with which signatures it is, such as ``ClamAV 1.4.3/27400/…``."""
        return UNPRINTABLE.sub("?", self._asked(b"zVERSION\0"))[:200]

    def _asked(self, command: bytes, chunks: Iterable[bytes] | None = None) -> str:
        try:
            with self._connected() as line:
                try:
                    line.sendall(command)
                    self._send(line, chunks)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # it stops listening when a file is too long, and says so
                return self._answer(line)
        except OSError as error:
            raise ScannerDown(
                f"ClamAV at {self.address} does not answer: {error}. Start it; files wait for it."
            ) from error

    @staticmethod
    def _send(line: socket.socket, chunks: Iterable[bytes] | None) -> None:
        if chunks is None:
            return
        for chunk in filter(None, chunks):
            line.sendall(len(chunk).to_bytes(4, "big") + chunk)
        line.sendall(bytes(4))

    @staticmethod
    def _answer(line: socket.socket) -> str:
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < MOST_ANSWER:
            part = b""
            with suppress(ConnectionResetError):
                part = line.recv(MOST_ANSWER)
            if not part:
                break
            answer += part
        if not answer.endswith(b"\0"):
            raise ConnectionError("it hung up in the midst of its answer")
        return answer[:-1].decode(errors="replace").strip()

    def _connected(self) -> socket.socket:
        if match := ADDRESS.fullmatch(self.address):
            return socket.create_connection((match["address"] or match["host"], int(match["port"])), self.seconds)
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(self.seconds)
        try:
            line.connect(self.address)
        except OSError:
            line.close()
            raise
        return line


def scanner() -> Scanner | None:
    """The scanner of this instance, if it has one."""
    address: str = settings.CLAMAV
    if not address:
        return None
    if not ADDRESS.fullmatch(address) and not address.startswith("/"):
        message = f"SAFECONDUCT_CLAMAV is '{address}'. Write host:port, or the path of a socket from the root."
        raise ImproperlyConfigured(message)
    return ClamAV(address)
