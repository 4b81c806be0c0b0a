"""A file that says where something runs, and goes when that ends."""

import contextlib
import hashlib
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
    """Undo `publish`, however far it came, unless another content has taken the place since."""
    _staged(path, content).unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if path.read_bytes() == content.encode():
            path.unlink()


def _staged(path: Path, content: str) -> Path:
    """Named after the content, so that whoever knows that can remove it after a crash."""
    return path.with_name(f".{path.name}.{hashlib.sha256(content.encode()).hexdigest()[:16]}")
