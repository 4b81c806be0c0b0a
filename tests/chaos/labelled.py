"""Two payments of a customer and the labels of them: the ledger of what was sent, and a final state that is right."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import msgspec

from chaos.label_book import LabelAttempt
from chaos.ledger import Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.final_state import FinalState
from chaos.verdict.labels import LabelsVerdict, judge_labels
from tests.chaos.customer import NOW, found, payment
from tests.chaos.example import attempt

FACTS = "facts#customer#C-1"
PAYMENTS = [payment(1), payment(2, ago=1000, amount="4.5")]

FRAUD: Mapping[str, Any] = {"transaction_id": "tx-1", "label": "fraud", "source": "issuer", "at": NOW - 9000}
GOOD = {**FRAUD, "label": "legitimate", "at": NOW - 8000}
SECOND = {**FRAUD, "transaction_id": "tx-2"}


def said(fields: Mapping[str, Any], status: str = "stored", http_status: int = 200, *, at: int = 0) -> LabelAttempt:
    """Make an attempt that is received and answered so many milliseconds after the payments were received."""
    return LabelAttempt(fields=fields, status=status, http_status=http_status, sent=NOW + at - 1, answered=NOW + at + 1)


def row(*labels: Mapping[str, Any], holders: Sequence[str] = (), received: Sequence[int] = (0, 10, 20)) -> Any:
    """Make the row of these labels; by their order, they are received at these times."""
    history = sorted(
        (
            {**{name: value for name, value in each.items() if name != "transaction_id"}, "received": NOW + at}
            for each, at in zip(labels, received, strict=False)
        ),
        key=lambda each: (each["at"], each["received"]),
    )
    beside = {"transaction_id": labels[0]["transaction_id"], "version": len(history), "holders": set(holders)}
    return {**beside, **history[-1], "history": history}


def held(number: int, *, received: int = 0, amount: int | None = 123_400, **more: Any) -> list[Any]:
    """Make what facts hold of a payment by its number: 12.34 unless an amount in 10^-4 is given."""
    identity = blake2b(f"tx-{number}".encode(), digest_size=8).digest()
    fields = {"time": NOW - 1000 * (number - 1), "received": NOW + received, "amount": amount, "currency": "EUR"}
    fields |= {"declined": False, "fraud": True, **more}
    return [identity, *fields.values()]


def facts(*labels: Any, days: Sequence[Any] = ()) -> bytes:
    """Write facts as the functions do."""
    return b"\x01" + msgspec.msgpack.encode([sorted(labels, key=lambda each: each[1]), days])


def state(rows: Sequence[Any], written: bytes | None) -> FinalState:
    """Make the final state with these rows of labels, and the customer's facts."""
    return replace(
        found(PAYMENTS, None, []),
        labels={each["transaction_id"]: each for each in rows},
        facts={} if written is None else {FACTS: written},
    )


def verdict(final: FinalState, *attempts: LabelAttempt, allowances: Allowances | None = None) -> LabelsVerdict:
    """Judge a final state after these attempts."""
    ledger = Ledger()
    for each in final.stored.values():
        ledger.add_attempt("kind", attempt({name: each[0][name] for name in each[0] if name != "created_at"}))
    for label in attempts:
        ledger.labels.add("kind", label)
    return judge_labels(ledger, "kind", final, allowances or Allowances())


def faults(final: FinalState, *attempts: LabelAttempt) -> list[str]:
    """Name what is broken."""
    return [each.fault for each in verdict(final, *attempts).findings]
