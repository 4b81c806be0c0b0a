"""The values of a JSON text: lines, objects one after the other, or the elements of arrays.

A broken value never affects its neighbours: it is yielded as it stands, and refused by the parser. Where the parser's
message would not say what is wrong, the refusal is yielded in its place.
"""

from collections.abc import Generator, Iterator
from enum import Enum, auto

from fraudctl.client.reading.flat_lines import flat_lines
from fraudctl.client.reading.value_end import NoEnd, NoEndReason, find_value_end
from fraudctl.client.reading.window import RECORD_SEPARATOR, Window
from handlers.contract.errors import Refused
from handlers.contract.request import LARGEST_BODY

NumberedLine = tuple[int, bytes | Refused]
"""The number of the line that a value starts on, and the value's bytes or its refusal."""

MAX_VALUE_BYTES = LARGEST_BODY + 1
"""Bytes of a value that are yielded: enough for it to be refused for its size."""

ARRAY = (b"[",)
BATCH = (b"{", b'"transactions"', b":", b"[")
"""The first tokens of a request's body for the API's batch."""


class ArrayPosition(Enum):
    """A position in an array, by what came before it."""

    BEGINNING = auto()
    ELEMENT = auto()
    COMMA = auto()
    BROKEN = auto()


def iter_values(window: Window) -> Iterator[NumberedLine]:
    """Yield every value of the text as soon as it is complete."""
    while window.skip():
        if length := _array_start(window, ARRAY):
            window.advance(length)
            yield from _elements(window)
        elif length := _array_start(window, BATCH):
            indent = window.indent
            window.advance(length)
            if (yield from _elements(window)):
                yield from _batch_end(window, indent)
        elif window.holds(b"{"):
            yield _object(window)
            yield from flat_lines(window)
        else:
            yield window.line, window.take_line(MAX_VALUE_BYTES)
    if window.fault:
        yield window.line, Refused("the input", window.fault)


def _array_start(window: Window, tokens: tuple[bytes, ...]) -> int:
    """Return the length of the tokens if the text begins with them and an array of objects follows; else 0."""
    at = 0
    for token in tokens:
        at, _ = window.find(at)
        if not window.holds(token, at):
            return 0
        at += len(token)
    return at if window.find(at)[1] in (b"{", b"]") else 0


def _elements(window: Window) -> Generator[NumberedLine, None, bool]:
    """Yield the elements of an array up to its end, or to where it breaks off; return whether it had an end."""
    start, position = window.line, ArrayPosition.BEGINNING
    while window.skip():
        _, byte = window.find()
        if byte == b"]":
            if position is ArrayPosition.COMMA:
                yield window.line, Refused("the array", "must not end with a comma")
            window.advance(1)
            return True
        if byte == b"," and position in (ArrayPosition.ELEMENT, ArrayPosition.BROKEN):
            window.advance(1)
            position = ArrayPosition.COMMA
        elif position is ArrayPosition.ELEMENT or byte in b",:}":
            yield window.line, Refused("body", f"must have a comma before it in the array that starts on line {start}")
            return False
        else:
            number, indent, end = window.line, window.indent, find_value_end(window)
            if isinstance(end, NoEnd):
                yield number, _broken(window, end, indent, f"; what follows it on line {number} was not read")
                position = ArrayPosition.BROKEN
            else:
                yield number, _take(window, end)
                position = ArrayPosition.ELEMENT
    yield window.line, Refused("body", f"is cut off: the array that starts on line {start} has no end")
    return False


def _batch_end(window: Window, indent: int) -> Iterator[NumberedLine]:
    """Consume the end of a batch's object, after its array; yield a refusal if there is more or less."""
    if window.skip() and window.holds(b"}"):
        window.advance(1)
    elif not window.data:
        yield window.line, Refused("transactions", "is cut off: the object around it has no end")
    else:
        yield window.line, Refused("transactions", "must have no other field beside it")
        _skip_broken(window, indent, beyond=True)


def _object(window: Window) -> NumberedLine:
    number, indent, end = window.line, window.indent, find_value_end(window)
    if isinstance(end, NoEnd):
        return number, _broken(window, end, indent)
    _, byte = window.find(end, b" \t")
    if not byte or byte in b"\n{[\xef" or byte[0] == RECORD_SEPARATOR:
        return number, _take(window, end)
    value = _take(window, end)
    rest = window.take_line(MAX_VALUE_BYTES)
    if rest.strip() == b",":
        return number, Refused("body", "must be a JSON object without a comma after it")
    return number, value + rest


def _take(window: Window, length: int) -> bytes:
    value = bytes(window.data[: min(length, MAX_VALUE_BYTES)])
    window.advance(length)
    return value


def _broken(window: Window, end: NoEnd, indent: int, consequence: str = "") -> bytes | Refused:
    """Consume a value without an end, with the lines that belong to it; return its bytes or why it is refused."""
    beginning = bytes(window.data[:MAX_VALUE_BYTES])
    first = _skip_broken(window, indent, beyond=end.beyond)
    if end.reason is NoEndReason.TOO_LONG:
        return beginning if not consequence else Refused("body", f"must be at most {LARGEST_BODY} bytes{consequence}")
    if end.reason is NoEndReason.CUT_OFF and not window.skip():
        return Refused("body", "is cut off: the input ends in the middle of it")
    return first if not consequence else Refused("body", f"must be a JSON object in UTF-8{consequence}")


def _skip_broken(window: Window, indent: int, *, beyond: bool) -> bytes:
    """Consume the rest of the line and return its beginning; if the value went beyond it, consume its other lines too.

    Those are indented more than the first, or begin with a closing bracket: so a line that was cut off affects no
    other, and a broken pretty-printed object is refused once.
    """
    first = window.take_line(MAX_VALUE_BYTES)
    while beyond:
        at, byte = window.find()
        if not byte or not (byte in b"}]" or at - 1 - window.data.rfind(b"\n", 0, at) > indent):
            break
        window.advance(at)
        window.take_line(0)
    return first
