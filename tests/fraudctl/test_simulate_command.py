"""`fraudctl simulate`, as a person types it."""

import hashlib
import sys
from typing import get_args

import pytest

from fraudctl import cli
from fraudctl.commands.simulate import Kind
from simulation import NAMES, World, simulate_world

# Of `--count 1000 --seed 42`, which gave these bytes before there were other options.
GOLDEN = "d6fc7ad49eccf06fa86bae2c9454ddf305aa391ac63ee62c9074418e7d620d2c"


def printed_by(words: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> bytes:
    monkeypatch.setattr(sys, "argv", ["fraudctl", "simulate", *words.split()])
    with pytest.raises(SystemExit) as end:
        cli.app()
    assert not end.value.code
    return capfdbinary.readouterr().out


def test_a_count_and_a_seed_alone_print_the_bytes_they_always_did(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    printed = printed_by("--count 1000 --seed 42", monkeypatch, capfdbinary)

    assert hashlib.sha256(printed).hexdigest() == GOLDEN


def test_days_of_many_customers_begin_as_a_count_of_them_does(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    few = printed_by("--count 100 --seed 1 --customers 400 --terminals 90", monkeypatch, capfdbinary)
    days = printed_by("--days 2 --seed 1 --customers 400 --terminals 90", monkeypatch, capfdbinary)

    assert few.count(b"\n") == 100
    assert days.startswith(few)
    assert 1200 < days.count(b"\n") < 2000


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("", "give --count or --days, one of them"),
        ("--count 1 --days 1", "give --count or --days, one of them"),
        ("--count 1 --terminals 90", "--terminals goes with --customers or --world"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    words: str, complaint: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["fraudctl", "simulate", "--seed", "1", *words.split()])

    with pytest.raises(SystemExit) as end:
        cli.app()
    assert end.value.code == 2
    assert complaint in capfd.readouterr().err


def test_a_world_has_a_name_and_the_command_knows_every_one(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    printed = printed_by("--count 50 --seed 1 --world wallet --customers 100", monkeypatch, capfdbinary)

    expected = simulate_world(World(seed=1, name="wallet", customers=100), count=50)
    assert printed == b"".join(transaction.line() for transaction in expected)
    assert get_args(Kind) == NAMES
