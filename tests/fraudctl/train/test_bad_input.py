"""Files that no model can be made of are refused with what is wrong; the order of lines changes nothing."""

import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fraudctl.backtest.payment import NumberedPayment, PastPayment
from fraudctl.errors import CommandError
from fraudctl.profiles.packaged import packaged_strategy
from fraudctl.train import run as training
from fraudctl.train.run import run
from fraudctl.train.split import TooFewLabels
from fraudctl.train.table import Table
from fraudctl.train.training import TrainedTrees
from handlers.contract.errors import Refused
from handlers.contract.transaction import Transaction
from handlers.decision.entity.feature import DAY, HOUR

START = 20_000 * DAY


def past(number: int, **fields: Any) -> PastPayment:
    known: dict[str, Any] = {
        "amount": Decimal(900 if number % 9 == 0 else 20),
        "merchant": "Shop",
        "customer_id": f"C-{number % 5}",
    }
    transaction = Transaction(transaction_id=f"tx-{number}", timestamp=START + number * 4 * HOUR, **known)
    return PastPayment(transaction=transaction, label="fraud" if number % 9 == 0 else "legitimate", **fields)


def payments(days: int = 120) -> list[NumberedPayment]:
    return [(number + 1, past(number)) for number in range(days * 6)]


def trained(lines: Iterator[NumberedPayment] | list[NumberedPayment]) -> training.Training:
    return run(lines, packaged_strategy(), name="trained", label_delay=timedelta(days=7), say=lambda _: None)


def test_a_file_without_payments_is_refused() -> None:
    with pytest.raises(TooFewLabels, match="there is no payment to train on: there is none"):
        trained([])


def test_a_file_whose_lines_are_all_refused_names_the_first() -> None:
    lines: list[NumberedPayment] = [(7, Refused("amount", "is required")), (8, Refused("amount", "is required"))]
    with pytest.raises(TooFewLabels, match=r"all of its 2 lines are refused; the first is line 7: amount: is required"):
        trained(lines)


@pytest.mark.parametrize("label", ["", "legitimate", "fraud"])
def test_labels_of_one_kind_are_refused_with_how_many_are_needed(label: str) -> None:
    lines: list[NumberedPayment] = [
        (number, PastPayment(transaction=each.transaction, label=label))
        for number, each in payments()
        if isinstance(each, PastPayment)
    ]
    with pytest.raises(TooFewLabels, match=r"too few labels: train has .* of each there must be at least: 50 train"):
        trained(lines)


def test_order_and_repeats_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = list[tuple[list[int], bytes]]()

    def stop(table: Table, *_: object, **__: object) -> TrainedTrees:
        seen.append((table.outcomes.times.tolist(), table.values.read_bytes()))
        raise CommandError("seen enough")

    monkeypatch.setattr(training, "train", stop)
    shuffled = payments(200)
    random.Random(1).shuffle(shuffled)  # noqa: S311 -- the same each time
    for lines in (payments(200), shuffled, [*payments(200), *payments()[:50]]):
        with pytest.raises(CommandError, match="seen enough"):
            trained(lines)
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0] == sorted(seen[0][0])


def test_a_disk_that_is_full_is_told_with_the_folder_to_change(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"the rows cannot be held on disk: .* TMPDIR says where it is tried"):
        Table(tmp_path / "none", 1).write([])
