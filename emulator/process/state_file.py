"""State files: published by a command, and removed by the supervisor when the emulator ends.

A command sends the supervisor one line of JSON for each file: its path, and the content with which to remove it.
"""

import contextlib
import hashlib
import json
import os
from pathlib import Path


def publish(path: Path, content: str) -> None:
    """Write the file in one step, for its owner alone: a reader finds the old content or the new, never a part."""
    staged = _staged(path, content)
    descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 -- a descriptor, for the mode
        file.write(content)
    staged.replace(path)


def withdraw(path: Path, content: str) -> None:
    """Remove what `publish` wrote, even if it was cut short; keep a file that has other content by now."""
    _staged(path, content).unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == content.encode():
            path.unlink()


def removal_order(path: Path, content: str) -> bytes:
    """Return the line that has the supervisor remove this file at the end, if it has this content then."""
    return json.dumps({"path": str(path), "content": content}).encode() + b"\n"


def parse_removal_order(line: bytes) -> tuple[Path, str]:
    """Return path and content of a `removal_order`."""
    order = json.loads(line)
    return Path(order["path"]), order["content"]


def _staged(path: Path, content: str) -> Path:
    """Return the path that is written first; its name tells the content, so that it can be removed after a crash."""
    return path.with_name(f".{path.name}.{hashlib.sha256(content.encode()).hexdigest()[:16]}")
