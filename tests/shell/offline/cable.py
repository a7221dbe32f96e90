"""A cable between a browser and a server that can be cut, so that service workers lose the network too."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Cable:
    """Forwards a port of this machine to another one while it is not cut."""

    def __init__(self, port: int) -> None:
        self.far, self.is_cut = port, False
        self.open: list[socket.socket] = []
        self.near = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """The address on the browser's side."""
        return f"http://127.0.0.1:{self.near.getsockname()[1]}"

    def cut(self) -> None:
        """Break every connection and take no new one."""
        self.is_cut = True
        for one in self.open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()

    def mend(self) -> None:
        """Take connections again."""
        self.is_cut = False

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                one, _ = self.near.accept()
                if self.is_cut:
                    one.close()
                    continue
                other = socket.create_connection(("127.0.0.1", self.far))
                self.open += [one, other]
                for source, target in ((one, other), (other, one)):
                    threading.Thread(target=_pump, args=(source, target), daemon=True).start()

    def close(self) -> None:
        """Take the cable away."""
        self.cut()
        self.near.close()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
