"""An answer from a score's row tells what this version knows of it, whatever later ones write beside that."""

from decimal import Decimal

from handlers.decision.answer import answer_in


def test_a_strategy_of_which_a_later_version_wrote_more_is_told_by_name_and_digest() -> None:
    strategy = {"name": "default", "digest": "d1", "owner": "risk"}
    row = {"transaction_id": "tx-1", "fraud_score": Decimal("0.5"), "outcome": "approve", "strategy": strategy}

    told = answer_in(row, 7).strategy

    assert told is not None
    assert (told.name, told.digest) == ("default", "d1")
