"""Connections that keep to one end of a request's time, however many addresses they try and however slowly bytes come.

A socket's own timeout begins anew with every address and every byte.
"""

import http.client
import io
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

CONNECT_SECONDS = 5.0
"""For each address of the API."""

_ends: ContextVar[float] = ContextVar("ends")


@contextmanager
def ending_at(at: float) -> Iterator[None]:
    """Let the request that is made meanwhile end by a time of the monotonic clock; DNS alone may take longer."""
    token = _ends.set(at)
    try:
        yield
    finally:
        _ends.reset(token)


def _left() -> float:
    """Return the seconds that are left; raise TimeoutError when they are over."""
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError("timed out")
    return left


class _RawAnswer(io.RawIOBase):
    """An answer as it comes, each part of it in what is left of the time of all."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__()
        self._sock = sock
        self._raw: Any = sock.makefile("rb", buffering=0)  # the socket is open until this is closed

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left())
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp.close()
        self.fp = io.BufferedReader(_RawAnswer(sock))


class _Connection(HTTPConnection):
    response_class = _Answer

    def _new_conn(self) -> socket.socket:
        """Return a socket that is connected to the first of the host's addresses that answers."""
        try:
            found = socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        trouble: OSError = OSError("no addresses")
        for family, kind, protocol, _, address in found:
            made = socket.socket(family, kind, protocol)
            try:
                for option in self.socket_options or ():
                    made.setsockopt(*option)
                made.settimeout(min(CONNECT_SECONDS, _left()))
                made.connect(address)
                made.settimeout(_left())  # for what TLS says first
            except OSError as error:
                made.close()
                trouble = error
            else:
                return made
        if isinstance(trouble, TimeoutError):
            raise ConnectTimeoutError(self, "no connection in time") from trouble
        raise NewConnectionError(self, str(trouble)) from trouble

    def send(self, data: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(_left())
        super().send(data)


class _TlsConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def timed_pools(concurrency: int) -> urllib3.PoolManager:
    """Return pools of so many connections a host, whose requests are made while a time is set for them."""
    made = urllib3.PoolManager(maxsize=concurrency)
    made.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
    return made
