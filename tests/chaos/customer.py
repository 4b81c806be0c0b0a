"""A customer's payments for the tests of the verdict on profiles, and the profile that the functions make of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from chaos.ledger import Ledger, PlantedProfile
from chaos.verdict.allowances import Allowances
from chaos.verdict.final_state import FinalState
from chaos.verdict.profiles import ProfilesVerdict, judge_profiles
from chaos.verdict.reckoning import RATES
from chaos.verdict.scoring_log import ScoringRun, ScoringRuns
from handlers.contract.transaction import Transaction
from handlers.decision.profile.codec import encode
from handlers.decision.profile.fold import event_of, fold
from handlers.decision.profile.profile import Profile
from tests.chaos.example import ALL_CORRECT, attempt

DAY = 86_400_000
NOW = int(datetime(2026, 11, 26, 9, 30, tzinfo=UTC).timestamp() * 1000)
CUSTOMER = "profile#customer#C-1"

Sent = Mapping[str, Any]


def payment(number: int, *, ago: int = 0, amount: str = "12.34", currency: str = "EUR") -> Sent:
    """Make a payment of the customer, so many milliseconds before now."""
    return {
        "transaction_id": f"tx-{number}",
        "timestamp": NOW - ago,
        "amount": Decimal(amount),
        "merchant": "Corner Bakery",
        "customer_id": "C-1",
        "currency": currency,
    }


FEW = [payment(1, ago=3 * 3_600_000), payment(2, ago=50 * 60_000, amount="4.5"), payment(3, amount="0.12345")]
ODD = [
    *FEW,
    payment(4, ago=6 * DAY, amount="900"),
    payment(5, ago=33 * DAY, amount="2.5"),
    payment(6, ago=40 * DAY),
    payment(7, ago=-2 * DAY),
    payment(8, amount="1e20"),
    payment(9, ago=5 * 60_000, currency="JPY"),
    payment(10, ago=7 * 60_000, amount="5.4347", currency="USD"),
    payment(11, ago=9 * 60_000, amount="5.43479", currency="USD"),
    {**payment(12, ago=2 * DAY, amount="99.9"), "merchant": "Crypto Exchange"},
]
"""Late ones, one too old for windows, one from the future, one too large to be summed, some of other currencies, and a
declined one."""
MANY = [payment(number, ago=number * 17 * 60_000, amount=f"{number}.5") for number in range(60)]


def declined(sent: Sent) -> bool:
    """Return whether a payment is the one that the campaign's strategy declines."""
    return bool(sent["merchant"] == "Crypto Exchange")


def folded(payments: Iterable[Sent]) -> Profile:
    """Return the profile that the functions make of these payments in this order."""
    profile: Profile | None = None
    for each in payments:
        transaction = Transaction(**each)
        profile = fold(
            profile, event_of(transaction, received=NOW, declined=declined(each), rates=RATES).of("customer")
        )
    assert profile is not None
    return profile


def verdict(
    payments: Sequence[Sent],
    profile: Profile | bytes | None,
    *,
    runs: Sequence[ScoringRun] = (),
    planted: PlantedProfile | None = None,
    allowances: Allowances | None = None,
) -> ProfilesVerdict:
    """Judge a customer's profile after these payments were accepted and stored."""
    ledger = Ledger()
    for each in payments:
        ledger.add_attempt("kind", attempt(each))
    if planted:
        ledger.planted_profiles[CUSTOMER] = planted
    written = encode(profile) if isinstance(profile, Profile) else profile
    return judge_profiles(ledger, "kind", found(payments, written, runs), allowances or Allowances())


def found(payments: Sequence[Sent], written: bytes | None, runs: Sequence[ScoringRun]) -> FinalState:
    """Make the final state in which these payments are stored."""
    created_at = datetime.fromtimestamp(NOW / 1000, UTC).isoformat(timespec="milliseconds")
    return replace(
        ALL_CORRECT,
        stored={each["transaction_id"]: [{**each, "created_at": created_at}] for each in payments},
        profiles={} if written is None else {CUSTOMER: written},
        runs=ScoringRuns(runs),
    )


def run(began: int, ended: int, decided: Iterable[str] = (), **more: Any) -> ScoringRun:
    """Make an invocation, at times in milliseconds after the payments were received, that had all of these."""
    ids = set(decided)
    return ScoringRun(began=NOW + began, ended=NOW + ended, **{"received": len(ids), "decided": ids, **more})


def ids(payments: Iterable[Sent]) -> list[str]:
    """Return the ids of payments."""
    return [each["transaction_id"] for each in payments]
