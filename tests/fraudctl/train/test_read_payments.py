"""Lines that are read are counted, with why some are left out, and a file is named so that it can be found again."""

import hashlib
import os
from pathlib import Path

from fraudctl.backtest.payment import NumberedPayment
from fraudctl.train.read_payments import ReadPayments, described
from handlers.contract.errors import Refused
from tests.fraudctl.train.modelled import paid


def test_lines_are_counted_by_why_they_are_left_out() -> None:
    lines: list[NumberedPayment] = [
        (1, paid(1, 5)),
        (2, Refused("amount", "is required")),
        (3, paid(1, 5)),
        (4, paid(1, 6)),
        (5, paid(0, 5, "")),
        (7, paid(-2, 5, "")),
        (6, paid(2, 5, "", declined=True)),
    ]
    gone: list[tuple[int, int]] = []
    with ReadPayments() as read:
        for number, past in read.noted(lines, paid(-1, 5).transaction.timestamp):
            if not isinstance(past, Refused):
                read.add(number, past)
        assert [number for number, _ in read.repeats()] == [3, 4]
        read.progress = lambda done, count: gone.append((done, count))
        for _ in range(2):
            assert [each.transaction.transaction_id for some in read for each in some] == [
                "tx--2",
                "tx-0",
                "tx-1",
                "tx-2",
            ]
        assert (read.lines, read.count, read.unlabelled.first) == (7, 4, [5])
        assert gone == [(4, 4), (4, 4)]
        found = {reason: each.first for reason, each in read.refused.by_reason.items()}
        assert sorted(found.values()) == [[2], [3], [4]]
        assert found["amount: is required"] == [2]


def test_a_file_is_named_with_its_digest_and_without_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "past.jsonl"
    file.write_bytes(b"{}\n")
    assert described(file, None) == {"file": "past.jsonl", "sha256": hashlib.sha256(b"{}\n").hexdigest()}
    assert described(None, "prod") == {"stack": "prod"}
    os.mkfifo(tmp_path / "pipe")
    assert described(tmp_path / "pipe", None) == {"file": "pipe"}, "a pipe can be read once only"
