"""The picture of the terminal for the README, of the end of `fraudctl demo`; `make screenshots` takes it."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import termios

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from emulator.emulator import PROJECT

PICTURE = PROJECT / "docs" / "terminal.svg"

LINES, COLUMNS = 60, 90
CHUNK = 1 << 16

FROM = "Known of "
"""The beginning of the picture: all before is left out, so that it is taken in at a glance."""

FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
"""Without fonts of another server: whoever looks has one of the same width."""


def main() -> None:
    """Write the picture."""
    printed = printed_by("fraudctl", "demo")
    PICTURE.write_text(picture(printed[printed.rindex("\n", 0, printed.index(FROM)) + 1 :], "make demo"), "utf-8")


def printed_by(command: str, *arguments: str) -> str:
    """Return what a command of this environment prints to a terminal; raise CalledProcessError where it fails."""
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    whole = [str(PROJECT / ".venv" / "bin" / command), *arguments]
    variables = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with subprocess.Popen(whole, stdout=its, stderr=subprocess.DEVNULL, env=variables) as child:
        os.close(its)
        found = bytearray()
        while chunk := _read(ours):
            found += chunk
    os.close(ours)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, whole, bytes(found))
    return found.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    """Return what comes next; nothing once all who write to it have ended, which Linux tells by an error."""
    try:
        return os.read(terminal, CHUNK)
    except OSError:
        return b""


def picture(printed: str, title: str) -> str:
    """Return an SVG of a terminal that shows this."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.from_ansi(printed.rstrip()))
    return console.export_svg(title=title, code_format=FORMAT, unique_id="terminal")


if __name__ == "__main__":
    main()
