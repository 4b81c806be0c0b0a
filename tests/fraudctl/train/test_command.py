"""`fraudctl train` writes a strategy that a backtest takes, or nothing and why."""

import json
from pathlib import Path

import pytest

from fraudctl.commands.train import train
from fraudctl.errors import CommandError
from fraudctl.strategy.checked import check_file
from fraudctl.train.environment import INTERPRETER
from handlers.decision.entity.feature import DAY, HOUR
from handlers.decision.model.expected import expected_of

START = 20_000 * DAY


def write(file: Path, days: int, *, frauds: bool = True) -> Path:
    """Write a payment every hour; one in nine is large, and most of these are fraud."""
    with file.open("w") as lines:
        for hour in range(days * 24):
            large = hour % 9 == 0
            fraud = frauds and large and hour % 4 != 0
            fields = {"transaction_id": f"tx-{hour}", "timestamp": START + hour * HOUR, "customer_id": f"C-{hour % 7}"}
            fields |= {"amount": 900 + hour % 50 if large else 20 + hour % 30}
            lines.write(json.dumps({**fields, "label": "fraud" if fraud else "legitimate"}) + "\n")
    return file


@pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")
def test_a_strategy_with_a_model_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "trained.yaml"
    train(data=write(tmp_path / "past.jsonl", 120), out=out, as_json=True)
    told = json.loads(capsys.readouterr().out)
    checked = check_file(out)
    assert checked.strategy, checked.errors
    assert checked.strategy.model
    expected = expected_of(checked.strategy.document)
    assert expected is not None
    assert set(expected.features) <= set(checked.strategy.document["model"]["features"])
    assert checked.strategy.digest == told["digest"]
    assert told["held_out"]["average_precision"] > 0.6
    assert sorted(each.name for each in tmp_path.iterdir()) == ["past.jsonl", "trained.yaml"]


@pytest.mark.skipif(not INTERPRETER.exists(), reason="`make test` makes .train, and so does `make train`")
@pytest.mark.parametrize(("days", "frauds", "said"), [(20, True, "21.0 are needed"), (120, False, "too few labels")])
def test_too_few_labels_write_nothing(tmp_path: Path, days: int, frauds: bool, said: str) -> None:  # noqa: FBT001 -- a case
    with pytest.raises(CommandError, match=said):
        train(data=write(tmp_path / "past.jsonl", days, frauds=frauds), out=tmp_path / "trained.yaml")
    assert [each.name for each in tmp_path.iterdir()] == ["past.jsonl"]
