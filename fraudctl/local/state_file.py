"""A file that says where something runs, and goes when that ends."""

import contextlib
import hashlib
from pathlib import Path


def publish(path: Path, content: str) -> None:
    """Write the file in one step: a reader finds the old content or the new, never a part."""
    path.parent.mkdir(exist_ok=True)
    staged = _staged(path, content)
    staged.write_text(content, encoding="utf-8")
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
