"""The verdict on the labels among the facts of entities: each is reckoned again from its labelled payments."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import blake2b
from itertools import chain, takewhile

import msgspec

from chaos.ledger import Ledger
from chaos.verdict.allowances import Allowances
from chaos.verdict.entity_payments import payments_of_former, payments_of_item
from chaos.verdict.evidence import Evidence
from chaos.verdict.final_state import FinalState, FoundItem
from chaos.verdict.judge import BrokenPromise, Violation
from chaos.verdict.reckoning import DAY, AcceptedPayment, square, summed

FORM = b"\x01"
MOST_LABELS = 64
UNITS = 10_000
"""Of money, in 1: facts count in 10^-4."""

HeldLabel = tuple[bytes, int, int, int | None, str, bool, bool]
"""The hash of an id, event time, receipt, amount, currency, whether it was declined, and whether it is fraud."""
DaySum = tuple[int, str, int, int, int, int]
"""Day, currency, frauds, payments that were summed, their amounts, and the squares of these."""


@dataclass(kw_only=True)
class FactsVerdict:
    """The keys of all facts that labels of a kind's traffic may have changed, and every broken promise."""

    keys: set[str] = field(default_factory=set)
    findings: list[BrokenPromise] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class LabelledPayment:
    """A payment that is labelled; of an id that raced, one of several that may have been meant."""

    transaction_id: str
    fraud_since: int | None
    """Epoch milliseconds of the receipt of the first label that says fraud, as all do that are known later; or None."""
    declined_since: int | None
    """Epoch milliseconds of a review's decline; or None."""
    told: bool
    """True if its row says that the facts in question hold it: one by one, or in the sum of a day."""
    payments: Sequence[AcceptedPayment]

    def held(self) -> list[HeldLabel]:
        """Return what the facts hold of it if it is fraud, or a review declined it."""
        return [self._held(each) for each in self.payments]

    def _held(self, payment: AcceptedPayment) -> HeldLabel:
        amount = summed(payment, payment.currency) if payment.counts else None
        return (
            _hash(self.transaction_id),
            payment.time,
            self.fraud_since or self.declined_since or 0,
            None if amount is None else int(amount * UNITS),
            payment.currency,
            payment.declined,
            self.fraud_since is not None,
        )

    @property
    def is_held(self) -> bool:
        """Return whether the facts have to hold it."""
        return self.fraud_since is not None or self.declined_since is not None


def _hash(transaction_id: str) -> bytes:
    return blake2b(transaction_id.encode(), digest_size=8).digest()


def judge_facts(ledger: Ledger, kind: str, found: FinalState, allowances: Allowances) -> FactsVerdict:
    """Compare the labels in the facts of a kind's entities with the rows of labels and the stored payments."""
    entities: dict[str, dict[str, list[AcceptedPayment]]] = {}
    labelled_ids = {*ledger.labels.attempts_of(kind), *ledger.reviews.attempts_of(kind), *found.reviews}
    for transaction_id, attempts in ledger.attempts_of(kind).items():
        if transaction_id not in labelled_ids:
            continue
        evidence = Evidence.of(transaction_id, attempts, ledger, found, allowances)
        for item in evidence.items:
            for key, payment in payments_of_item(item, evidence):
                facts = key.replace("profile#", "facts#", 1)
                entities.setdefault(facts, {}).setdefault(transaction_id, []).append(payment)
    former: dict[str, set[bytes]] = {}
    for each in chain.from_iterable(ledger.former_of(kind).values()):
        for key, _ in payments_of_former(each):
            former.setdefault(key.replace("profile#", "facts#", 1), set()).add(_hash(each.transaction_id))
    verdict = FactsVerdict(keys={*entities, *former})
    for key, its in entities.items():
        labelled = [_labelled(name, found.labels.get(name), key, payments) for name, payments in its.items()]
        verdict.findings += _differences(key, labelled, found.facts.get(key), former.get(key, ()))
    return verdict


def _labelled(name: str, row: FoundItem | None, key: str, payments: Sequence[AcceptedPayment]) -> LabelledPayment:
    history = sorted(row["history"] if row else (), key=lambda each: (each["at"], each["received"]))
    run = list(takewhile(lambda each: each["label"] == "fraud", reversed(history)))
    return LabelledPayment(
        transaction_id=name,
        fraud_since=min((int(each["received"]) for each in run), default=None),
        declined_since=int(row["declined"]) if row and "declined" in row else None,
        told=row is not None and key in row.get("holders", ()),
        payments=payments,
    )


def _differences(
    key: str, labelled: Sequence[LabelledPayment], written: bytes | None, former: Collection[bytes]
) -> Iterator[BrokenPromise]:
    """Yield them; of payments whose rows are gone, by the hashes of their ids, the facts may hold labels."""
    held, days = _read(written)
    held = [each for each in held if each[0] not in former]
    by_hash = {each[0]: each for each in held}
    doubled = len(held) - len(by_hash)
    summed_by_day = list[LabelledPayment]()
    for each in labelled:
        one = by_hash.pop(each.held()[0][0], None)
        if one is None and each.told and days:
            summed_by_day.append(each)
        elif each.is_held != (one is not None):
            fault: Violation = "lost" if one is None else "wrong"
            what = "does not hold it" if one is None else "holds it, though it is legitimate and nobody declined it"
            yield BrokenPromise(fault=fault, transaction_id=each.transaction_id, what=f"{key} {what}")
        elif one is not None and (not each.told or one not in each.held()):
            yield BrokenPromise(fault="wrong", transaction_id=each.transaction_id, what=f"{key} holds {one}")
    for what in (
        *([f"{doubled} labels twice"] if doubled else []),
        *([f"{len(by_hash)} labels of nobody"] if by_hash else []),
        *([f"sums {days} of days"] if sorted(days) != _sums(summed_by_day) else []),
        *(["sums of days beside few labels"] if days and len(held) != MOST_LABELS and not doubled else []),
    ):
        yield BrokenPromise(
            fault="doubled" if "twice" in what else "wrong", transaction_id=key, what=f"facts with {what}"
        )


def _read(written: bytes | None) -> tuple[Sequence[HeldLabel], Sequence[DaySum]]:
    """Return the labels of facts one by one and those that are summed, in the published form of both."""
    if written is None:
        return (), ()
    if written[:1] != FORM:
        raise ValueError(written)
    labels, days = msgspec.msgpack.decode(written[1:])
    return [tuple(each) for each in labels], [
        (day, currency, frauds, payments, total, int(squares))
        for day, currency, _, frauds, payments, total, squares in days
    ]


def _sums(labelled: Sequence[LabelledPayment]) -> list[DaySum]:
    """Return the sums by day and currency of labelled payments."""
    sums: dict[tuple[int, str], tuple[int, int, int, int]] = {}
    for each in labelled:
        _, time, _, amount, currency, declined, fraud = each.held()[0]
        counted = amount is not None and not declined
        frauds, payments, total, squares = sums.get((time // DAY, currency), (0, 0, 0, 0))
        units = (amount or 0) if counted else 0
        squares += int(square(Decimal(units) / UNITS) * UNITS)
        sums[time // DAY, currency] = (frauds + fraud, payments + counted, total + units, squares)
    return sorted((day, currency, *values) for (day, currency), values in sums.items())
