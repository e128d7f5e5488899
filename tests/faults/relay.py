"""A wire between a client and a PostgreSQL server that can swallow what the server answers."""

import socket
from pathlib import Path
from select import select
from threading import Thread


class Relay:
    """Listens on a unix socket of its own folder. After `swallow`, the next answer is lost.

    The server has then done what it was asked to, and the client sees a broken connection.
    """

    def __init__(self, folder: Path, server: Path) -> None:
        self._server = str(server / ".s.PGSQL.5432")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen()
        self._swallows = False
        self._threads = [Thread(target=self._accept)]
        self._threads[0].start()

    def swallow(self) -> None:
        self._swallows = True

    def close(self) -> None:
        """When every client has hung up."""
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            thread = Thread(target=self._carry, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _carry(self, client: socket.socket) -> None:
        """Both ways, until one end hangs up or an answer is swallowed."""
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(self._server)
            while True:
                [source, *_], _, _ = select([client, server], [], [])
                chunk = source.recv(65536)
                swallowed = source is server and self._swallows
                if not chunk or swallowed:
                    self._swallows = self._swallows and not swallowed
                    return
                (client if source is server else server).sendall(chunk)
