"""Pointers that somebody moved by hand to what no function can follow; no row tells of it."""

import random
import secrets
import time
from typing import Any

from botocore.exceptions import ClientError

from chaos.rollout_book import PointerChange
from chaos.traffic.changes import Changes
from chaos.versions import campaign_version, clashing_version
from handlers.aws.attributes import to_attributes
from handlers.decision.strategy.document import canonical
from handlers.decision.strategy.pointers import (
    ACTIVE,
    CHALLENGER,
    DOCUMENT_KIND,
    POINTER_KIND,
    SHADOW,
)

PERCENT = 40


def break_by_hand(changes: Changes, chance: random.Random) -> None:
    """Point at a document that is not there, was changed by hand, or clashes with all others."""
    number = changes.book.next_number()
    good, clashing = campaign_version(number), clashing_version(number)
    pointer, digest, document = chance.choice(
        (
            (ACTIVE, secrets.token_hex(32), None),
            (ACTIVE, good.digest, clashing.document),
            (SHADOW, clashing.digest, clashing.document),
            (CHALLENGER, secrets.token_hex(32), None),
        )
    )
    if document is not None:
        said = {"name": good.name, "document": canonical(document).decode(), "at": 0, "by": "by hand"}
        _put(changes, {"kind": DOCUMENT_KIND, "id": digest, **said})
    read, sent = changes.table.pointers(), time.time() * 1000
    version = read.versions.get(pointer, 0) + 1
    content: dict[str, Any] = {
        ACTIVE: {"digest": digest, "before": [*read.before, read.active][-50:]},
        SHADOW: {"digest": digest},
        CHALLENGER: {"digest": digest, "percent": PERCENT},
    }
    row = {"kind": POINTER_KIND, "id": pointer, "version": version, "at": int(sent), "by": "by hand"}
    if _put(changes, row | content[pointer], read.versions.get(pointer)):
        made = (pointer, version, digest)
        changes.book.add(PointerChange(note="", result="done", sent=sent, answered=time.time() * 1000, made=made))


def _put(changes: Changes, row: dict[str, object], version: int | None = None) -> bool:
    """Put a row in place of one of this version, or of none; return False where another was faster."""
    held: dict[str, object] = {
        "ConditionExpression": "attribute_not_exists(#of)",
        "ExpressionAttributeNames": {"#of": "kind"},
    }
    if version is not None:
        held = {
            "ConditionExpression": "#of = :read",
            "ExpressionAttributeNames": {"#of": "version"},
            "ExpressionAttributeValues": to_attributes({":read": version}),
        }
    try:
        changes.table.client.put_item(TableName=changes.table.name, Item=to_attributes(row), **held)
    except ClientError:
        return False
    return True
