"""HTTP/1.1 as the SDKs and the emulator speak it: messages with a length or in chunks, on connections that are kept."""

import asyncio
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """A request or a response; `start` is its first line, header names are in lower case."""

    start: str
    headers: dict[str, str]
    body: bytes

    @property
    def status(self) -> int:
        """The status code of a response."""
        return int(self.start.split(" ", 2)[1])

    def encoded(self) -> bytes:
        """The bytes on the wire, its length counted anew."""
        kept = ((name, value) for name, value in self.headers.items() if name not in FRAMING)
        lines = [self.start, *(f"{name}: {value}" for name, value in kept), f"content-length: {len(self.body)}"]
        return "\r\n".join((*lines, "", "")).encode("latin-1") + self.body


FRAMING = frozenset({"content-length", "transfer-encoding"})


@dataclass(kw_only=True)
class Line:
    """One connection to the emulator, opened when it is first needed and again when it was closed."""

    host: str
    port: int
    _ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None, init=False)

    async def ask(self, request: Message) -> Message:
        """The emulator's answer.

        Raises:
            OSError, EOFError: the connection broke.
        """
        if self._ends and self._ends[0].at_eof():
            self.close()
        if self._ends is None:
            self._ends = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._ends
        writer.write(request.encoded())
        await writer.drain()
        answer = await read_message(reader)
        if answer is None:
            raise EOFError("the emulator closed the connection")
        return answer

    def close(self) -> None:
        """Gives the connection back."""
        if self._ends:
            self._ends[1].close()
            self._ends = None


async def read_message(reader: asyncio.StreamReader) -> Message | None:
    """The next message, None where the peer has closed.

    Raises:
        OSError, EOFError: the connection broke within a message.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return None
    start, *lines = head[:-4].decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = await _chunks(reader)
    elif (length := headers.get("content-length")) is not None:
        body = await reader.readexactly(int(length))
    else:
        body = b""
    return Message(start=start, headers=headers, body=body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    chunks = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        chunks.append((await reader.readexactly(size + 2))[:-2])
    await reader.readuntil(b"\r\n")
    return b"".join(chunks)
