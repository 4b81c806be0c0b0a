"""The form of a stored decision: a byte that says how its fields follow, as they are or deflated."""

import zlib

from handlers.contract.errors import UnfitDecision

PLAIN, DEFLATED = 1, 2
"""The first byte of a stored decision; a further one is added whenever what follows changes its meaning."""

WORTH_DEFLATING = 400
"""Bytes; fewer become hardly any less."""

MOST_INFLATED = 1024 * 1024
"""Bytes; no decision is as large, and whoever can write rows must not fill the memory."""


def in_form(fields: bytes) -> bytes:
    """Return fields behind the byte of their form, deflated where that is worth it."""
    if len(fields) >= WORTH_DEFLATING and len(deflated := zlib.compress(fields)) < len(fields):
        return b"%c%b" % (DEFLATED, deflated)
    return b"%c%b" % (PLAIN, fields)


def fields_in(written: bytes) -> bytes:
    """Return the fields that bytes of a known form hold.

    Raises:
        UnfitDecision: they are damaged, or of a form that a newer version writes.
    """
    match written[:1]:
        case b"\x01":
            return written[1:]
        case b"\x02":
            return _inflated(written[1:])
    raise UnfitDecision(f"of form {written[0]}, which this version does not know" if written else "damaged")


def _inflated(deflated: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        fields = inflating.decompress(deflated, MOST_INFLATED)
    except zlib.error:
        raise UnfitDecision("damaged") from None
    if not inflating.eof:
        raise UnfitDecision("damaged")
    return fields
