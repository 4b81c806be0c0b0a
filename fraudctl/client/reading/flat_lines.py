"""Lines that are a flat object each, as most are, read in a fraction of the time that any text takes."""

from collections.abc import Iterator

from fraudctl.client.reading.value_end import FLAT_OBJECT
from fraudctl.client.reading.window import Window
from handlers.contract.request import LARGEST_BODY


def flat_lines(window: Window) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of the next such lines that have come whole, up to the first other line.

    The window is at the end of a line.
    """
    block = bytes(window.data[: window.data.rfind(b"\n") + 1])
    if not block.startswith(b"\n"):  # of the line before
        return
    taken = 0
    for number, line in enumerate(block[1:].split(b"\n")[:-1], start=window.line + 1):
        if len(line) > LARGEST_BODY or not FLAT_OBJECT.fullmatch(line):
            break
        taken += 1 + len(line)
        yield number, line
    window.advance(taken)
