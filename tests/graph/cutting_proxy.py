"""A proxy that loses the answer to a COMMIT: the server has committed, the client cannot know."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self
from urllib.parse import urlsplit

_COMMIT = bytes.fromhex("0002b0120000")  # one Bolt message: structure without fields, tag COMMIT


class CuttingProxy:
    """Forwards Bolt to a server on loopback; the first answers to COMMIT are lost and their connections cut.

    Attributes:
        cuts: how many answers are still to be lost.
    """

    def __init__(self, uri: str, cuts: int) -> None:
        parts = urlsplit(uri)
        self._server = (parts.hostname or "127.0.0.1", parts.port or 7687)
        self.cuts = cuts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        for end in [self._listener, *self._open]:
            _shut(end)
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self._open += [client, server]
                lose = threading.Event()
                for work in (self._up, self._down):
                    thread = threading.Thread(target=work, args=(client, server, lose), daemon=True)
                    self._threads.append(thread)
                    thread.start()

    def _up(self, client: socket.socket, server: socket.socket, lose: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(1 << 16):
                if self.cuts and data.endswith(_COMMIT):
                    self.cuts -= 1
                    lose.set()
                server.sendall(data)
        _shut(server)

    def _down(self, client: socket.socket, server: socket.socket, lose: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while (data := server.recv(1 << 16)) and not lose.is_set():
                client.sendall(data)
        _shut(client)
        _shut(server)


def _shut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
