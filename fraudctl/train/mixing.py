"""A number for a text, the same in every process: Python's own hash differs in each, and with it what is made by it."""

from hashlib import blake2b


def mixed(text: str) -> int:
    """Return 63 bits of a text's hash."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1
