"""HTTP/1.1 connections that are kept; h11 reads and writes what is on them."""

import asyncio
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import responses

import h11

from chaos.proxy.messages import ProxiedRequest, ProxiedResponse, decode_headers, end_to_end

READ = 1 << 16
"""Bytes that are read at a time."""
LARGEST_HEAD = 1 << 20
"""Bytes of a message's first line and headers; signed requests carry session tokens."""
WITHOUT_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class CallerConnection:
    """The connection of one caller: requests come in, responses go out, one at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=LARGEST_HEAD)
        self._head = False

    @property
    def abandoned(self) -> bool:
        """Return whether the caller has hung up instead of waiting for the response."""
        return self._reader.at_eof()

    @property
    def peer_port(self) -> int:
        """Return the port of the caller's end."""
        port: int = self._writer.get_extra_info("peername")[1]
        return port

    @property
    def own_port(self) -> int:
        """Return the port of the proxy's end."""
        port: int = self._writer.get_extra_info("sockname")[1]
        return port

    async def receive(self) -> ProxiedRequest | None:
        """Return the next request, None where no other follows on this connection.

        Raises:
            OSError, h11.RemoteProtocolError: the connection broke within a request, or what came is no HTTP.
        """
        if self._http.our_state is h11.DONE:
            self._http.start_next_cycle()
        if self._http.our_state is not h11.IDLE or self._writer.is_closing():
            return None
        request = await self._next_event()
        if not isinstance(request, h11.Request):
            return None  # the caller has closed its end
        body = bytearray()
        while isinstance(event := await self._next_event(), h11.Data):
            body += event.data
        self._head = request.method == b"HEAD"
        return ProxiedRequest(
            method=request.method.decode(),
            target=request.target.decode("latin-1"),
            headers=decode_headers(request.headers),
            body=bytes(body),
        )

    async def send(self, response: ProxiedResponse) -> None:
        """Answer the request that was received last."""
        status, headers, body = response.status, end_to_end(response.headers), response.body
        if self._head:
            body = b""
            if length := response.headers.get("content-length"):
                headers["content-length"] = length  # of the body that GET would bring
        elif status not in WITHOUT_BODY:
            headers["content-length"] = str(len(body))
        head = h11.Response(status_code=status, headers=list(headers.items()), reason=responses.get(status, ""))
        self._writer.write(_encode(self._http, head, body))
        await self._writer.drain()

    def cut(self) -> None:
        """Drop the connection at once; the caller gets nothing more."""
        self._writer.transport.abort()

    def close(self) -> None:
        """Close the connection once everything is written."""
        self._writer.close()

    async def _next_event(self) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            if self._http.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=HTTPStatus.CONTINUE, headers=[], reason="Continue")
                self._writer.write(self._http.send(go_on) or b"")
            self._http.receive_data(await self._reader.read(READ))
        return event


@dataclass(kw_only=True)
class UpstreamConnection:
    """A connection to the emulator, opened when it is first needed and again when it was closed."""

    host: str
    port: int
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, init=False)
    _http: h11.Connection = field(init=False)
    _answered: bool = field(default=False, init=False)
    """True once a byte of the present response has come."""

    async def request(self, request: ProxiedRequest) -> ProxiedResponse:
        """Return the emulator's response.

        A connection that was kept may be closed by the emulator at the moment in which the request is sent: one that
        ends before a byte of the response is opened again, once.

        Raises:
            OSError, h11.RemoteProtocolError: the connection broke before the response was complete.
        """
        kept, self._answered = self._streams is not None, False
        try:
            return await self._exchange(request)
        except (OSError, h11.RemoteProtocolError):
            if not kept or self._answered:
                raise
            self.close()
            return await self._exchange(request)

    async def _exchange(self, request: ProxiedRequest) -> ProxiedResponse:
        reader, writer = await self._open()
        headers = {**end_to_end(request.headers), "content-length": str(len(request.body))}
        head = h11.Request(method=request.method, target=request.target, headers=list(headers.items()))
        writer.write(_encode(self._http, head, request.body))
        await writer.drain()
        while not isinstance(response := await self._next_event(reader), h11.Response):
            pass  # an interim response: the caller waits for the final one
        body = bytearray()
        while isinstance(event := await self._next_event(reader), h11.Data):
            body += event.data
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        else:
            self.close()
        return ProxiedResponse(status=response.status_code, headers=decode_headers(response.headers), body=bytes(body))

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams and self._streams[0].at_eof():
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
            self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=LARGEST_HEAD)
        return self._streams

    async def _next_event(self, reader: asyncio.StreamReader) -> object:
        while (event := self._http.next_event()) is h11.NEED_DATA:
            data = await reader.read(READ)
            self._answered = self._answered or bool(data)
            self._http.receive_data(data)
        return event


def _encode(http: h11.Connection, head: h11.Request | h11.Response, body: bytes) -> bytes:
    parts = (http.send(event) for event in (head, h11.Data(data=body), h11.EndOfMessage()))
    return b"".join(part for part in parts if part)
