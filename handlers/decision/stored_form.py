"""The form of a stored decision: a byte that says how its fields follow, deflated or not, and their checksum."""

import zlib

from handlers.contract.errors import UnfitDecision

PLAIN, DEFLATED = 1, 2
"""The first byte of a stored decision; a further one is added whenever what follows changes its meaning."""

CHECKSUM = 4
"""Bytes of the fields' CRC-32, which stands before them: MessagePack takes a damaged number for another."""

WORTH_DEFLATING = 400
"""Bytes; fewer become hardly any less."""

MOST_INFLATED = 1024 * 1024
"""Bytes; no decision is as large, and whoever can write rows must not fill the memory."""


def in_form(fields: bytes) -> bytes:
    """Return fields behind the byte of their form and their checksum, deflated where that is worth it."""
    form, body = PLAIN, fields
    if len(fields) >= WORTH_DEFLATING and len(deflated := zlib.compress(fields)) < len(fields):
        form, body = DEFLATED, deflated
    return b"%c%b%b" % (form, _checksum(fields), body)


def fields_in(written: bytes) -> bytes:
    """Return the fields that bytes of a known form hold.

    Raises:
        UnfitDecision: they are damaged, or of a form that a newer version writes.
    """
    if written and written[0] > DEFLATED:
        raise UnfitDecision(f"of form {written[0]}, newer than {DEFLATED}")
    form, checksum, body = written[:1], written[1 : 1 + CHECKSUM], written[1 + CHECKSUM :]
    fields = _inflated(body) if form == bytes((DEFLATED,)) else body
    if not form or form == b"\0" or checksum != _checksum(fields):
        raise UnfitDecision("damaged")
    return fields


def _checksum(fields: bytes) -> bytes:
    return zlib.crc32(fields).to_bytes(CHECKSUM, "big")


def _inflated(deflated: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        return inflating.decompress(deflated, MOST_INFLATED)
    except zlib.error:
        raise UnfitDecision("damaged") from None
